"""How loud the microphone is, as events."""

from collections.abc import Callable

from assistant.audio.clip import Samples
from assistant.audio.microphone import RATE, level
from assistant.events import Event, InputLevel

EVERY = round(0.05 * RATE)
"""Samples between two events."""


class LevelMeter:
    """Fed with sound of 16,000 Hz in any portions."""

    def __init__(self, turn: int, emit: Callable[[Event], None]) -> None:
        self._turn, self._emit = turn, emit
        self._samples = 0
        self._loudest = 0.0

    def feed(self, samples: Samples) -> None:
        self._samples += len(samples)
        self._loudest = max(self._loudest, level(samples))
        if self._samples >= EVERY:
            self._emit(InputLevel(self._turn, self._loudest))
            self._samples, self._loudest = 0, 0.0
