"""What the talk button looks like in each phase: no two share their shape, their word or their colours."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from ui.phase import Phase
from ui.theme import Theme

DISC = 34.0
"""Radius of the button itself, in pixels at 100 %, as all lengths here."""
RING = 13.0
"""How far a loud voice pushes the ring out."""
BARS = (-19.0, -12.5, 12.5, 19.0)
BREATH = 4.0
"""Seconds of one breath."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """Where a face is drawn: the painter's origin is the button's middle."""

    painter: QPainter
    theme: Theme
    level: float
    """0.0 to 1.0."""
    seconds: float
    """Since the phase began; 0 where nothing may move."""
    moves: bool
    glyph: Callable[[str, str], QPixmap]

    @staticmethod
    def stroke(color: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        return QPen(color, width, style, Qt.PenCapStyle.RoundCap)

    def disc(self, radius: float, fill: str, edge: str = "", width: float = 2.0, *, dashed: bool = False) -> None:
        """A circle; `fill` and `edge` are names in `Colors`, empty for none."""
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        pen = self.stroke(self.theme.color(edge), self.theme.px(width), style) if edge else Qt.PenStyle.NoPen
        self.painter.setPen(pen)
        self.painter.setBrush(self.theme.color(fill) if fill else Qt.BrushStyle.NoBrush)
        size = radius * self.theme.scale
        self.painter.drawEllipse(QPointF(0, 0), size, size)

    def box(self, x: float, width: float, height: float, color: str, corner: float) -> None:
        """A rectangle around the middle's height, its own middle at `x`."""
        scale = self.theme.scale
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(self.theme.color(color))
        area = QRectF((x - width / 2) * scale, -height / 2 * scale, width * scale, height * scale)
        self.painter.drawRoundedRect(area, corner * scale, corner * scale)

    def icon(self, name: str, color: str) -> None:
        drawn = self.glyph(name, getattr(self.theme.colors, color))
        half = drawn.deviceIndependentSize() / 2
        self.painter.drawPixmap(QPointF(-half.width(), -half.height()), drawn)


@dataclass(frozen=True, slots=True)
class Face:
    word: str
    hint: str
    """What can be done now, with its key."""
    draw: Callable[[Canvas], None]


def _starting(on: Canvas) -> None:
    on.disc(DISC, "", "muted", dashed=True)
    on.icon("mic", "muted")


def _ready(on: Canvas) -> None:
    on.disc(DISC, "accent")
    on.icon("mic", "on_accent")


def _listens_freely(on: Canvas) -> None:
    on.disc(DISC, "surface", "accent", 3)
    on.icon("ear", "accent")


def _listening(on: Canvas) -> None:
    on.disc(DISC + 2 + RING * on.level, "tint", "accent", 4)
    on.icon("mic", "accent")


def _transcribing(on: Canvas) -> None:
    on.disc(DISC, "surface", "muted", 1)
    for at in (-1, 0, 1):
        rise = math.sin(on.seconds * 5 - at - 1.2) * 4 if on.moves else 0.0
        on.painter.setPen(Qt.PenStyle.NoPen)
        on.painter.setBrush(on.theme.color("text"))
        scale = on.theme.scale
        on.painter.drawEllipse(QPointF(at * 13 * scale, -max(0.0, rise) * scale), 4 * scale, 4 * scale)


def _thinking(on: Canvas) -> None:
    breath = (1 - math.cos(on.seconds * math.tau / BREATH)) / 2 if on.moves else 0.5
    on.disc(DISC + 2, "hover")
    on.disc(12 + 12 * breath, "muted")


def _speaking(on: Canvas) -> None:
    on.disc(DISC, "text")
    on.box(0, 14, 14, "page", 2)
    for number, x in enumerate(BARS):
        swing = math.sin(on.seconds * 7 + number * 1.9) if on.moves else (0.7, -0.4, 0.4, -0.7)[number]
        on.box(x, 3.5, 13 + 8 * swing, "page", 1.75)


FACES = {
    Phase.STARTING: Face("getting ready …", "it takes a moment", _starting),
    Phase.READY: Face("hold to talk", "Space", _ready),
    Phase.LISTENING: Face("listening", "let go to send, Esc drops it", _listening),
    Phase.TRANSCRIBING: Face("transcribing", "Esc stops it", _transcribing),
    Phase.THINKING: Face("thinking", "Esc stops it", _thinking),
    Phase.SPEAKING: Face("speaking", "Esc stops it", _speaking),
}
LISTENS_FREELY = Face("listening for you", "just talk, or hold Space", _listens_freely)
