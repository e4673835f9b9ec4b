"""Writes what is installed, for all systems, every package at its version and with the hashes of its files.

lock.txt is for the frozen program and what makes it, lock-run.txt for the program in a checkout, lock-dev.txt for its
tests.

constraints.txt says which versions; what it does not name yet is added to it. With --check, asks whether each system
and Python finds a file for all of them.

usage: lock.py [--check]
"""

import itertools
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from freeze import TOOLS
from project import BUILD, CONSTRAINTS, LOCK, ROOT, run, stop
from setup import INSTALLERS, LOCKS

UV = "uv==0.13.9"
VENV = BUILD / "lock"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
SYSTEMS = ("x86_64-manylinux_2_34", "x86_64-pc-windows-msvc", "aarch64-apple-darwin")
MACOS = {"MACOSX_DEPLOYMENT_TARGET": "14.0"}
"""The oldest macOS, in the name that uv knows."""
PYTHONS = ("3.11", "3.12", "3.13")
FROM_SOURCE = ("llama-cpp-python", "docopt", "evdev")
"""What its makers publish as source alone."""


def main() -> None:
    if not PYTHON.exists():
        run([sys.executable, "-m", "venv", str(VENV)])
    run([str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV])
    if sys.argv[1:] == ["--check"]:
        check()
        return
    with tempfile.TemporaryDirectory() as scratch:
        tools, also = Path(scratch) / "tools.in", Path(scratch) / "also.in"
        tools.write_text("\n".join((*TOOLS, *INSTALLERS)) + "\n", "utf-8")
        also.write_text("\n".join(INSTALLERS) + "\n", "utf-8")
        LOCK.write_text(compiled([str(tools)], "--generate-hashes"), "utf-8")
        LOCKS["run"].write_text(compiled([str(also)], "--generate-hashes"), "utf-8")
        LOCKS["test"].write_text(compiled([str(also)], "--generate-hashes", "--extra", "dev"), "utf-8")
        everything = compiled([str(tools), "--all-extras"])
    pin(re.findall(r"(?m)^([A-Za-z0-9._-]+)==([^\s;\\]+)", everything))
    for lock in (LOCK, *LOCKS.values()):
        print(f"{lock.name}: {len(re.findall(r'(?m)^[A-Za-z0-9].*==', lock.read_text('utf-8')))} packages")


def compiled(arguments: list[str], *options: str) -> str:
    """What the project and these files ask for, at the pinned versions, for every system."""
    command = [str(PYTHON), "-m", "uv", "pip", "compile", "--universal", "--python-version", PYTHONS[0], "--quiet"]
    command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--constraint", str(CONSTRAINTS), *options]
    done = subprocess.run(
        [*command, str(ROOT / "pyproject.toml"), *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        stop(done.stderr)
    return done.stdout


def pin(found: list[tuple[str, str]]) -> None:
    """Add to constraints.txt what it does not name."""
    lines = CONSTRAINTS.read_text("utf-8").splitlines()
    known = {plain(line.partition("==")[0]) for line in lines}
    lines[1:] = sorted({*lines[1:], *(f"{n}=={v}" for n, v in found if plain(n) not in known)}, key=str.lower)
    CONSTRAINTS.write_text("\n".join(lines) + "\n", "utf-8")


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def check() -> None:
    for lock, system, python in itertools.product((LOCK, *LOCKS.values()), SYSTEMS, PYTHONS):
        command = [str(PYTHON), "-m", "uv", "pip", "install", "--dry-run", "--quiet", "--require-hashes"]
        command += ["--python-platform", system, "--python-version", python, "--target", str(VENV / "nothing")]
        command += ["--only-binary", ":all:", *(one for name in FROM_SOURCE for one in ("--no-binary", name))]
        done = subprocess.run(
            [*command, "-r", str(lock)], capture_output=True, text=True, check=False, env={**os.environ, **MACOS}
        )
        print(f"{lock.name}, {system}, Python {python}: {'all there' if not done.returncode else done.stderr}")
        if done.returncode:
            sys.exit(1)


if __name__ == "__main__":
    main()
