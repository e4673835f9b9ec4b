"""One wheel by pip, in a process of its own that is watched: how far it is, and whether it still moves."""

import contextlib
import errno
import importlib.util
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from models.errors import NoSpace, OutOfReach, PullCancelled, Refused, Stalled
from models.space import writing

POLL = 0.1
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that pip may take."""

    reach: float = 10.0
    """Until the first byte of the wheel is here."""
    stall: float = 30.0
    """Between two bytes after that."""


def available() -> bool:
    """Whether pip is there; the installed program carries it, and runs it as Python would."""
    return importlib.util.find_spec("pip") is not None


def download(
    requirement: str,
    work: Path,
    *,
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
    limits: Limits = Limits(),
) -> Path:
    """The wheel of `requirement` inside `work`, an empty folder that pip also gets for its temporary files.

    Raises `OutOfReach`, `Refused`, `Stalled`, `NoSpace` or `PullCancelled`; pip never outlives the call.
    """
    wheels, temporary, output = work / "wheels", work / "tmp", work / "pip.log"
    with writing(work):
        wheels.mkdir()
        temporary.mkdir()
        with output.open("wb") as sink:
            process = subprocess.Popen(
                _command(requirement, wheels, limits),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                # pip downloads into its temporary folder: its size there is how far it is, with any pip
                env=os.environ | {name: str(temporary) for name in ("TMPDIR", "TEMP", "TMP")},
            )
    try:
        _watch(process, work, requirement, progress=progress, cancelled=cancelled, limits=limits)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
    if found := sorted(wheels.glob("*.whl")):
        return found[0]
    words = output.read_text("utf-8", "replace")
    log.debug("pip about %s:\n%s", requirement, words)
    if f"[Errno {errno.ENOSPC}]" in words:
        raise NoSpace(f"The disk became full while fetching {requirement}; make room and pull again.")
    raise Refused(f"The package index does not give {requirement}.")


def _command(requirement: str, wheels: Path, limits: Limits) -> list[str]:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"]
    what = ["--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--dest", str(wheels), requirement]
    return [*pip, "--timeout", str(limits.reach), "--retries", "0", *what]


def _watch(
    process: "subprocess.Popen[bytes]",
    work: Path,
    requirement: str,
    *,
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
    limits: Limits,
) -> None:
    """Return when pip has ended; raise where it does not move or the pull was stopped."""
    here, moved = 0, time.monotonic()
    while process.poll() is None:
        if cancelled():
            raise PullCancelled
        now = max(_bytes_in(work / "tmp"), _bytes_in(work / "wheels"))
        if now > here:
            here, moved = now, time.monotonic()
            progress(here)
        waited = time.monotonic() - moved
        if not here and waited > limits.reach:
            raise OutOfReach("The package index cannot be reached.")
        if here and waited > limits.stall:
            raise Stalled(f"The download of {requirement} stopped; pull again to continue with that package.")
        try:
            process.wait(POLL)
        except subprocess.TimeoutExpired:
            continue


def _bytes_in(folder: Path) -> int:
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(FileNotFoundError):  # pip removes what it no longer needs
                total += Path(where, name).stat().st_size
    return total
