"""Runs spoken questions through the real engine, in real time, and keeps what each turn took."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.audio.clip_microphone import ClipMicrophone
from assistant.bench.questions import Question
from assistant.commands import NewChat, StartListening, StopListening
from assistant.events import Event, ReplyFinished, Transcribed, TurnFinished, Usage
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
    heard: str
    reply: str


def ask(session: Session, parts: Parts, question: Question) -> Measured:
    """Hold the key while the question is spoken, release it at its last sample, and wait for the turn's end."""
    parts.microphone = ClipMicrophone(question.clip, lambda: session.send(StopListening()))
    return _measured(question, [event for _, event in session.turn(StartListening())])


def alone(session: Session, parts: Parts, questions: Sequence[Question]) -> Iterator[Measured]:
    """Each question in a chat of its own."""
    for question in questions:
        session.send(NewChat())
        yield ask(session, parts, question)


def _measured(question: Question, events: Sequence[Event]) -> Measured:
    heard = next((event.text for event in events if isinstance(event, Transcribed)), "")
    usage = next((event.usage for event in events if isinstance(event, ReplyFinished)), Usage(0, 0, 0))
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
        heard=heard,
        reply=finished.reply,
    )
