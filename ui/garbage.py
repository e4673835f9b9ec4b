"""Python's garbage is collected by the window's own thread: widgets that another thread deletes take Qt down."""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000


class Garbage(QObject):
    """In place of Python's own collection, which begins in whichever thread makes the next object; until it is gone.

    What is there at its beginning stays and is not looked at any more, so that a collection is short.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.collect()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(EVERY_MS)
        self.destroyed.connect(gc.enable)

    def _look(self) -> None:
        """Collect the oldest generation that Python would collect now."""
        for generation, (count, most) in reversed(
            list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
        ):
            if count > most:
                gc.collect(generation)
                return
