"""Where each row of a long conversation begins: measured where it was shown, estimated elsewhere."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from ui.message_value import Kind, Message

LETTER, LINE, AROUND = 7.6, 22.5, 52
"""Pixels at 100 %: the usual letter's width, a line's height, and a row without its text."""


class Heights:
    """Pixels from the top of the conversation."""

    def __init__(self) -> None:
        self._heights: list[int] = []
        self._known: list[bool] = []
        self._tops = [0]
        """One more than there are rows; those from `_summed` on are not reckoned yet."""
        self._summed = 0

    def __len__(self) -> int:
        return len(self._heights)

    @property
    def total(self) -> int:
        return self.top(len(self))

    def estimate(self, messages: Sequence[Message], width: int, scale: float) -> None:
        """Begin anew: none is known."""
        self._heights = [_estimated(message, width, scale) for message in messages]
        self._known = [False] * len(messages)
        self._summed = 0

    def insert(self, at: int, messages: Sequence[Message], width: int, scale: float) -> None:
        self._heights[at:at] = [_estimated(message, width, scale) for message in messages]
        self._known[at:at] = [False] * len(messages)
        self._changed(at)

    def remove(self, first: int, last: int) -> None:
        """Both included."""
        del self._heights[first : last + 1], self._known[first : last + 1]
        self._changed(first)

    def measured(self, row: int, height: int) -> bool:
        """Take a row's height as it is; whether it was another one before."""
        self._known[row] = True
        if self._heights[row] == height:
            return False
        self._heights[row] = height
        self._changed(row)
        return True

    def top(self, row: int) -> int:
        return self._sum_up()[row]

    def height(self, row: int) -> int:
        return self._heights[row]

    def is_known(self, row: int) -> bool:
        return self._known[row]

    def at(self, y: int) -> int:
        """The row at this height; the first or last beyond the ends. There must be one."""
        return max(0, min(len(self) - 1, bisect_right(self._sum_up(), y) - 1))

    def _changed(self, row: int) -> None:
        self._summed = min(self._summed, row)

    def _sum_up(self) -> list[int]:
        """The tops of all rows, and the end of the last."""
        first = self._summed
        if first < len(self) or len(self._tops) != len(self) + 1:
            self._tops[first:] = accumulate(self._heights[first:], initial=self._tops[first])
            self._summed = len(self)
        return self._tops


def _estimated(message: Message, width: int, scale: float) -> int:
    share = 0.7 if message.kind is Kind.YOU else 1.0
    lines = len(message.text) * LETTER * scale // max(1, width * share) + message.text.count("\n") + 1
    return round((lines * LINE + AROUND + 104 * bool(message.images)) * scale)
