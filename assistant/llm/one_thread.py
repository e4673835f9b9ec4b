"""Where llama.cpp reckons: on one thread of the process, whoever asks.

OpenMP keeps helpers for each thread that calls it, and once callers and helpers are more than the processors, it puts
them to sleep after every step. Measured with Qwen2.5-Coder-1.5B Q4_K_M on two cores: 25 tokens a second on one thread,
19 as soon as a second has called.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

_THREAD = ThreadPoolExecutor(1, thread_name_prefix="earsight-llm")


def reckon(work: Callable[[], T]) -> T:
    """What `work` returns or raises, done on the one thread; work of other callers comes before or after it."""
    return _THREAD.submit(work).result()


def reckon_apart(work: Callable[[], T]) -> T:
    """The same beside that thread, for what takes seconds; its helpers end with it."""
    with ThreadPoolExecutor(1, thread_name_prefix="earsight-llm-apart") as pool:
        return pool.submit(work).result()
