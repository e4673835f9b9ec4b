"""Synthetic pictures: one coloured shape on a plain or noisy ground, with what is true of it."""

import io
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Pixels = NDArray[np.uint8]
"""(height, width, 3), RGB."""
Corners = list[tuple[float, float]]

COLOURS = {
    "red": (220, 25, 30),
    "orange": (245, 135, 10),
    "yellow": (245, 230, 20),
    "green": (30, 165, 50),
    "blue": (25, 70, 220),
    "purple": (135, 35, 175),
    "white": (250, 250, 250),
    "black": (12, 12, 12),
}
SHAPES = ("circle", "square", "triangle", "star", "cross")
SIDES = ("on the left", "in the middle", "on the right")
SIZES = ((640, 480), (640, 480), (640, 360), (480, 640), (480, 480))
"""Widths and heights: what cameras give."""
_BANDS = ((0.05, 0.34), (0.43, 0.57), (0.66, 0.95))
"""Where the middle of the shape lies on each side, as shares of the width."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is true of a picture."""

    colour: str
    shape: str
    side: str


def scene(random: np.random.Generator) -> Scene:
    """Any of the 120 scenes."""
    return Scene(
        list(COLOURS)[random.integers(len(COLOURS))],
        SHAPES[random.integers(len(SHAPES))],
        SIDES[random.integers(len(SIDES))],
    )


def draw(what: Scene, random: np.random.Generator, *, size: tuple[int, int] | None = None) -> Pixels:
    """A picture of the scene; size, place, tilt, tint, ground and noise are random. `size` is (width, height)."""
    return draw_outlined(what, random, size or SIZES[random.integers(len(SIZES))])[0]


def draw_outlined(what: Scene, random: np.random.Generator, size: tuple[int, int]) -> tuple[Pixels, Corners]:
    """A picture of the scene and the corners of its shape, in pixels."""
    width, height = size
    radius = min(min(size) * random.uniform(0.24, 0.4), width * 0.33)  # a third lies wholly on either side
    low, high = (width * share for share in _BANDS[SIDES.index(what.side)])
    across = random.uniform(max(low, radius), min(high, width - radius))
    corners = _outline(what.shape, (across, random.uniform(radius, height - radius)), radius, random)
    picture = _ground(width, height, random)
    shade = np.array(COLOURS[what.colour]) + random.uniform(-14, 14, 3)
    fill = tuple(int(value) for value in np.clip(shade, 0, 255))
    ImageDraw.Draw(picture).polygon(corners, fill=fill)
    values = np.asarray(picture, dtype=np.float32)
    if random.random() < 0.6:
        grain = random.normal(0, random.uniform(1, 9), (height // 2, width // 2, 1)).astype(np.float32)
        values = values + grain.repeat(2, 0).repeat(2, 1)
    return np.clip(values, 0, 255).astype(np.uint8), corners


def as_jpeg(pixels: Pixels, quality: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    return file.getvalue()


def _ground(width: int, height: int, random: np.random.Generator) -> Image.Image:
    """Greyish and neither dark nor light, so that every colour stands out; sometimes one end is lighter."""
    base = random.uniform(85, 175) + random.uniform(-12, 12, 3)
    slope = np.zeros((2, 2, 1)) if random.random() < 0.5 else random.uniform(-22, 22, (2, 2, 1))
    corners = np.clip(base + slope, 0, 255).astype(np.uint8)
    return Image.fromarray(corners).resize((width, height), Image.Resampling.BILINEAR)


def _outline(shape: str, middle: tuple[float, float], radius: float, random: np.random.Generator) -> Corners:
    """The corners, at most `radius` from the middle; it stands upright but for a tilt of up to 14 degrees."""
    up = math.pi / 2
    tilt = random.uniform(-0.25, 0.25) - up
    if shape == "star":
        corners = [(radius if point % 2 == 0 else radius * 0.42, point * math.pi / 5) for point in range(10)]
    elif shape == "cross":
        half = radius * 0.27
        edge, inner = math.asin(half / radius), half * math.sqrt(2)
        arm = ((radius, -edge), (radius, edge), (inner, up / 2))
        corners = [(far, angle + quarter * up) for quarter in range(4) for far, angle in arm]
    else:
        count = {"triangle": 3, "square": 4, "circle": 90}[shape]
        start = up / 2 if shape == "square" else 0.0
        corners = [(radius, start + point * 2 * math.pi / count) for point in range(count)]
    return [(middle[0] + r * math.cos(tilt + a), middle[1] + r * math.sin(tilt + a)) for r, a in corners]
