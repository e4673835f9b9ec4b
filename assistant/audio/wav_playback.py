"""Speech into a WAV file, in place of a speaker."""

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.audio.clip import Samples
from assistant.audio.files import WavWriter

if TYPE_CHECKING:
    import soxr


class WavPlayback:
    """Every reply into one WAV file, at once; the file gets its name at `close`.

    The file has the rate of the first reply; there is none if nothing was started.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._writer: WavWriter | None = None
        self._resampler: soxr.ResampleStream | None = None
        self._accepting = False
        self._played = 0
        self._first_sample_at: float | None = None

    @property
    def first_sample_at(self) -> float | None:
        """`time.monotonic()` of the first write since `start`."""
        return self._first_sample_at

    def start(self, rate: int) -> None:
        with self._lock:
            if self._writer is None:
                self._writer = WavWriter(self._path, rate)
            self._accepting = True
            self._played = 0
            self._first_sample_at = None
            self._resampler = None
            if rate != self._writer.rate:
                import soxr

                self._resampler = soxr.ResampleStream(rate, self._writer.rate, 1, dtype="float32")

    def write(self, samples: Samples) -> None:
        with self._lock:
            if not self._accepting or self._writer is None or not len(samples):
                return
            if self._first_sample_at is None:
                self._first_sample_at = time.monotonic()
            self._keep(samples, last=False)
            self._played += len(samples)

    def finish(self) -> None:
        with self._lock:
            if self._accepting and self._resampler is not None:
                self._keep(np.zeros(0, np.float32), last=True)
            self._accepting = False

    def stop(self) -> None:
        with self._lock:
            self._accepting = False

    def played(self) -> int:
        return self._played

    def close(self) -> None:
        """Give the file its name; raises `AudioError` if that fails."""
        with self._lock:
            self._accepting = False
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.close()

    def _keep(self, samples: Samples, *, last: bool) -> None:
        if self._resampler is not None:
            samples = np.asarray(self._resampler.resample_chunk(samples, last=last), dtype=np.float32)
        if self._writer is not None:
            self._writer.write(samples)
