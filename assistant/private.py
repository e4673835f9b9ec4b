"""Files and folders for this user only: mode 0600 and 0700, whatever the umask; on Windows an access list."""

import contextlib
import os
import re
import stat
import sys
from pathlib import Path

FOLDER, FILE = 0o700, 0o600

_OURS = re.compile(
    r"\.?(?:memory|instructions|settings|chats|prefix|prefix-vlm|window|encryption)\b.*|logs|pictures|unfinished|models|\..*\.new"
)
"""Names of what Earsight keeps in its data folder."""
_KEPT_APART = "models"
"""Weights are no secret, and several users may share them."""


def make_folder(folder: Path) -> None:
    """Make the folder, and those above it that are missing, for this user only; raises `OSError`.

    One that is there already stays as it is.
    """
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        with contextlib.suppress(FileExistsError):
            one.mkdir(mode=FOLDER)
            one.chmod(FOLDER)
            if sys.platform == "win32":
                close_to_others(one)
    if not missing and not folder.is_dir():
        raise FileExistsError(17, os.strerror(17), str(folder))


def make_file(file: Path) -> None:
    """See that there is such a file, which only this user may read where it is new; raises `OSError`."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE))
        file.chmod(FILE)


def tighten(home: Path) -> None:
    """Take from others what an older Earsight, a copy or a person let them have of the data folder.

    What Earsight did not make is left as it is, and so is a folder that holds such things. What cannot be changed
    stays.
    """
    if not home.is_dir():
        return
    if sys.platform == "win32":
        if not home.is_relative_to(os.environ.get("LOCALAPPDATA", "\0")):  # which the system keeps for its user
            close_to_others(home)
        return
    with contextlib.suppress(OSError):
        ours = ours_in(home)
        if len(ours) == len(list(home.iterdir())):
            _close(home)
        for entry in ours:
            if entry.name != _KEPT_APART:
                _close(entry)
                for inside in entry.rglob("*") if entry.is_dir() and not entry.is_symlink() else ():
                    _close(inside)


def ours_in(home: Path) -> list[Path]:
    """What Earsight made in its data folder; raises `OSError`."""
    return sorted(entry for entry in home.iterdir() if _OURS.fullmatch(entry.name))


def _close(path: Path) -> None:
    """Take away what group and others may do; of links and of what belongs to somebody else, nothing."""
    with contextlib.suppress(OSError):
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode) or status.st_uid != os.getuid():
            return
        if status.st_mode & 0o077:
            path.chmod(stat.S_IMODE(status.st_mode) & 0o700)


def close_to_others(folder: Path) -> bool:
    """On Windows: let only this user and the system into the folder and all that is made in it; whether that worked."""
    import subprocess

    commands = (
        ["icacls", str(folder), "/inheritance:r", "/grant:r", f"*{_own_sid()}:(OI)(CI)F", "*S-1-5-18:(OI)(CI)F", "/q"],
        ["icacls", str(folder / "*"), "/reset", "/t", "/c", "/q"],
    )
    no_window = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = [
            subprocess.run(command, capture_output=True, check=False, creationflags=no_window) for command in commands
        ]
    except OSError:
        return False
    return done[0].returncode == 0


def _own_sid() -> str:
    """This user's number, as `whoami` tells it: names differ between languages and domains. Raises `OSError`."""
    import subprocess

    no_window = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    told = subprocess.run(
        ["whoami", "/user", "/fo", "csv", "/nh"], capture_output=True, text=True, check=False, creationflags=no_window
    )
    found = re.search(r"S-1-5-[\d-]+", told.stdout)
    if found is None:
        raise OSError("whoami does not tell this user's number")
    return found[0]
