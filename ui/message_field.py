"""A field for a question that grows with it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

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
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.fit())

    def lines(self) -> int:
        """How many lines are shown."""
        return max(1, min(MOST_LINES, round(self.document().size().height())))

    def sizeHint(self) -> QSize:  # noqa: N802
        around = 2 * (self._theme.px(6) + 1) + 2 * round(self.document().documentMargin())
        return QSize(self._theme.px(240), self.lines() * self.fontMetrics().lineSpacing() + around)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._theme.px(80), self.sizeHint().height())

    def fit(self) -> None:
        """Take the height of the text."""
        scrolls = round(self.document().size().height()) > MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        height = self.sizeHint().height()
        if height != self._height:
            self._height = height
            self.updateGeometry()
            self.grown.emit()

    def event(self, event: QEvent) -> bool:
        """Esc is the field's own where it catches it, before any shortcut of the window."""
        is_key = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_key and self._catches_escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        enters = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enters and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape and self._catches_escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802
        return (self._takes_pictures and (source.hasImage() or bool(picture_files(source)))) or source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        """Plain words, or pictures."""
        if self._takes_pictures and (paths := picture_files(source)):
            self.files.emit(paths)
        elif self._takes_pictures and isinstance(image := source.imageData(), QImage) and not source.hasText():
            self.image.emit(image)
        elif source.hasText():
            self.insertPlainText(source.text())


def picture_files(source: QMimeData) -> tuple[Path, ...]:
    """The picture files on this machine that were copied or dragged."""
    paths = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
    return only_pictures(paths)


def only_pictures(paths: Sequence[Path]) -> tuple[Path, ...]:
    return tuple(path for path in paths if path.suffix.lower() in PICTURES)
