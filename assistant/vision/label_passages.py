"""Running text on a label: the lines of ingredients and of allergen statements, put together again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.vision.label_amounts import Amount
from assistant.vision.label_rows import Cell
from assistant.vision.label_statements import headings
from assistant.vision.label_tokens import Name, tokens_of
from assistant.vision.label_vocabulary import fold
from assistant.vision.lines import Box

_NEXT_LINE = 2.1
"""Line heights from one line's middle to the next one's; what is farther below is another passage."""
_MOST_LINES = 60
_TABLE = re.compile(
    r"nutri|supplement|nahrwert|durchschnitt|valeurs? nut|valor|amount|serving|typical|declar|dichiara|informa|tabella"
)
"""How the heading of a table begins, which ends a passage; other headings only end what it states."""
_TABLE_UNITS = {"g", "mg", "mcg", "µg", "kJ", "kcal", "IU"}


@dataclass(frozen=True, slots=True)
class Passage:
    text: str
    cells: tuple[Cell, ...]
    starts: tuple[int, ...]
    """Where in `text` each cell begins."""

    def box_at(self, place: int) -> Box | None:
        """Where the line is that holds this place of the text."""
        held = [cell for cell, start in zip(self.cells, self.starts, strict=True) if start <= place]
        return held[-1].line.box if held else None


def passages_of(cells: Sequence[Cell]) -> list[Passage]:
    """Each passage that begins with a heading such as "Ingredients", "Contains" or "May contain"."""
    taken: set[int] = set()
    passages = []
    for number, cell in sorted(enumerate(cells), key=lambda item: (item[1].middle, item[1].left)):
        if number in taken or not _begins(cell.text) or is_table(cell.text):
            continue
        members = _follow(cells, number, taken)
        passage = _joined([cells[member] for member in members])
        if _is_running(passage.text):
            taken.update(members)
            passages.append(passage)
    return passages


def _is_running(text: str) -> bool:
    """Whether it is text and no heading of a table's column."""
    first = next((heading for heading in headings(text) if heading.kind != "end"), None)
    if not first:
        return False
    return first.kind != "ingredients" or ":" in text[first.start : first.end] or "," in text


def _begins(text: str) -> bool:
    return any(heading.kind != "end" for heading in headings(text))


def _follow(cells: Sequence[Cell], first: int, taken: set[int]) -> list[int]:
    """The numbers of the cells of a passage, in the order in which one reads them."""
    head = cells[first]
    free = [
        number
        for number, cell in enumerate(cells)
        if number not in taken and number != first and 0.5 < cell.height / head.height < 2.0
    ]
    members = [first, *_beside(cells, head, free)]
    row = members
    left, right = min(cells[n].left for n in row), max(cells[n].right for n in row)
    for _ in range(_MOST_LINES):
        row = _below(cells, row, [number for number in free if number not in members], left, right)
        if not row or _ends(cells[row[0]].text):
            break
        members += row
        left, right = min(left, *(cells[n].left for n in row)), max(right, *(cells[n].right for n in row))
    return members


def _beside(cells: Sequence[Cell], head: Cell, free: list[int]) -> list[int]:
    """What goes on in the same line, near enough."""
    found = []
    last = head
    for number in sorted(free, key=lambda number: cells[number].left):
        cell = cells[number]
        gap = cell.left - last.right
        if -0.7 < gap / head.height < 2.5:
            seam = (cell.left + last.right) / 2
            if abs(cell.across(seam) - last.across(seam)) < 0.5 * head.height and not is_table(cell.text):
                found.append(number)
                last = cell
    return found


def _below(cells: Sequence[Cell], row: list[int], free: list[int], left: float, right: float) -> list[int]:
    """The next line's cells, from left to right."""
    near: list[tuple[float, int]] = []
    for number in free:
        cell = cells[number]
        if abs(cell.middle - cells[row[0]].middle) > (cell.height + cells[row[0]].height) * _NEXT_LINE:
            continue
        shared = min(cell.right, right) - max(cell.left, left)
        if shared < 0.5 * min(cell.right - cell.left, right - left):
            continue
        above = min((cells[n] for n in row), key=lambda other: abs(other.left + other.right - cell.left - cell.right))
        seam = (max(cell.left, above.left) + min(cell.right, above.right)) / 2
        down = (cell.across(seam) - above.across(seam)) / min(cell.height, above.height)
        if 0.4 < down < _NEXT_LINE:
            near.append((down, number))
    if not near:
        return []
    nearest = min(near)[0]
    return sorted((number for down, number in near if down < nearest + 0.5), key=lambda number: cells[number].left)


def _ends(text: str) -> bool:
    kinds = headings(text)
    begins = bool(kinds) and kinds[0].start == 0
    return is_table(text) or (begins and (kinds[0].kind == "ingredients" or bool(_TABLE.match(fold(text)))))


@lru_cache(maxsize=1024)
def is_table(text: str) -> bool:
    """Whether a line is a row of a table, or a piece of one: "Total Fat 8g", "250 kcal", "10%"."""
    tokens = tokens_of(text[:200])
    if not tokens:
        return False
    amounts = [token for token in tokens if isinstance(token, Amount)]
    if isinstance(tokens[0], Amount):
        return len(amounts) == len(tokens)
    if isinstance(tokens[0], Name) and len(tokens) > 1:
        return isinstance(tokens[1], Amount) and tokens[1].unit in _TABLE_UNITS and text.count(",") < 2
    return False


def _joined(cells: list[Cell]) -> Passage:
    text = ""
    starts = []
    for cell in cells:
        if re.search(r"[^\W\d_]-$", text) and cell.text[:1].isalpha():
            text = text[:-1]
        elif text:
            text += "\n"
        starts.append(len(text))
        text += cell.text
    return Passage(text, tuple(cells), tuple(starts))
