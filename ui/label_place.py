"""Something on the card that stands somewhere in the picture, and is marked there while it is meant."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.theme import Theme

STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class Place(QWidget):
    """`key` names it to the picture."""

    pointed = Signal(object)
    """The pointer is over it: its key; or over it no more: None."""
    focused = Signal(object)
    """It got the focus: its key; or lost it: None."""
    moved = Signal(int)
    """Down or up was pressed: 1 or -1."""

    def __init__(self, theme: Theme, key: str) -> None:
        super().__init__()
        self._theme, self.key = theme, key
        self.is_lit = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def light(self, lit: bool) -> None:
        """Show that it is what is marked in the picture."""
        if lit is not self.is_lit:
            self.is_lit = lit
            self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.pointed.emit(self.key)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(self.key)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit(None)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The press ends here: the focus is what it is for."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if step := STEPS.get(Qt.Key(event.key()), 0):
            self.moved.emit(step)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not (self.hasFocus() or self.is_lit):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self.hasFocus()
        wide = 2.0 if strong else 1.0
        painter.setPen(QPen(self._theme.color("accent" if strong else "muted"), wide))
        half = wide / 2
        inside = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(inside, self._theme.px(8), self._theme.px(8))
        painter.end()
