"""Thumbnails of picture files, read on a thread of their own."""

import threading
from collections import OrderedDict, deque
from pathlib import Path

from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import rounded
from ui.icons import pixmap
from ui.message_text import plain_tip
from ui.theme import Theme

READ_SIDE = 384
"""Pixels of a thumbnail's shorter side as it is read: enough for a large text on a fine screen."""
KEPT = 64
"""Thumbnails that are held in memory."""


class Pictures(QObject):
    """Gives thumbnails; the thread ends when there is nothing more to read."""

    read = Signal(object)
    """The path of a picture that can be had now."""
    _arrived = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: OrderedDict[Path, QImage] = OrderedDict()
        self._wanted: deque[Path] = deque()
        self._lock = threading.Lock()
        self._is_reading = False
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def get(self, path: Path) -> QImage | None:
        """The thumbnail, a null picture where the file is none, None while it is being read."""
        if path in self._known:
            self._known.move_to_end(path)
            return self._known[path]
        with self._lock:
            if path not in self._wanted:
                self._wanted.append(path)
            begins, self._is_reading = not self._is_reading, True
        if begins:
            threading.Thread(target=self._read, name="earsight-thumbnails", daemon=True).start()
        return None

    def _read(self) -> None:
        while True:
            with self._lock:
                if not self._wanted:
                    self._is_reading = False
                    return
                path = self._wanted[0]
            image = _thumbnail(path)
            try:
                self._arrived.emit(path, image)
            except RuntimeError:
                return  # The window is gone.
            with self._lock:
                self._wanted.popleft()

    def _take(self, path: Path, image: QImage) -> None:
        self._known[path] = image
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        self.read.emit(path)


class Picture(QWidget):
    """One picture as a square with round corners; a warning sign where it cannot be shown."""

    def __init__(self, theme: Theme, pictures: Pictures, path: Path, side: int, parent: QWidget) -> None:
        """`side` is in pixels at 100 %."""
        super().__init__(parent)
        self._theme, self._pictures, self.path = theme, pictures, path
        self.side = side
        self.setAccessibleName(f"Picture {path.name}")
        self.setToolTip(plain_tip(path.name))
        pictures.read.connect(self._came)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(self.side), self._theme.px(self.side))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = rounded.begin(self, self._theme, 8)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        image = self._pictures.get(self.path)
        if image is not None and image.isNull():
            sign = self._theme.px(24)
            drawn = pixmap("warning", self._theme.colors.warning, sign, self.devicePixelRatioF())
            painter.drawPixmap((self.width() - sign) // 2, (self.height() - sign) // 2, drawn)
        elif image is not None:
            painter.drawImage(self.rect(), image)
        painter.end()

    def _came(self, path: Path) -> None:
        if path == self.path:
            self.update()


def _thumbnail(path: Path) -> QImage:
    """The middle of a picture file as a square; null where it cannot be read."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(READ_SIDE, READ_SIDE, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    side = min(image.width(), image.height())
    return image.copy(QRect((image.width() - side) // 2, (image.height() - side) // 2, side, side))
