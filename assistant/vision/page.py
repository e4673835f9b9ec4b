"""How the lines of a page run where it is tilted, bent or seen from the side, and the page as if it lay flat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from assistant.vision.picture import Pixels
from assistant.vision.rotation import Corners

Plane = npt.NDArray[np.float64]

LEAST_WIDTH = 1.2
"""Heights that a line is wide at least to tell how it runs."""
LEAST_LINES = 5
"""Lines from which on more than one direction for all is told apart."""
ROUNDS = 4
"""How often the direction is estimated, each time less misled by the lines that do not fit."""
CORNER_OFF = 0.1
"""Of a line's height, how far its corners are off from where they should be."""
USUAL_BEND = 0.15
"""By how much lines are steeper at the edge of a page than in its middle, if it is bent."""
USUAL_FAN = 0.1
"""By how much the lines at its top and in its middle differ in slope, if a page is seen from the side."""


@dataclass(frozen=True, slots=True)
class Page:
    """The lines' slope at a place is `tilt + bend · x + fan · y`, in pixels of the page turned level about `centre`."""

    centre: complex
    direction: complex
    """Of length 1: how most of the lines run in the picture."""
    tilt: float = 0.0
    bend: float = 0.0
    """Change of slope for each pixel to the right: a cylinder's label."""
    fan: float = 0.0
    """Change of slope for each pixel down: a page that is seen from the side."""

    def flat(self, points: Plane) -> Plane:
        """Points of the picture, shape (…, 2), as they lie on the flat page: lines of text are level there."""
        turned = (points[..., 0] + 1j * points[..., 1] - self.centre) * np.conj(self.direction)
        x, y = turned.real, turned.imag
        return np.stack([x, (y - self._sunk(x)) * np.exp(-self.fan * x)], -1)

    def back(self, points: Plane) -> Plane:
        """Points of the flat page in the picture: the opposite of `flat`."""
        x, y = points[..., 0], points[..., 1]
        found = (x + 1j * (y * np.exp(self.fan * x) + self._sunk(x))) * self.direction + self.centre
        return np.stack([found.real, found.imag], -1)

    def _sunk(self, x: Plane) -> Plane:
        """How far below its middle the line through the centre is at a place: the integral of the slope along it."""
        if abs(self.fan) < 1e-7:
            return self.tilt * x + self.bend * x * x / 2
        grown = np.expm1(self.fan * x) / self.fan
        return self.tilt * grown + self.bend * (grown - x) / self.fan

    def sagitta(self, corners: Corners) -> float:
        """How far the middle of a line rises above its ends, in heights of the line."""
        width = float(np.linalg.norm(corners[1] - corners[0]))
        height = float(np.linalg.norm(corners[3] - corners[0]))
        return abs(self.bend) * width * width / 8 / max(height, 1e-6)

    def lay_flat(self, pixels: Pixels) -> tuple[Pixels, Plane]:
        """The picture with its lines level, and the point of the flat page that its first pixel shows."""
        import cv2

        height, width = pixels.shape[:2]
        edge = np.linspace(0, 1, 9)
        frame = np.concatenate(
            [np.stack([edge * width, np.full(9, y)], -1) for y in (0.0, height)]
            + [np.stack([np.full(9, x), edge * height], -1) for x in (0.0, width)]
        )
        placed = self.flat(frame)
        first, last = placed.min(0), placed.max(0)
        x, y = np.meshgrid(np.arange(first[0], last[0]), np.arange(first[1], last[1]))
        source = self.back(np.stack([x, y], -1)).astype(np.float32)
        shown = cv2.remap(
            pixels, source[..., 0], source[..., 1], interpolation=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        return cast(Pixels, shown), first


def page_of(boxes: Sequence[Corners]) -> Page:
    """The page on which lines with these corners, each from where it begins above, are printed."""
    if not boxes:
        return Page(0j, 1 + 0j)
    corners = np.array(boxes, np.float64)
    whole = corners[..., 0] + 1j * corners[..., 1]
    steps = (whole[:, 1] - whole[:, 0] + whole[:, 2] - whole[:, 3]) / 2
    heights = np.abs(whole[:, 3] - whole[:, 0]) + 1e-6
    total = steps.sum()
    direction = complex(total / abs(total)) if abs(total) > 1e-6 else 1 + 0j
    centre = complex(whole.mean())
    middles = (whole.mean(1) - centre) * np.conj(direction)
    run = steps * np.conj(direction)
    tells = (np.abs(run) > LEAST_WIDTH * heights) & (run.real > np.abs(run.imag))
    if tells.sum() < LEAST_LINES:
        return Page(centre, direction)
    return Page(centre, direction, *_slopes(middles[tells], run[tells], heights[tells]))


def _slopes(
    middles: npt.NDArray[np.complex128], run: npt.NDArray[np.complex128], heights: Plane
) -> tuple[float, float, float]:
    """Tilt, bend and fan that fit most of the lines best, the wide ones above all."""
    size = float(np.abs(middles).max()) + 1.0
    slopes = run.imag / run.real
    unsure = CORNER_OFF * heights / run.real
    terms = np.stack([np.ones_like(slopes), middles.real / size, middles.imag / size], -1)
    usual = np.diag([0.0, USUAL_BEND**-2, USUAL_FAN**-2])
    found: Plane = np.zeros(3)
    fits: Plane = np.ones_like(slopes)
    for _ in range(ROUNDS):
        weighted = terms * (fits / unsure**2)[:, None]
        found = np.asarray(np.linalg.solve(weighted.T @ terms + usual, weighted.T @ slopes), np.float64)
        fits = 1 / (1 + ((terms @ found - slopes) / (2 * unsure)) ** 2)
    return float(found[0]), float(found[1]) / size, float(found[2]) / size
