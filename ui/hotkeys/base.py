"""What every way to a key that works everywhere has in common."""

from PySide6.QtCore import QObject, Signal


class Hotkey(QObject):
    """Tells when the key goes down and up, once each; whoever made it calls `start` and, in the end, `close`."""

    pressed = Signal()
    released = Signal()
    changed = Signal()
    """`works` and `why` are others now."""

    name = ""
    """What the way is called."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self._why = why
        self._works = False
        self._is_down = False

    @property
    def why(self) -> str:
        """A sentence: why this way, and what is wrong with it where it does not work."""
        return self._why

    @property
    def works(self) -> bool:
        """Whether the key is listened for now."""
        return self._works

    def start(self) -> None:
        """Begin to listen, without waiting for it."""

    def close(self) -> None:
        """Listen no more, and end every thread."""

    def _set(self, *, works: bool, why: str) -> None:
        self._works, self._why = works, why
        if not works:
            self._move(down=False)
        self.changed.emit()

    def _move(self, *, down: bool) -> None:
        """The key is down or up; a repetition tells nothing."""
        if down is not self._is_down:
            self._is_down = down
            (self.pressed if down else self.released).emit()


class NoHotkey(Hotkey):
    """None works here, or none is wanted."""

    name = "none"
