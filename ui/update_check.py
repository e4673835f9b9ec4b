"""Asks for a new version away from the window, and says so where there is one; nothing is fetched or installed."""

import logging

from PySide6.QtCore import QObject, Signal

from assistant.errors import EarsightError
from assistant.update import Newer, newer
from ui.worker import Worker

log = logging.getLogger(__name__)


class UpdateCheck(QObject):
    """Asks once when told to."""

    found = Signal(object)
    """A `Newer`."""

    def __init__(self) -> None:
        super().__init__()
        self._worker = Worker("update")

    def ask(self) -> None:
        """Ask; a network that does not answer is no news, and nobody is told."""
        self._worker.run(_look, self._answer)

    def finish(self) -> None:
        """End; waits for an answer that is on its way."""
        self._worker.finish()

    def _answer(self, newer_version: Newer | None) -> None:
        if newer_version is not None:
            self.found.emit(newer_version)


def _look() -> Newer | None:
    try:
        return newer()
    except EarsightError as error:
        log.info("%s", error)
        return None
