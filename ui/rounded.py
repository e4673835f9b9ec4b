"""Painting a widget that has round corners."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QWidget

from ui.theme import Theme


def begin(widget: QWidget, theme: Theme, corner: float) -> QPainter:
    """A painter, to be ended, on the drawn ground inside the corners, whose radius is in pixels at 100 %."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(widget.rect()), theme.px(corner), theme.px(corner))
    painter.setClipPath(outline)
    painter.fillRect(widget.rect(), theme.color("hover"))
    return painter
