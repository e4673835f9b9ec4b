"""Which way the text of a picture runs, and pieces of the picture turned so that it runs to the right."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import numpy.typing as npt

from assistant.vision.lines import Box, Line, Point
from assistant.vision.picture import Pixels

Corners = npt.NDArray[np.float32]
"""Shape (4, 2): a quadrilateral's corners in pixels, clockwise; which comes first depends on where it is from."""

ELONGATED = 1.8
"""Times its height that a line is wide before its shape tells how it runs."""


def as_corners(box: Box) -> Corners:
    return np.array(box, np.float32)


def as_box(corners: Corners) -> Box:
    return cast(Box, tuple((round(float(x), 1), round(float(y), 1)) for x, y in corners))


def along(corners: Corners, direction: Point) -> Corners:
    """The same corners, beginning with the one where text that runs in that direction begins above."""
    fits = [np.dot(corners[(first + 1) % 4] - corners[first], direction) for first in range(4)]
    lengths = [float(np.linalg.norm(corners[(first + 1) % 4] - corners[first])) for first in range(4)]
    cosines = [fit / max(length, 1e-6) for fit, length in zip(fits, lengths, strict=True)]
    return np.roll(corners, -int(np.argmax(cosines)), axis=0)


def axis(corners: Corners) -> tuple[Point, float]:
    """The direction of a quadrilateral's long sides, to the right or else down, and how many times its width it has."""
    sides = corners[[1, 2]] - corners[[0, 1]] + corners[[2, 3]] - corners[[3, 0]]
    first, second = (float(np.linalg.norm(side)) for side in sides)
    long, ratio = (sides[0], first / max(second, 1e-6)) if first >= second else (sides[1], second / max(first, 1e-6))
    x, y = (long / max(float(np.linalg.norm(long)), 1e-6)).tolist()
    return _rightwards((x, y)), ratio


def common_axis(boxes: Sequence[Corners]) -> Point:
    """The direction in which most of the text runs, to the right or else down; its other end is as likely."""
    total = 0j
    for corners in boxes:
        (x, y), ratio = axis(corners)
        if ratio >= ELONGATED:
            # Twice the angle: both ends of a line say the same.
            total += complex(x, y) ** 2 * float(np.linalg.norm(corners[2] - corners[0]))
    if not total:
        return 1.0, 0.0
    half = math.atan2(total.imag, total.real) / 2
    return _rightwards((math.cos(half), math.sin(half)))


def _rightwards(direction: Point) -> Point:
    x, y = direction
    is_steep = abs(x) < 0.1
    return (-x, -y) if (y < 0 if is_steep else x < 0) else (x, y)


def cut(pixels: Pixels, corners: Corners) -> Pixels:
    """What lies within the corners, made a rectangle that begins with the first of them."""
    import cv2

    width = max(1, round(float(max(np.linalg.norm(corners[1] - corners[0]), np.linalg.norm(corners[2] - corners[3])))))
    height = max(1, round(float(max(np.linalg.norm(corners[3] - corners[0]), np.linalg.norm(corners[2] - corners[1])))))
    rectangle = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), rectangle)
    piece = cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return cast(Pixels, piece)


def quarter_turns(lines: Sequence[Line]) -> int:
    """How often a picture has to be turned by 90° clockwise so that most of its text runs to the right: 0 to 3."""
    total = 0j
    for line in lines:
        (x0, y0), (x1, y1) = line.box[0], line.box[1]
        total += complex(x1 - x0, y1 - y0)
    return round(-math.atan2(total.imag, total.real) / (math.pi / 2)) % 4


def turn_lines(lines: Sequence[Line], turns: int, width: int, height: int) -> list[Line]:
    """Lines of a picture of that size, as they lie in the picture turned by so many times 90° clockwise."""
    turned = list(lines)
    for _ in range(turns % 4):
        turned = [
            replace(line, box=cast(Box, tuple((round(height - y, 1), x) for x, y in line.box))) for line in turned
        ]
        width, height = height, width
    return turned
