"""Runs questions through the real engine, spoken in real time or typed, and keeps what each turn took."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.audio.clip_microphone import ClipMicrophone
from assistant.bench.questions import Question
from assistant.commands import Ask, Command, StartListening, StopListening
from assistant.events import Event, Outcome, ReplyFinished, Transcribed, TurnFinished, Usage
from assistant.parts import Parts
from assistant.session import Session


@dataclass(frozen=True, slots=True)
class Measured:
    """One question: seconds from the key's release; None where it did not happen."""

    question: str
    seconds: float
    """Length of the question."""
    transcript: float | None
    first_delta: float | None
    first_sentence: float | None
    """The first piece of the reply was handed to the voice."""
    first_sound: float | None
    done: float | None
    evaluated: int
    """Tokens of the context that the turn evaluated."""
    prompt: int
    outcome: str
    heard: str
    reply: str


def ask(session: Session, parts: Parts, question: Question) -> Measured:
    """Hold the key while the question is spoken, release it at its last sample, and wait for the turn's end."""
    parts.microphone = ClipMicrophone(question.clip, lambda: session.send(StopListening()))
    return _measured(question, [event for _, event in _turn(session, StartListening())])


def type_in(session: Session, text: str) -> tuple[float, Usage]:
    """Ask a typed question; seconds until its reply was written and spoken, and the tokens of it."""
    events = _turn(session, Ask(text))
    return events[-1][0], _usage([event for _, event in events])


def _turn(session: Session, command: Command) -> list[tuple[float, Event]]:
    """A turn's events with their seconds. Raises `KeyboardInterrupt` where Ctrl-C ended it: it ends the run, too."""
    events = list(session.turn(command))
    last = events[-1][1]
    if isinstance(last, TurnFinished) and last.outcome is Outcome.INTERRUPTED:
        raise KeyboardInterrupt
    return events


def _measured(question: Question, events: Sequence[Event]) -> Measured:
    heard = next((event.text for event in events if isinstance(event, Transcribed)), "")
    usage = _usage(events)
    finished = next(event for event in events if isinstance(event, TurnFinished))
    timings = finished.timings
    return Measured(
        question=question.name,
        seconds=round(question.clip.seconds, 2),
        transcript=timings.transcript,
        first_delta=timings.first_delta,
        first_sentence=timings.first_sentence,
        first_sound=timings.first_audio,
        done=timings.done,
        evaluated=usage.evaluated,
        prompt=usage.prompt,
        outcome=str(finished.outcome),
        heard=heard,
        reply=finished.reply,
    )


def _usage(events: Sequence[Event]) -> Usage:
    return next((event.usage for event in events if isinstance(event, ReplyFinished)), Usage(0, 0, 0))
