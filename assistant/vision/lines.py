"""Text with its place in a picture."""

from dataclasses import dataclass

Point = tuple[float, float]
"""Pixels from the left and from the top of the upright picture."""
Box = tuple[Point, Point, Point, Point]
"""Corners of a line of text: where it begins above, ends above, ends below, begins below."""


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    box: Box
    sure: float
    """How sure the reader is of the text, from 0.0 to 1.0."""
