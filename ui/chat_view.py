"""The conversation: what was said, what is being said, and what can be done with it."""

from collections.abc import Collection, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QWidget

from assistant.chats import StoredMessage
from assistant.events import Change, Event
from ui.chat_model import ChatModel
from ui.icons import Icons
from ui.markdown import parser
from ui.message_list import MessageList
from ui.message_row import Action
from ui.theme import Theme
from ui.widgets import button, label, looks

EMPTY = "Hold Space and talk, or type below."

AFTER_START_MS = 300
"""Until the window stands: then the Markdown parser is loaded, so that no reply waits for it."""


class ChatView(QWidget):
    """Takes every event; tells what the person wants."""

    ask_again = Signal(int, str, object)
    """How many exchanges stay before it; the question in its new words; its pictures, a tuple of paths.

    It is shown already: `asked_typed` is not called for it.
    """
    speak = Signal(str)
    """A reply that is to be heard again."""
    stop = Signal()
    undo_memory = Signal(str)
    """The fact whose adding is to be taken back; empty for the last change."""
    open_link = Signal(str)
    """The whole address, to be confirmed by the person before it is opened."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        looks(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme, self._icons = theme, icons
        self.model = ChatModel(self)
        self.list = MessageList(theme, icons, self.model)
        self.list.setParent(self)
        self._empty = label(EMPTY, "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setParent(self)
        self.latest = button("Latest", self._to_latest, tip="Go to the latest message (End)")
        self.latest.setParent(self)
        self.latest.hide()
        icons.set(self.latest, "unfold", pixels=18)
        self.list.at_end.connect(self._end_seen)
        self.list.acted.connect(self._act)
        self.list.asked_again.connect(self._ask_again)
        self.list.link.connect(self.open_link)
        for changed in (self.model.rowsInserted, self.model.rowsRemoved, self.model.modelReset):
            changed.connect(self._tell_if_empty)
        theme.changed.connect(self._place)
        self._parser_loads = QTimer(self, singleShot=True, interval=AFTER_START_MS)
        self._parser_loads.timeout.connect(parser)
        self._parser_loads.start()

    def take(self, event: Event) -> None:
        """Show what happened."""
        self.model.take(event)

    def load(self, messages: Sequence[StoredMessage], remembered: Collection[str] = ()) -> None:
        """Show a stored chat, at its end; `remembered` is what the memory has now."""
        self.model.load(messages, remembered)

    def clear(self) -> None:
        """Begin a new chat."""
        self.model.clear()

    def asked_typed(self, text: str, images: Sequence[Path] = ()) -> None:
        """Show a question that the person typed, at once; call it when the engine is asked."""
        self.model.ask(text, images)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        self.list.setGeometry(self.rect())
        self._empty.setGeometry(self.rect())
        size = self.latest.sizeHint()
        left = (self.width() - size.width()) // 2
        self.latest.setGeometry(left, self.height() - size.height() - self._theme.px(8), size.width(), size.height())
        self.latest.raise_()

    def _tell_if_empty(self) -> None:
        self._empty.setVisible(self.model.rowCount() == 0)

    def _end_seen(self, is_seen: bool) -> None:
        had_focus = self.latest.hasFocus()
        self.latest.setVisible(not is_seen)
        if is_seen and had_focus:
            self.list.choose(self.model.rowCount() - 1)

    def _to_latest(self) -> None:
        self.list.to_end()

    def _act(self, message_id: int, action: str) -> None:
        row = self.model.row_of(message_id)
        if row is None:
            return
        text = self.model.message(row).text
        match action:
            case Action.COPY:
                QGuiApplication.clipboard().setText(text)
            case Action.SPEAK:
                self.speak.emit(text)
            case Action.STOP:
                self.stop.emit()
            case Action.UNDO:
                added = self.model.message(row).change is Change.ADDED
                self.undo_memory.emit(text if added else "")

    def _ask_again(self, message_id: int, text: str) -> None:
        row = self.model.row_of(message_id)
        if row is not None:
            images = self.model.message(row).images
            self.ask_again.emit(self.model.ask_again(row, text), text, images)
