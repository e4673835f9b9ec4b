"""The sign before a row of the card: checked, in doubt, or nothing yet."""

from PySide6.QtWidgets import QLabel

from ui.icons import pixmap
from ui.theme import Theme

SIDE = 18
"""Pixels at 100 %."""


def draw(sign: QLabel, theme: Theme, *, is_checked: bool, is_doubtful: bool) -> None:
    icon, color, word = "", "", "Not checked yet"
    if is_checked:
        icon, color, word = "check", theme.colors.accent, "Checked by you"
    elif is_doubtful:
        icon, color, word = "warning", theme.colors.warning, "In doubt: compare it with the picture"
    sign.setFixedWidth(theme.px(SIDE))
    sign.setToolTip(word)
    if icon:
        sign.setPixmap(pixmap(icon, color, theme.px(SIDE), sign.devicePixelRatioF()))
    else:
        sign.clear()
