"""Speaking to the window that already runs for this data folder: three words over a local socket."""

import getpass
import hashlib
import os
import socket
import stat
import sys
import tempfile
from pathlib import Path
from typing import Final, Literal

from assistant import paths
from assistant.errors import EarsightError

Word = Literal["raise", "talk", "stop"]
"""Show the window; begin to listen or send what was said; interrupt."""
TAKEN: Final = b"ok\n"
"""What the window answers to a word it knows."""
ANSWER_SECONDS = 3.0

NO_ANSWER = "Earsight's window does not answer; close it and open it again."


def address() -> str:
    """Where the window of this data folder listens: a socket's path, on Windows a pipe's name.

    Only this user can reach it: the socket lies in a folder of mode 0700 that is made here. Raises `EarsightError`
    where somebody else made that folder first.
    """
    home = os.path.realpath(paths.home())
    name = hashlib.sha256(f"{getpass.getuser()}\0{os.path.normcase(home)}".encode()).hexdigest()[:16]
    if sys.platform == "win32":
        return rf"\\.\pipe\earsight-{name}"
    return str(_own_folder() / f"{name}.sock")


def tell(word: Word) -> bool:
    """Say the word to the window; False where none is open. Raises `EarsightError` where it does not answer."""
    try:
        return _over_pipe(word) if sys.platform == "win32" else _over_socket(word)
    except (FileNotFoundError, ConnectionRefusedError):
        return False
    except OSError as error:
        raise EarsightError(NO_ANSWER) from error


def _over_socket(word: Word) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(ANSWER_SECONDS)
        line.connect(address())
        line.sendall(f"{word}\n".encode())
        if line.recv(len(TAKEN)) != TAKEN:
            raise EarsightError(NO_ANSWER)
    return True


def _over_pipe(word: Word) -> bool:
    with open(address(), "r+b", buffering=0) as pipe:  # noqa: PTH123 - a pipe's name is not a path
        pipe.write(f"{word}\n".encode())
        if pipe.read(len(TAKEN)) != TAKEN:
            raise EarsightError(NO_ANSWER)
    return True


def _own_folder() -> Path:
    """This user's folder for sockets; a socket's path must be short, so it is not the data folder."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    parent = Path(runtime) if runtime and os.access(runtime, os.W_OK) else Path(tempfile.gettempdir())
    folder = parent / f"earsight-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise EarsightError(f"The folder {folder} cannot be made: {error.strerror}.") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise EarsightError(f"{folder} is not yours; delete it or set XDG_RUNTIME_DIR to a folder of yours.")
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)
    return folder
