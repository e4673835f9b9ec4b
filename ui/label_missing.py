"""Adds a value that stands on the label and was not read."""

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from assistant.vision.label_vocabulary import nutrients
from ui.column import fold
from ui.label_typed import NotAnAmount, typed, usual_unit
from ui.label_words import ENERGY, SERVING_SIZE, SERVINGS, title
from ui.settings_controls import ChoiceBox
from ui.theme import Theme
from ui.widgets import button, label, named

FIRST = (SERVING_SIZE, SERVINGS, *ENERGY)


class MissingValue(QWidget):
    """A button; then the list of what is missing, and a field for its amount."""

    said = Signal(str, object, str)
    """The person added a value: name, amount, unit."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.open = button("Add a missing value", self._open, "plain")
        self.open.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.names = named(ChoiceBox(), "Value that is missing")
        self.amount = named(QLineEdit(), "Its amount", "Its amount (Enter adds it, Esc closes)")
        self.amount.setMaxLength(40)
        self.add = button("Add", self._add, "primary", tip="Add the value (Enter)")
        self.close_it = button("Cancel", self.fold_up, tip="Close (Esc)")
        self._refused = label("", "warning")
        self.names.currentIndexChanged.connect(lambda _at: self._example())
        self.amount.textEdited.connect(lambda _text: self._refuse(""))
        self._form, self._ways = QWidget(), QHBoxLayout()
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.addWidget(self.names, 2)
        self._line.addWidget(self.amount, 1)
        self._ways.addStretch(1)
        self._ways.addWidget(self.close_it)
        self._ways.addWidget(self.add)
        self._rows = QVBoxLayout(self._form)
        self._rows.addLayout(self._line)
        self._rows.addWidget(self._refused)
        self._rows.addLayout(self._ways)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.open)
        whole.addWidget(self._form)
        self._form.hide()
        self._refused.hide()
        theme.changed.connect(self._restyle)
        self._restyle()

    def offer(self, shown: Collection[str], layout: str | None) -> None:
        """Offer all values but those that are shown."""
        names = [name for name in dict.fromkeys((*FIRST, *nutrients())) if name not in shown]
        offered = [(f"{title(name, layout)}{' (kJ)' if name == 'energy_kj' else ''}", name) for name in names]
        self.names.fill([(text, name) for text, name in offered])
        if self.names.currentIndex() < 0:
            self.names.setCurrentIndex(0)

    def arrange(self, *, narrow: bool) -> None:
        fold(self._line, narrow)

    def fold_up(self) -> None:
        """Close the form."""
        self._refuse("")
        self.amount.clear()
        had_focus = any(part.hasFocus() for part in (self.names, self.amount, self.add, self.close_it))
        self._form.hide()
        self.open.show()
        if had_focus:
            self.open.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self._form.isHidden():
            self.fold_up()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.amount.hasFocus():
            self._add()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        self.open.hide()
        self._form.show()
        self.names.setFocus()

    def _add(self) -> None:
        name = str(self.names.currentData())
        try:
            right = typed(self.amount.text(), name, "")
        except NotAnAmount as error:
            self._refuse(str(error))
            self.amount.setFocus()
            return
        self.fold_up()
        self.said.emit(name, right.amount, right.unit)

    def _example(self) -> None:
        name = self.names.currentData()
        if name is not None:
            self.amount.setPlaceholderText("8" if name == SERVINGS else f"12 {usual_unit(str(name))}")

    def _refuse(self, why: str) -> None:
        self._refused.setText(why)
        self._refused.setVisible(bool(why))
        self.amount.setAccessibleDescription(why)

    def _restyle(self) -> None:
        px = self._theme.px
        self._rows.setContentsMargins(px(4), px(4), px(4), px(4))
        for layout in (self._rows, self._line, self._ways):
            layout.setSpacing(px(8))
