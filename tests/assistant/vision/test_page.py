"""A page that is tilted, bent or seen from the side is laid flat, and back."""

import cmath
import math

import cv2
import numpy as np
import pytest

from assistant.vision.bend import with_bend
from assistant.vision.page import Page, page_of
from assistant.vision.rotation import Corners
from tests.assistant.vision.paper import listed

PAGE = Page(300 + 200j, cmath.rect(1, math.radians(12)), 0.01, 0.0006, -0.0004)


def box(left: float, top: float, width: float, height: float = 20) -> Corners:
    right, bottom = left + width, top + height
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)


def cells() -> list[Corners]:
    """A table's cells on a flat page."""
    return [box(left, 30 * row, width) for row in range(-8, 8) for left, width in ((-260, 180), (120, 60), (220, 40))]


def test_what_is_laid_flat_and_back_is_where_it_was() -> None:
    points = np.array([(10.0, 20.0), (590.0, 30.0), (300.0, 380.0)])
    assert PAGE.back(PAGE.flat(points)) == pytest.approx(points)


def test_how_a_page_lies_is_told_from_its_lines() -> None:
    flat = cells()
    found = page_of([PAGE.back(corners.astype(np.float64)).astype(np.float32) for corners in flat])
    level = [found.flat(PAGE.back(corners.astype(np.float64))) for corners in flat]
    for row in range(16):
        middles = [corners[:, 1].mean() for corners in level[3 * row : 3 * row + 3]]
        assert np.ptp(middles) < 5


def test_a_few_lines_are_tilted_at_most() -> None:
    found = page_of([box(0, 0, 300), box(0, 40, 300)])
    assert (found.tilt, found.bend, found.fan) == (0, 0, 0)
    assert page_of([]).flat(np.array([(3.0, 4.0)])).tolist() == [[3.0, 4.0]]


def test_one_line_among_many_that_runs_otherwise_misleads_nobody() -> None:
    odd = cv2.boxPoints(((0, 0), (200, 20), 40)).astype(np.float32)
    found = page_of([*cells(), odd[[1, 2, 3, 0]]])
    middle = found.flat(np.array([(-200.0, 50.0), (200.0, 50.0)]))
    assert abs(middle[0, 1] - middle[1, 1]) < 4


def test_a_bend_that_no_box_tells_is_told_by_the_ink() -> None:
    level = listed([f"Line {n}: words from edge to edge of the label" for n in range(6)], 20)
    height, width = level.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    bend = 4e-4
    shown = cv2.remap(
        level, x, y - np.float32(bend) * (x - width / 2) ** 2 / 2, cv2.INTER_LINEAR, borderValue=(255,) * 3
    )
    boxes = [box(40, 25 + 36 * n, width - 80, 40) for n in range(6)]
    assert with_bend(page_of(boxes), shown, boxes).bend == pytest.approx(bend, rel=0.25)
    assert with_bend(page_of(boxes), level, boxes).bend == pytest.approx(0, abs=bend / 8)


def test_a_page_without_ink_stays_as_it_is() -> None:
    boxes = [box(40, 30 * row, 200) for row in range(6)]
    page = page_of(boxes)
    assert with_bend(page, np.full((300, 400, 3), 255, np.uint8), boxes) == page
