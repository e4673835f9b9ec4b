"""Which frame is the sharpest: a measure of focus, and the best of the frames around a question."""

from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.vision.picture import Pixels

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SIDE = 640
"""Pixels of the longer side at which sharpness is measured; smaller blur does not hinder reading."""
DARK = 24.0
"""Added to the brightness (0 to 255) by which edges are weighed, so that the noise of a dark picture counts little."""
BEFORE = 0.7
"""Seconds before the key goes down whose frames count: people hold still before they speak."""
STEP = 0.1
"""Seconds of which only the best frame is kept, which bounds the memory."""
CLEARLY = 1.15
"""How many times as sharp as the picture that was chosen a frame must be to take its place."""
PAUSE = 0.7
"""Seconds between two choices, so that reading one picture is not given up again and again."""
RETAKE = 0.4
"""Seconds of frames of which a picture that is taken at once is the best."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    pixels: Pixels
    sharp: float
    at: float
    """Seconds of a monotonic clock."""


def sharpness(pixels: Pixels) -> float:
    """How strong the edges are (Tenengrad, on grey, the middle counting most); to compare frames of one scene."""
    import cv2
    import numpy as np

    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    if max(height, width) > SIDE:
        share = SIDE / max(height, width)
        size = (max(1, round(width * share)), max(1, round(height * share)))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    edges = cv2.multiply(across, across) + cv2.multiply(down, down)
    return float(np.vdot(edges, _middle(*grey.shape))) / (float(grey.mean()) + DARK) ** 2


class Sharpest:
    """Told of every frame and of the key, says which frame goes with the question; times are of the frames' clock."""

    def __init__(self) -> None:
        self._recent: deque[Frame] = deque()
        self._still: Frame | None = None
        self._best: Frame | None = None
        """Of those that count for this question."""
        self._is_held = False
        self._due: float | None = None
        """When a picture that was asked for at once is chosen."""
        self._chosen: Frame | None = None
        self._chosen_at = 0.0

    @property
    def still(self) -> Frame | None:
        """The frame that is frozen."""
        return self._still

    def add(self, frame: Frame) -> None:
        """A new frame; of no use while one is frozen."""
        if self._still is not None:
            return
        recent = self._recent
        while recent and recent[0].at < frame.at - BEFORE:
            recent.popleft()
        if not recent or int(recent[-1].at / STEP) != int(frame.at / STEP):
            recent.append(frame)
        elif recent[-1].sharp < frame.sharp:
            recent[-1] = frame
        if self._counts and (self._best is None or frame.sharp > self._best.sharp):
            self._best = frame

    def freeze(self) -> Frame | None:
        """Stay with the sharpest of the last frames; None where there is none yet."""
        self._still = max(self._recent, key=lambda frame: frame.sharp, default=None)
        if self._counts:
            self._best = self._still
        return self._still

    def go_on(self) -> None:
        """Look at new frames again."""
        self._still = None
        self._recent.clear()

    def began(self, now: float) -> None:
        """The key went down."""
        self._is_held, self._chosen, self._due = True, None, None
        recent = (frame for frame in self._recent if frame.at >= now - BEFORE)
        self._best = self._still or max(recent, key=lambda frame: frame.sharp, default=None)

    def ended(self) -> None:
        """The key was released."""
        self._is_held = False

    def take(self, now: float) -> None:
        """Take a picture of what comes now, held or not, in place of the one that was chosen."""
        self._chosen, self._best = None, self._still
        self._due = now if self._still is not None else now + RETAKE

    def pick(self, now: float) -> Frame | None:
        """The frame to be used from now on; None for the one that was chosen before, or none."""
        best, due = self._best, self._due
        if best is None or not self._counts or (due is not None and now < due):
            return None
        self._due = None
        chosen = self._chosen
        if chosen is not None:
            is_better = best is not chosen and best.sharp > CLEARLY * chosen.sharp
            if not is_better or now < self._chosen_at + PAUSE:
                return None
        self._chosen, self._chosen_at = best, now
        return best

    @property
    def _counts(self) -> bool:
        return self._is_held or self._due is not None


@lru_cache(maxsize=4)
def _middle(height: int, width: int) -> "npt.NDArray[np.float32]":
    """Weights that are highest in the middle and a quarter as high at the corners, of sum 1."""
    import numpy as np

    down = 0.5 + 0.5 * np.sin(np.linspace(0, np.pi, height, dtype=np.float32))
    across = 0.5 + 0.5 * np.sin(np.linspace(0, np.pi, width, dtype=np.float32))
    weights: npt.NDArray[np.float32] = np.outer(down, across).astype(np.float32)
    weights /= weights.sum()
    return weights
