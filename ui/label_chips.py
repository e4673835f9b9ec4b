"""Short words in round frames, as many beside each other as there is room for."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QWidget

from ui.label_place import Place
from ui.theme import Theme
from ui.widgets import label


class Chip(Place):
    def __init__(self, theme: Theme, key: str, text: str) -> None:
        super().__init__(theme, key)
        self.setAccessibleName(text)
        self._words = label(text)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._words)
        theme.changed.connect(self._restyle)
        self._restyle()

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
        self._row.setContentsMargins(px(12), px(3), px(12), px(3))


class Chips(QWidget):
    """Chips in a row, and in more rows where one is too short."""

    def __init__(self, theme: Theme, chips: list[Chip]) -> None:
        super().__init__()
        self._theme = theme
        self._flow = Flow(self)
        for chip in chips:
            self._flow.addWidget(chip)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._flow.setSpacing(self._theme.px(6))


class Flow(QLayout):
    """Puts its widgets beside each other and breaks the row where it is full."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), only_measure=True)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, only_measure=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, only_measure: bool) -> int:
        x, y, high = rect.x(), rect.y(), 0
        for item in self._items:
            wide = min(item.sizeHint().width(), rect.width())
            tall = item.heightForWidth(wide) if item.hasHeightForWidth() else item.sizeHint().height()
            if x > rect.x() and x + wide > rect.right() + 1:
                x, y, high = rect.x(), y + high + self.spacing(), 0
            if not only_measure:
                item.setGeometry(QRect(QPoint(x, y), QSize(wide, tall)))
            x, high = x + wide + self.spacing(), max(high, tall)
        return y + high - rect.y()
