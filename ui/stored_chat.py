"""Reads a stored chat for the window, on a thread of its own."""

from PySide6.QtCore import QObject, Signal

from assistant.history import History
from ui.worker import Worker


class StoredChats(QObject):
    """`finish` before it goes."""

    read = Signal(int, object)
    """A chat's number and its messages, a list of `StoredMessage`."""
    failed = Signal(str)
    """A sentence."""

    def __init__(self) -> None:
        super().__init__()
        self._worker = Worker("open-chat")
        self._history = History()

    def open(self, chat: int) -> None:
        """Read all its messages; answered by `read` or `failed`."""
        self._worker.run(
            lambda: self._history.messages(chat), lambda messages: self.read.emit(chat, messages), self.failed.emit
        )

    def finish(self) -> None:
        self._worker.finish()
        self._history.close()
