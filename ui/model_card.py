"""One model in the list: what it is, how it stands, and what can be done with it now."""

import functools
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from assistant.recommend import Fit
from ui import model_words as words
from ui.column import fold
from ui.flow import Flow
from ui.icons import Icons
from ui.model_jobs import Entry, Progress
from ui.theme import Theme
from ui.widgets import button, icon_button, label, looks, named


class ModelCard(QFrame):
    """Tells what was asked by signals that carry the model's id."""

    download = Signal(str)
    mend = Signal(str)
    cancel = Signal(str)
    verify = Signal(str)
    remove = Signal(str)
    use = Signal(str)
    licence = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, entry: Entry) -> None:
        super().__init__()
        looks(self, "card")
        self._theme, self.entry = theme, entry
        self._in_use, self._is_busy, self._trouble, self._is_mendable = False, False, "", False
        self._title = label(entry.title, "heading")
        self._marks = label("", "small", wrap=False)
        self._purpose = label(words.purpose(entry), "muted")
        self._reason = label("", "small")
        self._facts = label("", "small")
        self._licence = named(
            QToolButton(), f"{words.licence(entry)}, {entry.title}", "Shows where the licence can be read"
        )
        self._licence.setText("Licence …")
        self._licence.clicked.connect(lambda: self.licence.emit(entry.id))
        self._state = label("", "small")
        self._bar = named(QProgressBar(), f"Progress of {entry.title}")
        self._bar.setTextVisible(False)
        self._actions = self._buttons(icons)
        self._lay_out()
        theme.changed.connect(self._restyle)
        self._restyle()
        self.show_entry(entry)

    def _buttons(self, icons: Icons) -> dict[str, QPushButton]:
        made = {}
        asks: tuple[tuple[str, str, Callable[[str], None]], ...] = (
            ("use", "Use this", self.use.emit),
            ("download", "Download", self.download.emit),
            ("resume", "Resume", self.download.emit),
            ("mend", "Fetch anew", self.mend.emit),
            ("cancel", "Cancel", self.cancel.emit),
        )
        for key, text, signal in asks:
            made[key] = button(text, functools.partial(self._ask, signal))
            named(made[key], f"{text}: {self.entry.title}", text)
        self._verify = icon_button(
            icons, "check", f"Verify {self.entry.title}", lambda: self.verify.emit(self.entry.id)
        )
        self._verify.setToolTip("Verify: read every byte and compare")
        self._remove = icon_button(
            icons, "delete", f"Remove {self.entry.title}", lambda: self.remove.emit(self.entry.id)
        )
        self._remove.setToolTip("Remove from this machine")
        return made

    def _ask(self, signal: Callable[[str], None]) -> None:
        signal(self.entry.id)

    def _lay_out(self) -> None:
        self._top, self._middle, self._bottom = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self._ways = Flow()
        self._top.addWidget(self._title, 1)
        self._top.addWidget(self._marks)
        self._bottom.addWidget(self._state, 1)
        for one in (*self._actions.values(), self._verify, self._remove):
            self._ways.addWidget(one)
        self._bottom.addLayout(self._ways)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(self._top)
        self._middle.addWidget(self._facts, 1)
        # With a side given, its fixed width is not taken for that of all the row.
        self._middle.addWidget(self._licence, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self._whole.addWidget(self._purpose)
        self._whole.addWidget(self._reason)
        self._whole.addLayout(self._middle)
        self._whole.addLayout(self._bottom)
        self._whole.addWidget(self._bar)

    def fold(self, is_narrow: bool) -> None:
        """What stands side by side stands below each other where it is narrow."""
        for row in (self._top, self._middle, self._bottom):
            fold(row, is_narrow)

    def show_entry(self, entry: Entry) -> None:
        """How it stands on the disk, once nothing is at work on it."""
        self.entry, self._is_busy = entry, False
        if entry.state != "ready":
            self._trouble = ""
        self._bar.hide()
        self._redraw()

    def show_use(self, *, in_use: bool) -> None:
        self._in_use = in_use
        self._redraw()

    def show_trouble(self, sentence: str, *, mendable: bool) -> None:
        """What verifying found; empty where all is right."""
        self._trouble, self._is_mendable = sentence, mendable
        self._redraw()

    def show_progress(self, progress: Progress) -> None:
        self._busy(words.going(progress))
        self._bar.setRange(0, 1000 if progress.total else 0)
        self._bar.setValue(1000 * progress.done // progress.total if progress.total else 0)
        self._bar.show()

    def show_busy(self, text: str) -> None:
        """At work without a measure of how far it is."""
        self._busy(text)
        self._bar.setRange(0, 0)
        self._bar.show()

    def _busy(self, text: str) -> None:
        if not self._is_busy:
            self._is_busy = True
            self._redraw()
        self._say(text)

    def _say(self, text: str, look: str = "small") -> None:
        self._state.setText(text)
        if self._state.property("look") != look:
            repolish(looks(self._state, look))

    def _redraw(self) -> None:
        entry, advice, busy = self.entry, self.entry.advice, self._is_busy
        is_used = self._in_use and entry.state == "ready"
        marks = [("recommended", advice is not None and advice.recommended), ("in use", is_used)]
        self._marks.setText(" · ".join(text for text, shown in marks if shown))
        self._marks.setVisible(bool(self._marks.text()))
        self._purpose.setVisible(bool(self._purpose.text()))
        self._reason.setText(advice.reason if advice else "")
        self._reason.setVisible(advice is not None)
        fits = advice is None or advice.fit is Fit.FITS
        repolish(looks(self._reason, "small" if fits else "warning"))
        self._facts.setText(words.facts(entry))
        self._licence.setVisible(bool(entry.licence))
        is_here, damaged = entry.state == "ready", bool(self._trouble)
        if not busy:
            self._say(f"Damaged: {self._trouble}" if damaged else words.state(entry), "warning" if damaged else "small")
        shown = {
            "use": is_here and not damaged and not self._in_use,
            "download": entry.state == "missing",
            "resume": entry.state == "partial",
            "mend": damaged and self._is_mendable,
        }
        for key, one in self._actions.items():
            one.setVisible(busy if key == "cancel" else shown[key] and not busy)
        self._verify.setVisible(is_here and not busy)
        self._remove.setVisible(entry.state != "missing" and not busy)

    def _restyle(self) -> None:
        px = self._theme.px
        self._whole.setContentsMargins(px(16), px(12), px(16), px(12))
        self._whole.setSpacing(px(4))
        for row in (self._top, self._middle, self._bottom, self._ways):
            row.setSpacing(px(8))
        self._licence.setStyleSheet(
            f"font-size: {px(13)}px; color: {self._theme.colors.accent}; text-decoration: underline; padding: 0;"
        )


def repolish(widget: QWidget) -> None:
    """A look that changed is drawn only after this."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
