"""How much a page is bent, told by its ink: lines that go from edge to edge are equally steep, bent or not."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.vision.page import Page, Plane
from assistant.vision.picture import Pixels
from assistant.vision.rotation import Corners

SEEN_AT = 900
"""Pixels of the longer side at which ink is looked for."""
INK = 18
"""Steps of brightness by which ink differs from what is around it, at least."""
MOST_INK = 20_000
"""Points of ink that are looked at."""
STEEPEST = 0.3
"""Slope at the page's edge of the most bent page."""
STEPS = (0.03, 0.006)
"""Of that slope, first over all of them and then around the best."""
CLEARLY = 1.1
"""How many times as sharp the rows must become for a bend to be believed."""


def with_bend(page: Page, pixels: Pixels, boxes: Sequence[Corners]) -> Page:
    """The page bent as makes the rows of ink within the boxes sharpest."""
    points = _ink(pixels, boxes)
    if len(points) < 50:
        return page
    size = float(np.abs(page.flat(points)[:, 0]).max()) + 1.0
    height = float(np.median([np.linalg.norm(corners[3] - corners[0]) for corners in boxes]))

    def sharpness(slope: float) -> float:
        down = replace(page, bend=slope / size).flat(points)[:, 1]
        counts = np.histogram(down, bins=max(8, int(np.ptp(down) / max(height / 12, 1.0))))[0].astype(np.float64)
        return float(np.square(counts).sum() / max(np.square(counts.mean()) * len(counts), 1e-9))

    best = now = page.bend * size
    for step, reach in zip(STEPS, (STEEPEST, STEPS[0]), strict=True):
        middle = best if step != STEPS[0] else 0.0
        best = max([best, *(middle + np.arange(-reach, reach + step / 2, step))], key=sharpness)
    return replace(page, bend=float(best) / size) if sharpness(best) > CLEARLY * sharpness(now) else page


def _ink(pixels: Pixels, boxes: Sequence[Corners]) -> Plane:
    """Points of the picture within the boxes that are darker or lighter than what is around them."""
    import cv2

    scale = min(1.0, SEEN_AT / max(pixels.shape[:2]))
    gray = cv2.cvtColor(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    around = cv2.GaussianBlur(gray, (0, 0), 8)
    within = np.zeros_like(gray)
    for corners in boxes:
        cv2.fillConvexPoly(within, (corners * scale).astype(np.int32), 1)
    y, x = np.nonzero((cv2.absdiff(gray, around) > INK) & (within > 0))
    points: Plane = np.stack([x, y], -1) / scale
    return points[:: 1 + len(points) // MOST_INK]
