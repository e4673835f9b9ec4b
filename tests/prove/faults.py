"""The faults: `docs/faults.md` made of the marks of the tests, and the proof that each is survived.

python -m tests.prove.faults            the rows of the proof
python -m tests.prove.faults --write    write docs/faults.md anew
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from tests.faults.marks import TESTS, Fault, faults
from tests.prove.row import Row

TABLE = TESTS.parent / "docs" / "faults.md"
MOMENTS = 200
HEAD = """# Faults

Each of these is injected by a test, for real: by a server that misbehaves, a signal, a full disk, a device that goes
away. `…` stands for words that differ from case to case. This page is made of the tests' own marks by
`python -m tests.prove.faults --write`; `make prove` runs them all, and the deaths at random moments 200 times.
"""
AREAS = {
    "models": "Downloads and model files",
    "faults": "The disk, the machine, and deaths in the middle of writing",
    "ui": "The engine's process and the window",
    "audio": "Microphone and speaker",
    "vision": "The camera",
    "llm": "Models as they are loaded",
    "assistant": "Chats, memory, settings, and the conversation",
}
"""Headings, by the last folder of the tests."""
NOT_SHOWN = """
## Not shown here

- A real suspend and resume: simulated by devices that vanish and come back and a clock that jumps ten hours; the same
  test on a laptop, with `systemctl suspend` in the place of the jump, would show it.
- A power cut: files are flushed before they get their name, and SQLite's log is whole after every turn; a test that
  cuts the power of a virtual machine in the middle of the storm of deaths would show it.
- Windows and macOS: what is written here was shown on Linux.
"""


def table() -> str:
    """`docs/faults.md` as it has to be."""
    by_area: dict[str, list[Fault]] = {area: [] for area in AREAS}
    for fault in faults():
        by_area[fault.file.parent.name].append(fault)
    parts = [HEAD]
    for area, found in by_area.items():
        if found:
            rows = [f"| {f.what} | {f.says.strip() or '–'} | {f.intact} | `{f.test}` |" for f in found]
            heading = (
                f"\n## {AREAS[area]}\n\n| what is broken | what the person is told | what is intact | shown by |\n"
            )
            parts.append(heading + "|---|---|---|---|\n" + "\n".join(rows) + "\n")
    return "".join(parts) + NOT_SHOWN


def prove() -> list[Row]:
    """Run every test of a fault, with the storm of deaths at its full length."""
    known = faults()
    with tempfile.TemporaryDirectory(prefix="earsight-faults-") as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-m", "fault", "-q", f"--junitxml={report}", str(TESTS)]
        environment = {**os.environ, "EARSIGHT_MOMENTS": str(MOMENTS), "QT_QPA_PLATFORM": "offscreen"}
        subprocess.run(
            [*command, "-o", "timeout=1800"], cwd=TESTS.parent, env=environment, check=False, stdout=subprocess.DEVNULL
        )
        results = _results(report)
    failed = [fault for fault in known if not results.get((fault.file.stem, fault.test), (False, ""))[0]]
    whole, printed = results.get(("test_deaths", "test_a_storm_of_deaths_leaves_everything_whole"), (False, ""))
    counted = re.search(r"(\d+) of \d+; left over", printed)
    survived = MOMENTS if whole else int(counted[1]) if counted else 0
    return [
        Row(
            "faults survived",
            f"{len(known) - len(failed)} of {len(known)}",
            not failed,
            "; ".join(fault.what for fault in failed),
        ),
        Row(f"kill -9 at {MOMENTS} moments of writing", f"{survived} of {MOMENTS}", whole),
    ]


def _results(report: Path) -> dict[tuple[str, str], tuple[bool, str]]:
    """By module and function: whether all cases passed, and what went wrong; a skipped test shows nothing."""
    results: dict[tuple[str, str], tuple[bool, str]] = {}
    if not report.exists():
        return results
    for case in ElementTree.parse(report).iter("testcase"):
        key = case.get("classname", "").rpartition(".")[2], case.get("name", "").partition("[")[0]
        before, said = results.get(key, (True, ""))
        wrong = [child for child in case if child.tag in ("failure", "error", "skipped")]
        results[key] = before and not wrong, said + "".join(f"{child.get('message')}{child.text}" for child in wrong)
    return results


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        TABLE.write_text(table(), "utf-8")
    else:
        for row in prove():
            print(f"{row.what}: {row.shown} {row.note}")
