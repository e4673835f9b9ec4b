"""An editor of one of the person's files: saved while they type, live with what is changed elsewhere."""

from PySide6.QtCore import QFileSystemWatcher, QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit

from assistant.textfile import clean
from assistant.tokens import estimate_tokens
from ui.column import Card, breakable, fit, fold
from ui.file_conflict import FileConflict
from ui.kept_file import Found, KeptFile, both
from ui.theme import Theme
from ui.widgets import button, label, named
from ui.worker import Worker

CHANGED = "Changed outside, shown as it is now"
PAUSE_MS = 800
"""Milliseconds without a key after which what was typed is saved."""
SETTLE_MS = 150
"""Milliseconds after a change on disk before the file is read: an editor writes in several steps."""
LOWEST, HIGHEST = 96, 360
"""Pixels at 100 % that the text is given: as many as it needs, between these."""
NEARLY = 0.85
"""Share of the file's tokens from which the person is warned."""


class FileEditor(Card):
    """The text as typed is never written over a change that the person has not seen."""

    open_file = Signal(object)
    """The path, which is there now, that another program shall open."""
    looked = Signal(object)
    """`Found`, whenever the file was looked at."""
    asked = Signal(object)
    """The widget with a question that the person has not seen yet."""

    def __init__(
        self, theme: Theme, worker: Worker, kept: KeptFile, budget: int, name: str, about: str, empty: str, long: str
    ) -> None:
        """`empty` is shown where there is no text, `long` where the text is nearly as long as it may be."""
        super().__init__(theme, name.capitalize(), about)
        self._theme, self._worker, self._kept, self._budget, self._long = theme, worker, kept, budget, long
        self._file = ""
        """The file's text as last seen; what is typed counts as a change of it."""
        self._before: str | None = None
        """The file's text before what was typed here last, for as long as nobody else changed it since."""
        self._exact: int | None = None
        self._refused = ""
        self._notices: tuple[str, ...] = ()
        self._is_known = self._is_saving = False

        self.text = named(QPlainTextEdit(), name.capitalize(), f"Your {name}; saved while you type")
        self.text.setPlaceholderText(empty)
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(self._typed)
        self.cost = label("", "small")
        self.state = label("", "small", wrap=False)
        self.warning = label("", "warning")
        self.conflict = FileConflict(theme, name, self._resolve)
        self.where = label(breakable(str(kept.path)), "small")
        self.open = button("Open in my editor", self._open, tip=f"Open the {name} file in the program for such files")
        self._below, self._place = QHBoxLayout(), QHBoxLayout()
        self._below.addWidget(self.cost, 1)
        self._below.addWidget(self.state)
        self._place.addWidget(self.where, 1)
        self._place.addWidget(self.open)
        self.rows.addWidget(self.text)
        self.rows.addWidget(self.warning)
        self.rows.addWidget(self.conflict)
        self.rows.addLayout(self._below)
        self.rows.addLayout(self._place)

        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.save)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.look)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._changed)
        self._watcher.directoryChanged.connect(self._changed)
        # The lines are counted once their layout is done.
        self._fitting = QTimer(self, singleShot=True, interval=0)
        self._fitting.timeout.connect(self._sized)
        self.text.document().documentLayout().documentSizeChanged.connect(self._fitting.start)
        self.text.document().contentsChanged.connect(self._fitting.start)
        theme.changed.connect(self._fitting.start)
        self._sized()
        self._tell("")

    @property
    def can_take_back(self) -> bool:
        """Whether the last change was typed here."""
        return not self.conflict.is_open and (self._before is not None or self._is_typed())

    def take_back(self) -> None:
        """Let the file say again what it said before it was typed into here."""
        self._show(self._file if self._before is None else self._before)
        self._typed()
        self._tell("Taken back")
        self.save(is_taking_back=True)
        self.look()

    def set_narrow(self, narrow: bool) -> None:
        """Whether there is no room for controls side by side."""
        for row in (self._below, self._place):
            fold(row, narrow)
        self.conflict.set_narrow(narrow)

    def look(self) -> None:
        """Read the file anew."""
        self._worker.run(self._kept.look, self.take)

    def save(self, *, is_taking_back: bool = False) -> None:
        """Write what was typed now."""
        self._pause.stop()
        if self._is_saving or self.conflict.is_open or not self._is_typed():
            return
        self._is_saving = True
        sent, over = clean(self.text.toPlainText()), self._file
        self._worker.run(
            lambda: self._kept.save(sent, over),
            lambda found: self._saved(sent, None if is_taking_back else over, found),
            self._not_saved,
        )

    def finish(self) -> None:
        """The window closes: save, or keep beside the file what cannot be saved."""
        self._pause.stop()
        if self._is_typed():
            sent, over = clean(self.text.toPlainText()), self._file
            self._worker.run(lambda: self._kept.save_or_keep(sent, over), lambda _: None)

    def count(self, tokens: int) -> None:
        """What the file costs in every question, as the model counts it."""
        self._exact = None if self._is_typed() else tokens
        self._tell(self.state.text())

    def take(self, found: Found) -> None:
        """Show the file as it was found."""
        self._watch(found.watched)
        self._notices = found.notices
        told = found.told or self.state.text()
        mine, was_known = clean(self.text.toPlainText()), self._is_known
        self._is_known = True
        if found.text == self._file:
            if self.conflict.is_open:
                self.conflict.close_it()
                self._pause.start()
        elif mine not in {self._file, found.text}:
            self._pause.stop()
            is_news, told = not self.conflict.is_open, "Not saved"
            self.conflict.show_theirs(found.text, mine)
            if is_news:
                self.asked.emit(self.conflict)
        else:
            self.conflict.close_it()
            self._file, self._exact, self._before = found.text, None, None
            if mine != found.text:
                self._show(found.text)
                told = found.told or (CHANGED if was_known and not found.notices else "")
            elif told == "Not saved":
                told = ""
        is_typed = self._is_typed()
        self._refused = found.refused or (self._refused if is_typed else "")
        self._tell("Not saved" if is_typed and self._refused else told)
        self.looked.emit(found)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.save()

    def _is_typed(self) -> bool:
        return clean(self.text.toPlainText()) != self._file

    def _typed(self) -> None:
        if self._is_typed():
            self._exact = None
            if not self.conflict.is_open:
                self._pause.start()
        else:
            self._refused = ""
        self._tell("Not saved" if self.conflict.is_open or self._refused else "")

    def _saved(self, sent: str, before: str | None, found: Found) -> None:
        """`before` is what can be had back, where it can be."""
        self._is_saving = False
        if not found.refused and not found.edited:
            self._before = before if before is None or self._before is None else self._before
            self._file, self._refused = found.wrote, ""
            if sent != found.wrote and clean(self.text.toPlainText()) == sent:
                self._show(found.wrote)
            self._tell("Taken back" if before is None else "Saved")
        self.take(found)
        if not found.refused and not self.conflict.is_open and self._is_typed():
            self._pause.start()

    def _not_saved(self, why: str) -> None:
        self._is_saving = False
        self._refused = why
        self._tell("Not saved")

    def _resolve(self, choice: str) -> None:
        """The person has seen both texts and chosen `mine`, `theirs` or `both`."""
        theirs = self.conflict.theirs
        if choice == "both":
            self._show(both(clean(self.text.toPlainText()), theirs, self._file))
        elif choice == "theirs":
            self._show(theirs)
        self.conflict.close_it()
        self._file, self._before, self._exact, self._refused = theirs, None, None, ""
        self._tell("")
        self.text.setFocus()
        self.save()

    def _show(self, text: str) -> None:
        """The text in the editor, with the cursor and the view where they were."""
        cursor, bar = self.text.textCursor().position(), self.text.verticalScrollBar().value()
        with QSignalBlocker(self.text):
            self.text.setPlainText(text)
        where = self.text.textCursor()
        where.setPosition(min(cursor, len(self.text.toPlainText())))
        self.text.setTextCursor(where)
        self.text.verticalScrollBar().setValue(bar)

    def _tell(self, state: str) -> None:
        text = self.text.toPlainText()
        share = estimate_tokens(clean(text)) / self._budget
        tokens = -(-len(text.encode("utf-8", "replace")) // 4) if self._exact is None else self._exact
        about = "" if self._exact is not None else "about "
        cost = f"Costs {about}{tokens:,} tokens in every question · {round(100 * share)} % of its room"
        self.cost.setText(cost if text.strip() else "Costs nothing while it is empty")
        self.state.setText(state)
        self.state.setVisible(bool(state))
        nearly = (self._long,) if NEARLY <= share <= 1 else ()
        warning = "\n".join(one for one in (self._refused, *self._notices, *nearly) if one)
        self.warning.setText(breakable(warning))
        self.warning.setVisible(bool(warning))
        said = (self.cost.text(), state, warning)
        self.text.setAccessibleDescription("\n".join(one for one in said if one))

    def _open(self) -> None:
        self.save()

        def made(found: Found) -> None:
            self.take(found)
            if not found.refused:
                self.open_file.emit(self._kept.path)

        self._worker.run(self._kept.make, made)

    def _changed(self, _path: str) -> None:
        # Not begun anew by every change: other files of the same folder may change without end.
        if not self._settle.isActive():
            self._settle.start()

    def _watch(self, paths: tuple[str, ...]) -> None:
        """A file that was replaced is no longer watched, so this is made good at every look."""
        watched = {*self._watcher.files(), *self._watcher.directories()}
        if new := [path for path in paths if path not in watched]:
            self._watcher.addPaths(new)

    def _sized(self) -> None:
        fit(self.text, self._theme.px(LOWEST), self._theme.px(HIGHEST))
