"""How work grows with its input: a ratio of two runs side by side, which a busy machine slows alike."""

import time
from collections.abc import Callable

TIMES_LARGER = 4
LINEAR = 8.0
"""Four times the input may take eight times as long; quadratic work takes sixteen times."""
TOO_SHORT = 0.02
"""Seconds below which a run says nothing about growth."""


def growth(work: Callable[[int], object], size: int) -> float:
    """CPU time of `work(4 * size)` in multiples of that of `work(size)`."""
    work(size // 10)
    return _seconds(work, TIMES_LARGER * size) / max(_seconds(work, size), TOO_SHORT)


def _seconds(work: Callable[[int], object], size: int) -> float:
    def once() -> float:
        began = time.process_time()
        work(size)
        return time.process_time() - began

    return min(once() for _ in range(2))
