"""The left side: a new chat, the stored ones, the other pages, and how full the model's window is."""

import errno
import logging
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QInputDialog, QLineEdit, QMenu, QVBoxLayout, QWidget

from assistant.errors import EarsightError
from assistant.files import write_whole
from assistant.vision import taken
from ui.chat_list import Row, by_day, found
from ui.chat_list_view import ChatListView
from ui.context_meter import ContextMeter
from ui.icons import Icons
from ui.theme import Theme
from ui.widgets import button, clearable, label, line, looks, named
from ui.worker import Worker

if TYPE_CHECKING:
    from assistant.chats import Removed
    from assistant.history import History

log = logging.getLogger(__name__)

PAGES = (
    ("memory", "Memory", "Memory & instructions", "Ctrl+2"),
    ("models", "Models", "Models", "Ctrl+3"),
    ("settings", "Settings", "Settings", "Ctrl+,"),
)
WIDTH = 264
TYPING = 120
"""Milliseconds without a key after which what was typed is searched."""
NO_CHATS = "Your chats will be listed here. Ctrl+N begins a new one."
NOTHING_FOUND = "No chat has these words."


class Sidebar(QWidget):
    """Reads and changes the history on a thread of its own; `finish` before it goes."""

    new_chat = Signal()
    opened = Signal(int)
    page = Signal(str)
    """`memory`, `models` or `settings`."""
    deleted = Signal(object)
    """A `Removed` chat, which `put_back` can bring back."""
    undo = Signal()
    """What was deleted is to come back."""
    failed = Signal(str)
    """A sentence."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        looks(self, "side-left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._worker = Worker("chats")
        self._gone: set[Path] = set()
        """Pictures of deleted chats, which go when none can be put back any more."""
        self._new = button("New chat", self.new_chat.emit, "nav", tip="New chat (Ctrl+N)")
        icons.set(self._new, "plus")
        self.search = named(QLineEdit(), "Search the chats", "Search the chats (Ctrl+K); Esc clears")
        self.search.setPlaceholderText("Search")
        # Its icon takes a while to be made: not before the window is seen.
        QTimer.singleShot(0, self.search, lambda: clearable(self.search, "Clear the search"))
        clear = QShortcut(Qt.Key.Key_Escape, self.search, self.search.clear)
        clear.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPING)
        self._typed.timeout.connect(self.refresh)
        self.search.textChanged.connect(lambda _text: self._typed.start())
        self.chats = ChatListView(theme)
        self.model = self.chats.rows
        self.chats.customContextMenuRequested.connect(self._menu)
        self.chats.opened.connect(self.opened)
        self.chats.rename.connect(self._rename)
        self.chats.delete.connect(self._delete)
        self.chats.undo.connect(self.undo)
        self.empty = label(NO_CHATS, "small")
        self.meter = ContextMeter(theme)
        self._group = QButtonGroup(self)
        self._whole = QVBoxLayout(self)
        for widget in (self._new, self.search, self.empty):
            self._whole.addWidget(widget)
        self._whole.addWidget(self.chats, 1)
        self._whole.addWidget(line())
        self._pages = {}
        for icon, text, name, key in PAGES:
            made = named(button(text, partial(self.page.emit, icon), "nav"), name, f"{name} ({key})")
            icons.set(made, icon)
            made.setCheckable(True)
            self._group.addButton(made)
            self._pages[icon] = made
            self._whole.addWidget(made)
        self._whole.addWidget(self.meter)
        theme.changed.connect(self._rescale)
        self._rescale()

    @cached_property
    def _history(self) -> "History":
        from assistant.history import History

        return History()

    def show_page(self, page: str) -> None:
        """Mark the page that is open; any other word marks none."""
        self._group.setExclusive(False)
        for name, made in self._pages.items():
            made.setChecked(name == page)
        self._group.setExclusive(True)

    def refresh(self) -> None:
        """Read the list anew, for what is typed in the search."""
        words = self.search.text().strip()

        def read() -> list[Row]:
            try:
                if words:
                    return found(self._history.search(words))
                return by_day(self._history.chats(), datetime.now().astimezone().date())
            except EarsightError as error:
                log.warning("the chats cannot be listed", exc_info=True)
                self.failed.emit(str(error))
                return []

        self._worker.run(read, lambda rows: self._show(rows, words))

    def mark_open(self, chat: int | None) -> None:
        """This chat is open; None for one that is not stored."""
        self.chats.mark_open(chat)

    def put_back(self, removed: "Sequence[Removed]") -> None:
        """Undo deletions."""

        def put() -> None:
            for chat in removed:
                self._history.put_back(chat)

        self._do(put)

    def finish(self) -> None:
        """End the thread; the sidebar is done after this."""
        self._worker.finish()
        if "_history" not in self.__dict__:
            return
        try:
            taken.drop(self._gone, taken.pictures_folder(), self._history)
        except EarsightError:
            log.warning("the pictures of deleted chats stay", exc_info=True)
        self._history.close()

    def _show(self, rows: list[Row], words: str) -> None:
        if words != self.search.text().strip():
            return
        self.chats.show_rows(rows)
        self.empty.setText(NOTHING_FOUND if words else NO_CHATS)
        self.empty.setVisible(not rows)

    def _menu(self, at: QPoint) -> None:
        index = self.chats.indexAt(at)
        if not index.isValid() or self.model.row(index).chat is None:
            return
        row = self.model.row(index)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, act in (
            ("Open", lambda: self.chats.open(index)),
            ("Rename …\tF2", lambda: self._rename(row)),
            ("Export …", lambda: self._export(row)),
            ("Delete\tDel", lambda: self._delete(row)),
        ):
            menu.addAction(text).triggered.connect(lambda _checked=False, act=act: act())
        menu.popup(self.chats.viewport().mapToGlobal(at))

    def _rename(self, row: Row) -> None:
        chat = row.chat
        assert chat is not None
        dialog = QInputDialog(self)
        dialog.setObjectName("rename")
        dialog.setWindowTitle("Rename the chat")
        dialog.setLabelText("Its new name:")
        dialog.setTextValue(row.text)
        dialog.textValueSelected.connect(lambda title: self._do(lambda: self._history.rename(chat, title)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _export(self, row: Row) -> None:
        chat = row.chat
        assert chat is not None
        dialog = QFileDialog(self, "Export the chat")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["Markdown (*.md)", "JSON (*.json)"])
        dialog.setDefaultSuffix("md")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix("json" if "json" in chosen else "md"))
        dialog.fileSelected.connect(lambda name: self.export(chat, Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export(self, chat: int, path: Path) -> None:
        """Write a chat to a file, as JSON where the file is called so, else as Markdown."""

        def write() -> None:
            as_json = path.suffix.lower() == ".json"
            text = self._history.export_json(chat) if as_json else self._history.export_markdown(chat)
            try:
                if not path.parent.is_dir():
                    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
                write_whole(path, text)
            except OSError as error:
                raise EarsightError(f"The chat cannot be written to {path}: {error.strerror}.") from error

        self._do(write)

    def _delete(self, row: Row) -> None:
        chat = row.chat
        assert chat is not None

        self.chats.show_rows(self.model.without(chat))  # until it is known, so that Delete again means the next

        def take() -> "Removed":
            removed = self._history.take(chat)
            self._gone |= taken.of_chat(removed.messages)
            self._history.wipe()  # it can be put back from what is held here, and from nowhere else
            return removed

        self._do(take, self.deleted.emit)

    def _do(self, change: Callable[[], object], done: Callable[[object], object] = lambda _result: None) -> None:
        """Change the history; what fails is told in its sentence."""

        def changed(result: object) -> None:
            done(result)
            self.refresh()

        def refused(sentence: str) -> None:
            self.failed.emit(sentence)
            self.refresh()

        self._worker.run(change, changed, refused)

    def _rescale(self) -> None:
        px = self._theme.px
        self._whole.setContentsMargins(px(12), px(12), px(12), px(8))
        self._whole.setSpacing(px(4))
        self.chats.doItemsLayout()
