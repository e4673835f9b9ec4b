"""What a list of the card shows: ingredients as text, or an allergen in each chip."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QMenu, QToolButton, QVBoxLayout, QWidget

from assistant.vision.label_allergens import order
from ui.icons import Icons
from ui.label_chips import Chip, Chips
from ui.label_listed import Listed
from ui.label_marks import chip
from ui.label_passage import ReadText
from ui.label_words import allergen_title
from ui.theme import Theme
from ui.widgets import icon_button, label, looks, named

NONE = {
    "ingredients": "None were read. If there are some, add them (F2): what you ask about allergens needs them.",
    "allergens": "None was found in what was read. That does not mean that there is none: read the package.",
    "may_contain": "None was found in what was read.",
}


class Body(QWidget):
    """Shows a list; what is done with it is told."""

    pointed = Signal(object)
    focused = Signal(object)
    edits = Signal()
    """The person wants to type it."""
    said = Signal(str)
    """The list as the person corrects it."""

    def __init__(self) -> None:
        super().__init__()
        self._none = label("", "small")
        self._whole = QVBoxLayout(self)
        self._whole.addWidget(self._none)
        self._text = ""

    def show_value(self, value: Listed) -> bool:
        """Show this from now on; whether something that is shown no longer had the focus."""
        self._text = ", ".join(value.shown)
        words = "None, as you checked." if value.is_checked else NONE[value.name]
        self._none.setText("" if value.shown else words)
        self._none.setVisible(not value.shown)
        return False

    def take_focus(self) -> bool:
        """Go on where the focus was; whether there is such a place."""
        return False

    def copy_all(self) -> None:
        QApplication.clipboard().setText(self._text)


class Ingredients(Body):
    def __init__(self, title: str) -> None:
        super().__init__()
        self._whole.setContentsMargins(0, 0, 0, 0)
        self.text = named(ReadText(""), title)
        self.text.setToolTip("")
        self.text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.text.installEventFilter(self)
        self.text.viewport().installEventFilter(self)
        self._whole.addWidget(self.text)

    def show_value(self, value: Listed) -> bool:
        super().show_value(value)
        if self.text.toPlainText() != self._text:
            self.text.setPlainText(self._text)
            self.text.refit()
        self.text.setVisible(bool(value.shown))
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Text that has the focus is shown in the picture, and a double click corrects it."""
        if watched is self.text and event.type() == QEvent.Type.FocusIn:
            self.focused.emit("ingredients")
        elif watched is self.text and event.type() == QEvent.Type.FocusOut:
            self.focused.emit(None)
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            self.edits.emit()
            return True
        return False


class Allergens(Body):
    """A chip for each, to be taken off, and a button that offers all others."""

    def __init__(self, theme: Theme, icons: Icons, name: str) -> None:
        super().__init__()
        self._theme, self._icons, self._name = theme, icons, name
        self._whole.setContentsMargins(0, 0, 0, 0)
        self.chips: list[Chip] = []
        self._shown: Listed | None = None
        self._focus_at: int | None = None
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._offer)
        self.add = self._button()
        self._flow = Chips(theme)
        self._whole.addWidget(self._flow)

    def show_value(self, value: Listed) -> bool:
        super().show_value(value)
        before, self._shown = self._shown, value
        named(self.add, f"Add to: {value.title}", "Add an allergen that stands on the label")
        if before is not None and before.shown == value.shown and before.entries == value.entries:
            return False
        self._focus_at = next((at for at, one in enumerate(self.chips) if one.hasFocus()), None)
        chips = [self._chip(at, text, value) for at, text in enumerate(value.shown)]
        self._flow.show_chips(self.chips, chips, self.add)
        self.chips = chips
        return self._focus_at is not None

    def take_focus(self) -> bool:
        if self.chips and self._focus_at is not None:
            self.chips[min(self._focus_at, len(self.chips) - 1)].setFocus()
            return True
        return False

    def offered(self) -> list[str]:
        """Keys of the allergens that are not in the list."""
        return [name for name in order() if self._shown is None or name not in self._shown.names]

    def add_one(self, name: str) -> None:
        """This allergen stands on the label, too."""
        if self._shown is not None:
            self.said.emit(", ".join((*self._shown.entries, name)))

    def _remove(self, number: int) -> None:
        if self._shown is not None:
            self.said.emit(", ".join(one for at, one in enumerate(self._shown.entries) if at != number))

    def _offer(self) -> None:
        self._menu.clear()
        for name in self.offered():
            self._menu.addAction(allergen_title(name), partial(self.add_one, name))

    def _chip(self, number: int, text: str, value: Listed) -> Chip:
        made = Chip(self._theme, self._icons, chip(self._name, number), text)
        made.setAccessibleName(f"{value.title}: {text}")
        made.pointed.connect(self.pointed)
        made.focused.connect(self.focused)
        made.removed.connect(lambda: self._remove(number))
        return made

    def _button(self) -> QToolButton:
        made = looks(icon_button(self._icons, "plus", "Add", pixels=16), "plain")
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        made.setMenu(self._menu)
        made.setText("Add")
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return made
