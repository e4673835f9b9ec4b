"""A field for a question that grows with it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextDocumentLayout, QPlainTextEdit, QSizePolicy

from ui.theme import Theme

MOST_LINES = 6
PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"}


class GrowingField(QPlainTextEdit):
    """Enter asks, Shift+Enter begins a new line; as high as its text, up to six lines."""

    entered = Signal()
    left = Signal()
    """Esc, where `catches_escape` is set."""
    grown = Signal()
    """Another height is needed."""
    files = Signal(object)
    """Paths of picture files that were pasted or dropped: a tuple."""
    image = Signal(object)
    """A picture that was pasted: a `QImage`."""

    talks_when_empty = False
    """Whether Space, as the first key, is held to talk."""

    def __init__(self, theme: Theme, *, catches_escape: bool = False, takes_pictures: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._catches_escape = catches_escape
        self._takes_pictures = takes_pictures
        self._height = 0
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.fit())

    def lines(self) -> int:
        """How many lines are shown."""
        return min(MOST_LINES, self._needed())

    def sizeHint(self) -> QSize:
        margin = round(self.document().documentMargin())
        around = 2 * (self._theme.px(6) + 1) + (margin if self._scrolls else 2 * margin)
        return QSize(self._theme.px(240), self.lines() * self.fontMetrics().lineSpacing() + around)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(80), self.sizeHint().height())

    def fit(self) -> None:
        """Take the height of the text."""
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if self._scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        height = self.sizeHint().height()
        if height != self._height:
            self._height = height
            self.updateGeometry()
            self.grown.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def event(self, event: QEvent) -> bool:
        """Esc is the field's own where it catches it, before any shortcut of the window."""
        is_key = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_key and self._catches_escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enters = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enters and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape and self._catches_escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return (self._takes_pictures and (source.hasImage() or bool(picture_files(source)))) or source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Plain words, or pictures."""
        if self._takes_pictures and (paths := picture_files(source)):
            self.files.emit(paths)
        elif self._takes_pictures and isinstance(image := source.imageData(), QImage) and not source.hasText():
            self.image.emit(image)
        elif source.hasText():
            self.insertPlainText(source.text())

    @property
    def _scrolls(self) -> bool:
        return self._needed() > MOST_LINES

    def _needed(self) -> int:
        """Lines of the text as it is broken now; counted only as far as it matters."""
        layout, block, lines = self.document().documentLayout(), self.document().begin(), 0
        while block.isValid() and lines <= MOST_LINES and isinstance(layout, QPlainTextDocumentLayout):
            layout.ensureBlockLayout(block)
            lines += max(1, block.layout().lineCount())
            block = block.next()
        return max(1, lines)

    def _restyle(self) -> None:
        self.setStyleSheet(f"GrowingField {{ placeholder-text-color: {self._theme.colors.muted}; }}")


def picture_files(source: QMimeData) -> tuple[Path, ...]:
    """The picture files on this machine that were copied or dragged."""
    paths = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
    return only_pictures(paths)


def only_pictures(paths: Sequence[Path]) -> tuple[Path, ...]:
    return tuple(path for path in paths if path.suffix.lower() in PICTURES)
