"""One row of the conversation as a plain value."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.events import Change, Timings


class Kind(StrEnum):
    YOU = "you"
    EARSIGHT = "earsight"
    NOTICE = "notice"
    FAILURE = "failure"
    MEMORY = "memory"


SPEAKERS = {Kind.YOU: "You", Kind.EARSIGHT: "Earsight", Kind.FAILURE: "Problem", Kind.MEMORY: "Memory"}


@dataclass(frozen=True, slots=True)
class Message:
    """One row."""

    id: int
    kind: Kind
    text: str = ""
    turn: int = 0
    """0 for what no turn of this run brought."""
    images: tuple[Path, ...] = ()
    thinking: str = ""
    growing: bool = False
    """Still being heard, or its turn still runs."""
    stopped: bool = False
    kept: bool = True
    """A question that counts as an exchange of the chat."""
    timings: Timings | None = None
    tokens: int | None = None
    change: Change | None = None
    undoable: bool = False
    """The last change of the memory, which can be taken back."""

    @property
    def spoken_name(self) -> str:
        """The row as a screen reader says it."""
        who = SPEAKERS.get(self.kind)
        return f"{who}: {self.text}" if who else self.text
