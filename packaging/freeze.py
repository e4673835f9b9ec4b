"""The frozen program: an environment of its own with pinned versions, PyInstaller, and what makes it smaller."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import llama
from project import BUILD, BUNDLE, DIST, LOCK, NAME, ROOT, TITLE, locked, run, size_of, stop

VENV = BUILD / "package" / "venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
TOOLS = ("pyinstaller", "pyinstaller-hooks-contrib", "nfpm", "cyclonedx-bom")


def environment(*, vulkan: bool) -> None:
    """Everything the frozen program is made of, in a private environment; made anew when its recipe changes."""
    recipe = [(ROOT / "pyproject.toml").read_bytes(), LOCK.read_bytes(), sys.version.encode()]
    recipe += [" ".join(llama.flags(vulkan=vulkan)).encode(), Path(__file__).read_bytes()]
    wanted = hashlib.sha256(b"\0".join(recipe)).hexdigest()
    stamp = VENV / "made-for"
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    if not PYTHON.exists():
        run([sys.executable, "-m", "venv", str(VENV)])
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    log = BUILD / "logs" / "environment.log"
    run([*pip, "--require-hashes", "-r", str(locked("pip"))], log=log)
    run([*pip, "--force-reinstall", "--no-deps", str(llama.wheel(PYTHON, vulkan=vulkan))], log=log)
    run([*pip, "--require-hashes", "-r", str(LOCK)], log=log)
    run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], log=log)
    # faster-whisper asks for PyAV, 100 MB of codecs, and is only ever given samples; `packaging/stubs` stands in.
    run([str(PYTHON), "-m", "pip", "uninstall", "--yes", "av"], log=log)
    stamp.write_text(wanted, "utf-8")


def freeze(*, vulkan: bool) -> float:
    """Make dist/earsight, on macOS dist/Earsight.app too; the seconds that PyInstaller took."""
    environment(vulkan=vulkan)
    draw_icons()
    if sys.platform == "win32":
        import installer

        (BUILD / "package" / "version.txt").write_text(installer.version_file(), "utf-8")
    began = time.monotonic()
    command = [str(PYTHON), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    folders = ["--distpath", str(DIST), "--workpath", str(BUILD / "package" / "work")]
    run([*command, *folders, str(ROOT / "packaging" / "earsight.spec")], log=BUILD / "logs" / "freeze.log")
    if sys.platform.startswith("linux"):
        import smaller

        smaller.make_smaller(BUNDLE / "_internal")
    seconds = time.monotonic() - began
    for inside in insides():
        licences(inside / "licences")
        tell_releases(inside)
        check_told(inside)
    check_whole(BUNDLE / "_internal")
    print(f"Frozen in {seconds:.0f} s: {size_of(BUNDLE) / 1e6:.0f} MB in {BUNDLE.relative_to(ROOT)}", flush=True)
    return seconds


def insides() -> list[Path]:
    """The folders of data in what was frozen: on macOS PyInstaller has copied them to the .app already.

    The .app's program finds its metadata in Contents/Frameworks, which links to what is in Contents/Resources.
    """
    app = [DIST / f"{TITLE}.app" / "Contents" / "Resources"] if sys.platform == "darwin" else []
    return [BUNDLE / "_internal", *app]


def draw_icons() -> None:
    """The mark as the files that systems ask for, in build/package."""
    run([str(PYTHON), str(ROOT / "packaging" / "icons.py"), str(BUILD / "package")])


def licences(folder: Path) -> None:
    """The licence texts of everything inside, a file for each distribution."""
    script = "import importlib.metadata as m, json; print(json.dumps([[d.name, d.version, [str(d.locate_file(f)) "
    script += "for f in d.files or () if 'licen' in f.name.lower() or 'copying' in f.name.lower() or "
    script += "'notice' in f.name.lower()]] for d in m.distributions()]))"
    folder.mkdir(exist_ok=True)
    told = subprocess.run([str(PYTHON), "-c", script], capture_output=True, text=True, check=True).stdout
    for name, version, files in json.loads(told):
        texts = [Path(file).read_text("utf-8", "replace") for file in files if Path(file).suffix not in {".py", ".pyc"}]
        if texts:
            plain = re.sub(r"[^A-Za-z0-9._-]", "-", f"{name}-{version}")
            (folder / f"{plain}.txt").write_text("\n\n".join(texts), "utf-8")
    shutil.copy(ROOT / "LICENSE", folder / "earsight.txt")


def tell_releases(inside: Path) -> None:
    """Where versions are published, which only the runner of a release knows, in the bundle's own metadata."""
    if line := _releases():
        metadata = _metadata(inside)
        head, rest = metadata.read_text("utf-8").split("\n", 1)
        metadata.write_text(f"{head}\n{line}\n{rest}", "utf-8")


def _releases() -> str:
    server, repository = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    return f"Project-URL: Releases, {server}/{repository}/releases" if server and repository else ""


def _metadata(inside: Path) -> Path:
    found = (*inside.glob(f"{NAME}*.egg-info/PKG-INFO"), *inside.glob(f"{NAME}*.dist-info/METADATA"))
    if len(found) != 1:
        stop(f"There are {len(found)} descriptions of {NAME} in {inside}; see packaging/earsight.spec.")
    return found[0]


def check_told(inside: Path) -> None:
    """What a person is given with the program: its licences, and where the next version will be."""
    if not (inside / "licences" / "earsight.txt").is_file():
        stop(f"The licences are not in {inside}.")
    if _releases() not in _metadata(inside).read_text("utf-8"):
        stop(f"Where versions are published is not in {inside}.")


def check_whole(inside: Path) -> None:
    """What PyInstaller drops without a word when a package lays its files out anew."""
    plugins = [path.name for path in (inside / "llama_cpp" / "lib").iterdir() if "ggml-cpu" in path.name]
    if len(plugins) < 2:
        stop(f"The bundle has {len(plugins)} of llama.cpp's processor plugins; see build/logs/llama.log.")
    for wanted in ("piper/espeak-ng-data/phontab", "rapidocr/models", "models/catalogue.toml", "assistant/demo"):
        if not (inside / wanted).exists():
            stop(f"The bundle lacks {wanted}; see packaging/earsight.spec.")
    if size_of(inside) > 1_000_000_000:
        stop("The bundle has more than 1 GB; see what grew with: du -h dist/earsight")
