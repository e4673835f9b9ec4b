"""Everything that happens, one frozen class for one fact. Each carries the number of its turn.

ListeningStarted → InputLevel* → ListeningStopped
TranscriptChanged* → Transcribed
[ImageRead] [MemoryChanged]* [ContextChanged]
ReplyStarted → (ReplyDelta | ThinkingDelta)* → ReplyFinished
SpeechStarted → SentenceSpoken* → SpeechFinished
[Noticed]* [Failed]
TurnFinished, exactly one for every turn that began
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it brings numpy, for which the window would wait
    from assistant.vision.reading import Reading


class Outcome(StrEnum):
    COMPLETED = "completed"
    INTERRUPTED = "interrupted"
    NO_SPEECH = "no_speech"
    FAILED = "failed"


class Ended(StrEnum):
    """Why a reply's text ended."""

    STOP = "stop"
    """The model came to its end."""
    LENGTH = "length"
    """The reply reached its longest allowed length, or the end of the window."""
    INTERRUPTED = "interrupted"


class Echo(StrEnum):
    """How Earsight's own voice is kept out of what it hears."""

    CANCELLED = "cancelled"
    """It can be spoken to while it speaks."""
    HALF_DUPLEX = "half-duplex"
    """It does not hear while it speaks."""


class Change(StrEnum):
    ADDED = "added"
    REPLACED = "replaced"
    FORGOTTEN = "forgotten"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one reply."""

    prompt: int
    """Tokens in the context given to the model."""
    evaluated: int
    """Tokens of the context that were not in the model's cache and had to be evaluated."""
    reply: int
    """Tokens the model wrote, thinking included."""


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds from the end of speech (for typed text: from the asking); None where it did not happen."""

    transcript: float | None = None
    first_delta: float | None = None
    first_sentence: float | None = None
    """The first piece of the reply was handed to the voice."""
    first_audio: float | None = None
    """The first sample of speech reached the device or the file."""
    done: float | None = None


@dataclass(frozen=True, slots=True)
class Event:
    turn: int


@dataclass(frozen=True, slots=True)
class Ready(Event):
    """The models are loaded and what every context begins with is evaluated: at the start, and after a `Reload`."""


@dataclass(frozen=True, slots=True)
class DevicesListed(Event):
    """Names of what can be chosen, without the system's default."""

    microphones: tuple[str, ...]
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandsFreeChanged(Event):
    """Comes between turns or in the middle of one, always with 0 as its turn."""

    on: bool
    echo: Echo | None
    """None when it is off."""


@dataclass(frozen=True, slots=True)
class ListeningStarted(Event):
    pass


@dataclass(frozen=True, slots=True)
class InputLevel(Event):
    level: float
    """Root mean square of the last 50 ms, from 0.0 to 1.0."""


@dataclass(frozen=True, slots=True)
class ListeningStopped(Event):
    seconds: float


@dataclass(frozen=True, slots=True)
class TranscriptChanged(Event):
    text: str


@dataclass(frozen=True, slots=True)
class Transcribed(Event):
    text: str
    language: str
    """Two-letter code of the language that was heard."""
    seconds: float
    """Length of the speech."""


@dataclass(frozen=True, slots=True)
class ImageRead(Event):
    """What is in a picture: as turn 0 once it is read, or corrected, and in the turn that asks about it."""

    path: Path
    reading: "Reading"


@dataclass(frozen=True, slots=True)
class MemoryChanged(Event):
    change: Change
    entry: str
    by: str
    """`person` by a spoken or typed rule, `model` by a tool call."""


@dataclass(frozen=True, slots=True)
class ContextChanged(Event):
    """Tokens in the model's window, and what did not fit."""

    used: int
    size: int
    instructions: int
    memory: int
    history: int
    turn_tokens: int
    messages_left_out: int
    """Messages of this chat, oldest first, that the model no longer sees."""


@dataclass(frozen=True, slots=True)
class ReplyStarted(Event):
    pass


@dataclass(frozen=True, slots=True)
class ReplyDelta(Event):
    text: str


@dataclass(frozen=True, slots=True)
class ThinkingDelta(Event):
    """What a thinking model writes before its answer: shown, never spoken, never stored as the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class ReplyFinished(Event):
    text: str
    ended: Ended
    usage: Usage


@dataclass(frozen=True, slots=True)
class SpeechStarted(Event):
    pass


@dataclass(frozen=True, slots=True)
class SentenceSpoken(Event):
    text: str
    """As the voice said it: plain words."""


@dataclass(frozen=True, slots=True)
class SpeechFinished(Event):
    pass


@dataclass(frozen=True, slots=True)
class Noticed(Event):
    """Something the person should know that does not end the turn."""

    message: str


@dataclass(frozen=True, slots=True)
class Failed(Event):
    code: str
    message: str
    """One plain sentence with a way on."""


@dataclass(frozen=True, slots=True)
class TurnFinished(Event):
    outcome: Outcome
    timings: Timings
    chat: int | None
    """The chat in which the turn was stored; None if it was not."""
    reply: str
    """The reply as it was stored: where it was interrupted, as far as it was spoken."""
