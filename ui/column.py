"""A page as one calm column of cards, as wide as text is read well, that scrolls."""

import math
import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from assistant.unseen import visible
from ui.theme import TEXT_COLUMN, Theme
from ui.widgets import MAY_END, Breakable, label, looks

ABREAST = 600
"""Pixels at 100 % that a column needs for controls side by side; where it is narrower they stand below each other."""


class Card(QFrame):
    """A frame with a heading and a muted sentence; `rows` takes the rest."""

    def __init__(self, theme: Theme, heading: str, explanation: str = "") -> None:
        super().__init__()
        looks(self, "card")
        self.setAccessibleName(heading)
        self._theme = theme
        self.rows = QVBoxLayout(self)
        self.rows.addWidget(label(heading, "heading"))
        if explanation:
            self.rows.addWidget(label(explanation, "muted"))
        self._spaced()
        theme.changed.connect(self._spaced)

    def _spaced(self) -> None:
        px = self._theme.px
        spaced(self.rows, px(16))
        self.rows.setContentsMargins(px(24), px(20), px(24), px(24))


class Column(QScrollArea):
    """`add` puts what comes next below."""

    narrowed = Signal(bool)
    """Whether it is too narrow for controls side by side."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._theme = theme
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(title)
        page = looks(QWidget(), "page")
        self._column = QWidget()
        across = QHBoxLayout(page)
        across.addStretch(1)
        across.addWidget(self._column, 1000)
        across.addStretch(1)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self._rows = QVBoxLayout(self._column)
        self._rows.addWidget(label(title, "title"))
        self._rows.addStretch(1)
        self.setWidget(page)
        self._spaced()
        theme.changed.connect(self._spaced)

    def add(self, widget: QWidget) -> None:
        self._rows.insertWidget(self._rows.count() - 1, widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.narrowed.emit(self.width() < self._theme.px(ABREAST))

    def _spaced(self) -> None:
        px = self._theme.px
        self.narrowed.emit(self.width() < px(ABREAST))
        self._column.setMaximumWidth(px(TEXT_COLUMN))
        self._rows.setSpacing(px(16))
        self._rows.setContentsMargins(px(16), px(24), px(16), px(40))


def fold(layout: QBoxLayout, narrow: bool) -> None:
    """Let a row's parts stand below each other, or side by side."""
    layout.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)


def fit(text: QPlainTextEdit, lowest: int, highest: int) -> None:
    """Make a text as high as its lines are, between these pixels."""
    lines = text.document().size().height()
    # With less than half a line to spare, Qt scrolls the last line.
    around = 2 * text.document().documentMargin() + text.height() - text.viewport().height()
    wanted = math.ceil((lines + 0.5) * text.fontMetrics().lineSpacing() + around)
    text.setFixedHeight(min(max(wanted, lowest), highest))


def breakable(text: str) -> Breakable:
    """The text with places in long paths and file names where a line may end."""
    return Breakable(re.sub(r"(?<=[/\\_-])(?=\w)", MAY_END, visible(text)))


def spaced(layout: QLayout, pixels: int) -> None:
    """The distance between a layout's parts, also of the layouts right in it."""
    layout.setSpacing(pixels)
    for child in layout.children():
        if isinstance(child, QLayout):
            child.setSpacing(pixels // 2)
