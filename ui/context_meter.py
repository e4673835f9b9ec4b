"""How full the model's window is: a ring, and what no longer fits."""

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QToolTip, QVBoxLayout, QWidget

from assistant.events import ContextChanged
from ui.theme import Theme
from ui.widgets import label

NEARLY_FULL = 0.85
"""Share of the window from which the ring warns."""
EMPTY = "Nothing has been given to the model yet."
UNKNOWN = "How much of this chat the model is given is known after the next question."
NAME = "The model's window"


class ContextMeter(QWidget):
    """Ring and percent; hovering, Enter or a click shows the parts; a sentence where the chat's beginning has left."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._ring = _Ring(theme)
        self._percent = label("0 %", "small", wrap=False)
        self.left_out = label("", "small")
        """The sentence; hidden where the model sees the whole chat."""
        self.left_out.hide()
        self._row = row = QHBoxLayout()
        row.addWidget(self._ring)
        row.addWidget(self._percent)
        row.addStretch()
        self._whole = whole = QVBoxLayout(self)
        whole.addLayout(row)
        whole.addWidget(self.left_out)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        theme.changed.connect(self._space)
        self._space()
        self.clear()

    def clear(self) -> None:
        """A new chat: nothing is in the window."""
        self._show(0.0, EMPTY, "")

    def open_chat(self) -> None:
        """A stored chat: how much of it the model is given is not known yet."""
        self._show(None, UNKNOWN, "")

    def take(self, context: ContextChanged) -> None:
        self._show(context.used / max(1, context.size), _parts(context), _left_out(context.messages_left_out))

    @property
    def share(self) -> float:
        """How much of the window is used, from 0.0 to 1.0."""
        return self._ring.share

    @property
    def percent(self) -> str:
        return self._percent.text()

    def _space(self) -> None:
        gap = self._theme.px(4)
        self._row.setSpacing(2 * gap)
        self._whole.setSpacing(gap)
        self._whole.setContentsMargins(gap, gap, gap, gap)

    def _show(self, share: float | None, parts: str, sentence: str) -> None:
        self._ring.share = min(1.0, share or 0.0)
        self._ring.update()
        self._percent.setText("–" if share is None else f"{self._ring.share:.0%}".replace("%", " %"))
        self.left_out.setText(sentence)
        self.left_out.setVisible(bool(sentence))
        self.setToolTip(parts)
        self.setAccessibleName(f"The model's window is {self._percent.text()} full" if share is not None else NAME)
        self.setAccessibleDescription(" ".join([*parts.splitlines(), sentence]).strip())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        QToolTip.showText(event.globalPosition().toPoint(), self.toolTip(), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), self.toolTip(), self)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._theme.color("accent"))
            corner = self._theme.px(8)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), corner, corner)


class _Ring(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.share = 0.0
        theme.changed.connect(self._rescale)
        self._rescale()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(20), self._theme.px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        width = self._theme.px(3)
        area = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = painter.pen()
        pen.setWidth(width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setColor(self._theme.color("line"))
        painter.setPen(pen)
        painter.drawEllipse(area)
        pen.setColor(self._theme.color("warning" if self.share >= NEARLY_FULL else "accent"))
        painter.setPen(pen)
        # In sixteenths of a degree, from the top, clockwise.
        painter.drawArc(area, 90 * 16, -round(self.share * 360 * 16))

    def _rescale(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()


def _parts(context: ContextChanged) -> str:
    rows = (
        ("Instructions", context.instructions),
        ("Memory", context.memory),
        ("History", context.history),
        ("This turn", context.turn_tokens),
    )
    lines = [f"{context.used:,} of {context.size:,} tokens of the model's window"]
    return "\n".join([*lines, *(f"{name}: {tokens:,}" for name, tokens in rows)])


def _left_out(messages: int) -> str:
    """A turn is a question and its reply."""
    turns = (messages + 1) // 2
    if not turns:
        return ""
    return f"The model no longer sees the first {'turn' if turns == 1 else f'{turns} turns'} of this chat."
