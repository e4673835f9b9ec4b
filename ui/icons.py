"""Icons as SVG strokes in the text's colour, drawn anew when the theme changes."""

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

from ui.theme import Theme

# Drawn on 24 by 24, strokes of 1.8, round ends.
PATHS = {
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4 4"/>',
    "settings": '<path d="M4 7h9M19 7h1M4 17h1M11 17h9"/>'
    '<circle cx="16" cy="7" r="2.6"/><circle cx="8" cy="17" r="2.6"/>',
    "memory": '<path d="M6 4h12v16l-6-4-6 4z"/>',
    "models": '<path d="M12 3l8 4.5v9L12 21l-8-4.5v-9z"/><path d="M4 7.5l8 4.5 8-4.5M12 12v9"/>',
    "chat": '<path d="M4 5h16v11H10l-5 4v-4H4z"/>',
    "mic": '<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5 11a7 7 0 0 0 14 0M12 18v3"/>',
    "mic-off": '<path d="M9 9v2a3 3 0 0 0 5 2.2M15 10V6a3 3 0 0 0-5.8-1M5 11a7 7 0 0 0 11.5 5.3M12 18v3M4 4l16 16"/>',
    "stop": '<rect x="7" y="7" width="10" height="10" rx="1.5" fill="currentColor"/>',
    "copy": '<rect x="8" y="8" width="11" height="12" rx="2"/>'
    '<path d="M16 8V6a2 2 0 0 0-2-2H7a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h1"/>',
    "speak": '<path d="M4 10v4h3l5 4V6L7 10z"/><path d="M15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11"/>',
    "edit": '<path d="M5 19l1-4L16 5l3 3L9 18z"/><path d="M14 7l3 3"/>',
    "again": '<path d="M5 12a7 7 0 1 0 2.2-5.1"/><path d="M4.5 4.5l2.4 2.8 2.9-2.4"/>',
    "attach": '<path d="'
    'M19 11l-7.5 7.5a4.6 4.6 0 0 1-6.5-6.5L13 4a3 3 0 0 1 4.3 4.3L9.5 16a1.5 1.5 0 0 1-2.1-2.1L14 7.3"/>',
    "camera": '<path d="M4 8h4l1.5-2.5h5L16 8h4v11H4z"/><circle cx="12" cy="13" r="3.6"/>',
    "screen": '<rect x="3.5" y="5" width="17" height="11.5" rx="1.5"/><path d="M9 20h6M12 16.5V20"/>',
    "on": '<circle cx="12" cy="12" r="6" fill="currentColor"/>',
    "off": '<circle cx="12" cy="12" r="6"/>',
    "mirror": '<path d="M12 4v16M9 7v10H3.500zM15 7v10h5.500z"/>',
    "freeze": '<path d="M9 6v12M15 6v12"/>',
    "rotate": '<path d="M19 12a7 7 0 1 1-2.2-5.1"/><path d="M19.5 4.5l-2.4 2.8-2.9-2.4"/>',
    "send": '<path d="M12 19V6M6 11.5L12 5.5l6 6"/>',
    "delete": '<path d="M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5"/>',
    "download": '<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>',
    "export": '<path d="M12 15V4M7 8.500l5-5 5 5M5 13v7h14v-7"/>',
    "check": '<path d="M5 12.5l4.5 4.500L19 7.5"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "warning": '<path d="M12 4l9 16H3z"/><path d="M12 10v4.500M12 17.3v.2"/>',
    "fold": '<path d="M9 6l6 6-6 6"/>',
    "unfold": '<path d="M6 9l6 6 6-6"/>',
    "sidebar": '<rect x="4" y="5" width="16" height="14" rx="2"/><path d="M9.5 5v14"/>',
    "more": '<circle cx="6" cy="12" r="1" fill="currentColor"/><circle cx="12" cy="12" r="1" fill="currentColor"/>'
    '<circle cx="18" cy="12" r="1" fill="currentColor"/>',
    "back": '<path d="M15 5l-7 7 7 7"/>',
    "folder": '<path d="M4 6h6l2 2h8v11H4z"/>',
    "ear": '<path d="M7 10a5 5 0 0 1 10 0c0 4-4 4-4 7.500a2.5 2.5 0 0 1-5 .5'
    'M10 10.500a2 2 0 0 1 4 0c0 1.5-2 2-2 3.5"/>',
}


def svg(name: str, color: str) -> bytes:
    """The icon as an SVG file in this colour."""
    return (
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="{color}" '
            f'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">{PATHS[name]}</svg>'
        )
        .replace("currentColor", color)
        .encode()
    )


def pixmap(name: str, color: str, pixels: int, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture `pixels` wide and high, sharp on a screen of this device pixel ratio."""
    made = QPixmap(QSize(round(pixels * ratio), round(pixels * ratio)))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(svg(name, color))).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return made


class Icons(QObject):
    """Gives buttons their icons, and draws them anew when the theme changes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        theme.changed.connect(self._redraw)

    def icon(self, name: str, color: str = "text") -> QIcon:
        """`color` is a name in `Colors`; disabled icons are muted."""
        made = QIcon()
        pixels = self.theme.px(24)
        made.addPixmap(pixmap(name, getattr(self.theme.colors, color), pixels, 2.0))
        made.addPixmap(pixmap(name, self.theme.colors.muted, pixels, 2.0), QIcon.Mode.Disabled)
        return made

    def set(self, button: QAbstractButton, name: str, color: str = "text", pixels: int = 20) -> None:
        """Give the button this icon, `pixels` wide and high at 100 %, for as long as no other is given."""
        button.setProperty("drawn", (name, color, pixels))
        self._draw(button)

    def _draw(self, button: QAbstractButton) -> None:
        name, color, pixels = button.property("drawn")
        button.setIconSize(QSize(self.theme.px(pixels), self.theme.px(pixels)))
        button.setIcon(self.icon(name, color))

    def _redraw(self) -> None:
        for widget in QApplication.allWidgets():
            if isinstance(widget, QAbstractButton) and isinstance(widget.property("drawn"), tuple | list):
                self._draw(widget)
