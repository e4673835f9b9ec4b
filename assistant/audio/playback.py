"""Speech to the speaker, knowing at every moment how much of it was heard."""

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

import numpy as np

from assistant.audio.clip import Samples
from assistant.audio.devices import Clock, Flags, Kind, OpenStream, open_stream
from assistant.errors import AudioError

if TYPE_CHECKING:
    import soxr

BLOCK = 0.015
"""Seconds between two callbacks."""
LATENCY = 0.03
"""Seconds of sound handed to the device ahead of time."""
LONGEST_LATENCY = 0.25
HICCUPS = 20
"""Underruns of the device since the last reply from which on it is given twice the latency."""
FADE = 0.005
"""Seconds in which a stop fades out, so that it does not click."""
HUSHED = 0.1
"""Loudness while somebody seems to begin to speak, as a share of the usual."""
SILENCE = 0.05
"""Seconds after a stop in which it must be silent."""
SILENT_DEVICE = 2.0
"""Seconds without a callback after which the device counts as gone."""
POLL = 0.1


class NoSpeaker(AudioError):
    """There is no speaker, or it went away: what cannot be heard can still be read."""


class Playback(Protocol):
    """One reply after another: `start`, `write` any number of times, then `finish` or `stop`.

    `start`, `write` and `finish` belong to one thread, the rest to any. Samples are float32, shape (n,).
    """

    @property
    def first_sample_at(self) -> float | None:
        """`time.monotonic()` when the reply's first sample came out of the device; None before."""

    def start(self, rate: int) -> None:
        """Begin a reply at `rate` Hz; raises `AudioError` if the device does not open."""

    def write(self, samples: Samples) -> None:
        """Append, without a gap and without waiting; nothing after `stop`. Raises `AudioError`."""

    def finish(self) -> None:
        """Return when all that was written has been heard, or on `stop`. Raises `AudioError`."""

    def stop(self) -> None:
        """Silence within 50 ms; drops what was not heard, and every later write until `start`."""

    def played(self) -> int:
        """Samples of this reply heard so far, counted at the rate of `start`."""

    def close(self) -> None:
        """Give the device or the file back."""


class SpeakerPlayback:
    """An output device whose stream stays open and silent between replies, so that none begins late."""

    def __init__(self, device: str = "") -> None:
        """`device` is a name, or empty for the system's default."""
        self.tap: Callable[[Samples, int], None] | None = None
        """Given each block that goes to the device, shape (n,), and its rate, by the device's own thread."""
        self.is_hushed = False
        """Speak softly, from the next block on."""
        self._loudness = 1.0
        self._device = device
        self._latency = LATENCY
        self._stream: OpenStream | None = None
        self._resampler: soxr.ResampleStream | None = None
        self._reply_rate = self._device_rate = 1
        self._last_callback = 0.0
        self._hiccups = 0
        self._device_lock = threading.RLock()
        """Held while the device is opened or closed; taken before `_changed`."""
        self._changed = threading.Condition()
        # All below is guarded by `_changed` and counted in samples at the device's rate.
        self._pieces: deque[Samples] = deque()
        self._queued = 0
        self._taken = 0
        """Of this reply; below 0 while the end of an earlier one is still to be taken."""
        self._sounding = (0.0, 0, 0)
        """When the last block taken begins to sound, `_taken` before it, and its samples."""
        self._accepting = False
        self._starved = False
        self._gaps = 0
        self._first_sample_at: float | None = None

    @property
    def first_sample_at(self) -> float | None:
        return self._first_sample_at

    @property
    def gaps(self) -> int:
        """Silences inside this reply because the next samples were not there in time."""
        return self._gaps

    @property
    def alive(self) -> bool:
        """Whether the device is open and takes sound."""
        stream = self._stream
        return stream is not None and stream.active and time.monotonic() - self._last_callback < SILENT_DEVICE

    def open(self, rate: int) -> None:
        """Open the device ahead of the first reply, at `rate` Hz if it takes that; raises `AudioError`."""
        with self._device_lock:
            if self.alive and self._hiccups < HICCUPS:
                return
            if self.alive:
                self._latency = min(self._latency * 2, LONGEST_LATENCY)
            self.close()
            self._hiccups = 0
            self._last_callback = time.monotonic()
            try:
                self._stream = open_stream(
                    Kind.OUTPUT, self._device, rate, block=BLOCK, latency=self._latency, callback=self._fill
                )
            except AudioError as error:
                raise NoSpeaker(str(error)) from error
            self._device_rate = self._stream.rate

    def start(self, rate: int) -> None:
        with self._device_lock:
            self.open(rate)
            with self._changed:
                self._fade_out()
                self._taken = -self._queued
                self._sounding = (0.0, 0, 0)
                self._starved = False
                self._gaps = self._hiccups = 0
                self._first_sample_at = None
                self._reply_rate = rate
                self._resampler = None
                if rate != self._device_rate:
                    import soxr

                    self._resampler = soxr.ResampleStream(rate, self._device_rate, 1, dtype="float32")
                self._accepting = True

    def write(self, samples: Samples) -> None:
        self._append(samples, last=False)

    def _append(self, samples: Samples, *, last: bool) -> None:
        if self._accepting and not self.alive:
            raise _gone()
        if self._resampler is not None:
            samples = np.asarray(self._resampler.resample_chunk(samples, last=last), dtype=np.float32)
        with self._changed:
            if not self._accepting or not len(samples):
                return
            self._gaps += self._starved
            self._starved = False
            self._pieces.append(samples.copy())
            self._queued += len(samples)

    def finish(self) -> None:
        if self._resampler is not None:
            self._append(np.zeros(0, np.float32), last=True)
            self._resampler = None
        with self._changed:
            while self._accepting:
                begins, _, count = self._sounding
                left = POLL if self._queued else begins + count / self._device_rate - time.monotonic()
                if left <= 0:
                    break
                if not self.alive:
                    raise _gone()
                self._changed.wait(min(left, POLL))
            self._accepting = False

    def stop(self) -> None:
        with self._device_lock:
            with self._changed:
                if not self._accepting:
                    return
                begins, _, count = self._sounding
                left = begins + count / self._device_rate - time.monotonic()
                self._fade_out()
                self._changed.notify_all()
                if left + FADE <= SILENCE:
                    return
                self._sounding = (0.0, self._heard(), 0)
            # Only closing takes back what the system already holds.
            alive = self.alive
            self.close()
            if alive:
                with suppress(AudioError):  # which the next start will meet again
                    self.open(self._device_rate)

    def played(self) -> int:
        with self._changed:
            return max(0, self._heard() * self._reply_rate // self._device_rate)

    def close(self) -> None:
        with self._device_lock:
            with self._changed:
                self._accepting = False
                self._pieces.clear()
                self._queued = 0
                self._changed.notify_all()
            # The callback takes `_changed`, and closing waits for the callback.
            stream, self._stream = self._stream, None
            if stream is not None:
                stream.close()

    def _heard(self) -> int:
        begins, before, count = self._sounding
        return before + min(count, int((time.monotonic() - begins) * self._device_rate))

    def _fade_out(self) -> None:
        """End the reply: of what is queued keep only the next 5 ms, fading, if it is sounding."""
        if not self._accepting:
            return
        self._accepting = False
        sounding = self._taken > 0
        keep = round(FADE * self._device_rate) if sounding else -self._taken
        tail = np.zeros(min(self._queued, keep), np.float32)
        self._take(tail)
        if sounding:
            tail *= np.linspace(1, 0, len(tail), dtype=np.float32)
        self._pieces.clear()
        self._pieces.append(tail)
        self._queued = len(tail)

    def _take(self, out: Samples) -> int:
        """Move queued samples into `out`; how many there were."""
        done = 0
        while done < len(out) and self._pieces:
            piece = self._pieces.popleft()
            part = piece[: len(out) - done]
            out[done : done + len(part)] = part
            done += len(part)
            if len(part) < len(piece):
                self._pieces.appendleft(piece[len(part) :])
        self._queued -= done
        return done

    def _hush(self, out: Samples) -> None:
        """Go softly to the loudness that is wanted, within this block."""
        wanted = HUSHED if self.is_hushed else 1.0
        if (self._loudness, wanted) != (1.0, 1.0):
            out *= np.linspace(self._loudness, wanted, len(out), dtype=np.float32)
            self._loudness = wanted

    def _fill(self, out: Samples, frames: int, clock: Clock, flags: Flags) -> None:
        now = self._last_callback = time.monotonic()
        delay = clock.outputBufferDacTime - clock.currentTime
        # Some drivers leave the time of sounding at 0 or count it on another clock.
        begins = now + (delay if 0 <= delay <= 1 else self._latency)
        with self._changed:
            before = self._taken
            count = self._take(out[:, 0])
            out[count:, 0] = 0
            self._taken += count
            if flags.output_underflow:
                self._hiccups += 1
                self._gaps += self._accepting and before > 0 and count > 0
            if count:
                self._sounding = (begins, before, count)
                if before <= 0 < self._taken:
                    self._first_sample_at = begins - before / self._device_rate
            self._starved = self._starved or (self._accepting and count < frames and self._taken > 0)
            if not self._queued:
                self._changed.notify_all()
        self._hush(out[:, 0])
        out[:, 1:] = out[:, :1]
        tap, stream = self.tap, self._stream
        if tap is not None and stream is not None:
            tap(out[:, 0].copy(), stream.rate)


def _gone() -> NoSpeaker:
    return NoSpeaker("The speaker is gone; plug it in again or choose another.")
