"""Everything a person can do, as plain values the engine takes."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the window, which is to be seen at once, needs neither
    from assistant.audio.clip import Clip
    from assistant.vision.facts import Listing


@dataclass(frozen=True, slots=True)
class Command:
    pass


@dataclass(frozen=True, slots=True)
class Show(Command):
    """The pictures that the next question is about, or the one being spoken, in place of those shown before.

    They are looked at from now on; `ImageRead` tells what is in them. None, as when a camera is opened, lets the engine
    get ready for some.
    """

    images: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class CorrectFact(Command):
    """A value of a label as the person reads it, confirmed or corrected; from now on it is the one that counts."""

    image: Path
    name: str
    """Of the nutrient, or `servings` or `serving_size`."""
    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class CorrectText(Command):
    """A list of a label as the person reads it, confirmed or corrected; from now on it is the one that counts."""

    image: Path
    name: "Listing"
    text: str
    """The ingredients, or allergens as "nuts: almonds, milk"."""


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
    audio: "Clip | None" = None
    images: tuple[Path, ...] = ()
    key: str = ""
    """What the journal of whoever asks calls this question; empty where it notes none."""


@dataclass(frozen=True, slots=True)
class Interrupt(Command):
    """Silence now; the reply ends where speech ended."""


@dataclass(frozen=True, slots=True)
class HandsFree(Command):
    """Listen all the time, or only while the talk key is held."""

    on: bool


@dataclass(frozen=True, slots=True)
class NewChat(Command):
    pass


@dataclass(frozen=True, slots=True)
class OpenChat(Command):
    chat: int


@dataclass(frozen=True, slots=True)
class UndoMemory(Command):
    """Take back the last change of the memory file, or the adding of one fact."""

    added: str = ""
    """The fact as `MemoryChanged` told it; empty for the last change, whatever it was."""


@dataclass(frozen=True, slots=True)
class Rewind(Command):
    """Forget the end of this chat, here and in the history: a question is asked again in other words."""

    exchanges: int
    """Questions with their replies, from the chat's beginning, that stay."""


@dataclass(frozen=True, slots=True)
class Say(Command):
    """Speak a text, as a turn of its own that is not kept."""

    text: str


@dataclass(frozen=True, slots=True)
class TestMicrophone(Command):
    """Tell the microphone's level as `InputLevel` of turn 0, or no longer."""

    on: bool


@dataclass(frozen=True, slots=True)
class ListDevices(Command):
    """Look again which microphones and speakers there are; answered by `DevicesListed`."""


@dataclass(frozen=True, slots=True)
class WakeUp(Command):
    """The person is there and may ask at any moment: the devices are opened, if they rest."""


@dataclass(frozen=True, slots=True)
class Reload(Command):
    """The settings or the installed models have changed."""


@dataclass(frozen=True, slots=True)
class Close(Command):
    pass
