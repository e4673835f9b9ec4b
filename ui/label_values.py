"""The rows of a label's values: one stop of the tab order, gone through with the arrow keys."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.icons import Icons
from ui.label_facts import Value
from ui.label_value import LabelValue, Room
from ui.theme import Theme

WIDE = 340
"""Pixels at 100 % from which on percentages stand beside their amounts."""


class LabelValues(QWidget):
    """Rows stay where they are while their values change, so that nobody loses their place."""

    said = Signal(str, object, str)
    """The person confirmed or corrected a value: name, amount, unit."""
    pointed = Signal(object)
    focused = Signal(object)
    grown = Signal(object)
    """A row needs more room than before."""
    left = Signal()
    """The last row was gone through."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme, self._icons = theme, icons
        self.rows: dict[str, LabelValue] = {}
        self._width = 0
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self.setAccessibleName("Values of the label")

    @property
    def is_editing(self) -> bool:
        return any(row.is_editing for row in self.rows.values())

    def show_values(self, values: tuple[Value, ...]) -> None:
        """Show these rows, in this order."""
        names = [value.name for value in values]
        for name in [name for name in self.rows if name not in names]:
            row = self.rows.pop(name)
            self._whole.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, value in enumerate(values):
            row = self.rows.get(value.name) or self._add(value)
            if row.value != value:
                row.show_value(value)
            if self._whole.indexOf(row) != place:
                self._whole.insertWidget(place, row)
                row.show()
        self.rows = {name: self.rows[name] for name in names}
        self.arrange(self._width)
        if names and not any(row.focusPolicy() & Qt.FocusPolicy.TabFocus for row in self.rows.values()):
            self._stop_at(next(iter(self.rows.values())))

    def arrange(self, width: int) -> None:
        """Stand within this width, in pixels."""
        self._width = width
        shares = any(row.value.share is not None for row in self.rows.values())
        for room in Room:
            if room is not Room.WIDE or width >= self._theme.px(WIDE):
                for row in self.rows.values():
                    row.arrange(room, shares=shares)
                if max((row.needed() for row in self.rows.values()), default=0) <= width:
                    return

    def _add(self, value: Value) -> LabelValue:
        row = self.rows[value.name] = LabelValue(self._theme, self._icons, value)
        row.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        row.said.connect(self.said)
        row.pointed.connect(self.pointed)
        row.focused.connect(self.focused)
        row.focused.connect(lambda key: self._stop_at(row) if key else None)
        row.grown.connect(lambda: self.grown.emit(row))
        row.moved.connect(lambda step: self._go(row, step))
        row.confirmed.connect(lambda: self._go(row, 1) if row.hasFocus() else None)
        return row

    def _go(self, row: LabelValue, step: int) -> None:
        rows = list(self.rows.values())
        place = rows.index(row) + step
        if 0 <= place < len(rows):
            rows[place].setFocus(Qt.FocusReason.OtherFocusReason)
        elif place > 0:
            self.left.emit()

    def go_back_in(self) -> None:
        """Give the focus to the last row."""
        for row in list(self.rows.values())[-1:]:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stop_at(self, row: LabelValue) -> None:
        """The tab key comes back to the row where it left."""
        for other in self.rows.values():
            other.setFocusPolicy(Qt.FocusPolicy.StrongFocus if other is row else Qt.FocusPolicy.ClickFocus)
