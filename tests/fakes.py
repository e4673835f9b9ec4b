"""Scripted parts: each does what its test told it, and keeps what it was given."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.audio.clip import Clip, Samples
from assistant.cancel import CancelToken
from assistant.errors import EarsightError
from assistant.events import Ended, Event, TurnFinished, Usage
from assistant.llm.base import Delta, Done, Message, Sampling, Text, Tool
from assistant.speech.stt import Transcript
from assistant.vision.picture import Picture

WAIT = 30.0
"""Seconds after which a test that waits has failed."""


@dataclass
class FakeLlm:
    """Answers each stream with the next script: deltas, errors to raise, or things to do in between."""

    scripts: list[list[Delta | str | EarsightError | Callable[[], None]]] = field(default_factory=list)
    window: int = 2048
    can_call_tools: bool = False
    name: str = "fake"
    may_be_wasted: bool = True
    can_see: bool = False
    streams: list[tuple[Message, ...]] = field(default_factory=list)
    warmed: list[tuple[Message, ...]] = field(default_factory=list)
    seen: list[Picture] = field(default_factory=list)
    closed: bool = False

    def count(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        return sum(len(message.text.split()) + 4 for message in messages) + 20 * len(tools)

    def warm(self, messages: Sequence[Message], cancel: CancelToken, tools: Sequence[Tool] = ()) -> None:
        self.warmed.append(tuple(messages))

    def see(self, picture: Picture, cancel: CancelToken) -> None:
        cancel.check()
        self.seen.append(picture)

    def stream(
        self, messages: Sequence[Message], sampling: Sampling, cancel: CancelToken, tools: Sequence[Tool] = ()
    ) -> Iterator[Delta]:
        self.streams.append(tuple(messages))
        written = 0
        for step in self.scripts.pop(0):
            cancel.check()
            match step:
                case str():
                    written += 1
                    yield Text(step)
                case EarsightError():
                    raise step
                case _ if callable(step):
                    step()
                case _:
                    yield step
        cancel.check()
        count = self.count(messages, tools)
        yield Done(Ended.STOP, Usage(prompt=count, evaluated=count, reply=written))

    def close(self) -> None:
        self.closed = True


@dataclass
class FakeStt:
    """Hears the scripted words, whatever the sound."""

    words: str = "What time is it?"
    error: Exception | None = None
    heard: list[Samples] = field(default_factory=list)

    def transcribe(
        self, voice: Samples, language: str, cancel: CancelToken, changed: Callable[[str], None]
    ) -> Transcript:
        self.heard.append(voice)
        if self.error is not None:
            raise self.error
        if self.words:
            changed(self.words)
        return Transcript(self.words, "en")

    def close(self) -> None:
        pass


@dataclass
class FakeTts:
    """A hundred samples for each character."""

    rate: int = 1000
    language: str = "en"
    error: Exception | None = None
    said: list[str] = field(default_factory=list)
    prepared: list[str] = field(default_factory=list)
    made: Callable[[], None] = lambda: None
    """Called when the sound of a text is about to be there."""

    def synthesize(self, text: str) -> Iterator[Clip]:
        self.said.append(text)
        if self.error is not None:
            raise self.error
        self.made()
        yield Clip(np.full(100 * len(text), 0.5, np.float32), self.rate)

    def prepare(self, text: str) -> None:
        self.prepared.append(text)
        if self.error is not None:
            raise self.error


class FakePlayback:
    """Hears everything at once; or, with `hears`, that many samples and then waits to be stopped."""

    def __init__(self, *, hears: int | None = None) -> None:
        self.first_sample_at: float | None = None
        self.written = 0
        self.stopped = threading.Event()
        self.reached = threading.Event()
        """Set when as much as `hears` was heard."""
        self.closed = False
        self._hears = hears

    def start(self, rate: int) -> None:
        self.first_sample_at = None
        self.written = 0
        self.stopped.clear()

    def write(self, samples: Samples) -> None:
        if self.stopped.is_set():
            return
        if self.first_sample_at is None:
            self.first_sample_at = time.monotonic()
        self.written += len(samples)
        if self._hears is not None and self.written >= self._hears:
            self.reached.set()

    def finish(self) -> None:
        if self._hears is not None:
            assert self.stopped.wait(WAIT)

    def stop(self) -> None:
        self.stopped.set()

    def played(self) -> int:
        return self.written if self._hears is None else min(self.written, self._hears)

    def close(self) -> None:
        self.closed = True


class Recorder:
    """Keeps every event, and lets a test wait for one."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait_for(self, kind: type[Event], turn: int | None = None) -> Event:
        """The first event of that kind (and turn), waited for."""

        def found() -> Event | None:
            return next((e for e in self.events if isinstance(e, kind) and turn in {None, e.turn}), None)

        with self._changed:
            assert self._changed.wait_for(lambda: found() is not None, WAIT), f"no {kind.__name__}: {self.events}"
            event = found()
            assert event is not None
            return event

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that only changes with an event."""
        with self._changed:
            assert self._changed.wait_for(condition, WAIT), self.events

    def of(self, kind: type[Event]) -> list[Event]:
        with self._changed:
            return [event for event in self.events if isinstance(event, kind)]

    def finished(self, turn: int | None = None) -> TurnFinished:
        event = self.wait_for(TurnFinished, turn)
        assert isinstance(event, TurnFinished)
        return event
