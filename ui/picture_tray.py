"""The pictures of the coming question, as thumbnails that can be taken off again."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.icons import Icons
from ui.message_pictures import Picture, Pictures
from ui.message_text import plain_tip
from ui.theme import Theme
from ui.widgets import icon_button

THUMBNAIL = 64
"""Pixels at 100 %."""


class PictureTray(QScrollArea):
    """Hidden while it is empty; many pictures are scrolled through."""

    shown = Signal(object)
    """The pictures are others now: a tuple of paths, the camera's first."""
    retake = Signal()
    """The camera's picture is to be taken again."""
    removed = Signal(object)
    """The person took the picture of this path off."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme, self._icons = theme, icons
        self._pictures = Pictures(self)
        self.tiles: list[Tile] = []
        self._taken: Tile | None = None
        """The camera's."""
        inside = QWidget()
        self._row = QHBoxLayout(inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Pictures of the question")
        self.horizontalScrollBar().rangeChanged.connect(self._fit)
        theme.changed.connect(self._fit)
        self._fit()
        self.hide()

    @property
    def pictures(self) -> tuple[Path, ...]:
        """What goes with the question."""
        return tuple(tile.path for tile in self.tiles)

    def add(self, paths: Sequence[Path]) -> None:
        """Put pictures to the question, each once."""
        fresh = [path for path in dict.fromkeys(paths) if path not in self.pictures]
        for path in fresh:
            self._insert(len(self.tiles), path, is_taken=False)
        if fresh:
            self._changed()

    def set_taken(self, path: Path) -> None:
        """The camera's picture is this, in place of the one before."""
        if path in self.pictures:
            return
        if self._taken is not None:
            self._drop(self._taken)
        self._taken = self._insert(0, path, is_taken=True)
        self._changed()

    def remove(self, path: Path) -> None:
        """Take a picture off again."""
        for tile in [tile for tile in self.tiles if tile.path == path]:
            self._drop(tile)
            self._changed()
            self.removed.emit(path)

    def clear(self) -> None:
        """The pictures have gone with their question."""
        if self.tiles:
            while self.tiles:
                self._drop(self.tiles[-1])
            self._changed()

    def _insert(self, at: int, path: Path, *, is_taken: bool) -> "Tile":
        tile = Tile(self._theme, self._icons, self._pictures, path, is_taken=is_taken)
        tile.removed.connect(lambda: self.remove(path))
        tile.retake.connect(self.retake)
        self._row.insertWidget(at, tile)
        self.tiles.insert(at, tile)
        return tile

    def _drop(self, tile: "Tile") -> None:
        if tile is self._taken:
            self._taken = None
        self.tiles.remove(tile)
        self._row.removeWidget(tile)
        tile.hide()
        tile.deleteLater()

    def _changed(self) -> None:
        self.setVisible(bool(self.tiles))
        self.shown.emit(self.pictures)

    def _fit(self) -> None:
        px = self._theme.px
        self._row.setSpacing(px(8))
        bar = self.horizontalScrollBar()
        scrolls = bar.maximum() > 0
        self.setFixedHeight(px(THUMBNAIL + 8) + (bar.sizeHint().height() if scrolls else 0))


class Tile(QWidget):
    """One picture, and the buttons that take it off or take it again."""

    removed = Signal()
    retake = Signal()

    def __init__(self, theme: Theme, icons: Icons, pictures: Pictures, path: Path, *, is_taken: bool) -> None:
        super().__init__()
        self._theme, self.path = theme, path
        self._picture = Picture(theme, pictures, path, THUMBNAIL, self)
        self.remove = icon_button(icons, "close", f"Remove {path.name}", self.removed.emit, pixels=14)
        self.remove.setToolTip(plain_tip(f"Remove {path.name}"))
        buttons = QVBoxLayout()
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(0)
        buttons.addWidget(self.remove)
        if is_taken:
            self.again = icon_button(icons, "again", "Take the picture again", self.retake.emit, pixels=14)
            self.again.setToolTip("Take the picture again (Ctrl+T)")
            buttons.addWidget(self.again)
        buttons.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(buttons)
        theme.changed.connect(self._rescale)
        self._rescale()

    def _rescale(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(2))
        self._picture.setFixedSize(px(THUMBNAIL), px(THUMBNAIL))
