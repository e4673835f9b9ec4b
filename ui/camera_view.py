"""What the camera sees, drawn as it comes, or a sentence in its place."""

import math

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from assistant.vision.picture import Pixels
from ui import rounded
from ui.icons import pixmap
from ui.theme import Theme

SHAPE = 3 / 4
"""Height to width."""


class CameraView(QWidget):
    """Frames come as large as they are shown, so that drawing is copying."""

    fits = Signal(QSize)
    """Another size is needed, in pixels of the screen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pixels: Pixels | None = None
        self._sentence = ""
        self._icon = "camera"
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Preview of the camera")
        theme.changed.connect(self.update)

    @property
    def is_blank(self) -> bool:
        """No frame is shown."""
        return self._pixels is None

    def show_frame(self, pixels: Pixels) -> None:
        """Draw a frame from now on."""
        self._pixels = pixels
        self.update()

    def say(self, sentence: str, icon: str = "camera") -> None:
        """Show a sentence instead of frames, with an icon above it."""
        self._pixels, self._sentence, self._icon = None, sentence, icon
        self.setAccessibleDescription(sentence)
        self.update()

    def needed(self) -> QSize:
        """Pixels of the screen that a frame has to fit into."""
        ratio = self.devicePixelRatioF()
        return QSize(math.floor(self.width() * ratio), math.floor(self.height() * ratio))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * SHAPE)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._theme.px(210))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(90))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fits.emit(self.needed())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = rounded.begin(self, self._theme, 12)
        if self._pixels is not None:
            self._draw_frame(painter, self._pixels)
        else:
            self._draw_sentence(painter)
        painter.end()

    def _draw_frame(self, painter: QPainter, pixels: Pixels) -> None:
        rows, columns = pixels.shape[:2]
        image = QImage(pixels.data, columns, rows, pixels.strides[0], QImage.Format.Format_RGB888)
        # Between a resize and the next frame the last one is stretched.
        size = image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        where = QRect(0, 0, size.width(), size.height())
        where.moveCenter(self.rect().center())
        painter.drawImage(where, image)

    def _draw_sentence(self, painter: QPainter) -> None:
        px, colors = self._theme.px, self._theme.colors
        color = colors.warning if self._icon == "warning" else colors.muted
        painter.setFont(self._theme.font(0.93))
        inside = self.rect().adjusted(px(16), px(8), -px(16), -px(8))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter
        words = painter.boundingRect(inside, flags, self._sentence)
        sign, gap = px(28), px(8)
        top = max(px(8), (self.height() - sign - gap - words.height()) // 2)
        drawn = pixmap(self._icon, color, sign, self.devicePixelRatioF())
        painter.drawPixmap((self.width() - sign) // 2, top, drawn)
        painter.setPen(self._theme.color("text"))
        painter.drawText(inside.adjusted(0, top + sign + gap - inside.top(), 0, 0), flags, self._sentence)
