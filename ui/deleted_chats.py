"""Chats that were deleted and can be put back, all of them by one Undo."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ui.note import Note

if TYPE_CHECKING:
    from assistant.chats import Removed


class DeletedChats:
    """Offered beside the chat until the person takes them back or closes the sentence."""

    def __init__(self, note: Note, put_back: "Callable[[Sequence[Removed]], object]") -> None:
        self._note, self._put_back = note, put_back
        self._removed: list[Removed] = []

    def add(self, removed: "Removed") -> None:
        """One more is gone: say so."""
        self._removed.append(removed)
        title = " ".join(removed.chat.title.split()) or "The chat"
        count = len(self._removed)
        told = f"“{title}” is deleted." if count == 1 else f"{count} chats are deleted."
        self._note.say(told, ("Undo", self.undo), closed=self._removed.clear)

    def undo(self) -> None:
        """Put back all that are offered, also where another sentence has taken the place of theirs."""
        if self._removed:
            self._put_back(tuple(self._removed))
            self._removed.clear()
            if self._note.waits_to_be_closed:
                self._note.clear()
