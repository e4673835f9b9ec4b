"""One cancel token per turn: made at its start, set once, never cleared."""

import threading
from collections.abc import Callable

from assistant.errors import Cancelled


class CancelToken:
    """Set from any thread; every stage of the turn checks it."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []

    def cancel(self) -> None:
        with self._lock:
            self._event.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def when_cancelled(self, callback: Callable[[], None]) -> None:
        """Call `callback`, which must not raise, at the interruption, from the thread that interrupts."""
        with self._lock:
            if not self._event.is_set():
                self._callbacks.append(callback)
                return
        callback()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def check(self) -> None:
        """Raise `Cancelled` if the turn was interrupted."""
        if self._event.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> bool:
        """Wait up to `seconds` for the interruption; True if it came."""
        return self._event.wait(seconds)
