"""A typed question that waits for the camera's picture, but not for long."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

WAIT_MS = 1000
"""How long the picture is waited for."""
WITHOUT = "The camera gave no picture in time, so the question went without one."


class TypedQuestion(QObject):
    """One question at a time; a new one sends the one before as it is."""

    asked = Signal(str, object)
    """The question, and its pictures: a tuple of paths."""
    wants = Signal()
    """A picture is to be taken now; it is told with `take`."""
    failed = Signal(str)
    """A sentence why it went without a picture."""

    def __init__(self) -> None:
        super().__init__()
        self._text: str | None = None
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(WAIT_MS)
        self._late.timeout.connect(self._give_up)

    def ask(self, text: str, images: tuple[Path, ...], *, looks: bool) -> None:
        """`looks`: the picture of what is seen now goes with it."""
        self.go()
        if not looks:
            self.asked.emit(text, images)
            return
        self._text = text
        self._late.start()
        self.wants.emit()

    def take(self, path: Path) -> None:
        """The camera's picture is there."""
        self.go((path,))

    def go(self, images: tuple[Path, ...] = ()) -> None:
        """Ask what waits, if anything does, without waiting any longer."""
        if (text := self.drop()) is not None:
            self.asked.emit(text, images)

    def drop(self) -> str | None:
        """Do not ask what waits; what it was."""
        text, self._text = self._text, None
        self._late.stop()
        return text

    def _give_up(self) -> None:
        self.go()
        self.failed.emit(WITHOUT)
