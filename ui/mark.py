"""Earsight's mark: an ear whose middle is an eye's pupil, on one calm colour."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

COLOR = "#0F766E"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256)
"""Pixels in which the systems ask for a program's icon."""

SVG = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<rect x="2" y="2" width="60" height="60" rx="16" fill="{COLOR}"/>
<path d="M18 31a14.500 14.500 0 1 1 24.800 10.200c-3.700 3.700-4.300 5-5.300 8.300-1.300 4.200-6.500 5.500-9.800 2.600"
 fill="none" stroke="#FFFFFF" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/>
<circle cx="32.500" cy="31" r="5.500" fill="#FFFFFF"/>
%s</svg>
"""
BADGE = '<circle cx="49" cy="49" r="13" fill="{}" stroke="#FFFFFF" stroke-width="4"/>'


def svg(badge: str = "") -> bytes:
    """The mark as an SVG file; with `badge`, a colour as `#RRGGBB`, a dot in its corner."""
    return (SVG % (BADGE.format(badge) if badge else "")).encode()


@cache
def icon(badge: str = "") -> QIcon:
    """The mark in all sizes, for the window and the tray."""
    made = QIcon()
    renderer = QSvgRenderer(QByteArray(svg(badge)))
    for size in SIZES:
        drawn = QPixmap(size, size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        made.addPixmap(drawn)
    return made
