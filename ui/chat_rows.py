"""The messages of the conversation as rows that Qt is told of."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.message_value import Kind, Message

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class ChatRows(QAbstractListModel):
    """Rows of `Message`, oldest first; `Qt.UserRole` gives the message itself."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages: list[Message] = []

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._messages)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._messages):
            return None
        message = self._messages[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return message.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return message.spoken_name
        return message if role == Qt.ItemDataRole.UserRole else None

    def message(self, row: int) -> Message:
        return self._messages[row]

    def row_of(self, message_id: int) -> int | None:
        """Where the message with this id is; None where it is gone."""
        for row in range(len(self._messages) - 1, -1, -1):
            if self._messages[row].id == message_id:
                return row
        return None

    def _reset(self, messages: Sequence[Message]) -> None:
        """Show these rows and no others."""
        self.beginResetModel()
        self._messages = list(messages)
        self.endResetModel()

    def _find(self, turn: int, kind: Kind) -> int | None:
        """The last row of this kind that belongs to the turn; None where there is none."""
        for row in range(len(self._messages) - 1, -1, -1):
            if self._messages[row].turn == turn and self._messages[row].kind is kind:
                return row
        return None

    def _add(self, turn: int, message: Message) -> None:
        """Insert below the last row of its turn, or at the end."""
        at = len(self._messages)
        if turn:
            of_turn = (row for row in range(at - 1, -1, -1) if self._messages[row].turn == turn)
            at = next(of_turn, at - 1) + 1
        self._insert(at, message)

    def _insert(self, at: int, message: Message) -> None:
        self.beginInsertRows(_NOWHERE, at, at)
        self._messages.insert(at, message)
        self.endInsertRows()

    def _remove(self, first: int, last: int) -> None:
        """Both go, and all between them."""
        self.beginRemoveRows(_NOWHERE, first, last)
        del self._messages[first : last + 1]
        self.endRemoveRows()

    def _change(self, row: int | None, **values: object) -> None:
        """Give the row's message other values; nothing for None."""
        if row is None:
            return
        changed = replace(self._messages[row], **values)  # type: ignore[arg-type]
        if changed != self._messages[row]:
            self._messages[row] = changed
            self.dataChanged.emit(self.index(row), self.index(row))
