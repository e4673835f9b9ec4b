"""What stands above the models: what this machine has, the search, and which of them are shown."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.column import fold
from ui.flow import Flow
from ui.model_list import Show
from ui.own_files import OwnFiles
from ui.theme import Theme
from ui.widgets import clearable, label, looks, named


class ModelsHeading(QWidget):
    changed = Signal()
    """Other words are searched, or others are to be shown."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._is_narrow = False
        self.about = label("Looking at what is here …", "muted")
        # The keyboard meets them in the order in which they are made here.
        self.search = named(QLineEdit(self), "Search models", "Search models by name, language or licence (Ctrl+F)")
        self.search.setPlaceholderText("Search models …")
        clearable(self.search, "Clear the search")
        self.filters = {show: QPushButton(show.value, self) for show in Show}
        self.own = OwnFiles()
        self._lay_out()
        self.search.textChanged.connect(lambda _text: self.changed.emit())
        self._group.buttonClicked.connect(lambda _one: self.changed.emit())
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def show_only(self) -> Show:
        return next((show for show, one in self.filters.items() if one.isChecked()), Show.ALL)

    def fold(self, is_narrow: bool) -> None:
        """Where it is narrow, it stands in the list, and its parts below each other."""
        self._is_narrow = is_narrow
        for row in (self._top, self._narrow):
            fold(row, is_narrow)
        self._restyle()

    def _lay_out(self) -> None:
        self._rows, self._top, self._narrow, self._shown = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout(), Flow()
        self._top.addWidget(label("Models", "title"), 1)
        self._top.addWidget(self.own)
        self._narrow.addWidget(self.search, 1)
        self._group = QButtonGroup(self)
        for show, one in self.filters.items():
            named(looks(one, "plain"), f"Show: {show.value}")
            one.setCheckable(True)
            self._group.addButton(one)
            self._shown.addWidget(one)
        self.filters[Show.ALL].setChecked(True)
        self._narrow.addLayout(self._shown)
        self._rows.addLayout(self._top)
        self._rows.addWidget(self.about)
        self._rows.addLayout(self._narrow)

    def _restyle(self) -> None:
        px = self._theme.px
        beside, above = (0, px(16)) if self._is_narrow else (px(24), px(24))
        self._rows.setContentsMargins(beside, above, beside, px(8))
        self._rows.setSpacing(px(12))
        for row in (self._top, self._narrow, self._shown):
            row.setSpacing(px(8))
        metrics = QFontMetrics(self._theme.font(bold=True))
        for one in self.filters.values():  # bold where it is checked
            one.setMinimumWidth(metrics.horizontalAdvance(one.text()) + px(40))
