"""Takes Earsight's own voice out of what the microphone hears, so that it can be spoken to while it speaks."""

import logging
import queue
import time
from typing import TYPE_CHECKING, Protocol

import numpy as np

from assistant.audio.clip import Samples
from assistant.audio.microphone import RATE
from assistant.events import Echo

if TYPE_CHECKING:
    import soxr

log = logging.getLogger(__name__)

FRAME = RATE // 100
"""Samples the canceller works on at once: 10 ms."""
LEARNS = round(1.5 * RATE)
"""Samples of its own sound the canceller has to hear before its output counts.

In that time one answer in 14 left enough of a voice to interrupt itself; later, none of 96 in four rooms.
"""
LOUD = 0.001
"""Above which something sounds."""
PATIENCE = RATE // 5
"""Samples heard that wait for what was played beside them; if that takes longer, nothing is being played."""
SETTLE = RATE // 2
"""Samples of silence after which those that waited all the time need not: the devices' clocks have drifted."""
QUALITY = "QQ"
"""Of resampling: better ones hold sound back for up to 40 ms, and then its echo may come before it."""
TAIL = 0.4
"""Seconds for which a sound handed to the speaker may still be heard: both devices' delay and the room's echo."""


class EchoRemover(Protocol):
    """`played` belongs to the speaker's callback and only takes note; all else to the thread that hears."""

    @property
    def echo(self) -> Echo:
        """How it is done."""

    def played(self, block: Samples, rate: int) -> None:
        """The next samples that go to the speaker, shape (n,), silence included, `rate` a second."""

    def clean(self, heard: Samples) -> Samples:
        """What the microphone heard next, at 16,000 Hz, without the echo; the last of it may stay for the next time."""


def echo_remover() -> EchoRemover:
    """The canceller; where its library does not load, half-duplex."""
    try:
        return EchoCanceller()
    except ImportError as error:
        log.warning("there is no echo canceller (%s): deaf while Earsight speaks", error)
        return HalfDuplex()


class EchoCanceller:
    """WebRTC's canceller, which learns how the room and the devices change what is played; deaf until it knows."""

    echo = Echo.CANCELLED

    def __init__(self) -> None:
        """Raises `ImportError` where the library is missing."""
        import pywebrtc_audio

        self._canceller = pywebrtc_audio.EchoCanceller(RATE)
        self._pairs = Pairs()
        self._learned = 0
        self._echoes = 0
        """Samples for which the last sound may still be heard."""

    def played(self, block: Samples, rate: int) -> None:
        self._pairs.played(block, rate)

    def clean(self, heard: Samples) -> Samples:
        was_played = self._pairs.is_played
        near, far = self._pairs.take(heard)
        if not len(near):
            return near
        if self._pairs.is_played and not was_played:
            self._learned = 0
        cleaned = self._canceller.process(near, far)
        if self._learned < LEARNS:
            self._echoes -= len(far)
            if np.abs(far).max() > LOUD:
                self._learned += len(far)
                self._echoes = round(TAIL * RATE)
            if self._echoes > 0:
                cleaned[:] = 0
        return cleaned


class HalfDuplex:
    """Deaf while something is played, and until that has died away."""

    echo = Echo.HALF_DUPLEX

    def __init__(self) -> None:
        self._deaf_until = 0.0

    def played(self, block: Samples, rate: int) -> None:
        if block.any():
            self._deaf_until = time.monotonic() + len(block) / rate + TAIL

    def clean(self, heard: Samples) -> Samples:
        return np.zeros_like(heard) if time.monotonic() < self._deaf_until else heard


class Pairs:
    """Puts what is played and what is heard side by side, sample for sample.

    Both come in blocks of their own, early or late as the machine is busy; the canceller loses its bearings where
    one moves against the other. It has to be shown a sound before its echo, which the two devices' delay sees to, and
    finds by itself how much before, up to about half a second.
    """

    def __init__(self) -> None:
        self._blocks: queue.SimpleQueue[tuple[Samples, int]] = queue.SimpleQueue()
        self._resampler: soxr.ResampleStream | None = None
        self._rate = RATE
        self._near = self._far = np.zeros(0, np.float32)
        self.is_played = False
        """Whether the speaker runs, silent or not."""
        self._silent = 0
        """Samples of silence taken since the last sound."""
        self._waited = (0, 0)
        """The fewest samples, heard and played, that were left over in that silence."""

    def played(self, block: Samples, rate: int) -> None:
        """From another thread than `take`."""
        self._blocks.put((block, rate))

    def take(self, heard: Samples) -> tuple[Samples, Samples]:
        """Whole frames of what was heard and what was played meanwhile, both of shape (n,)."""
        self._near = np.concatenate([self._near, heard])
        self._far = np.concatenate([self._far, *self._arrived()])
        self.is_played = len(self._far) > 0 or (self.is_played and len(self._near) <= PATIENCE)
        count = _whole(min(len(self._near), len(self._far)) if self.is_played else len(self._near))
        far, self._far = self._far[:count], self._far[count:]
        settled = self._settle(count, is_silent=not far.any() and not self._far.any())
        near, self._near = self._near[: count + settled], self._near[count + settled :]
        return near, np.pad(far, (0, len(near) - len(far)))

    def _arrived(self) -> list[Samples]:
        arrived = []
        while not self._blocks.empty():
            block, rate = self._blocks.get()
            if rate != self._rate:
                import soxr

                self._rate = rate
                self._resampler = None if rate == RATE else soxr.ResampleStream(rate, RATE, 1, "float32", QUALITY)
            if self._resampler is not None:
                block = np.asarray(self._resampler.resample_chunk(block), dtype=np.float32)
            arrived.append(block)
        return arrived

    def _settle(self, count: int, *, is_silent: bool) -> int:
        """After a long silence, drop what waits of it; how many more samples heard may go on alone."""
        waiting = (len(self._near) - count, len(self._far))
        if not is_silent or not self._silent:
            self._waited = waiting
        self._silent = self._silent + count if is_silent else 0
        self._waited = (min(self._waited[0], waiting[0]), min(self._waited[1], waiting[1]))
        if self._silent < SETTLE:
            return 0
        self._silent = 0
        self._far = self._far[self._waited[1] :]
        return _whole(self._waited[0])


def _whole(samples: int) -> int:
    return samples // FRAME * FRAME
