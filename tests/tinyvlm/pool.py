"""The pictures of the training: a pool that is drawn anew all the time."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from tests.tinyvlm import model
from tests.tinyvlm.draw import COLOURS, SHAPES, SIDES, SIZES, Corners, Scene, as_jpeg, draw_outlined, scene

KEPT = 16_384
"""Pictures in the pool; the oldest are replaced by new ones all the time."""
SMALLER = 0.45
"""Most training pictures are drawn at this share of a camera's size: they are scaled down to 96 pixels anyway."""
CELLS = 48
"""The mask that the tower learns to draw, cells a side."""


class Pool:
    """Prepared pictures, what is true of them, and where their shapes are."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._pictures = np.zeros((KEPT, model.SIDE, model.SIDE, 3), np.uint8)
        self._masks = np.zeros((KEPT, model.PATCHES, CELLS * CELLS // model.PATCHES), np.float32)
        self._scenes: list[Scene] = []
        self._next = 0

    def draw(self, count: int) -> None:
        for _ in range(count):
            what = scene(self._random)
            width, height = SIZES[self._random.integers(len(SIZES))]
            scale = 1.0 if self._random.random() < 0.1 else SMALLER
            pixels, corners = draw_outlined(what, self._random, (int(width * scale), int(height * scale)))
            if self._random.random() < 0.4:
                quality = int(self._random.integers(40, 96))
                pixels = np.asarray(Image.open(io.BytesIO(as_jpeg(pixels, quality))))
            self._pictures[self._next] = model.prepared(pixels)
            self._masks[self._next] = _mask(corners, pixels.shape[1], pixels.shape[0])
            self._scenes[self._next : self._next + 1] = [what]
            self._next = (self._next + 1) % KEPT

    def take(self, count: int) -> tuple[NDArray[np.uint8], NDArray[np.float32], list[Scene]]:
        chosen = self._random.integers(len(self._scenes), size=count)
        return self._pictures[chosen], self._masks[chosen], [self._scenes[index] for index in chosen]


def _mask(corners: Corners, width: int, height: int) -> NDArray[np.float32]:
    """How much of each cell the shape covers: (patches, cells of a patch)."""
    scale = model.SIDE / max(width, height)
    left, top = (model.SIDE - width * scale) / 2, (model.SIDE - height * scale) / 2
    whole = Image.new("L", (model.SIDE, model.SIDE))
    ImageDraw.Draw(whole).polygon([(left + x * scale, top + y * scale) for x, y in corners], fill=255)
    cells = np.asarray(whole.resize((CELLS, CELLS), Image.Resampling.BOX), np.float32) / 255
    grid = model.SIDE // model.PATCH
    each = CELLS // grid
    return cells.reshape(grid, each, grid, each).transpose(0, 2, 1, 3).reshape(model.PATCHES, -1)


def classes_of(scenes: list[Scene]) -> NDArray[np.int32]:
    """The colour, shape and side of each, as numbers: (count, 3)."""
    colours = list(COLOURS)
    return np.array([(colours.index(s.colour), SHAPES.index(s.shape), SIDES.index(s.side)) for s in scenes], np.int32)
