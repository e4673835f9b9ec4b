"""Shows how loud the microphone is while nobody asks anything."""

import time
from collections.abc import Callable

from assistant import sound
from assistant.audio.level import LevelMeter
from assistant.audio.microphone import VoiceStream
from assistant.events import Event
from assistant.parts import Parts

SECONDS = 60.0
"""After which it ends by itself."""
READ_SECONDS = 0.05


class LevelTest:
    """Owned by the turn thread, which calls `step` for as long as it `is_on`."""

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self._emit = emit
        self._stream: VoiceStream | None = None
        self._meter = LevelMeter(0, emit)
        self._until = 0.0

    @property
    def is_on(self) -> bool:
        return self._stream is not None

    def start(self, parts: Parts) -> None:
        """Raises `AudioError`."""
        self.stop()
        self._stream = sound.record(parts)
        self._meter = LevelMeter(0, self._emit)
        self._until = time.monotonic() + SECONDS

    def step(self) -> None:
        """Tell the level of what arrives in the next moment. Raises `AudioError`, and is off then."""
        if self._stream is None:
            return
        samples = None
        try:
            if time.monotonic() < self._until:
                samples = self._stream.read(READ_SECONDS)
        finally:
            if samples is None:
                self.stop()
        if samples is not None:
            self._meter.feed(samples)

    def stop(self) -> None:
        if self._stream is not None:
            self._stream.stop()
            self._stream = None
