"""The rows of a label's values: one stop of the tab order, gone through with the arrow keys."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal

from ui.icons import Icons
from ui.label_facts import Value
from ui.label_rows import LabelRows
from ui.label_value import LabelValue, Room
from ui.theme import Theme

WIDE = 340
"""Pixels at 100 % from which on percentages stand beside their amounts."""


class LabelValues(LabelRows[Value, LabelValue]):
    """The lists follow them: down from the last leads on to those."""

    said = Signal(str, object, str)
    """The person confirmed or corrected a value: name, amount, unit."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__(theme, icons, "Values of the label")
        self._whole.setSpacing(0)

    def show_values(self, values: Sequence[Value]) -> None:
        super().show_values(values)
        if values and not any(row.focusPolicy() & Qt.FocusPolicy.TabFocus for row in self.rows.values()):
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

    def _made(self, value: Value) -> LabelValue:
        row = LabelValue(self._theme, self._icons, value)
        row.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        row.said.connect(self.said)
        row.focused.connect(lambda key: self._stop_at(row) if key else None)
        return row

    def _update(self, row: LabelValue, value: Value) -> None:
        row.show_value(value)

    def _stop_at(self, row: LabelValue) -> None:
        """The tab key comes back to the row where it left."""
        for other in self.rows.values():
            other.setFocusPolicy(Qt.FocusPolicy.StrongFocus if other is row else Qt.FocusPolicy.ClickFocus)
