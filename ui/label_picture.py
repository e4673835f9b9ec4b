"""A picture with the places where values were read; the one that is meant is marked, and enlarged to compare it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTransform,
)
from PySide6.QtWidgets import QWidget

from assistant.vision.lines import Box
from assistant.vision.picture import open_picture
from ui import rounded
from ui.icons import pixmap
from ui.theme import Theme

READ_AT = 26
"""Pixels at 100 % that a line of print is enlarged to."""
LARGEST = 4.0
"""Pixels of the screen for one of the picture."""
SMALLEST_LEVEL = 256
"""Pixels of the longer side below which a picture is not halved again."""


@dataclass(frozen=True, slots=True)
class Mark:
    box: Box
    is_doubtful: bool = False


def levels_of(path: Path) -> list[QImage]:
    """A picture as boxes measure it, and its halves to draw it small; slow. Raises `VisionError`."""
    pixels = open_picture(path).pixels
    height, width = pixels.shape[:2]
    whole = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB888)
    levels = [whole.convertToFormat(QImage.Format.Format_RGB32)]
    while max(levels[-1].width(), levels[-1].height()) > 2 * SMALLEST_LEVEL:
        half = QSize(max(1, levels[-1].width() // 2), max(1, levels[-1].height() // 2))
        smooth = Qt.TransformationMode.SmoothTransformation
        levels.append(levels[-1].scaled(half, Qt.AspectRatioMode.IgnoreAspectRatio, smooth))
    return levels


class LabelPicture(QWidget):
    pointed = Signal(object)
    """The pointer is over the place of this key; None: over none any more."""
    chosen = Signal(object)
    """The place of this key was clicked; None: the picture beside all places."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._levels: list[QImage] = []
        self._marks: dict[str, Mark] = {}
        self._turn = 0
        """Degrees by which the picture is turned so that its text stands upright."""
        self._meant: str | None = None
        self._near: str | None = None
        """The place that is enlarged."""
        self._pointed: str | None = None
        self._is_whole = False
        self._sentence, self._sign = "", ""
        self.setMouseTracking(True)
        self.setAccessibleName("Picture with the places of the values")
        theme.changed.connect(self.update)

    def show_picture(self, levels: list[QImage]) -> None:
        """As `levels_of` gives it."""
        self._levels, self._sentence = levels, ""
        self.setAccessibleDescription("")
        self.update()

    def say(self, sentence: str, sign: str = "warning") -> None:
        """A sentence in the picture's place, with an icon."""
        self._levels, self._sentence, self._sign = [], sentence, sign
        self.setAccessibleDescription(sentence)
        self.update()

    def set_marks(self, marks: Mapping[str, Mark]) -> None:
        """The places that can be meant, by key."""
        self._marks = dict(marks)
        self._turn = _turn(list(self._marks.values()))
        self.update()

    def mean(self, key: str | None, *, near: bool) -> None:
        """Mark this place, if it is known, and no other; `near`: enlarge it, or show all places for None."""
        self._meant = key if key in self._marks else None
        if near:
            self._near = self._meant
        self.update()

    def set_whole(self, whole: bool) -> None:
        """Show all of the picture and enlarge nothing."""
        self._is_whole = whole
        self.update()

    @property
    def is_blank(self) -> bool:
        """No picture is shown."""
        return not self._levels

    @property
    def meant(self) -> str | None:
        return self._meant

    def place(self, key: str) -> QRectF:
        """Where on the widget a place is drawn."""
        return self._to_screen().map(_polygon(self._marks[key].box)).boundingRect()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._theme.px(200))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self._at(event.position()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = rounded.begin(self, self._theme, 8)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._levels:
            to_screen = self._to_screen()
            self._draw_picture(painter, to_screen)
            for key, mark in self._marks.items():
                if key != self._meant:
                    self._draw_mark(painter, to_screen.map(_polygon(mark.box)), mark, is_meant=False)
            if self._meant is not None:
                mark = self._marks[self._meant]
                self._draw_mark(painter, to_screen.map(_polygon(mark.box)), mark, is_meant=True)
        elif self._sentence:
            self._draw_sentence(painter)
        painter.end()

    def _point(self, key: str | None) -> None:
        if key != self._pointed:
            self._pointed = key
            self.setCursor(Qt.CursorShape.PointingHandCursor if key else Qt.CursorShape.ArrowCursor)
            self.pointed.emit(key)

    def _at(self, point: QPointF) -> str | None:
        """The smallest place under a point of the widget."""
        if not self._levels:
            return None
        to_screen = self._to_screen()
        found = []
        for key, mark in self._marks.items():
            shape = to_screen.map(_polygon(mark.box))
            if shape.containsPoint(point, Qt.FillRule.OddEvenFill):
                size = shape.boundingRect()
                found.append((size.width() * size.height(), key))
        return min(found)[1] if found else None

    def _to_screen(self) -> QTransform:
        """From the picture's pixels to the widget's."""
        if not self._levels:
            return QTransform()
        whole = QRectF(0, 0, self._levels[0].width(), self._levels[0].height())
        turned = QTransform().rotate(self._turn)
        seen = turned.mapRect(whole)
        width, height = max(1, self.width()), max(1, self.height())
        scale = min(width / seen.width(), height / seen.height())
        middle = seen.center()
        if self._marks and not self._is_whole:
            near = self._marks.get(self._near) if self._near is not None else None
            target = turned.map(_polygon(near.box)).boundingRect() if near else self._all_of_them(turned)
            wanted = min(0.9 * width / max(1.0, target.width()), 0.9 * height / max(1.0, target.height()))
            if near:
                wanted = min(wanted, self._theme.px(READ_AT) / max(1.0, target.height()))
            scale = max(scale, min(wanted, LARGEST * self._theme.scale))
            middle = QPointF(
                _held(target.center().x(), seen.left(), seen.right(), width / scale),
                _held(target.center().y(), seen.top(), seen.bottom(), height / scale),
            )
        there = QTransform().translate(width / 2, height / 2).scale(scale, scale).translate(-middle.x(), -middle.y())
        return turned * there

    def _all_of_them(self, turned: QTransform) -> QRectF:
        """The part of the picture in which the places are."""
        around = QRectF()
        for mark in self._marks.values():
            around = around.united(turned.map(_polygon(mark.box)).boundingRect())
        return around

    def _draw_picture(self, painter: QPainter, to_screen: QTransform) -> None:
        scale = math.hypot(to_screen.m11(), to_screen.m12()) * self.devicePixelRatioF()
        finest = max(0, math.floor(math.log2(1 / scale))) if scale < 1 else 0
        whole = self._levels[0]
        painter.save()
        painter.setTransform(to_screen, True)
        drawn = self._levels[min(finest, len(self._levels) - 1)]
        painter.drawImage(QRectF(0, 0, whole.width(), whole.height()), drawn)
        painter.restore()

    def _draw_mark(self, painter: QPainter, shape: QPolygonF, mark: Mark, *, is_meant: bool) -> None:
        color = self._theme.color("warning" if mark.is_doubtful else "accent")
        # A rim of the opposite lightness keeps the line apart from any picture.
        rim = QColor("black" if self._theme.colors.dark else "white")
        if is_meant and _is_level(shape):
            # Where in its line a value stands is known by the count of letters alone.
            around = shape.boundingRect()
            aside = max(self._theme.px(6), around.height() / 3)
            shape = QPolygonF(around.adjusted(-aside, -self._theme.px(5), aside, self._theme.px(5)))
        if not is_meant:
            rim.setAlpha(150 if self._meant is None else 60)
            color.setAlpha(255 if self._meant is None or mark.is_doubtful else 110)
        wide = self._theme.px(2.5) if is_meant else 1.5
        line = QPen(color, wide)
        if mark.is_doubtful and not is_meant:
            line.setStyle(Qt.PenStyle.DashLine)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(rim, wide + self._theme.px(2)), line):
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolygon(shape)

    def _draw_sentence(self, painter: QPainter) -> None:
        px, colors = self._theme.px, self._theme.colors
        painter.setFont(self._theme.font(0.93))
        inside = self.rect().adjusted(px(16), px(8), -px(16), -px(8))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter
        words = painter.boundingRect(inside, flags, self._sentence)
        sign, gap = px(24), px(8)
        top = max(px(8), (self.height() - sign - gap - words.height()) // 2)
        color = colors.warning if self._sign == "warning" else colors.muted
        painter.drawPixmap((self.width() - sign) // 2, top, pixmap(self._sign, color, sign, self.devicePixelRatioF()))
        painter.setPen(self._theme.color("text"))
        painter.drawText(QRect(inside.left(), top + sign + gap, inside.width(), self.height()), flags, self._sentence)


def _polygon(box: Box) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in box])


def _is_level(shape: QPolygonF) -> bool:
    """Whether a place is nearly a rectangle with level sides, so that it may be drawn as one."""
    first, second = shape.at(0), shape.at(1)
    return abs(first.y() - second.y()) < 2.0 or abs(first.x() - second.x()) < 2.0


def _held(middle: float, low: float, high: float, length: float) -> float:
    """The middle of a window of this length, moved so that it shows nothing beyond the picture where that can be."""
    if length >= high - low:
        return (low + high) / 2
    return min(max(middle, low + length / 2), high - length / 2)


def _turn(marks: list[Mark]) -> int:
    """Degrees, a multiple of 90, by which most text has to be turned to stand upright."""
    turns = []
    for mark in marks:
        (x, y), (to_x, to_y) = mark.box[0], mark.box[1]
        turns.append(-round(math.degrees(math.atan2(to_y - y, to_x - x)) / 90) * 90 % 360)
    return max(set(turns), key=turns.count) if turns else 0
