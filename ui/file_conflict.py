"""Both texts of a file that was changed outside while it was typed into here, and the choice between them."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from ui.column import fit, fold, spaced
from ui.theme import Theme
from ui.widgets import button, label, named

LOWEST, HIGHEST = 64, 184
"""Pixels at 100 % that the file's text is given: as many as it needs, between these."""


class FileConflict(QWidget):
    """Hidden until `show_theirs`; `resolve` is called with `mine`, `theirs` or `both`."""

    def __init__(self, theme: Theme, name: str, resolve: Callable[[str], None]) -> None:
        super().__init__()
        self._theme = theme
        self.is_open = False
        self.theirs = ""
        """What the file says."""
        sentence = f"The {name} file was changed outside while you typed. Above is your text; the file says this now:"
        self._text = named(QPlainTextEdit(), f"What the {name} file says now")
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self.keep_both = button(
            "Keep both", lambda: resolve("both"), "primary", tip="Your text, followed by the lines that are new"
        )
        self.keep_mine = button("Keep only mine", lambda: resolve("mine"), tip="Write your text over the file")
        self.keep_theirs = button("Keep only the file's", lambda: resolve("theirs"), tip="Give up what you typed")
        self._choices = choices = QHBoxLayout()
        for choice in (self.keep_both, self.keep_mine, self.keep_theirs):
            choices.addWidget(choice)
        choices.addStretch(1)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addWidget(label(sentence, "warning"))
        self._rows.addWidget(self._text)
        self._rows.addLayout(choices)
        self.setVisible(False)
        # The lines are counted once their layout is done.
        self._fitting = QTimer(self, singleShot=True, interval=0)
        self._fitting.timeout.connect(self._sized)
        self._text.document().documentLayout().documentSizeChanged.connect(self._fitting.start)
        self._text.document().contentsChanged.connect(self._fitting.start)
        theme.changed.connect(self._fitting.start)
        self._sized()

    def show_theirs(self, text: str, mine: str) -> None:
        """Show what the file says, from its first line that is not in `mine`."""
        if not self.is_open or text != self.theirs:
            self.theirs, self.is_open = text, True
            self._text.setPlainText(text or "(nothing)")
            self.setVisible(True)
            self._mark(mine)

    def _mark(self, mine: str) -> None:
        known = set(mine.splitlines())
        new = (number for number, line in enumerate(self.theirs.splitlines()) if line not in known)
        cursor = self._text.textCursor()
        cursor.setPosition(self._text.document().findBlockByNumber(next(new, 0)).position())
        self._text.setTextCursor(cursor)

    def close_it(self) -> None:
        self.is_open = False
        self.setVisible(False)

    def set_narrow(self, narrow: bool) -> None:
        fold(self._choices, narrow)

    def _sized(self) -> None:
        spaced(self._rows, self._theme.px(16))
        fit(self._text, self._theme.px(LOWEST), self._theme.px(HIGHEST))
