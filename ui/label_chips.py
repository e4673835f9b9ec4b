"""Short words in round frames, as many beside each other as there is room for."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.flow import Flow
from ui.icons import Icons
from ui.label_place import Place
from ui.message_text import plain_tip
from ui.theme import Theme
from ui.widgets import icon_button, label


class Chip(Place):
    """Delete takes it off."""

    removed = Signal()

    def __init__(self, theme: Theme, icons: Icons, key: str, text: str) -> None:
        super().__init__(theme, key)
        self.setAccessibleName(text)
        self.setAccessibleDescription("Delete: take it off.")
        self.off = icon_button(icons, "close", f"Take off: {text}", self.removed.emit, pixels=12)
        self.off.setToolTip(plain_tip(f"Take off: {text} (Delete)"))
        self.off.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # The chip has the focus, and the key.
        self._row = QHBoxLayout(self)
        self._row.addWidget(label(text), 1)
        self._row.addWidget(self.off)
        theme.changed.connect(self._restyle)
        self._restyle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self.hasFocus()
        color = "accent" if strong else "muted" if self.is_lit else "line"
        wide = 2.0 if strong else 1.0
        painter.setPen(QPen(self._theme.color(color), wide))
        painter.setBrush(self._theme.color("tint"))
        corner = min(self.height() / 2, self._theme.px(14))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(wide / 2, wide / 2, -wide / 2, -wide / 2), corner, corner)
        painter.end()

    def _restyle(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(12), px(1), px(4), px(1))
        self._row.setSpacing(px(2))


class Chips(QWidget):
    """Chips in a row, and in more rows where one is too short; what is added stands behind them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._flow = Flow()
        self.setLayout(self._flow)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_chips(self, before: Sequence[Chip], chips: Sequence[Chip], last: QWidget) -> None:
        """These chips in place of those before, and `last` behind them, also in the tab order."""
        for widget in (*before, last):
            self._flow.removeWidget(widget)
        for chip in before:
            chip.hide()
            chip.deleteLater()
        for widget in (*chips, last):
            self._flow.addWidget(widget)
            widget.show()
        self.updateGeometry()
        for first, second in pairwise((*chips, last)):
            QWidget.setTabOrder(first, second)

    def _restyle(self) -> None:
        self._flow.setSpacing(self._theme.px(6))
