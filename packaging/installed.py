"""Installs what was built as a person does, in silence, lets the self-test run as installed, and removes it again.

usage: installed.py INSTALLER MODELS
For the machines of the release workflow: it changes the system it runs on.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from project import NAME, TITLE, VERSION, run, stop, until

WAIT = 120.0


def linux(package: Path, check: Callable[[Path], None]) -> list[Path]:
    """Install the .deb with what it depends on, check, purge; what must be gone."""
    run(["sudo", "apt-get", "install", "-y", "--no-install-recommends", str(package)])
    check(Path("/usr/bin") / NAME)
    run(["sudo", "apt-get", "purge", "-y", NAME])
    return [Path("/usr/bin") / NAME, Path("/usr/lib") / NAME, Path("/usr/share/applications") / f"{NAME}.desktop"]


def windows(setup: Path, check: Callable[[Path], None]) -> list[Path]:
    """Install for this person, check, remove; what must be gone."""
    home = Path(os.environ["LOCALAPPDATA"]) / "Programs" / TITLE
    run([str(setup), "/S"])
    until((home / "uninstall.exe").exists, WAIT, "the end of the installation")
    check(home / f"{NAME}.exe")
    run([str(home / "uninstall.exe"), "/S"])
    return [home / f"{NAME}.exe", home / "_internal"]


def macos(image: Path, check: Callable[[Path], None]) -> list[Path]:
    """Copy the program out of the disk image, check, remove; what must be gone."""
    volume, home = Path("/Volumes") / TITLE, Path.home() / "Applications" / f"{TITLE}.app"
    run(["hdiutil", "attach", "-nobrowse", str(image)])
    try:
        run(["ditto", str(volume / home.name), str(home)])
    finally:
        run(["hdiutil", "detach", str(volume)])
    run(["codesign", "--verify", "--deep", "--strict", str(home)])
    check(home / "Contents" / "MacOS" / NAME)
    shutil.rmtree(home)
    return [home]


def main(package: Path, models: Path) -> None:
    def check(program: Path) -> None:
        said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout.strip()
        if said != f"{NAME} {VERSION}":
            stop(f"The installed program says {said!r}, not {VERSION}.")
        run([str(program), "--selftest", "--models", str(models)])

    install = {"win32": windows, "darwin": macos}.get(sys.platform, linux)
    began = time.monotonic()
    for left in install(package.resolve(), check):
        until(lambda left=left: not left.exists(), WAIT, f"the removal of {left}")
    print(f"Installed, checked and removed in {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
