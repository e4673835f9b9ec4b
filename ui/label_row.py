"""A row of the card that a person confirms, corrects in a field that opens in it, or leaves as it was."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton

from ui import label_sign
from ui.icons import Icons
from ui.label_facts import Value
from ui.label_listed import Listed
from ui.label_place import Place
from ui.message_field import GrowingField
from ui.theme import Theme
from ui.widgets import icon_button, label

CONFIRMS, CORRECTS = (Qt.Key.Key_Return, Qt.Key.Key_Enter), Qt.Key.Key_F2
ACTS = "Enter: it is right. F2: correct it."


class LabelRow(Place):
    """Enter confirms and F2 corrects; in the field Enter saves and Esc leaves it as it was.

    A kind of row says what is confirmed, what its field is, and what is taken from it.
    """

    grown = Signal()
    """It needs more room than before."""
    confirmed = Signal()
    """With the key, so that the next one may follow."""

    def __init__(self, theme: Theme, icons: Icons, value: Value | Listed) -> None:
        super().__init__(theme, value.name)
        self.value = value
        self.field: QLineEdit | GrowingField | None = None
        self._sign = label("", wrap=False)
        self._note, self._doubt, self._refused = label("", "small"), label("", "warning"), label("", "warning")
        self.ok = self._tool(icons, "check", "It is right", "Enter", self.confirm)
        self.fix = self._tool(icons, "edit", "Correct it", "F2", self.edit)
        self.save = self._tool(icons, "check", "Save", "Enter", self._save)
        self.drop = self._tool(icons, "close", "Leave it as it was", "Esc", self.cancel)
        self._line = QHBoxLayout()
        """Where the field stands, before its tools."""

    @property
    def is_editing(self) -> bool:
        return self.field is not None

    def confirm(self) -> None:
        """It is right as it stands there; where nothing does, it is to be typed."""
        if self._is_missing():
            self.edit()
            return
        if not self.value.is_checked:
            self._say_right()
        self.confirmed.emit()

    def edit(self) -> None:
        """Open the field, with what is there."""
        if self.field is None:
            self.field = self._made_field()
            self.field.installEventFilter(self)
            self._line.insertWidget(0, self.field, 1)
            self.field.show()
            self._stand()
            self.grown.emit()
        self.field.setFocus()

    def cancel(self) -> None:
        """Leave it as it was."""
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

    def _is_missing(self) -> bool:
        """Whether there is nothing that could be right."""
        raise NotImplementedError

    def _say_right(self) -> None:
        """Tell that what is there is right."""
        raise NotImplementedError

    def _made_field(self) -> QLineEdit | GrowingField:
        """The field, with what is there in it, chosen."""
        raise NotImplementedError

    def _save(self) -> None:
        """Take what is in the field, or refuse it."""
        raise NotImplementedError

    def _show_state(self) -> None:
        """Whether it is in doubt, and whether it can be confirmed."""
        self._doubt.setText("\n".join(self.value.doubts))
        self.ok.setEnabled(not self.value.is_checked and not self._is_missing())
        self.setAccessibleDescription(" ".join((*self.value.doubts, ACTS)))

    def _refuse(self, why: str) -> None:
        self._refused.setText(why)
        self._refused.setVisible(bool(why))
        if self.field is not None:
            self.field.setAccessibleDescription(why)
            self.grown.emit()

    def _stand(self) -> None:
        """Show what belongs to the present state."""
        for tool, when in ((self.ok, False), (self.fix, False), (self.save, True), (self.drop, True)):
            tool.setVisible(self.is_editing is when)
        for below in (self._note, self._doubt, self._refused):
            below.setVisible(bool(below.text()))

    def _draw_sign(self) -> None:
        value = self.value
        label_sign.draw(self._sign, self._theme, is_checked=value.is_checked, is_doubtful=value.is_doubtful)

    def _tool(self, icons: Icons, icon: str, name: str, key: str, act: Callable[[], object]) -> QToolButton:
        made = icon_button(icons, icon, name, act, tip=f"{name} ({key})", pixels=16)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Its key works on the whole row, which has the focus.
        return made
