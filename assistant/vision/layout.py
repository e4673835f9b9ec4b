"""The order in which lines of text are read: along rows, and column by column where a page is set in columns."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from assistant.vision.lines import Line
from assistant.vision.page import Plane, page_of
from assistant.vision.rotation import as_corners

Row = list["Cell"]

LEAST_ROWS = 3
"""Lines on each side of a gap that make it one between columns of text."""
PROSE = 12
"""Letters of a column's usual line from which on it is text to be read downwards, not a table's cells."""
NAME = 5
"""Letters of a table's usual row, numbers and all, from which on it is more than values."""
GUTTER = 0.6
"""Of a line's height, how wide a gap between columns is at least."""


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A line as it lies once the page is level."""

    line: Line
    left: float
    right: float
    middle: float
    """How far down it is."""
    height: float
    begins: float
    """How far down the middle of its left edge is."""
    ends: float
    """How far down the middle of its right edge is."""


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """The same lines, in the order in which a person would read them."""
    return [line for row in rows(lines) for line in row]


def rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that stand beside each other together, from the first to be read to the last."""
    return [[cell.line for cell in row] for row in _ordered(_level(lines))]


def as_text(lines: Sequence[Line]) -> str:
    """What a picture says, a row of it on each line."""
    return "\n".join(row_texts(lines))


def row_texts(lines: Sequence[Line]) -> list[str]:
    """The text of each row."""
    return [" ".join(line.text for line in row) for row in rows(lines)]


def _level(lines: Sequence[Line]) -> list[Cell]:
    """Lines where they would lie on a flat page whose text runs exactly to the right."""
    boxes = [as_corners(line.box) for line in lines]
    page = page_of(boxes)
    return [_cell(line, page.flat(corners.astype(np.float64))) for line, corners in zip(lines, boxes, strict=True)]


def _cell(line: Line, corners: Plane) -> Cell:
    left, right = float(corners[:, 0].min()), float(corners[:, 0].max())
    begins, ends = float(corners[[0, 3], 1].mean()), float(corners[[1, 2], 1].mean())
    # The height is the line's own: the box of a line that is not level is higher than its letters.
    return Cell(line, left, right, (begins + ends) / 2, math.dist(line.box[0], line.box[3]), begins, ends)


def _ordered(cells: Sequence[Cell]) -> list[Row]:
    """Rows from above to below; where some of them are set in columns, the left column comes whole before the right."""
    found = _rows(cells)
    for first in range(len(found)):
        if columns := _columns(found, first):
            after, gap = columns
            run = [cell for row in found[first:after] for cell in row]
            left = [cell for cell in run if cell.right <= gap]
            right = [cell for cell in run if cell.left >= gap]
            return [*found[:first], *_ordered(left), *_ordered(right), *_ordered(_cells(found[after:]))]
    return found


def _cells(found: Sequence[Row]) -> list[Cell]:
    return [cell for row in found for cell in row]


def _rows(cells: Sequence[Cell]) -> list[Row]:
    """Each cell follows the one to whose end it lies level, however the rows tilt or bend on the way."""
    following: dict[int, int] = {}
    preceded: set[int] = set()
    pairs = sorted(_neighbours(cells))
    for _, here, there in pairs:
        if here not in following and there not in preceded:
            following[here] = there
            preceded.add(there)
    found: list[Row] = []
    for start in range(len(cells)):
        if start not in preceded:
            row = [start]
            while row[-1] in following:
                row.append(following[row[-1]])
            found.append([cells[number] for number in row])
    return sorted(found, key=lambda row: sum(cell.middle for cell in row) / len(row))


def _neighbours(cells: Sequence[Cell]) -> Iterator[tuple[float, int, int]]:
    """How far apart, from where, to where: the cells that may follow each other in a row."""
    for here, one in enumerate(cells):
        for there, other in enumerate(cells):
            size = min(one.height, other.height)
            if here == there or other.left < one.right - size or other.left <= one.left:
                continue
            off = abs(other.begins - one.ends)
            if off < 0.5 * size:
                yield max(0.0, other.left - one.right) + 4 * off, here, there


def _columns(found: Sequence[Row], first: int) -> tuple[int, float] | None:
    """The row after the last, and the place of a gap, where the rows from the first on are columns of text."""
    best: tuple[int, float] | None = None
    # Where the columns' lines are not level with each other, the next row tells where the gap is.
    beside = sorted((cell for row in found[first : first + 2] for cell in row), key=lambda cell: cell.left)
    for one, other in pairwise(beside):
        low, high = one.right, other.left
        if high - low < GUTTER * one.height:
            continue
        after = first
        while after < len(found) and (narrowed := _narrowed(found[after], low, high)):
            low, high = narrowed
            after += 1
        gap = (low + high) / 2
        if after > (best[0] if best else first) and _are_columns(found[first:after], gap):
            best = after, gap
    return best


def _narrowed(row: Row, low: float, high: float) -> tuple[float, float] | None:
    """What the row leaves of a gap; None where it closes it."""
    middle = (low + high) / 2
    for cell in row:
        if cell.right <= high and (cell.left + cell.right) / 2 < middle:
            low = max(low, cell.right)
        elif cell.left >= low and (cell.left + cell.right) / 2 > middle:
            high = min(high, cell.left)
        else:
            return None
    return (low, high) if high - low >= GUTTER * row[0].height else None


def _are_columns(run: Sequence[Row], gap: float) -> bool:
    """Whether on both sides of the gap stands what is read by itself, and not one's values beside the other's names."""
    left = [side for row in run if (side := [cell for cell in row if cell.right <= gap])]
    right = [side for row in run if (side := [cell for cell in row if cell.left >= gap])]
    if _is_prose(left):
        return _is_prose(right) or _is_table(right)
    return _is_prose(right) and _is_table(left)


def _is_prose(side: Sequence[Row]) -> bool:
    """Whether its rows are lines of words, each in one piece."""
    return sum(len(row) == 1 for row in side) > len(side) / 2 and _usual_letters(side) >= PROSE


def _is_table(side: Sequence[Row]) -> bool:
    """Whether names stand there together with their numbers."""
    return _usual_letters([row for row in side if any(map(str.isdigit, _joined(row)))]) >= NAME


def _usual_letters(side: Sequence[Row]) -> int:
    """The median of its rows' letters; none where the rows are too few to be a column."""
    letters = sorted(sum(map(str.isalpha, _joined(row))) for row in side)
    return letters[len(letters) // 2] if len(letters) >= LEAST_ROWS else 0


def _joined(row: Row) -> str:
    return "".join(cell.line.text for cell in row)
