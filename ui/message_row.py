"""What all rows of the conversation have in common: text, named buttons, a place for the keyboard."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QToolButton, QWidget

from assistant.unseen import visible
from ui.icons import Icons
from ui.message_text import MessageText
from ui.message_value import Kind, Message
from ui.theme import Theme
from ui.widgets import icon_button

MARGIN = 8
"""Pixels between a row's edge, where its focus is shown, and what it holds."""
ARROWS = {Qt.Key.Key_Up, Qt.Key.Key_Down}


class Action(StrEnum):
    COPY = "copy"
    SPEAK = "speak"
    STOP = "stop"
    UNDO = "undo"


class Row(QFrame):
    """Shows one message at a time; `arrange` gives everything its place."""

    acted = Signal(int, str)
    """The message's id and the `Action`."""
    asked_again = Signal(int, str)
    """The question's id and its new words."""
    link = Signal(str)
    resized = Signal(int)
    """The row of the message with this id needs another height."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme, self.icons = theme, icons
        self.message = Message(0, Kind.NOTICE)
        self._controls: list[QWidget] = []
        self._texts: list[MessageText] = []
        self._shows_focus = False

    def show_message(self, message: Message) -> None:
        """Show another message, or the same one changed."""
        self.message = message
        self.setAccessibleName(visible(message.spoken_name))
        self.refresh()

    def refresh(self) -> None:
        """Bring what is shown in line with the message."""
        raise NotImplementedError

    def arrange(self, width: int) -> int:
        """Place everything within this width; the height needed, in pixels."""
        raise NotImplementedError

    def restyle(self) -> None:
        """Draw the same in the theme's present colours and sizes."""
        for text in self._texts:
            text.restyle()
        self.refresh()

    def set_current(self, current: bool) -> None:
        """The current row, and what it holds, is where Tab stops."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if current else Qt.FocusPolicy.NoFocus)
        for control in self._controls:
            control.setFocusPolicy(Qt.FocusPolicy.TabFocus if current else Qt.FocusPolicy.NoFocus)
        for text in self._texts:
            reached = current and text.has_links()
            text.setFocusPolicy(Qt.FocusPolicy.StrongFocus if reached else Qt.FocusPolicy.ClickFocus)

    def stops(self) -> list[QWidget]:
        """The row and what can have the focus in it, in the order of Tab."""
        return [self, *self._texts, *self._controls]

    @property
    def is_in_use(self) -> bool:
        """The person works in it, so it must not go away when it is scrolled out of sight."""
        focus = QApplication.focusWidget()
        return focus is not None and (focus is self or self.isAncestorOf(focus))

    def text(self) -> MessageText:
        made = MessageText(self.theme, self)
        made.setAccessibleName("Text with links")  # only then it is a stop of Tab
        made.link.connect(self.link)
        self._texts.append(made)
        return made

    def control(self, made: QWidget) -> None:
        """Take in a button, as the next stop of Tab."""
        made.setParent(self)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.installEventFilter(self)
        self._controls.append(made)

    def icon(self, icon: str, name: str, action: Action | None = None, *, tip: str = "") -> QToolButton:
        """A small muted button for an action of the message."""
        made = icon_button(self.icons, icon, name, tip=tip, pixels=18)
        self.icons.set(made, icon, "muted", 18)
        if action is not None:
            made.clicked.connect(lambda: self.acted.emit(self.message.id, action))
        self.control(made)
        return made

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Buttons would take the arrows, which are the list's."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in ARROWS:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._shows_focus = event.reason() != Qt.FocusReason.MouseFocusReason
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._shows_focus = False
        self.update()
        super().focusOutEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter)
        if self._shows_focus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.theme.color("accent"), 2))
            corner = self.theme.px(12)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), corner, corner)
        painter.end()

    def paint(self, painter: QPainter) -> None:
        """What stands behind the row's parts."""

    def place_line(self, parts: Sequence[QWidget], left: int, top: int) -> tuple[int, int]:
        """Place parts one after the other, centred on a line; its width and height."""
        shown = [part for part in parts if not part.isHidden()]
        sizes = [part.sizeHint() for part in shown]
        height = max((size.height() for size in sizes), default=0)
        gap = self.theme.px(2)
        at = left
        for part, size in zip(shown, sizes, strict=True):
            part.setGeometry(at, top + (height - size.height()) // 2, size.width(), size.height())
            at += size.width() + gap
        return max(0, at - gap - left), height
