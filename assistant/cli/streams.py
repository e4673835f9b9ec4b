"""The streams that a process is given: fit for every character, and told apart where they fail; loads nothing."""

import io
import sys
from typing import TYPE_CHECKING

from assistant.errors import EarsightError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def use_utf8() -> None:
    """Let no character end a command: UTF-8 in files and pipes, and � or ? for what a terminal cannot show."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


class _Output(io.FileIO):
    """Standard output, whose failing is thus told apart from that of any other file."""

    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise EarsightError(f"The output cannot be written: {reason}.") from error


def guard_output() -> None:
    """Let output to a file or pipe that fails be an `EarsightError`, unless its reader has gone."""
    old = sys.stdout
    if isinstance(old, io.TextIOWrapper) and not old.isatty():
        raw = _Output(old.fileno(), "w", closefd=False)
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(raw), encoding=old.encoding, errors=old.errors)
