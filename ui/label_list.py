"""A label's ingredients or allergens: whether they are checked, and the field and the chips to correct them with."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout

from assistant.errors import VisionError
from assistant.unseen import visible
from assistant.vision.facts import Listing
from assistant.vision.label_corrected import allergens_of
from assistant.vision.label_ingredients import ingredients_of
from ui.column import fold
from ui.icons import Icons
from ui.label_list_body import Allergens, Ingredients
from ui.label_listed import Listed
from ui.label_row import LabelRow
from ui.message_field import GrowingField
from ui.theme import Theme
from ui.widgets import icon_button, label, named

NO_INGREDIENTS = "Type the ingredients, with commas between them, or leave them as they were (Esc)."


class LabelList(LabelRow):
    """Below its title stands what is in it, and the field in its place."""

    said = Signal(str, str)
    """The person confirmed or corrected it: name, text."""

    value: Listed
    field: GrowingField | None

    def __init__(self, theme: Theme, icons: Icons, value: Listed) -> None:
        super().__init__(theme, icons, value)
        self._title = label(value.title)
        self.body = Ingredients(value.title) if value.name == "ingredients" else Allergens(theme, icons, value.name)
        self.copies = icon_button(icons, "copy", f"Copy: {value.title}", self.body.copy_all, pixels=16)
        self._lay_out()
        self.body.pointed.connect(self.pointed)
        self.body.focused.connect(self.focused)
        self.body.edits.connect(self.edit)
        self.body.said.connect(lambda text: self.said.emit(self.value.name, text))
        theme.changed.connect(self._restyle)
        self.show_value(value)
        self._indent(narrow=False)
        self._restyle()

    def show_value(self, value: Listed) -> None:
        """Show this from now on; what is being typed stays."""
        self.value = value
        had_focus = self.body.show_value(value)
        self._note.setText(_changed(value))
        self._show_state()
        parts = [value.title, ", ".join(value.shown) or "none"]
        if value.is_checked:
            parts.append("corrected by you" if value.is_changed else "checked")
        self.setAccessibleName(", ".join(parts))
        self._stand()
        if had_focus and not self.body.take_focus():
            self.setFocus()

    def arrange(self, width: int) -> None:
        """Stand within this width, in pixels."""
        self._indent(narrow=False)
        self._whole.activate()
        self._indent(narrow=self._whole.totalMinimumSize().width() > width)

    def _is_missing(self) -> bool:
        return not self.value.shown and self.value.name == "ingredients"

    def _say_right(self) -> None:
        self.said.emit(self.value.name, self.value.text)

    def _made_field(self) -> GrowingField:
        field = GrowingField(self._theme, catches_escape=True)
        named(field, f"{self.value.title}: the right text", "Save (Enter), leave it (Esc)")
        field.setPlainText(visible(self.value.text))
        field.selectAll()
        field.entered.connect(self._save)
        field.left.connect(self.cancel)
        field.textChanged.connect(lambda: self._refuse(""))
        field.grown.connect(self.grown)
        return field

    def _save(self) -> None:
        assert self.field is not None
        text = " ".join(self.field.toPlainText().split())
        if text == " ".join(visible(self.value.text).split()):
            text = self.value.text
        try:
            _check(self.value.name, text)
        except VisionError as error:
            self._refuse(str(error))
            self.field.setFocus()
            return
        self.cancel()
        self.said.emit(self.value.name, text)

    def _stand(self) -> None:
        has_text = isinstance(self.body, Ingredients) and bool(self.value.shown)
        self.copies.setVisible(has_text and not self.is_editing)
        self.body.setVisible(not self.is_editing)  # before anything is shown, which lays all of it out
        super()._stand()
        self._draw_sign()

    def _lay_out(self) -> None:
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._names, self._ends = QHBoxLayout(), QHBoxLayout()
        self._names.addWidget(self._sign)
        self._names.addWidget(self._title, 1)
        self._ends.addStretch(1)
        for tool in (self.copies, self.ok, self.fix):
            self._ends.addWidget(tool)
        self._head.addLayout(self._names, 1)
        self._head.addLayout(self._ends)
        for tool in (self.save, self.drop):
            self._line.addWidget(tool, 0, Qt.AlignmentFlag.AlignTop)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(self._head)
        self._whole.addWidget(self.body)
        self._whole.addLayout(self._line)
        for below in (self._refused, self._note, self._doubt):
            self._whole.addWidget(below)

    def _restyle(self) -> None:
        px = self._theme.px
        self._whole.setContentsMargins(px(4), px(2), px(2), px(4))
        self._whole.setSpacing(px(4))
        for layout in (self._head, self._names, self._line):
            layout.setSpacing(px(4))
        self._ends.setSpacing(px(2))
        self._stand()

    def _indent(self, *, narrow: bool) -> None:
        """Below the title, or below the sign where there is little room."""
        fold(self._head, narrow)
        left, right = self._theme.px(4 if narrow else 22), self._theme.px(0 if narrow else 4)
        for inside in (self.body, self._refused, self._note, self._doubt):
            inside.setContentsMargins(left, 0, right, 0)
        self._line.setContentsMargins(left, 0, 0, 0)


def _check(name: Listing, text: str) -> None:
    """Raise `VisionError` where the text cannot be such a list."""
    if name != "ingredients":
        allergens_of(text)
    elif not ingredients_of(text):
        raise VisionError(NO_INGREDIENTS)


def _changed(value: Listed) -> str:
    gone = ", ".join(value.gone)
    if value.is_checked and value.is_changed:
        return f"Corrected by you; no longer there: {gone}." if gone else "Corrected by you."
    return f"No longer there since you corrected the ingredients: {gone}." if gone else ""
