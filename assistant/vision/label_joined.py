"""Rows of a table that belong together: a name on several lines, and a table that is set as running text."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.vision.label_amounts import Amount
from assistant.vision.label_groups import is_footnote
from assistant.vision.label_rows import CELL, Cell, Row, part_of, row_of
from assistant.vision.label_tokens import Name, tokens_of
from assistant.vision.lines import Line

_NEXT_LINE = 2.4
"""Line heights from one line's middle to the next one's."""
_INDENT = 2.5
"""Line heights that the lines of one name begin apart at most."""
_ABOVE = 1
_BELOW = 3
"""Lines of a name above and below the one beside which its amounts stand."""


def joined(rows: Sequence[Row], comma: bool | None) -> tuple[list[Row], bool]:
    """The rows from top to bottom, those put together that are one; and whether the table is set as running text."""
    for first in range(len(rows)):
        run = _paragraph(rows[first:])
        if len(run) > 1 and _is_table_in_words(run, comma):
            parted = _parted(row_of([cell for row in run for cell in row.cells]), comma)
            return [*rows[:first], *parted, *rows[first + len(run) :]], True
    return _whole_names(list(rows), comma), False


def _whole_names(rows: list[Row], comma: bool | None) -> list[Row]:
    taken: set[int] = set()
    found: dict[int, Row] = {}
    for number, row in enumerate(rows):
        name, rest = _name_and_amounts(row, comma)
        if name is None or not rest or number in taken:
            continue
        above = [n for n in _lines_from(rows, number, name, -1, comma)[:_ABOVE] if n not in taken]
        below = [n for n in _lines_from(rows, number, name, 1, comma)[:_BELOW] if n not in taken]
        best = _spanned(rows, name, above, below)
        if best:
            members, text = best
            taken.update(members)
            found[number] = row_of([replace(name, text=text), *rest])
    return [found.get(number, row) for number, row in enumerate(rows) if number not in taken]


def _name_and_amounts(row: Row, comma: bool | None) -> tuple[Cell | None, list[Cell]]:
    """What stands in a row before its first amount, and from there on; nothing where that is more than one cell."""
    first = row.cells[0]
    amount = next((token for token in tokens_of(first.text, comma) if isinstance(token, Amount)), None)
    if amount is None:
        held = any(isinstance(token, Amount) for cell in row.cells[1:2] for token in tokens_of(cell.text, comma))
        return (first, list(row.cells[1:])) if held else (None, [])
    if not amount.start or not first.text[: amount.start].strip():
        return None, []
    before, behind = _split(first, amount.start)
    return before, [behind, *row.cells[1:]]


def _lines_from(rows: Sequence[Row], number: int, name: Cell, step: int, comma: bool | None) -> list[int]:
    """The rows above or below that may be lines of the name: one cell without amounts each, where the name begins."""
    found: list[int] = []
    last = name
    following = range(number + step, len(rows) if step > 0 else -1, step)
    for other in following:
        down = abs(rows[other].middle - last.middle) / last.height
        if down > _NEXT_LINE:
            break
        cell = rows[other].cells[0]
        if abs(cell.left - name.left) > _INDENT * name.height:
            continue
        if len(rows[other].cells) > 1 or any(isinstance(token, Amount) for token in tokens_of(cell.text, comma)):
            break
        found.append(other)
        last = cell
    return found


def _spanned(
    rows: Sequence[Row], name: Cell, above: Sequence[int], below: Sequence[int]
) -> tuple[tuple[int, ...], str] | None:
    """The most lines that one name spans, and their text."""
    choices = [(up, down) for up in range(len(above) + 1) for down in range(len(below) + 1) if up + down]
    for up, down in sorted(choices, key=lambda choice: -sum(choice)):
        members = (*reversed(above[:up]), *below[:down])
        parts = [rows[n].text for n in members[:up]] + [name.text.strip()] + [rows[n].text for n in members[up:]]
        text = " ".join(parts)
        first_seam, last_seam = len(parts[0]), len(text) - len(parts[-1])
        # An amount behind a name lets it be known with a letter read wrong, as in the row that it comes from.
        for token in tokens_of(f"{text} 1 g"):
            if isinstance(token, Name) and token.start < first_seam and token.end > last_seam:
                return members, text
    return None


def _paragraph(rows: Sequence[Row]) -> list[Row]:
    """The lines from the first on that follow each other closely, begin at one edge and have no cells."""
    run: list[Row] = []
    for row in rows:
        if CELL in row.text or is_footnote(row.text):
            break
        if run:
            last, edge = run[-1], run[0].cells[0]
            if (
                row.middle - last.middle > _NEXT_LINE * last.height
                or abs(row.cells[0].left - edge.left) > 2 * edge.height
            ):
                break
        run.append(row)
    return run


def _is_table_in_words(run: Sequence[Row], comma: bool | None) -> bool:
    """Whether lines name several nutrients each, and one ends between a name and its amount."""
    tokens = [tokens_of(row.text, comma) for row in run]
    rich = sum(len({token.nutrient for token in line if isinstance(token, Name)}) > 1 for line in tokens)
    torn = any(
        isinstance(here[-1], Name) or isinstance(after[0], Amount) for here, after in pairwise(tokens) if here and after
    )
    return rich > 1 and torn


def _parted(row: Row, comma: bool | None) -> list[Row]:
    """What comes before the first amount of a nutrient, and from there on."""
    tokens = tokens_of(row.text, comma)
    named = next(
        (
            here.start
            for here, after in pairwise(tokens)
            if isinstance(here, Name) and not here.inside and isinstance(after, Amount)
        ),
        0,
    )
    number = max(n for n, start in enumerate(row.starts) if start <= named)
    place = named - row.starts[number]
    before, behind = list(row.cells[:number]), list(row.cells[number + 1 :])
    if place:
        cut = _split(row.cells[number], place)
        return [row_of([*before, cut[0]]), row_of([cut[1], *behind])]
    whole = row_of([row.cells[number], *behind])
    return [row_of(before), whole] if before else [whole]


def _split(cell: Cell, place: int) -> tuple[Cell, Cell]:
    """A cell in two, before a place in its text."""
    share = place / len(cell.text)
    middle = cell.left + (cell.right - cell.left) * share
    texts = cell.text[:place].rstrip(), cell.text[place:]
    boxes = part_of(cell.line.box, 0.0, share), part_of(cell.line.box, share, 1.0)
    one, other = (Line(text, box, cell.line.sure) for text, box in zip(texts, boxes, strict=True))
    return (
        replace(cell, text=texts[0], line=one, right=middle),
        replace(cell, text=texts[1], line=other, left=middle),
    )
