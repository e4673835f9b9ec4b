"""Reads a stored chat for the window, on a thread of its own."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.worker import Worker

if TYPE_CHECKING:
    from assistant.chats import StoredMessage
    from assistant.history import History


class StoredChats(QObject):
    """`finish` before it goes."""

    read = Signal(int, object, object)
    """A chat's number, its messages, a list of `StoredMessage`, and what the memory has: a set of texts."""
    failed = Signal(str)
    """A sentence."""

    def __init__(self) -> None:
        super().__init__()
        self._worker = Worker("open-chat")

    def open(self, chat: int) -> None:
        """Read all its messages; answered by `read` or `failed`."""

        def look() -> "tuple[list[StoredMessage], set[str]]":
            from assistant.memory import Memory

            return self._history.messages(chat), {entry.text for entry in Memory().read().entries}

        self._worker.run(look, lambda found: self.read.emit(chat, *found), self.failed.emit)

    def finish(self) -> None:
        self._worker.finish()
        if "_history" in self.__dict__:
            self._history.close()

    @cached_property
    def _history(self) -> "History":
        from assistant.history import History

        return History()
