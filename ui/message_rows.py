"""What Earsight shows of its own in the conversation: replies, notices, failures, memories."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QToolButton, QWidget

from assistant.events import Change
from ui.icons import Icons, pixmap
from ui.message_row import MARGIN, Action, Row
from ui.message_value import Kind, Message
from ui.theme import Theme
from ui.widgets import button, label

TOLD = {
    Change.ADDED: "Remembered",
    Change.REPLACED: "Remembered instead",
    Change.FORGOTTEN: "Forgotten",
    Change.UNDONE: "Taken back",
}


class ReplyRow(Row):
    """A reply: what was thought, folded; the text; what it took, and what can be done with it."""

    def __init__(self, theme: Theme, icons: Icons, opened: set[int], parent: QWidget) -> None:
        """`opened` holds the ids of the messages whose thinking is shown."""
        super().__init__(theme, icons, parent)
        self._opened = opened
        self._thought = self.text()
        self._body = self.text()
        self._fold = QToolButton()
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.setText("Thinking")
        self._fold.clicked.connect(self._turn_fold)
        self.control(self._fold)
        self._copy = self.icon("copy", "Copy the reply", Action.COPY, tip="Copy the reply (Ctrl+C)")
        self._speak = self.icon("speak", "Speak the reply again", Action.SPEAK)
        self._stop = self.icon("stop", "Stop the reply", Action.STOP, tip="Stop (Esc)")
        self._took = label("", "small", wrap=False)
        self._took.setParent(self)

    def refresh(self) -> None:
        message = self.message
        is_open = message.id in self._opened
        self._fold.setVisible(bool(message.thinking))
        self.icons.set(self._fold, "unfold" if is_open else "fold", "muted", 16)
        told = "Hide what was thought" if is_open else "Show what was thought"
        self._fold.setAccessibleName(told)
        self._fold.setToolTip(told)
        self._thought.setVisible(is_open and bool(message.thinking))
        self._thought.show_plain(message.thinking.strip() if self._thought.isVisibleTo(self) else "", "muted")
        self._body.setVisible(bool(message.text.strip()))
        self._body.show_markdown(message.text)
        self._stop.setVisible(message.growing)
        for done in (self._copy, self._speak):
            done.setVisible(not message.growing and bool(message.text))
        self._took.setText(what_it_took(message))
        self._took.setVisible(bool(self._took.text()))

    def arrange(self, width: int) -> int:
        px = self.theme.px
        left, top = px(MARGIN), px(MARGIN)
        inside = width - 2 * left
        if not self._fold.isHidden():
            _, height = self.place_line([self._fold], left - px(6), top)
            top += height + px(4)
        if not self._thought.isHidden():
            height = self._thought.arrange(inside - px(24))
            self._thought.setGeometry(left + px(24), top, inside - px(24), height)
            top += height + px(8)
        if not self._body.isHidden():
            height = self._body.arrange(inside)
            self._body.setGeometry(left, top, inside, height)
            top += height + px(4)
        _, height = self.place_line([self._copy, self._speak, self._stop, self._took], left - px(6), top)
        return top + height + px(8)

    def _turn_fold(self) -> None:
        self._opened ^= {self.message.id}
        self.refresh()
        self.resized.emit(self.message.id)


class NoteRow(Row):
    """A notice, or a failure in the colour of warnings with its sign."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(theme, icons, parent)
        self._body = self.text()

    def refresh(self) -> None:
        self._body.show_plain(self.message.text, "warning" if self._has_sign else "muted")

    def arrange(self, width: int) -> int:
        px = self.theme.px
        left = px(MARGIN) + (px(28) if self._has_sign else 0)
        inside = width - left - px(MARGIN)
        height = self._body.arrange(inside)
        self._body.setGeometry(left, px(MARGIN), inside, height)
        return height + px(2 * MARGIN)

    def paint(self, painter: QPainter) -> None:
        if self._has_sign:
            px = self.theme.px
            sign = pixmap("warning", self.theme.colors.warning, px(20), self.devicePixelRatioF())
            painter.drawPixmap(px(MARGIN), px(MARGIN + 1), sign)

    @property
    def _has_sign(self) -> bool:
        return self.message.kind is Kind.FAILURE


class MemoryRow(Row):
    """A change of the memory as a chip, with Undo as long as it is the last one."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(theme, icons, parent)
        self._body = self.text()
        self._undo = button("Undo", lambda: self.acted.emit(self.message.id, Action.UNDO))
        self.control(self._undo)
        self._chip = QRectF()

    def refresh(self) -> None:
        told = TOLD[self.message.change or Change.ADDED]
        color = "muted" if self.message.change is Change.UNDONE else "text"
        self._body.show_plain(f"{told}: {self.message.text}", color)
        self._undo.setVisible(self.message.undoable)
        self._undo.setAccessibleName(f"Undo: {told.lower()} {self.message.text}")
        self._undo.setToolTip("Take back this change of the memory")

    def arrange(self, width: int) -> int:
        px = self.theme.px
        left, pad = px(MARGIN), px(12)
        sign, button_size = px(20) + px(8), self._undo.sizeHint()
        rest = button_size.width() + pad if self.message.undoable else 0
        inside = min(self._body.natural_width(), width - 2 * left - 2 * pad - sign - rest)
        height = self._body.arrange(inside)
        line = max(height, button_size.height() if self.message.undoable else 0)
        top = px(MARGIN + 8)
        self._chip = QRectF(left, px(MARGIN), 2 * pad + sign + inside + rest, line + px(16)).adjusted(
            0.5, 0.5, -0.5, -0.5
        )
        self._body.setGeometry(left + pad + sign, top + (line - height) // 2 - px(2), inside, height)
        self._undo.setGeometry(
            left + pad + sign + inside + pad,
            top + (line - button_size.height()) // 2,
            button_size.width(),
            button_size.height(),
        )
        return line + px(16) + px(2 * MARGIN)

    def paint(self, painter: QPainter) -> None:
        px = self.theme.px
        painter.setPen(QPen(self.theme.color("line"), 1))
        painter.setBrush(self.theme.color("surface"))
        painter.drawRoundedRect(self._chip, px(12), px(12))
        sign = pixmap("memory", self.theme.colors.accent, px(20), self.devicePixelRatioF())
        top = round(self._chip.center().y() - px(10))
        painter.drawPixmap(px(MARGIN) + px(12), top, sign)


def what_it_took(message: Message) -> str:
    """A reply's figures as its last line says them: `0.46 s to voice · 38 tokens`."""
    parts = []
    if message.timings is not None and message.timings.first_audio is not None:
        parts.append(f"{message.timings.first_audio:.2f} s to voice")
    elif message.timings is not None and message.timings.first_delta is not None:
        parts.append(f"{message.timings.first_delta:.2f} s to first word")
    if message.tokens and not message.growing:  # what was cut off was not counted
        parts.append("1 token" if message.tokens == 1 else f"{message.tokens} tokens")
    if message.stopped:
        parts.append("stopped")
    return " · ".join(parts)
