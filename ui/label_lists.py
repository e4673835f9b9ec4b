"""The lists of a label: its ingredients, the allergens it names, and those it may contain."""

from PySide6.QtCore import QTimer, Signal

from ui.icons import Icons
from ui.label_list import LabelList
from ui.label_list_body import Allergens
from ui.label_listed import Listed
from ui.label_place import Place
from ui.label_rows import LabelRows
from ui.theme import Theme


class LabelLists(LabelRows[Listed, LabelList]):
    """They follow the values: up from the first leads back to those."""

    said = Signal(str, str)
    """The person confirmed or corrected a list: name, text."""

    end = 0

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__(theme, icons, "Ingredients and allergens")
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def places(self) -> dict[str, Place]:
        """What stands for a place in the picture."""
        found: dict[str, Place] = dict(self.rows)
        for row in self.rows.values():
            if isinstance(row.body, Allergens):
                found |= {chip.key: chip for chip in row.body.chips}
        return found

    def arrange(self, width: int) -> None:
        """Stand within this width, in pixels."""
        self._width = width
        for row in self.rows.values():
            row.arrange(width)

    def _made(self, value: Listed) -> LabelList:
        row = LabelList(self._theme, self._icons, value)
        row.said.connect(self.said)
        return row

    def _update(self, row: LabelList, value: Listed) -> None:
        row.show_value(value)

    def _restyle(self) -> None:
        self._whole.setSpacing(self._theme.px(4))
        QTimer.singleShot(0, self, lambda: self.arrange(self._width))  # once all in it has its new size
