"""A recording in place of a microphone, heard as fast as it was spoken: for measuring and for tests."""

import threading
import time
from collections.abc import Callable

import numpy as np

from assistant.audio.clip import Clip, Samples
from assistant.audio.files import resample
from assistant.audio.microphone import RATE


class ClipMicrophone:
    """Speaks `clip` from `start` on; calls `ended`, from another thread, when its last sample was spoken."""

    def __init__(self, clip: Clip, ended: Callable[[], object]) -> None:
        self._samples = resample(clip, RATE).samples
        self._ended = ended

    def start(self) -> "ClipRecording":
        return ClipRecording(self._samples, self._ended)

    def close(self) -> None:
        pass


class ClipRecording:
    """What has been spoken of a clip so far."""

    def __init__(self, samples: Samples, ended: Callable[[], object]) -> None:
        self._samples = samples
        self._began = time.monotonic()
        self._given = 0
        self._stopped = threading.Event()
        self._timer = threading.Timer(len(samples) / RATE, ended)
        self._timer.name = "earsight-clip"
        self._timer.daemon = True
        self._timer.start()

    def read(self, timeout: float) -> Samples | None:
        """What was spoken since the last read, shape (n,) at 16,000 Hz; None once stopped and all was read."""
        if not self._spoken() and not self._stopped.wait(timeout) and not self._spoken():
            return np.zeros(0, np.float32)
        spoken = self._spoken()
        block = self._samples[self._given : self._given + spoken]
        self._given += len(block)
        return None if self._stopped.is_set() and not len(block) else block

    def stop(self) -> None:
        self._timer.cancel()
        self._stopped.set()

    def _spoken(self) -> int:
        """Samples that were spoken and not read yet."""
        now = round((time.monotonic() - self._began) * RATE)
        return min(now, len(self._samples)) - self._given
