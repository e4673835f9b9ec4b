"""Small slow work of a page (files, folders), in order on one thread; results are taken in the window's thread."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from assistant.errors import EarsightError
from assistant.unforeseen import unforeseen

log = logging.getLogger(__name__)
T = TypeVar("T")


class Worker(QObject):
    """The thread begins with the first job and ends with `finish`."""

    _ended = Signal(object, object)

    def __init__(self, name: str) -> None:
        """`name` is told by the thread's name."""
        super().__init__()
        self._is_over = False
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=f"earsight-{name}")
        self._ended.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def run(
        self, job: Callable[[], T], done: Callable[[T], object], failed: Callable[[str], object] | None = None
    ) -> None:
        """Call `job` on the thread, and then `done` with its result, or `failed` with the sentence of what it raised.

        Nothing is called after `finish`.
        """

        def work() -> None:
            try:
                self._ended.emit(done, job())
            except EarsightError as error:
                log.warning("a job of the window failed", exc_info=True)
                if failed is not None:
                    self._ended.emit(failed, str(error))
            except Exception:
                log.exception("a job of the window failed")
                if failed is not None:
                    self._ended.emit(failed, unforeseen(0).message)

        if not self._is_over:
            self._pool.submit(work)

    def finish(self) -> None:
        """Wait for what was begun; nobody is told of its results any more."""
        self._is_over = True
        self._pool.shutdown()

    def _take(self, done: Callable[[object], object], result: object) -> None:
        if not self._is_over:
            done(result)
