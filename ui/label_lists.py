"""The lists of a label: its ingredients, the allergens it names, and those it may contain."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.icons import Icons
from ui.label_list import LabelList
from ui.label_list_body import Allergens
from ui.label_listed import Listed
from ui.label_place import Place
from ui.theme import Theme


class LabelLists(QWidget):
    """Each stays where it is while it changes, so that nobody loses their place."""

    said = Signal(str, str)
    """The person confirmed or corrected a list: name, text."""
    pointed = Signal(object)
    focused = Signal(object)
    grown = Signal(object)
    """A list needs more room than before."""
    left = Signal()
    """Up was pressed on the first."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme, self._icons = theme, icons
        self.rows: dict[str, LabelList] = {}
        self._width = 0
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self.setAccessibleName("Ingredients and allergens")
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def is_editing(self) -> bool:
        return any(row.is_editing for row in self.rows.values())

    @property
    def places(self) -> dict[str, Place]:
        """What stands for a place in the picture."""
        found: dict[str, Place] = dict(self.rows)
        for row in self.rows.values():
            if isinstance(row.body, Allergens):
                found |= {chip.key: chip for chip in row.body.chips}
        return found

    def show_lists(self, lists: tuple[Listed, ...]) -> None:
        """Show these; none where there is no label."""
        for name in [name for name in self.rows if name not in [one.name for one in lists]]:
            row = self.rows.pop(name)
            self._whole.removeWidget(row)
            row.hide()
            row.deleteLater()
        for value in lists:
            row = self.rows.get(value.name) or self._add(value)
            if row.value != value:
                row.show_value(value)
        self.arrange(self._width)

    def arrange(self, width: int) -> None:
        """Stand within this width, in pixels."""
        self._width = width
        for row in self.rows.values():
            row.arrange(width)

    def go_in(self) -> None:
        """Give the focus to the first."""
        for row in list(self.rows.values())[:1]:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, value: Listed) -> LabelList:
        row = self.rows[value.name] = LabelList(self._theme, self._icons, value)
        row.said.connect(self.said)
        row.pointed.connect(self.pointed)
        row.focused.connect(self.focused)
        row.grown.connect(lambda: self.grown.emit(row))
        row.moved.connect(lambda step: self._go(row, step))
        row.confirmed.connect(lambda: self._go(row, 1) if row.hasFocus() else None)
        self._whole.addWidget(row)
        return row

    def _go(self, row: LabelList, step: int) -> None:
        rows = list(self.rows.values())
        place = rows.index(row) + step
        if 0 <= place < len(rows):
            rows[place].setFocus(Qt.FocusReason.OtherFocusReason)
        elif place < 0:
            self.left.emit()

    def _restyle(self) -> None:
        self._whole.setSpacing(self._theme.px(4))
        QTimer.singleShot(0, self, lambda: self.arrange(self._width))  # once all in it has its new size
