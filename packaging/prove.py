"""`make prove-package`: installs and uses what `make package` built, on clean systems, and prints one table.

usage: prove.py [--models FOLDER] [--starter FOLDER] [--only PART]...
Needs Linux, root, debootstrap, qemu-user-static, nsis, wine64, appstream and desktop-file-utils.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "linux")]

from project import BUILD, BUNDLE, DIST, NAME, PROOF, VERSION, run, size_of, stop  # noqa: E402

ROOTS = ("bookworm", "trixie")
TOO_OLD = "bullseye"
NEWER = "99.0.0"
TARGETS = {"deb": 180e6, "installed_bytes": 520e6, "window_cold_seconds": 1.5, "answer_seconds": 10.0}
NOT_SHOWN = (
    ("Windows: the program itself", "release.yml, build (windows): Self-test of the frozen program"),
    ("Windows: installer with the program in it", "release.yml, build (windows): Install as a person does …"),
    ("Windows: the Vulkan plugin on a graphics processor", "none: the runners have no graphics processor"),
    ("Windows: SmartScreen's words", "none: shown to a person who downloads the first release"),
    ("macOS: the program itself, with Metal", "release.yml, build (macos): Self-test of the frozen program"),
    ("macOS: disk image, signature, entitlements", "release.yml, build (macos): Install as a person does …"),
    ("macOS: Gatekeeper, microphone and camera questions", "none: shown to a person who downloads the first release"),
    ("Linux: the Vulkan plugin", "none: built only where the Vulkan SDK is, which the runners have not"),
    (".rpm on Fedora", "none: built, and its dependencies are named by library"),
    ("attestation and draft of a release", "release.yml, publish"),
)
Steps = Iterable[tuple[str, str]]


class Table:
    """What was shown so far, a line each."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str, str]] = []

    def part(self, where: str, steps: Callable[[], Steps]) -> None:
        """Do the steps; the first that fails ends the part."""
        what = "begin"
        try:
            for what, seen in steps():
                self.add("shown", where, what, seen)
        except (AssertionError, OSError, subprocess.TimeoutExpired, KeyError, IndexError) as error:
            (PROOF / "failed.txt").write_text(traceback.format_exc(), "utf-8")
            self.add("FAILED", where, f"after {what}", " ".join(f"{error}".split())[-400:] or repr(error))

    def add(self, state: str, where: str, what: str, seen: str) -> None:
        self.rows.append((state, where, what, seen))
        print(f"{state:<10} {where:<18} {what:<30} {seen}", flush=True)

    @property
    def failed(self) -> bool:
        return any(row[0] == "FAILED" for row in self.rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Prove the package of this system.")
    parser.add_argument("--models", type=Path, help="a models folder with the set `tests`; else it is fetched")
    parser.add_argument("--starter", type=Path, help="a models folder with the set `starter`, for the first answer")
    parser.add_argument("--only", action="append", choices=("lint", "bundle", *ROOTS, TOO_OLD, "processors", "windows"))
    options = parser.parse_args()
    if sys.platform != "linux" or os.geteuid() != 0:
        stop("The package is proved on Linux, by root: it enters systems of its own.")
    if not BUNDLE.exists():
        stop("There is no bundle yet; run `make package` first.")
    # Whoever ends it leaves no system mounted.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    PROOF.mkdir(parents=True, exist_ok=True)
    models = (options.models or fetched("tests")).resolve()
    window_models = (options.starter or models).resolve()
    deb = max(DIST.glob(f"{NAME}_{VERSION}*.deb"), key=lambda path: path.stat().st_mtime)
    table, figures = Table(), dict[str, dict[str, object]]()

    def wanted(part: str) -> bool:
        return not options.only or part in options.only

    from proof import lint, old_processors

    if wanted("lint"):
        table.part("files", lint.lint)
    if wanted("bundle"):
        table.part("bundle", lambda: bundle(models, deb))
    for suite in (*ROOTS, TOO_OLD):
        if wanted(suite):
            figures[suite] = {}
            table.part(suite, lambda suite=suite: on(suite, window_models, deb, figures[suite]))
    if wanted("processors"):
        for name in old_processors.PLUGINS:
            table.part("emulated", lambda name=name: [(name, old_processors.answers(name, models))])
    if wanted("windows"):
        from proof import wine

        table.part("wine", lambda: wine.prove(PROOF / "wine").items())
    report(table, figures, deb)
    sys.exit(1 if table.failed else 0)


def bundle(models: Path, deb: Path) -> Iterator[tuple[str, str]]:
    """The frozen program where it was built."""
    made = json.loads((BUILD / "package" / "figures.json").read_text("utf-8"))
    yield "frozen", f"{made['freeze_seconds']} s, {size_of(BUNDLE) / 1e6:.0f} MB"
    yield "packed", f"{deb.name}: {deb.stat().st_size / 1e6:.0f} MB"
    done = subprocess.run(
        [str(BUNDLE / NAME), "--selftest", "--models", str(models)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    yield "self-test", f"{len(done.stdout.splitlines())} lines ok"


def on(suite: str, models: Path, deb: Path, figures: dict[str, object]) -> Iterator[tuple[str, str]]:
    from proof import installing, roots

    with roots.root(suite, models) as root:
        if suite == TOO_OLD:
            yield "installation", installing.refused(root, deb)
        else:
            yield from installing.installing(root, deb, newer_package(deb), figures)


def newer_package(deb: Path) -> Path:
    """The same program as a later version's package, to upgrade to."""
    import installer

    folder = PROOF / "newer"
    if (found := sorted(folder.glob("*.deb"))) and found[0].stat().st_mtime > deb.stat().st_mtime:
        return found[0]
    folder.mkdir(exist_ok=True)
    return installer.package(kinds=("deb",), version=NEWER, folder=folder, small=False)["deb"]


def fetched(name: str) -> Path:
    """The set of models, pulled by the frozen program itself."""
    folder = PROOF / "models"
    run([str(BUNDLE / NAME), "models", "pull", name, "--yes"], env={"EARSIGHT_MODELS": str(folder)})
    return folder


def report(table: Table, figures: dict[str, dict[str, object]], deb: Path) -> None:
    """The whole as Markdown, printed and kept in build/proof.d/report.md."""
    lines = ["| | where | what | seen |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in table.rows]
    lines += ["", "Targets:"]
    reached: list[tuple[str, object]] = [(f"deb ≤ {TARGETS['deb'] / 1e6:.0f} MB", round(deb.stat().st_size / 1e6, 1))]
    for suite, seen in figures.items():
        if "installed_bytes" in seen:
            reached.append((f"{suite}: installed ≤ 520 MB", round(float(str(seen["installed_bytes"])) / 1e6, 1)))
        for name, most in (("window_cold_seconds", "window ≤ 1.5 s"), ("answer_seconds", "first answer ≤ 10 s")):
            if name in seen:
                reached.append((f"{suite}: {most}", seen[name]))
    lines += [f"- {what}: {value}" for what, value in reached]
    for suite, seen in figures.items():
        if "selftest" in seen:
            lines += ["", f"Self-test on {suite}:", "```", *map(str, seen["selftest"]), "```"]
    lines += ["", "Not shown yet:", *(f"- {what}: {step}" for what, step in NOT_SHOWN)]
    text = "\n".join(lines)
    (PROOF / "report.md").write_text(text + "\n", "utf-8")
    print(f"\n{text}")


if __name__ == "__main__":
    main()
