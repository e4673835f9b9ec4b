"""A sentence about what happened, with the ways on as buttons beside it."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.flow import Flow
from ui.icons import Icons
from ui.theme import Theme
from ui.widgets import button, icon_button, label, looks


class Note(QFrame):
    """Hidden until there is something to say."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        looks(self, "card")
        self._theme = theme
        self.text = label("")
        self.ways: list[QPushButton] = []
        self._close = icon_button(icons, "close", "Dismiss this message", self._dismiss)
        self._closed: Callable[[], object] | None = None
        self._row, self._ways = QHBoxLayout(), Flow()
        self._row.addWidget(self.text, 1)
        self._row.addWidget(self._close)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(self._row)
        self._whole.addLayout(self._ways)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    @property
    def waits_to_be_closed(self) -> bool:
        """What is said stays when the person goes on to something else."""
        return self._closed is not None

    def say(
        self, sentence: str, *ways: tuple[str, Callable[[], object]], closed: Callable[[], object] | None = None
    ) -> None:
        """Show a sentence; each way is a button's text and what it does.

        One with `closed` stays until the person takes a way or closes it, of which they are told, or until the next.
        """
        self.clear()
        self._closed = closed
        self.text.setText(sentence)
        for text, act in ways:
            way = button(text, self._then(act))
            self._ways.addWidget(way)
            self.ways.append(way)
        for before, after in pairwise([self._close, *self.ways]):
            QWidget.setTabOrder(before, after)
        self.show()

    def went_on(self) -> None:
        """The person does something else: what was said about the last thing is over."""
        if not self.waits_to_be_closed:
            self.clear()

    def withdraw(self, sentence: str) -> None:
        """This one is no longer true."""
        if self.text.text() == sentence:
            self.clear()

    def clear(self) -> None:
        self._closed = None
        for way in self.ways:
            way.hide()
            way.deleteLater()
        self.ways = []
        self.text.setText("")
        self.hide()

    def _dismiss(self) -> None:
        if self._closed is not None:
            self._closed()
        self.clear()

    def _then(self, act: Callable[[], object]) -> Callable[[], object]:
        def do() -> None:
            self.clear()
            act()

        return do

    def _restyle(self) -> None:
        px = self._theme.px
        self._whole.setContentsMargins(px(16), px(8), px(8), px(8))
        self._whole.setSpacing(px(8))
        self._ways.setSpacing(px(8))
