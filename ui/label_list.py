"""A label's ingredients or allergens: whether they are checked, and the field and the chips to correct them with."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QToolButton, QVBoxLayout

from assistant.errors import VisionError
from assistant.unseen import visible
from assistant.vision.facts import Listing
from assistant.vision.label_corrected import allergens_of
from assistant.vision.label_ingredients import ingredients_of
from ui import label_sign
from ui.column import fold
from ui.icons import Icons
from ui.label_list_body import Allergens, Ingredients
from ui.label_listed import Listed
from ui.label_place import Place
from ui.label_value import CONFIRMS, CORRECTS
from ui.message_field import GrowingField
from ui.theme import Theme
from ui.widgets import icon_button, label, named

ACTS = "Enter: it is right. F2: correct it."
NO_INGREDIENTS = "Type the ingredients, with commas between them, or leave them as they were (Esc)."


class LabelList(Place):
    """Enter confirms and F2 corrects; in the field Enter saves and Esc leaves it as it was."""

    said = Signal(str, str)
    """The person confirmed or corrected it: name, text."""
    grown = Signal()
    """It needs more room than before."""
    confirmed = Signal()
    """With the key, so that the next one may follow."""

    def __init__(self, theme: Theme, icons: Icons, value: Listed) -> None:
        super().__init__(theme, value.name)
        self.value = value
        self.field: GrowingField | None = None
        self._sign, self._title = label("", wrap=False), label(value.title)
        self._note, self._doubt, self._refused = label("", "small"), label("", "warning"), label("", "warning")
        self.body = Ingredients(value.title) if value.name == "ingredients" else Allergens(theme, icons, value.name)
        self.copies = self._tool(icons, "copy", f"Copy: {value.title}", f"Copy: {value.title}", self.body.copy_all)
        self.ok = self._tool(icons, "check", "It is right", "It is right (Enter)", self.confirm)
        self.fix = self._tool(icons, "edit", "Correct it", "Correct it (F2)", self.edit)
        self.save = self._tool(icons, "check", "Save", "Save (Enter)", self._save)
        self.drop = self._tool(icons, "close", "Leave it as it was", "Leave it as it was (Esc)", self.cancel)
        self._lay_out()
        self.body.pointed.connect(self.pointed)
        self.body.focused.connect(self.focused)
        self.body.edits.connect(self.edit)
        self.body.said.connect(lambda text: self.said.emit(self.value.name, text))
        theme.changed.connect(self._restyle)
        self.show_value(value)
        self._indent(narrow=False)
        self._restyle()

    @property
    def is_editing(self) -> bool:
        return self.field is not None

    def show_value(self, value: Listed) -> None:
        """Show this from now on; what is being typed stays."""
        self.value = value
        had_focus = self.body.show_value(value)
        self._note.setText(_changed(value))
        self._doubt.setText("\n".join(value.doubts))
        self.ok.setEnabled(not value.is_checked and (bool(value.shown) or value.name != "ingredients"))
        parts = [value.title, ", ".join(value.shown) or "none"]
        if value.is_checked:
            parts.append("corrected by you" if value.is_changed else "checked")
        self.setAccessibleName(", ".join(parts))
        self.setAccessibleDescription(" ".join((*value.doubts, ACTS)))
        self._stand()
        if had_focus and not self.body.take_focus():
            self.setFocus()

    def arrange(self, width: int) -> None:
        """Stand within this width, in pixels."""
        self._indent(narrow=False)
        self._whole.activate()
        self._indent(narrow=self._whole.totalMinimumSize().width() > width)

    def confirm(self) -> None:
        """The list is right as it stands there."""
        if not self.value.shown and self.value.name == "ingredients":
            self.edit()
            return
        if not self.value.is_checked:
            self.said.emit(self.value.name, self.value.text)
        self.confirmed.emit()

    def edit(self) -> None:
        """Open the field, with what is there."""
        if self.field is None:
            self.field = GrowingField(self._theme, catches_escape=True)
            named(self.field, f"{self.value.title}: the right text", "Save (Enter), leave it (Esc)")
            self.field.setPlainText(visible(self.value.text))
            self.field.selectAll()
            self.field.entered.connect(self._save)
            self.field.left.connect(self.cancel)
            self.field.textChanged.connect(lambda: self._refuse(""))
            self.field.grown.connect(self.grown)
            self.field.installEventFilter(self)
            self._line.insertWidget(0, self.field, 1)
            self.field.show()
            self._stand()
            self.grown.emit()
        self.field.setFocus()

    def cancel(self) -> None:
        """Leave the list as it was."""
        if self.field is not None:
            self._refuse("")
            field, self.field = self.field, None
            self._line.removeWidget(field)
            self._stand()
            self.setFocus()
            field.hide()
            field.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.field is None and key in CONFIRMS and not held:
            self.confirm()
        elif self.field is None and key == CORRECTS and not held:
            self.edit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.edit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The field stands for the row."""
        if event.type() == QEvent.Type.FocusIn:
            self.focused.emit(self.key)
        elif event.type() == QEvent.Type.FocusOut and not self.hasFocus():
            self.focused.emit(None)
        return False

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

    def _refuse(self, why: str) -> None:
        self._refused.setText(why)
        self._refused.setVisible(bool(why))
        if self.field is not None:
            self.field.setAccessibleDescription(why)
            self.grown.emit()

    def _stand(self) -> None:
        """Show what belongs to the present state."""
        editing = self.field is not None
        self.copies.setVisible(not editing and isinstance(self.body, Ingredients) and bool(self.value.shown))
        self.body.setVisible(not editing)
        for tool, when in ((self.ok, False), (self.fix, False), (self.save, True), (self.drop, True)):
            tool.setVisible(editing is when)
        for below in (self._note, self._doubt, self._refused):
            below.setVisible(bool(below.text()))
        label_sign.draw(self._sign, self._theme, is_checked=self.value.is_checked, is_doubtful=self.value.is_doubtful)

    def _tool(self, icons: Icons, icon: str, name: str, tip: str, act: Callable[[], object]) -> QToolButton:
        made = icon_button(icons, icon, name, act, tip=tip, pixels=16)
        if icon != "copy":
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Its key works on the whole row, which has the focus.
        return made

    def _lay_out(self) -> None:
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._names, self._ends, self._line = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
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
