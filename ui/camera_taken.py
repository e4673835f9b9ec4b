"""The camera's picture that goes with the question, as a thumbnail that can be taken again."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from ui.icons import Icons
from ui.message_pictures import Picture, Pictures
from ui.theme import Theme
from ui.widgets import icon_button, label, looks

SIDE = 64
"""Pixels at 100 %."""


class TakenRow(QFrame):
    """Hidden while there is none."""

    again = Signal()

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        looks(self, "card")
        self._theme = theme
        self.path: Path | None = None
        self._is_wanted = True
        self._pictures = Pictures(self)
        self._picture: Picture | None = None
        self.retake = icon_button(icons, "again", "Take the picture again", self.again.emit, tip="Take again (Ctrl+T)")
        self._row = QHBoxLayout(self)
        self._row.addWidget(label("Goes with your question", "small"), 1)
        self._row.addWidget(self.retake)
        theme.changed.connect(self._rescale)
        self._rescale()
        self.hide()

    def show_picture(self, path: Path | None) -> None:
        """Show this picture; None for none."""
        if path == self.path:
            return
        self.path = path
        if self._picture is not None:
            self._row.removeWidget(self._picture)
            self._picture.hide()
            self._picture.deleteLater()
            self._picture = None
        if path is not None:
            self._picture = Picture(self._theme, self._pictures, path, SIDE, self)
            self._row.insertWidget(0, self._picture)
            self._rescale()
        self._refresh()

    def want(self, wanted: bool) -> None:
        """Whether there is room for it; the question's own thumbnails are elsewhere."""
        self._is_wanted = wanted
        self._refresh()

    def _refresh(self) -> None:
        self.setVisible(self._is_wanted and self.path is not None)

    def _rescale(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(8), px(8), px(8), px(8))
        self._row.setSpacing(px(8))
        if self._picture is not None:
            self._picture.setFixedSize(px(SIDE), px(SIDE))
