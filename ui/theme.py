"""The window's colours and sizes: light, dark and high contrast, by the system or as chosen."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.style import sheet

BASE_PIXELS = 15
"""Height of the system font's text at 100 %."""
LINE_HEIGHT = 1.5
TEXT_COLUMN = 760
"""Widest column of text, in pixels at 100 %."""
NARROW = 700
"""Width in pixels below which only the conversation and the talk button are shown."""


@dataclass(frozen=True, slots=True)
class Colors:
    """One theme, as `#RRGGBB`."""

    page: str
    surface: str
    hover: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    tint: str
    """Behind what the person said."""
    warning: str
    dark: bool


LIGHT = Colors(
    page="#FAFAF8",
    surface="#FFFFFF",
    hover="#EFEFEB",
    line="#DDDDD7",
    text="#1B1B1A",
    muted="#63635E",
    accent="#0F766E",
    on_accent="#FFFFFF",
    tint="#E3F1EF",
    warning="#B45309",
    dark=False,
)
DARK = Colors(
    page="#141413",
    surface="#1E1E1C",
    hover="#2A2A27",
    line="#3A3A36",
    text="#ECECE8",
    muted="#A3A39B",
    accent="#2DD4BF",
    on_accent="#06201D",
    tint="#173330",
    warning="#F59E0B",
    dark=True,
)
CONTRAST_LIGHT = Colors(
    page="#FFFFFF",
    surface="#FFFFFF",
    hover="#E6E6E6",
    line="#000000",
    text="#000000",
    muted="#333333",
    accent="#00504A",
    on_accent="#FFFFFF",
    tint="#E0F5F2",
    warning="#7A3300",
    dark=False,
)
CONTRAST_DARK = Colors(
    page="#000000",
    surface="#000000",
    hover="#262626",
    line="#FFFFFF",
    text="#FFFFFF",
    muted="#D6D6D6",
    accent="#5CF5E1",
    on_accent="#000000",
    tint="#00302B",
    warning="#FFC14D",
    dark=True,
)


class Theme(QObject):
    """What is drawn with which colour and how large; `changed` where the system or the person chose another."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self._chosen = "system"
        self._contrast = False
        self.scale = 1.0
        """Text and controls in multiples of their usual size."""
        self.colors = LIGHT
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply)

    def choose(self, chosen: str, *, contrast: bool, scale: float) -> None:
        """`chosen` is `system`, `light` or `dark`."""
        self._chosen, self._contrast, self.scale = chosen, contrast, scale
        self._apply()

    def px(self, pixels: float) -> int:
        """Pixels at the chosen size."""
        return round(pixels * self.scale)

    def color(self, name: str) -> QColor:
        """A colour by its name in `Colors`."""
        return QColor(getattr(self.colors, name))

    def font(self, share: float = 1.0, *, bold: bool = False) -> QFont:
        """The system's font at this share of the usual size."""
        font = QFont(self._app.font())
        font.setPixelSize(self.px(BASE_PIXELS * share))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def _apply(self, _scheme: object = None) -> None:
        scheme = QGuiApplication.styleHints().colorScheme()
        dark = self._chosen == "dark" or (self._chosen == "system" and scheme == Qt.ColorScheme.Dark)
        plain, contrast = (DARK, CONTRAST_DARK) if dark else (LIGHT, CONTRAST_LIGHT)
        self.colors = contrast if self._contrast else plain
        self._app.setFont(self.font())
        self._app.setPalette(self._palette())
        self._app.setStyleSheet(sheet(self.colors, self.px))
        self.changed.emit()

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, name in (
            (QPalette.ColorRole.Window, "page"),
            (QPalette.ColorRole.Base, "surface"),
            (QPalette.ColorRole.AlternateBase, "hover"),
            (QPalette.ColorRole.WindowText, "text"),
            (QPalette.ColorRole.Text, "text"),
            (QPalette.ColorRole.Button, "surface"),
            (QPalette.ColorRole.ButtonText, "text"),
            (QPalette.ColorRole.ToolTipBase, "surface"),
            (QPalette.ColorRole.ToolTipText, "text"),
            (QPalette.ColorRole.PlaceholderText, "muted"),
            (QPalette.ColorRole.Highlight, "accent"),
            (QPalette.ColorRole.HighlightedText, "on_accent"),
            (QPalette.ColorRole.Link, "accent"),
        ):
            palette.setColor(role, self.color(name))
        return palette
