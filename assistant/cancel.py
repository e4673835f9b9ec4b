"""One cancel token per turn: made at its start, set once, never cleared."""

import threading

from assistant.errors import Cancelled


class CancelToken:
    """Set from any thread; every stage of the turn checks it."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        self._event.set()

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
