"""The page on which the person reads and edits what every answer begins with: instructions and memory."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from assistant import instructions, memory
from assistant.events import ContextChanged, Event, MemoryChanged
from assistant.instructions import Instructions
from assistant.memory import Memory
from assistant.memory_entries import MAX_FACT
from ui.column import Column, breakable, fold, spaced
from ui.file_editor import FileEditor
from ui.icons import Icons
from ui.kept_file import Found, KeptFile
from ui.theme import Theme
from ui.widgets import button, label, named
from ui.worker import Worker

INSTRUCTIONS = "How Earsight should answer: it follows this in every chat."
NO_INSTRUCTIONS = "Nothing yet. Type how you want to be answered, such as: Answer in metric units, in two sentences."
LONG_INSTRUCTIONS = "The instructions are getting long: a long text slows every answer, so shorten it soon."
MEMORY = (
    "What Earsight knows about you, one dated line for each thing. Say “remember that …” or “forget that …” while "
    "you talk, or change the lines here."
)
NO_MEMORY = "Nothing is remembered yet. Hold the talk key and say “remember that …”, or add a line below."
LONG_MEMORY = "The memory is nearly full: shorten it or forget something soon, or nothing more can be added."

LAID_OUT_MS = 100
"""Milliseconds after which what has just appeared has its place and its height."""


class MemoryPage(QWidget):
    """Two files, both open to other editors and to the assistant at the same time; `finish` before it goes."""

    open_file = Signal(object)
    """The path of a file that the person's own editor shall open."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme = theme
        self._worker = Worker("files")
        self._memory = Memory()
        self._kept = KeptFile(self._memory)
        kept = KeptFile(Instructions())
        self.instructions = FileEditor(
            theme,
            self._worker,
            kept,
            instructions.BUDGET,
            "instructions",
            INSTRUCTIONS,
            NO_INSTRUCTIONS,
            LONG_INSTRUCTIONS,
        )
        self.memory = FileEditor(
            theme, self._worker, self._kept, memory.BUDGET, "memory", MEMORY, NO_MEMORY, LONG_MEMORY
        )
        self.fact = named(QLineEdit(), "Something to remember", "Something to remember (Enter adds it)")
        self.fact.setPlaceholderText("Something to remember, such as: I am allergic to almonds")
        self.fact.setMaxLength(4 * MAX_FACT)
        self.fact.returnPressed.connect(self._add)
        self.add = button("Add", self._add, "primary", tip="Remember this (Enter)")
        self.add.setEnabled(False)
        self.fact.textChanged.connect(self._typed)
        self.refused = label("", "warning")
        self.refused.setVisible(False)
        self.undo = button("Undo", self._undo, tip="Take back the last change of the memory")
        self.undo.setAccessibleName("Undo the last change of the memory")
        self.undo.setEnabled(False)
        icons.set(self.undo, "again", pixels=16)
        self._line, self._ways = QHBoxLayout(), QHBoxLayout()
        self._line.addWidget(self.fact, 1)
        self._line.addLayout(self._ways)
        self._ways.addWidget(self.add, 1)
        self._ways.addWidget(self.undo, 1)
        below = self.memory.rows.indexOf(self.memory.conflict) + 1
        self.memory.rows.insertLayout(below, self._line)
        self.memory.rows.insertWidget(below + 1, self.refused)
        QWidget.setTabOrder(self.undo, self.memory.open)

        self._column = column = Column(theme, "Memory & instructions")
        column.narrowed.connect(self._fold)
        column.add(self.instructions)
        column.add(self.memory)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(column)
        for editor in (self.instructions, self.memory):
            editor.open_file.connect(self.open_file)
            editor.asked.connect(self._show)
        self.memory.looked.connect(self._looked)
        theme.changed.connect(self._spaced)
        self._spaced()

    def take(self, event: Event) -> None:
        """What the engine says about the two files."""
        match event:
            case ContextChanged():
                self.instructions.count(event.instructions)
                self.memory.count(event.memory)
            case MemoryChanged():
                self.memory.look()

    def finish(self) -> None:
        """Save what was typed, or keep it beside its file, and end the page's thread; the page is done after this."""
        for editor in (self.instructions, self.memory):
            editor.finish()
        self._worker.finish()

    def _add(self) -> None:
        fact = self.fact.text()
        if not fact.strip():
            return
        self.memory.save()

        def remember() -> str:
            added = self._memory.add(fact)
            if added.already:
                return "That is remembered already"
            return "Added; an older line is marked as no longer true" if added.replaces else "Added"

        def done() -> None:
            if self.fact.text() == fact:
                self.fact.clear()

        self._change(remember, done)

    def _undo(self) -> None:
        if self.memory.can_take_back:
            self.memory.take_back()
            return
        self._change(lambda: "Taken back" if self._memory.undo() else "There is nothing to take back", lambda: None)

    def _change(self, change: Callable[[], str], done: Callable[[], object]) -> None:
        def changed(found: Found) -> None:
            self._refuse(found.refused)
            self.memory.take(replace(found, refused=""))
            if not found.refused:
                done()

        self._worker.run(lambda: self._kept.do(change), changed)

    def _typed(self, text: str) -> None:
        self.add.setEnabled(bool(text.strip()))
        self._refuse("")

    def _refuse(self, why: str) -> None:
        self.refused.setText(breakable(why))
        self.refused.setVisible(bool(why))
        self.fact.setAccessibleDescription(why)

    def _show(self, widget: QWidget) -> None:
        """Bring what has just appeared into view, once it has its place."""
        QTimer.singleShot(LAID_OUT_MS, widget, lambda: self._column.ensureWidgetVisible(widget))

    def _fold(self, narrow: bool) -> None:
        fold(self._line, narrow)
        for editor in (self.instructions, self.memory):
            editor.set_narrow(narrow)

    def _looked(self, _found: Found) -> None:
        self._worker.run(self._memory.can_undo, self._can_undo)

    def _can_undo(self, can: bool) -> None:
        self.undo.setEnabled(can or self.memory.can_take_back)

    def _spaced(self) -> None:
        spaced(self.memory.rows, self._theme.px(16))
        for row in (self._line, self._ways):
            row.setSpacing(self._theme.px(8))
