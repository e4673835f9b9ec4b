"""Rows of the card that stay where they are while their values change, so that nobody loses their place."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.icons import Icons
from ui.label_facts import Value
from ui.label_listed import Listed
from ui.label_row import LabelRow
from ui.theme import Theme

V = TypeVar("V", bound=Value | Listed)
R = TypeVar("R", bound=LabelRow)


class LabelRows(QWidget, Generic[V, R]):
    """Gone through with the arrow keys; a kind of rows makes them, and says what they say."""

    pointed = Signal(object)
    focused = Signal(object)
    grown = Signal(object)
    """A row needs more room than before."""
    left = Signal()
    """They were gone through to the end that leads on."""

    end = -1
    """The row from which one goes on to what is beside these: 0 for the first, -1 for the last."""

    def __init__(self, theme: Theme, icons: Icons, name: str) -> None:
        super().__init__()
        self._theme, self._icons = theme, icons
        self.rows: dict[str, R] = {}
        self._width = 0
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self.setAccessibleName(name)

    @property
    def is_editing(self) -> bool:
        return any(row.is_editing for row in self.rows.values())

    def show_values(self, values: Sequence[V]) -> None:
        """Show these, in this order; none where there is no label."""
        names = [value.name for value in values]
        for name in [name for name in self.rows if name not in names]:
            row = self.rows.pop(name)
            self._whole.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, value in enumerate(values):
            row = self.rows.get(value.name) or self._add(value)
            if row.value != value:
                self._update(row, value)
            if self._whole.indexOf(row) != place:
                self._whole.insertWidget(place, row)
                row.show()
        self.rows = {name: self.rows[name] for name in names}
        self.arrange(self._width)

    def arrange(self, width: int) -> None:
        """Stand within this width, in pixels."""
        raise NotImplementedError

    def go_in(self) -> None:
        """Give the focus to the row at the end that leads on."""
        if self.rows:
            list(self.rows.values())[self.end].setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self, value: V) -> R:
        """A row, whose `said` is told on."""
        raise NotImplementedError

    def _update(self, row: R, value: V) -> None:
        raise NotImplementedError

    def _add(self, value: V) -> R:
        row = self.rows[value.name] = self._made(value)
        row.pointed.connect(self.pointed)
        row.focused.connect(self.focused)
        row.grown.connect(lambda: self.grown.emit(row))
        row.moved.connect(lambda step: self._go(row, step))
        row.confirmed.connect(lambda: self._go(row, 1) if row.hasFocus() else None)
        return row

    def _go(self, row: R, step: int) -> None:
        rows = list(self.rows.values())
        place = rows.index(row) + step
        if 0 <= place < len(rows):
            rows[place].setFocus(Qt.FocusReason.OtherFocusReason)
        elif (place < 0) == (self.end == 0):
            self.left.emit()
