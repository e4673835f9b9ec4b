"""The terminal as the commands use it: plain lines out, one line and an exit code for what goes wrong."""

import io
import sys
from typing import TYPE_CHECKING, NoReturn

import typer
from rich.console import Console

from assistant.errors import EarsightError
from assistant.unseen import plain

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def say(line: str = "", *, end: str = "\n") -> None:
    """Print text as it is, without markup."""
    out.print(plain(line), markup=False, end=end)


def warn(line: str) -> None:
    """Print one line to standard error, without markup; line ends in it become spaces."""
    err.print(plain(" ".join(line.splitlines())), markup=False)


def fail(line: str) -> NoReturn:
    """End the command: one line to standard error and exit code 1."""
    warn(f"earsight: {line}")
    raise typer.Exit(1)


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


def is_interactive() -> bool:
    """Whether a person sits at both ends of the terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()
