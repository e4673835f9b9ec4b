"""Everything a person can do, as plain values the engine takes."""

from dataclasses import dataclass
from pathlib import Path

from assistant.audio.clip import Clip


@dataclass(frozen=True, slots=True)
class Command:
    pass


@dataclass(frozen=True, slots=True)
class StartListening(Command):
    """The talk key went down."""


@dataclass(frozen=True, slots=True)
class StopListening(Command):
    """The talk key was released: answer what was said."""


@dataclass(frozen=True, slots=True)
class Ask(Command):
    """A question as text, as recorded speech, or both (the speech is heard first)."""

    text: str = ""
    audio: Clip | None = None
    images: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Interrupt(Command):
    """Silence now; the reply ends where speech ended."""


@dataclass(frozen=True, slots=True)
class NewChat(Command):
    pass


@dataclass(frozen=True, slots=True)
class OpenChat(Command):
    chat: int


@dataclass(frozen=True, slots=True)
class UndoMemory(Command):
    """Take back the last change of the memory file."""


@dataclass(frozen=True, slots=True)
class Close(Command):
    pass
