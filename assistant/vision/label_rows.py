"""Rows of a table from lines with places, also where the picture is tilted or the label bends."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from assistant.vision.label_vocabulary import normal
from assistant.vision.lines import Box, Line
from assistant.vision.page import Plane, page_of

CELL = "\t"
"""Stands in a row's text where a cell ends."""
_FAR = 1.3
"""Line heights; what is farther apart in a row is another cell."""
_STEEPEST = 0.12
"""How much a row may go up or down against the label's direction, for each pixel along."""
LONGEST = 2000
"""Letters of a line; what it holds beyond them is left out."""
_FARTHEST = 1e6
"""Pixels from the picture's corner; nothing is farther away."""
_LONG = 4.0
"""Line heights; a line that long says by itself how it is tilted."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A line, measured along and across the direction in which the label's text runs."""

    text: str
    line: Line
    left: float
    right: float
    middle: float
    """Across, at the middle of the line."""
    height: float
    tilt: float
    """How much the line goes down for each pixel to the right."""

    def across(self, along: float) -> float:
        """Where the line would be at that place along, were it longer."""
        return self.middle + self.tilt * (along - (self.left + self.right) / 2)


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    """The cells' texts from left to right; `CELL` or a blank between them."""
    cells: tuple[Cell, ...]
    starts: tuple[int, ...]
    """Where in `text` each cell begins."""

    @property
    def middle(self) -> float:
        return median(cell.middle for cell in self.cells)

    @property
    def height(self) -> float:
        return median(cell.height for cell in self.cells)

    def along(self, start: int, end: int) -> float:
        """The middle of a piece of the text, in pixels along the row."""
        cell, place = self._cell((start + end - 1) / 2)
        return cell.left + (cell.right - cell.left) * place

    def box(self, start: int, end: int) -> Box:
        """The corners of a piece of the text that lies in one cell."""
        cell, first = self._cell(start)
        _, last = self._cell(end - 1)
        step = 1 / max(len(cell.text), 1)
        return part_of(cell.line.box, first - step / 2, max(first, last) + step / 2)

    def _cell(self, place: float) -> tuple[Cell, float]:
        number = max(n for n, start in enumerate(self.starts) if start <= place or n == 0)
        cell = self.cells[number]
        return cell, min(max((place - self.starts[number] + 0.5) / max(len(cell.text), 1), 0.0), 1.0)


def part_of(box: Box, start: float, end: float) -> Box:
    """The piece of a line's box between two shares of its length."""
    above_left, above_right, below_right, below_left = box

    def between(one: tuple[float, float], other: tuple[float, float], share: float) -> tuple[float, float]:
        share = min(max(share, 0.0), 1.0)
        return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share

    return (
        between(above_left, above_right, start),
        between(above_left, above_right, end),
        between(below_left, below_right, end),
        between(below_left, below_right, start),
    )


def cells_of(lines: Sequence[Line]) -> list[Cell]:
    """The lines that say something, measured as they would lie on a flat label whose text runs level."""
    spoken = [(text, line) for line in lines if (text := normal(line.text[:LONGEST]))]
    return [
        _cell(text, line, box) for (text, line), box in zip(spoken, _flat([line for _, line in spoken]), strict=True)
    ]


def _flat(lines: Sequence[Line]) -> list[Plane]:
    """The lines' corners on the flat label; each below the other where they have no places of their own."""
    boxes = np.array([line.box for line in lines], np.float64).reshape(-1, 4, 2)
    with np.errstate(all="ignore"):
        boxes = np.clip(np.nan_to_num(boxes), -_FARTHEST, _FARTHEST)
        if len(boxes) and np.ptp(boxes, axis=(0, 1)).max() < 1.0:
            return [_placed(number, len(line.text)) for number, line in enumerate(lines)]
        try:
            flat = page_of([box.astype(np.float32) for box in boxes]).flat(boxes)
        except np.linalg.LinAlgError:
            flat = boxes
    return list(flat if np.isfinite(flat).all() and np.abs(flat).max(initial=0.0) < 10 * _FARTHEST else boxes)


def _placed(number: int, letters: int) -> Plane:
    top, right = 30.0 * number, 10.0 * letters
    return np.array([(0.0, top), (right, top), (right, top + 20.0), (0.0, top + 20.0)])


def _cell(text: str, line: Line, box: Plane) -> Cell:
    (left, top), (right, top_right), (right_below, bottom_right), (left_below, bottom) = box.tolist()
    start, end = min(left, left_below), max(right, right_below)
    height = max((abs(bottom - top) + abs(bottom_right - top_right)) / 2, 1.0)
    width = end - start
    own = (top_right + bottom_right - top - bottom) / 2 / width if width > _LONG * height else 0.0
    return Cell(text, line, start, end, (top + bottom + top_right + bottom_right) / 4, height, own)


def rows_of(cells: Sequence[Cell]) -> list[Row]:
    """Rows from top to bottom. A cell belongs to the row whose end points at it."""
    rows: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda cell: (cell.left, cell.middle)):
        best: tuple[float, list[Cell]] | None = None
        for row in rows:
            last = row[-1]
            if abs(last.middle - cell.middle) > cell.height + _STEEPEST * (cell.right - last.left):
                continue
            if last.right > cell.left + 0.7 * min(cell.height, last.height) or cell.right <= cell.left:
                continue
            seam = (last.right + cell.left) / 2
            apart = abs(last.across(seam) - cell.across(seam)) / min(last.height, cell.height)
            if apart < 0.5 and (best is None or apart + _gap(last, cell) < best[0]):
                best = (apart + _gap(last, cell), row)
        if best:
            best[1].append(cell)
        else:
            rows.append([cell])
    return sorted(map(row_of, rows), key=lambda row: row.middle)


def _gap(last: Cell, cell: Cell) -> float:
    """A little for each line height between them, so that of two rows the nearer one is taken."""
    return 0.005 * max(cell.left - last.right, 0.0) / cell.height


def row_of(cells: Sequence[Cell]) -> Row:
    """Cells that stand beside each other, from left to right, as one row."""
    text = ""
    starts = []
    for number, cell in enumerate(cells):
        if number:
            far = cell.left - cells[number - 1].right > _FAR * min(cell.height, cells[number - 1].height)
            text += CELL if far else " "
        starts.append(len(text))
        text += cell.text
    return Row(text, tuple(cells), tuple(starts))
