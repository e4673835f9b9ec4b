"""Tells that the person is at the window and may ask at any moment."""

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

LOOK_MS = 500
APART = 5.0
"""Seconds between two tellings."""


class Presence(QObject):
    """The window became the active one, or the pointer moved while it was."""

    felt = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._pointer = QCursor.pos()
        self._told = -APART
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate:
            self._timer.start()
            self._tell()
        elif event.type() in (QEvent.Type.WindowDeactivate, QEvent.Type.Hide):
            self._timer.stop()
        return False

    def _look(self) -> None:
        pointer = QCursor.pos()
        if pointer != self._pointer:
            self._pointer = pointer
            self._tell()

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self._told >= APART:
            self._told = now
            self.felt.emit()
