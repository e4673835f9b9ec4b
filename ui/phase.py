"""What the assistant is doing, as the talk button shows it: a pure function of the events."""

from enum import StrEnum

from assistant.events import (
    ContextChanged,
    Event,
    ListeningStarted,
    ListeningStopped,
    Ready,
    ReplyStarted,
    SpeechStarted,
    Transcribed,
    TurnFinished,
)


class Phase(StrEnum):
    STARTING = "starting"
    """The engine is not there (yet): nothing can be asked."""
    READY = "ready"
    LISTENING = "listening"
    TRANSCRIBING = "transcribing"
    THINKING = "thinking"
    SPEAKING = "speaking"


BUSY = frozenset({Phase.TRANSCRIBING, Phase.THINKING, Phase.SPEAKING})
"""Phases that Esc or the square ends."""


def after(phase: Phase, event: Event) -> Phase:
    """The phase once `event`, of the latest turn, has happened."""
    match event:
        case Ready() | TurnFinished():
            # The end of what ran when the engine died makes none ready.
            is_gone = phase is Phase.STARTING and isinstance(event, TurnFinished)
            return Phase.STARTING if is_gone else Phase.READY
        case ListeningStarted():
            return Phase.LISTENING
        case ListeningStopped():
            return Phase.TRANSCRIBING
        case SpeechStarted():
            return Phase.SPEAKING
        case Transcribed() | ContextChanged() | ReplyStarted() if phase is not Phase.SPEAKING:
            return Phase.THINKING
    return phase
