"""Small makers of widgets, so that every control has a name, a tooltip and a look."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from assistant.unseen import visible
from ui.icons import Icons

W = TypeVar("W", bound=QWidget)


def looks(widget: W, look: str) -> W:
    """Give a widget a look of the style sheet."""
    widget.setProperty("look", look)
    return widget


def named(widget: W, name: str, tip: str = "") -> W:
    """Give a control its name for people who do not see it, and its tooltip (the name, where no other is given)."""
    widget.setAccessibleName(visible(name))
    widget.setToolTip(visible(tip or name))
    if isinstance(widget, QComboBox):
        widget.view().setAccessibleName(visible(name))
    return widget


def clearable(field: QLineEdit, name: str) -> None:
    """Give a field a button that empties it, called so."""
    field.setClearButtonEnabled(True)
    for cross in field.findChildren(QToolButton):
        named(cross, name)


MAY_END = "\u200b"
"""A place where a line may end, which is not seen."""


class Breakable(str):
    """Text in which nothing hides but the places where a line may end, which Earsight put there itself."""

    __slots__ = ()


class Label(QLabel):
    """Plain text, never read as HTML, in which nothing hides."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Screen readers are not given the places where a line may end."""
        breaks = isinstance(text, Breakable)
        super().setText(text if breaks else visible(text))
        self.setAccessibleName(text.replace(MAY_END, "") if breaks else "")


def label(text: str, look: str = "", *, wrap: bool = True) -> QLabel:
    """Plain text, never read as HTML."""
    made = Label(text)
    made.setWordWrap(wrap)
    return looks(made, look) if look else made


def button(text: str, clicked: Callable[[], object], look: str = "", *, tip: str = "") -> QPushButton:
    made = named(QPushButton(text), text, tip)
    made.clicked.connect(lambda _checked: clicked())
    return looks(made, look) if look else made


def icon_button(
    icons: Icons, icon: str, name: str, clicked: Callable[[], object] | None = None, *, tip: str = "", pixels: int = 20
) -> QToolButton:
    """A button that is a picture only; its name is said by screen readers and by the tooltip."""
    made = named(QToolButton(), name, tip)
    icons.set(made, icon, pixels=pixels)
    if clicked is not None:
        made.clicked.connect(lambda _checked: clicked())
    return made


def line() -> QFrame:
    """A thin line between two things."""
    return looks(QFrame(), "line")
