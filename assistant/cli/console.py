"""The terminal as the commands use it: plain lines out, one line and an exit code for what goes wrong."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console

from assistant.unseen import plain

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


@contextmanager
def libraries_are_silent() -> Iterator[None]:
    """Nothing is seen of what a library writes to standard error by itself, such as a decoder of damaged sound."""
    try:
        kept = os.dup(2)
    except OSError:  # There is no standard error.
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def is_interactive() -> bool:
    """Whether a person sits at both ends of the terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()
