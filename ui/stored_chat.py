"""Reads a stored chat for the window, on a thread of its own."""

from PySide6.QtCore import QObject, Signal

from assistant.chats import StoredMessage
from assistant.errors import EarsightError
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

        def read() -> list[StoredMessage] | EarsightError:
            try:
                return self._history.messages(chat)
            except EarsightError as error:
                return error

        self._worker.run(read, lambda got: self._tell(chat, got))

    def finish(self) -> None:
        self._worker.finish()
        self._history.close()

    def _tell(self, chat: int, got: list[StoredMessage] | EarsightError) -> None:
        if isinstance(got, EarsightError):
            self.failed.emit(str(got))
        else:
            self.read.emit(chat, got)
