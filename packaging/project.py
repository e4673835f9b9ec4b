"""What the package scripts share: names and the version from pyproject.toml, folders, a command run and timed."""

import os
import platform
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import setup

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
DIST = ROOT / "dist"
PROOF = BUILD / "proof.d"
"""Systems to install in. No package can have such a name, so that setuptools does not walk through them."""
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
LOCK = ROOT / "packaging" / "lock.txt"
"""The versions of constraints.txt with the hashes of their files, made by lock.py."""
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NAME: str = _PROJECT["name"]
VERSION: str = _PROJECT["version"]
SUMMARY: str = _PROJECT["description"]
LICENCE: str = _PROJECT["license"]
TITLE = NAME.capitalize()
HOMEPAGE: str = _PROJECT["urls"]["Homepage"] if "urls" in _PROJECT else ""
APP_ID = f"io.github.{NAME}.{TITLE}"
BUNDLE = DIST / NAME
"""The frozen program's folder, the same on all systems."""
MACHINE = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine().lower()]


def run(command: list[str], *, cwd: Path = ROOT, env: dict[str, str] | None = None, log: Path | None = None) -> None:
    """Run a command; its output goes to `log` where one is given, and is shown where the command fails."""
    environment = {**os.environ, **(env or {})}
    if log is None:
        done = subprocess.run(command, cwd=cwd, env=environment, check=False)
    else:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as out:
            done = subprocess.run(command, cwd=cwd, env=environment, check=False, stdout=out, stderr=subprocess.STDOUT)
        if done.returncode:
            print(log.read_text("utf-8", "replace")[-6000:])
    if done.returncode:
        stop(f"This did not work: {' '.join(command)}")


def locked(name: str) -> Path:
    """A file that asks for this package alone, with its hashes from lock.txt."""
    found = setup.locked(LOCK, (name,))
    if not found:
        stop(f"packaging/lock.txt does not name {name}; make it anew: python packaging/lock.py")
    file = BUILD / "package" / f"{name}.txt"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(found, "utf-8")
    return file


def size_of(folder: Path) -> int:
    """Bytes of all files in it; links cost nothing."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def until(done: Callable[[], object], seconds: float, what: str) -> float:
    """Wait; the seconds it took. Raises `AssertionError`."""
    began = time.monotonic()
    while not done():
        if time.monotonic() - began > seconds:
            raise AssertionError(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.02)
    return time.monotonic() - began


def stop(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(1)
