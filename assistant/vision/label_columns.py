"""What the columns of a nutrition table are for, and which of them is reported."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.vision.label_heads import Head, decimal, even, heads_in
from assistant.vision.label_rows import Row
from assistant.vision.label_values import Quantity

_WEIGHT = re.compile(r"\(?\s*(?:ca\.?|approx\.?|env\.?)?\s*(\d+(?:[.,]\d+)?)\s?(g|ml)\s*\)?\**")


def heads_of(rows: Sequence[Row]) -> list[Head]:
    """The columns of amounts and references, from left to right, as the rows above the amounts head them."""
    best: list[Head] = []
    for row in rows:
        known = [(head.kind, head.daily) for head in best]
        found = [head for head in heads_in(row) if head.kind != "share" and (head.kind, head.daily) not in known]
        best = [_sized(head, row) for head in best + found]
    return sorted(best, key=lambda head: head.along or 0.0)


def _sized(head: Head, row: Row) -> Head:
    """With the weight that stands below the heading in parentheses."""
    if head.of or head.along is None or head.kind.startswith("100"):
        return head
    for start, cell in zip(row.starts, row.cells, strict=True):
        match = _WEIGHT.fullmatch(even(cell.text))
        if match and cell.left < head.along < cell.right and decimal(match[1]) != 100:
            return replace(head, of=Quantity(decimal(match[1]), match[2], row.box(start, start + len(cell.text))))
    return head


_PREFERRED = ("serving", "dose", "container", "100 g", "100 ml")


def chosen(heads: Sequence[Head], filled: Sequence[int]) -> int:
    """The number of the column to report: what one eats at a time where it is filled well enough, else per 100 g.

    `filled` says how many values each column has.
    """
    most = max(filled, default=0)

    def rank(number: int) -> tuple[bool, int, bool, int]:
        head = heads[number]
        kind = _PREFERRED.index(head.kind) if head.kind in _PREFERRED else len(_PREFERRED)
        return filled[number] * 2 < most, kind, not head.daily, number

    return min(range(len(heads)), key=rank)
