"""The stored chats as the person goes through them: the chat that is open is one thing, the row they are on another."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QListView

from ui.chat_list import ChatDelegate, ChatList, Row
from ui.theme import Theme
from ui.widgets import looks, named


class ChatListView(QListView):
    """While the list has the focus, only the person moves the current row; else it is the open chat's."""

    opened = Signal(int)
    rename = Signal(object)
    """A `Row` that is a chat's."""
    delete = Signal(object)
    """A `Row` that is a chat's."""
    undo = Signal()
    """What was deleted is to come back."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        looks(named(self, "Chats", "Chats: Enter opens, F2 renames, Delete deletes, Ctrl+Z brings back"), "chats")
        self.rows = ChatList()
        self.setModel(self.rows)
        self.setItemDelegate(ChatDelegate(theme))
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.clicked.connect(self.open)
        self.activated.connect(self.open)
        self._on_key("F2", lambda: self._with_current(self.rename.emit))
        self._on_key("Delete", lambda: self._with_current(self.delete.emit))
        self._on_key("Ctrl+Z", self.undo.emit)

    @property
    def current(self) -> int | None:
        """The chat of the row that the keys are for."""
        index = self.currentIndex()
        return self.rows.row(index).chat if index.isValid() else None

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these; the person stays on their chat, or comes to the one beside it where it is gone."""
        near = self.rows.nearest(self.current, rows) if self._is_in_use else None
        self.rows.show(rows)
        self._go_to(self.rows.open if near is None else near)

    def mark_open(self, chat: int | None) -> None:
        """This chat is open, or none of those that are listed."""
        self.rows.open = chat
        self.viewport().update()
        if not self._is_in_use:
            self._go_to(chat)

    def open(self, index: QModelIndex) -> None:
        """The person wants to see this chat."""
        chat = self.rows.row(index).chat
        if chat is not None:
            self.opened.emit(chat)

    @property
    def _is_in_use(self) -> bool:
        """Whether the focus is here, or comes back here when a menu or a dialog closes."""
        return self.window().focusWidget() is self

    def _on_key(self, key: str, act: Callable[[], object]) -> None:
        """A key that is held acts once."""
        shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(act)

    def _go_to(self, chat: int | None) -> None:
        index = self.rows.index_of(chat)
        if not index.isValid():
            self.clearSelection()
        self.setCurrentIndex(index)

    def _with_current(self, act: Callable[[Row], object]) -> None:
        index = self.currentIndex()
        if index.isValid() and self.rows.row(index).chat is not None:
            act(self.rows.row(index))
