"""Finds print too small to be read well in the whole picture, and reads it again, enlarged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from assistant.cancel import CancelToken
from assistant.vision.lines import Box, Line
from assistant.vision.ocr import LOOKED_AT, Ocr
from assistant.vision.picture import Picture

SMALL = 15.0
"""Pixels of a line's height below which it is small, where the whole picture is looked through for lines."""
SURE = 0.96
"""From which on a line was read well enough, however small it is, where enlarging shows no more of it."""
MARGIN = 2.0
"""Heights of a line around a part that are read with it, so that no line is cut lengthwise."""
ENLARGED = 36.0
"""Pixels of its height as it is read again."""
MOST_ENLARGED = 4.0
WORTH = 1.4
"""Times as large as before, from which on another reading is worth its time."""
MOST_REGIONS = 3
"""Of a picture; those with the most print."""
CELL = 24
"""Pixels of the squares that are told apart as print or not."""
BUSY = 0.16
"""Of a square's pixels, those with an edge from which on it may be print."""
STEEP = 60
"""Steps of brightness between neighbours that make an edge."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture, in its pixels."""

    left: float
    top: float
    right: float
    bottom: float
    height: float
    """Of its lines, as far as they are known."""

    @property
    def longer_side(self) -> float:
        return max(self.right - self.left, self.bottom - self.top)

    def holds(self, line: Line) -> bool:
        """Whether the line's middle lies within."""
        x, y = (sum(place) / 4 for place in zip(*line.box, strict=True))
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def touches(self, other: "Region") -> bool:
        reach = max(self.height, other.height)
        beside = self.left - reach <= other.right and other.left - reach <= self.right
        return beside and self.top - reach <= other.bottom and other.top - reach <= self.bottom

    def joined(self, other: "Region") -> "Region":
        return Region(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
            (self.height + other.height) / 2,
        )


def read_again(picture: Picture, lines: Sequence[Line], ocr: Ocr, cancel: CancelToken) -> list[Line]:
    """The lines, with those of small print as they are read in enlarged parts of the picture; in no order.

    Raises as `Ocr.read`.
    """
    found = list(lines)
    scale = min(1.0, LOOKED_AT / max(picture.width, picture.height))
    for region in regions(picture, lines, scale):
        cancel.check()
        larger = min(MOST_ENLARGED, LOOKED_AT / region.longer_side, ENLARGED / region.height)
        if larger < WORTH * scale:
            continue
        fresh = _read_part(picture, region, larger, ocr, cancel)
        old = [line for line in found if region.holds(line)]
        if _weight(fresh) > _weight(old):
            found = [line for line in found if not region.holds(line)] + [f for f in fresh if region.holds(f)]
    return found


def regions(picture: Picture, lines: Sequence[Line], scale: float) -> list[Region]:
    """Where print is that was small, or was not read at all, when lines were looked for at that scale."""
    # Where the picture was scaled down it shows more than was looked at, and a line's place was told too coarsely.
    small = [_around(line) for line in lines if _height(line) * scale < SMALL and (scale < 1 or line.sure < SURE)]
    unread = _unread(picture, lines, scale) if scale < 1 else []
    joined = _joined([*small, *unread])
    return sorted(joined, key=lambda region: -sum(region.touches(each) for each in (*small, *unread)))[:MOST_REGIONS]


def _height(line: Line) -> float:
    (x0, y0), (x3, y3) = line.box[0], line.box[3]
    return float(np.hypot(x3 - x0, y3 - y0))


def _around(line: Line) -> Region:
    x, y = zip(*line.box, strict=True)
    height = _height(line)
    margin = height / 2
    return Region(min(x) - margin, min(y) - margin, max(x) + margin, max(y) + margin, height)


def _joined(parts: Sequence[Region]) -> list[Region]:
    """Parts that touch each other as one."""
    whole: list[Region] = []
    for part in parts:
        one = part
        while near := [other for other in whole if one.touches(other)]:
            for other in near:
                whole.remove(other)
                one = one.joined(other)
        whole.append(one)
    return whole


def _unread(picture: Picture, lines: Sequence[Line], scale: float) -> Iterator[Region]:
    """Parts as full of fine edges as print is, in which no line was read."""
    import cv2

    gray = cv2.cvtColor(picture.pixels, cv2.COLOR_RGB2GRAY)
    edges = (np.abs(cv2.Sobel(gray, cv2.CV_16S, 1, 0, ksize=3)) > STEEP).astype(np.float32)
    for line in lines:
        cv2.fillConvexPoly(edges, np.array(line.box, np.int32), 0)
    across, down = max(1, picture.width // CELL), max(1, picture.height // CELL)
    busy = (cv2.resize(edges, (across, down), interpolation=cv2.INTER_AREA) > BUSY).astype(np.uint8)
    count, _, parts, _ = cv2.connectedComponentsWithStats(
        cv2.morphologyEx(busy, cv2.MORPH_CLOSE, np.ones((3, 5), np.uint8))
    )
    for left, top, width, height, area in parts[1:count]:
        if width >= 4 and area >= 6 and area >= 0.4 * width * height:
            sides = (left - 1, top - 1, left + width + 1, top + height + 1)
            x0, y0, x1, y1 = (float(side * CELL) for side in sides)
            yield Region(x0, y0, x1, y1, SMALL / scale / 2)


def _read_part(picture: Picture, region: Region, larger: float, ocr: Ocr, cancel: CancelToken) -> list[Line]:
    """The lines of a part, read at another size, where they lie in the whole picture."""
    import cv2

    margin = MARGIN * region.height
    left, top = max(0, int(region.left - margin)), max(0, int(region.top - margin))
    part = picture.pixels[top : int(region.bottom + margin) + 1, left : int(region.right + margin) + 1]
    way = cv2.INTER_CUBIC if larger > 1 else cv2.INTER_AREA
    pixels = np.ascontiguousarray(cv2.resize(part, None, fx=larger, fy=larger, interpolation=way))
    return [_moved(line, larger, left, top) for line in ocr.read(replace(picture, pixels=pixels), cancel)]


def _moved(line: Line, larger: float, left: float, top: float) -> Line:
    box = tuple((round(x / larger + left, 1), round(y / larger + top, 1)) for x, y in line.box)
    return replace(line, box=cast(Box, box))


def _weight(lines: Sequence[Line]) -> float:
    """How much was read, and how surely."""
    return sum(len(line.text) * line.sure**2 for line in lines)
