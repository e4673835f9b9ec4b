"""Reads a stored chat for the window, on a thread of its own."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.worker import Worker

if TYPE_CHECKING:
    from assistant.history import History


class StoredChats(QObject):
    """`finish` before it goes."""

    read = Signal(int, object)
    """A chat's number and its messages, a list of `StoredMessage`."""
    failed = Signal(str)
    """A sentence."""

    def __init__(self) -> None:
        super().__init__()
        self._worker = Worker("open-chat")

    def open(self, chat: int) -> None:
        """Read all its messages; answered by `read` or `failed`."""
        self._worker.run(
            lambda: self._history.messages(chat), lambda messages: self.read.emit(chat, messages), self.failed.emit
        )

    def finish(self) -> None:
        self._worker.finish()
        if "_history" in self.__dict__:
            self._history.close()

    @cached_property
    def _history(self) -> "History":
        from assistant.history import History

        return History()
