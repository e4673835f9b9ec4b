"""What else holds forgotten words goes too: what was made of the memory, and the way back after a while."""

import contextlib
import time
from pathlib import Path

UNDO_SECONDS = 600.0
"""How long the last change of the memory can be taken back; what it took out is kept that long."""
_SOURCES = ("memory.md", "instructions.md")


def drop_prefixes(folder: Path) -> None:
    """Delete what models made of the memory and the instructions; it is made anew when it is needed."""
    for made in folder.glob("prefix*.state"):
        with contextlib.suppress(OSError):
            made.unlink()


def can_be_taken_back(undo: Path) -> bool:
    """Whether the way back is there and not too old."""
    try:
        return abs(time.time() - undo.stat().st_mtime) < UNDO_SECONDS
    except OSError:
        return False


def drop_old_undo(undo: Path) -> None:
    """Delete a way back that is too old."""
    if not can_be_taken_back(undo):
        with contextlib.suppress(OSError):
            undo.unlink()


def sweep(home: Path) -> None:
    """At a start: delete what is older than the files that it was made of, as an editor leaves them behind."""
    drop_old_undo(home / ".memory.undo")
    with contextlib.suppress(OSError):
        changed = max((_time(home / name) for name in _SOURCES), default=0)
        if any(_time(made) < changed for made in home.glob("prefix*.state")):
            drop_prefixes(home)


def _time(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
