"""Asks for a new version away from the window, and says so where there is one; nothing is fetched or installed."""

import logging
import threading

from PySide6.QtCore import QObject, Qt, Signal

from assistant.errors import EarsightError
from assistant.update import Newer, newer

log = logging.getLogger(__name__)


class UpdateCheck(QObject):
    """Asks once when told to."""

    found = Signal(object)
    """A `Newer`."""

    _answered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._is_over = False
        self._answered.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def ask(self) -> None:
        """Ask; a network that does not answer is no news, and nobody is told."""
        threading.Thread(target=self._ask, name="earsight-update", daemon=True).start()

    def finish(self) -> None:
        """End; an answer that is on its way is not waited for, and told to nobody."""
        with self._lock:
            self._is_over = True

    def _ask(self) -> None:
        found = _look()
        with self._lock:
            if found is not None and not self._is_over:
                self._answered.emit(found)

    def _answer(self, found: Newer) -> None:
        if not self._is_over:
            self.found.emit(found)


def _look() -> Newer | None:
    try:
        return newer()
    except EarsightError as error:
        log.info("%s", error)
        return None
