"""The one big button: it shows what Earsight is doing by shape, word and colour, and is held to talk."""

import math

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QSizePolicy, QStyle

from ui.icons import pixmap
from ui.phase import BUSY, Phase
from ui.talk_faces import FACES, LISTENS_FREELY, Canvas, Face
from ui.theme import Theme

FRAME = 40
"""Milliseconds between two pictures of what moves."""
QUIET, LOUD = -50.0, -15.0
"""Decibels below full scale, between which the ring grows."""
FALL = 0.12
"""Share of the ring that it may lose from one picture to the next; it rises at once."""
SHRUNK = 0.55
"""How large the disc is where the words stand beside it, as a share."""
MOVING = frozenset({Phase.LISTENING, Phase.TRANSCRIBING, Phase.THINKING, Phase.SPEAKING})


class TalkButton(QAbstractButton):
    """Follows the phase it is given; what a press means is decided by who listens to its signals."""

    down = Signal()
    """Held, from now on."""
    up = Signal()
    switch = Signal()
    """Listen, or send what was said: Enter, or a screen reader's press, which cannot be held."""
    stop = Signal()
    """Pressed while there is something to stop."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._phase = Phase.STARTING
        self._is_hands_free = False
        self._is_held = False
        self._is_low = False
        self._moves = _system_moves(self)
        """Without motion every picture stands still; only the level's ring follows the voice."""
        self._wanted = self._level = 0.0
        """How far the ring is to open, and how far it is open: from 0.0 to 1.0."""
        self._seconds = 0.0
        self._glyphs: dict[tuple[str, str], QPixmap] = {}
        self._frames = QTimer(self)
        self._frames.setInterval(FRAME)
        self._frames.timeout.connect(self._frame)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._clicked)
        theme.changed.connect(self._rescale)
        self._tell()

    @property
    def face(self) -> Face:
        """How the phase looks and what it is called."""
        return LISTENS_FREELY if self._is_hands_free and self._phase is Phase.READY else FACES[self._phase]

    @property
    def is_hands_free(self) -> bool:
        return self._is_hands_free

    def set_phase(self, phase: Phase) -> None:
        if phase is not self._phase:
            self._phase = phase
            self._wanted = self._level = self._seconds = 0.0
            self._tell()

    def set_hands_free(self, on: bool) -> None:
        """Whether Earsight listens all the time: then ready is called otherwise."""
        self._is_hands_free = on
        self._tell()

    def set_level(self, level: float) -> None:
        """How loud it is: root mean square, from 0.0 to 1.0."""
        decibels = 20 * math.log10(max(level, 1e-6))
        self._wanted = min(1.0, max(0.0, (decibels - QUIET) / (LOUD - QUIET)))
        self._level = max(self._level, self._wanted)
        if self._phase is Phase.LISTENING:
            self.update()

    def set_low(self, low: bool) -> None:
        """Whether height is scarce: the words then stand beside a smaller disc."""
        if low is not self._is_low:
            self._is_low = low
            self._rescale()

    def sizeHint(self) -> QSize:
        px = self._theme.px
        return QSize(px(240), px(60)) if self._is_low else QSize(px(220), px(160))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        px, face = self._theme.px, self.face
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_low:
            painter.translate(px(36), self.height() / 2)
            painter.scale(SHRUNK, SHRUNK)
        else:
            painter.translate(self.width() / 2, px(52))
        seconds = self._seconds if self._moves else 0.0
        face.draw(Canvas(painter, self._theme, self._level, seconds, self._moves, self._glyph))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(Canvas.stroke(self._theme.color("text"), px(2)))
            painter.drawEllipse(-px(50), -px(50), 2 * px(50), 2 * px(50))
        painter.resetTransform()
        word, hint = (px(10), px(31)) if self._is_low else (px(106), px(131))
        self._write(painter, face.word, word, self._theme.font(bold=True), "text")
        self._write(painter, face.hint, hint, self._theme.font(0.87), "muted")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
        elif self._phase in BUSY:
            self.stop.emit()
        elif not self._is_held:
            self._is_held = True
            self.down.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._let_go()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A finger that slides off the button still holds it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def showEvent(self, _event: QShowEvent) -> None:
        self._run()

    def hideEvent(self, _event: QHideEvent) -> None:
        self._let_go()
        self._frames.stop()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.EnabledChange:
            self._let_go()
        super().changeEvent(event)

    def _let_go(self) -> None:
        if self._is_held:
            self._is_held = False
            self.up.emit()

    def _clicked(self) -> None:
        (self.stop if self._phase in BUSY else self.switch).emit()

    def _tell(self) -> None:
        face = self.face
        self.setAccessibleName(f"Talk: {face.word}")
        self.setAccessibleDescription(face.hint)
        self.setToolTip(f"{face.word[0].upper()}{face.word[1:]} ({face.hint})")
        self._run()

    def _run(self) -> None:
        """Pictures are drawn anew only while something moves that is seen."""
        moves = self._phase in MOVING and (self._moves or self._phase is Phase.LISTENING)
        if moves and self.isVisible():
            self._frames.start()
        else:
            self._frames.stop()
        self.update()

    def _frame(self) -> None:
        self._seconds += FRAME / 1000
        self._level = max(self._wanted, self._level - FALL)
        self.update()

    def _rescale(self) -> None:
        self._glyphs.clear()
        self.updateGeometry()
        self.update()

    def _write(self, painter: QPainter, text: str, top: int, font: QFont, color: str) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.color(color))
        left = self._theme.px(76) if self._is_low else 0
        side = Qt.AlignmentFlag.AlignLeft if self._is_low else Qt.AlignmentFlag.AlignHCenter
        area = QRect(left, top, self.width() - left, QFontMetrics(font).lineSpacing() + self._theme.px(4))
        painter.drawText(area, side | Qt.AlignmentFlag.AlignTop, text)

    def _glyph(self, name: str, color: str) -> QPixmap:
        if (name, color) not in self._glyphs:
            self._glyphs[name, color] = pixmap(name, color, self._theme.px(32), 2.0)
        return self._glyphs[name, color]


def _system_moves(button: QAbstractButton) -> bool:
    """Whether the system's settings let things move."""
    duration = button.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, button)
    return duration != 0 and QApplication.isEffectEnabled(Qt.UIEffect.UI_General)
