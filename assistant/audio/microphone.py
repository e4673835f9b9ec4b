"""The microphone, kept warm so that the first word is never lost."""

import queue
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Protocol

import numpy as np

from assistant.audio.clip import Samples
from assistant.audio.devices import Clock, Flags, Kind, OpenStream, open_stream
from assistant.errors import AudioError

if TYPE_CHECKING:
    import soxr

RATE = 16_000
"""Samples per second of every recording, in Hz."""
BLOCK = 0.02
"""Seconds between two callbacks."""
ROOM = 0.1
"""Seconds the device may hold back when the machine is busy, before it loses sound."""
GRACE = 0.15
"""Seconds to wait, after the key's release, for the block that covers that moment."""
SILENT_DEVICE = 2.0
"""Seconds without a block after which the device counts as gone."""
POLL = 0.1


class VoiceStream(Protocol):
    """What is being said."""

    def read(self, timeout: float) -> Samples | None:
        """All that has arrived, shape (n,) at 16 kHz, waited for up to `timeout` seconds; None at the end."""

    def stop(self) -> None:
        """What was said up to now still arrives, then None."""


class VoiceInput(Protocol):
    """Where a voice comes from: the microphone, or a recording in its place."""

    def start(self) -> VoiceStream:
        """The key's press."""

    def close(self) -> None: ...


class Source(Protocol):
    """What fills a recording."""

    @property
    def alive(self) -> bool:
        """Whether more sound may come."""

    def detach(self, recording: "Recording") -> None:
        """The recording wants no more."""


def level(samples: Samples) -> float:
    """Root mean square, from 0.0 to 1.0; 0.0 for nothing."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0


class Recording:
    """What the microphone hears from the key's press (and a little before) to its release."""

    def __init__(self, source: Source, rate: int, preroll: list[Samples]) -> None:
        self._source = source
        self._blocks: queue.SimpleQueue[Samples | None] = queue.SimpleQueue()
        for block in preroll:
            self._blocks.put(block)
        self._resampler = _resampler(rate)
        self._released: float | None = None
        self._ended = False

    def read(self, timeout: float) -> Samples | None:
        """All that has arrived, shape (n,) at 16 kHz, waiting up to `timeout` seconds for it.

        Empty when nothing came in that time; None once the recording was stopped and all of it was read.
        Raises `AudioError` when the device is gone.
        """
        if self._ended:
            return None
        deadline = time.monotonic() + timeout
        while True:
            blocks, self._ended = self._take(deadline)
            if blocks or self._ended:
                return self._convert(blocks, last=self._ended)
            if self._released is None and not self._source.alive:
                raise AudioError("The microphone is gone; plug it in again or choose another.")
            if time.monotonic() >= deadline:
                return np.zeros(0, np.float32)

    def stop(self) -> None:
        """The key's release, from any thread: what was said up to now still arrives, then None."""
        if self._released is None:
            self._released = time.monotonic()

    def _take(self, deadline: float) -> tuple[list[Samples], bool]:
        """The blocks that are there, after waiting a moment for the first, and whether they are the last."""
        end = deadline if self._released is None else min(deadline, self._released + GRACE)
        blocks: list[Samples] = []
        try:
            block = self._blocks.get(timeout=min(POLL, max(0.0, end - time.monotonic())))
            while block is not None:
                blocks.append(block)
                block = self._blocks.get_nowait()
        except queue.Empty:
            overdue = self._released is not None and time.monotonic() >= self._released + GRACE
            if overdue:
                self._source.detach(self)
            return blocks, overdue
        return blocks, True

    def _convert(self, blocks: list[Samples], *, last: bool) -> Samples:
        mono = [block.mean(axis=1, dtype=np.float32) for block in blocks]
        samples = np.concatenate(mono) if mono else np.zeros(0, np.float32)
        if self._resampler is None:
            return samples
        return np.asarray(self._resampler.resample_chunk(samples, last=last), dtype=np.float32)

    def arrived(self, block: Samples, until: float) -> bool:
        """The next block, shape (n, channels), and the moment it reaches to; False when it was the last."""
        self._blocks.put(block)
        if self._released is None or until < self._released:
            return True
        self.end()
        return False

    def end(self) -> None:
        """Nothing follows what has arrived."""
        self._blocks.put(None)


def _resampler(rate: int) -> "soxr.ResampleStream | None":
    if rate == RATE:
        return None
    import soxr

    return soxr.ResampleStream(rate, RATE, 1, dtype="float32")


class Microphone:
    """One input device; `open`, `start` and `close` belong to one thread, the rest to any."""

    def __init__(self, device: str = "", *, preroll_seconds: float = 0.3) -> None:
        """`device` is a name, or empty for the system's default."""
        self._device = device
        self._preroll_seconds = preroll_seconds
        self._stream: OpenStream | None = None
        self._lock = threading.Lock()
        self._ring: deque[Samples] = deque()
        self._ring_frames = 0
        self._recording: Recording | None = None
        self._last_block = 0.0

    @property
    def alive(self) -> bool:
        """Whether the device is open and gives sound."""
        stream = self._stream
        return stream is not None and stream.active and time.monotonic() - self._last_block < SILENT_DEVICE

    def open(self) -> None:
        """Let the stream run, so that a recording begins with the moment before it; raises `AudioError`."""
        if self.alive:
            return
        self.close()
        self._last_block = time.monotonic()
        self._stream = open_stream(Kind.INPUT, self._device, RATE, block=BLOCK, latency=ROOM, callback=self._arrived)

    def start(self) -> Recording:
        """The key's press: a recording that begins with the pre-roll; one still running is stopped.

        Opens the device where it is not open, or was lost since; raises `AudioError`.
        """
        self.open()
        assert self._stream is not None
        with self._lock:
            if self._recording is not None:
                self._recording.stop()
            self._recording = Recording(self, self._stream.rate, list(self._ring))
            self._clear_ring()
            return self._recording

    def close(self) -> None:
        """Give the device back; a recording that still runs is stopped."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()
        with self._lock:
            if self._recording is not None:
                self._recording.stop()
                self._recording = None
            self._clear_ring()

    def detach(self, recording: Recording) -> None:
        with self._lock:
            if self._recording is recording:
                self._recording = None

    def _clear_ring(self) -> None:
        self._ring.clear()
        self._ring_frames = 0

    def _arrived(self, data: Samples, frames: int, clock: Clock, flags: Flags) -> None:
        del flags
        now = self._last_block = time.monotonic()
        stream = self._stream
        rate = stream.rate if stream is not None else RATE
        age = clock.currentTime - clock.inputBufferAdcTime
        # Some drivers leave the time of capture at 0 or count it on another clock.
        until = now - age + frames / rate if 0 <= age <= 1 else now - ROOM
        block = data.copy()
        with self._lock:
            if self._recording is not None:
                if not self._recording.arrived(block, until):
                    self._recording = None
                return
            self._ring.append(block)
            self._ring_frames += frames
            while self._ring and self._ring_frames - len(self._ring[0]) >= self._preroll_seconds * rate:
                self._ring_frames -= len(self._ring.popleft())
