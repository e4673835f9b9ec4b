"""Pictures of text for the tests of what reads it."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from assistant.vision.lines import Box, Line
from assistant.vision.picture import Picture, Pixels

Placed = tuple[float, float, str]
"""From the left, from the top, and what stands there."""

LABEL = ("Nutrition Facts", "Total Fat 8 g", "Sodium 160 mg", "Total Sugars 12 g", "Protein 3 g", "Contains almonds")


def paper(texts: Sequence[Placed], size: tuple[int, int], letters: int = 30) -> Pixels:
    """Black text on white."""
    sheet = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(letters)
    for left, top, text in texts:
        draw.text((left, top), text, font=font, fill="black")
    return np.array(sheet)


def listed(texts: Sequence[str] = LABEL, letters: int = 30) -> Pixels:
    """One text below the other."""
    placed = [(40.0, 30 + 1.8 * letters * row, text) for row, text in enumerate(texts)]
    width = round(max(map(len, texts)) * letters * 0.7) + 80
    return paper(placed, (width, round(1.8 * letters * len(texts)) + 80), letters)


def picture(pixels: Pixels, name: str = "label.jpg") -> Picture:
    return Picture(name, pixels)


def line(text: str, left: float, top: float, width: float | None = None, height: float = 20, sure: float = 1.0) -> Line:
    """A level line; where no width is given, as wide as its letters."""
    right, bottom = left + (width or 10 * len(text)), top + height
    return Line(text, ((left, top), (right, top), (right, bottom), (left, bottom)), sure)


def level(box: Box) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    x, y = zip(*box, strict=True)
    return min(x), min(y), max(x), max(y)
