"""A file of the person's as its editor works with it, away from the window's thread: nobody's words are lost."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from os.path import exists, realpath
from pathlib import Path
from typing import Protocol

from assistant import private, sealing
from assistant.errors import MemoryRefused


class Reading(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def notices(self) -> tuple[str, ...]: ...


class Source(Protocol):
    """`assistant.memory.Memory` or `assistant.instructions.Instructions`."""

    @property
    def path(self) -> Path: ...
    def read(self) -> Reading: ...
    def write(self, text: str, *, over: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Found:
    """The file after a look at it, or after something was done to it."""

    text: str
    notices: tuple[str, ...] = ()
    refused: str = ""
    """Why what was asked for was not done; empty where it was."""
    edited: bool = False
    """It was not done because the file had changed outside."""
    wrote: str = ""
    """The text as it was written."""
    told: str = ""
    """What was done, where that is not plain to see."""
    watched: tuple[str, ...] = ()
    """The file, where it is there, and its folder: paths to be watched."""


class KeptFile:
    """Belongs to one thread."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._wrote: str | None = None
        """The text as last written here, for as long as no other was seen in the file."""

    @property
    def path(self) -> Path:
        return self._source.path

    def look(self, *, refused: str = "", edited: bool = False, wrote: str = "", told: str = "") -> Found:
        """The file as it is now."""
        self._make_folder()
        reading = self._source.read()
        if reading.text != self._wrote:
            self._wrote = None
        target = Path(realpath(self.path))
        places = dict.fromkeys((self.path.parent, target.parent, target))
        return Found(
            reading.text,
            (*reading.notices, *self._set_aside()),
            refused,
            edited,
            wrote,
            told,
            tuple(str(place) for place in places if exists(place)),  # noqa: PTH110 - raises nothing
        )

    def save(self, text: str, over: str) -> Found:
        """Write the text where nobody else changed the file since it was `over`."""
        if self._wrote is not None and self._source.read().text == self._wrote:
            over = self._wrote
        try:
            written = self._source.write(text, over=over)
        except MemoryRefused as error:
            return self.look(refused=str(error))
        if not written:
            return self.look(edited=True)
        # A file of which only the title is left reads as nothing.
        self._wrote = wrote = text if self._source.read().text else ""
        return self.look(wrote=wrote)

    def save_or_keep(self, text: str, over: str) -> Found:
        """Write the text, or where that cannot be, write it beside the file: nothing comes after this."""
        found = self.save(text, over)
        if found.refused or found.edited:
            stamp = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S-%f")
            sealing.write(self.path.with_name(f"{self._prefix}{stamp}{self.path.suffix}"), text + "\n")
        return found

    def do(self, change: Callable[[], str]) -> Found:
        """Make a change that raises `MemoryRefused`, or returns a sentence on what was done."""
        try:
            return self.look(told=change())
        except MemoryRefused as error:
            return self.look(refused=str(error))

    def make(self) -> Found:
        """See that there is a file that another program can open."""
        try:
            private.make_folder(self.path.parent)
            private.make_file(self.path)
        except OSError as error:
            return self.look(refused=f"There is no file at {self.path}, and none can be made: {error.strerror}.")
        return self.look()

    @property
    def _prefix(self) -> str:
        return f"{self.path.stem}.unsaved-"

    def _set_aside(self) -> list[str]:
        kept = sorted(self.path.parent.glob(f"{self._prefix}*{self.path.suffix}"))
        return [
            f"What you typed and could not be saved is kept as {one.name} in the same folder; delete it when you have "
            "seen to it."
            for one in kept
        ]

    def _make_folder(self) -> None:
        """Without its folder a file cannot be watched; where it cannot be made, reading says what there is to say."""
        try:
            private.make_folder(self.path.parent)
        except OSError:
            return


def both(mine: str, theirs: str, before: str) -> str:
    """Mine, then every line of theirs that is new: what either side wrote since `before` is in it."""
    known = {*mine.splitlines(), *before.splitlines()}
    new = [line for line in theirs.splitlines() if line not in known]
    return "\n".join([mine.rstrip("\n"), *new]) if mine.strip() else theirs
