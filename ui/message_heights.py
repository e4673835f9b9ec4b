"""Where each row of a long conversation begins: measured where it was shown, estimated elsewhere."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ui.message_value import Kind, Message

LETTER, LINE, AROUND = 7.6, 22.5, 52
"""Pixels at 100 %: the usual letter's width, a line's height, and a row without its text."""


class Heights:
    """Pixels from the top of the conversation."""

    def __init__(self) -> None:
        self._heights: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._known: npt.NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._tops: npt.NDArray[np.int64] = np.zeros(1, np.int64)

    def __len__(self) -> int:
        return len(self._heights)

    @property
    def total(self) -> int:
        return int(self._tops[-1])

    def estimate(self, messages: Sequence[Message], width: int, scale: float) -> None:
        """Begin anew: none is known."""
        self._heights = np.array([_estimated(message, width, scale) for message in messages], np.int64)
        self._known = np.zeros(len(messages), np.bool_)
        self._sum_up()

    def insert(self, at: int, messages: Sequence[Message], width: int, scale: float) -> None:
        self._heights = np.insert(self._heights, at, [_estimated(message, width, scale) for message in messages])
        self._known = np.insert(self._known, at, np.zeros(len(messages), np.bool_))
        self._sum_up()

    def remove(self, first: int, last: int) -> None:
        """Both included."""
        gone = slice(first, last + 1)
        self._heights, self._known = np.delete(self._heights, gone), np.delete(self._known, gone)
        self._sum_up()

    def measured(self, row: int, height: int) -> bool:
        """Take a row's height as it is; whether it was another one before."""
        self._known[row] = True
        if self._heights[row] == height:
            return False
        self._heights[row] = height
        self._sum_up()
        return True

    def top(self, row: int) -> int:
        return int(self._tops[row])

    def height(self, row: int) -> int:
        return int(self._heights[row])

    def is_known(self, row: int) -> bool:
        return bool(self._known[row])

    def at(self, y: int) -> int:
        """The row at this height; the first or last beyond the ends. There must be one."""
        return max(0, min(len(self) - 1, int(np.searchsorted(self._tops, y, side="right")) - 1))

    def _sum_up(self) -> None:
        self._tops = np.concatenate(([0], np.cumsum(self._heights)))


def _estimated(message: Message, width: int, scale: float) -> int:
    share = 0.7 if message.kind is Kind.YOU else 1.0
    lines = len(message.text) * LETTER * scale // max(1, width * share) + message.text.count("\n") + 1
    return round((lines * LINE + AROUND + 104 * bool(message.images)) * scale)
