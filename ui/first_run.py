"""What a person sees first: three steps to the first conversation, each of which can be left and come back to."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from assistant import paths
from assistant.errors import SettingsError
from assistant.events import Event
from ui.column import breakable
from ui.first_models import FirstModels
from ui.first_sound import FirstSound
from ui.icons import Icons
from ui.theme import TEXT_COLUMN, Theme
from ui.widgets import button, label, line, looks

MODELS, SOUND, GO = range(3)
LAID_OUT_MS = 100
"""Milliseconds after which what has just appeared has its place and its height."""
NAMES = ("Models", "Sound", "Go")


class FirstRun(QWidget):
    """Which step is open follows from what is on the disk."""

    command = Signal(object)
    """What the engine should do."""
    finished = Signal()
    changed = Signal(dict)
    """Settings by their names."""
    models_changed = Signal()

    def __init__(self, theme: Theme, icons: Icons, catalogue: Path | None = None) -> None:
        """`catalogue` is another than Earsight's own."""
        super().__init__()
        looks(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self.models = FirstModels(theme, icons, catalogue)
        self.sound = FirstSound(theme)
        self.step = MODELS
        self._steps = (self.models, self.sound, self._last())
        self.where = label("", "small")
        self.back = button("Back", lambda: self.go(self.step - 1))
        self.later = button("Set up later", self._finish, "plain", tip="Go to the window; this comes again")
        self.next = button("Next", self._next, "primary")
        self._lay_out()
        self.models.changed.connect(self.changed)
        self.models.models_changed.connect(self.models_changed)
        self.models.looked.connect(self._looked)
        self.models.complete.connect(lambda: self.go(SOUND))
        self.sound.command.connect(self.command)
        self.sound.changed.connect(self.changed)
        theme.changed.connect(self._restyle)
        self._restyle()
        self._show_step()

    def _lay_out(self) -> None:
        self._column = QWidget()
        self._rows, foot = QVBoxLayout(self._column), QHBoxLayout()
        self._rows.addWidget(self.where)
        for step in self._steps:
            self._rows.addWidget(step, 1)
        self._rows.addWidget(line())
        foot.addWidget(self.back)
        foot.addWidget(self.later)
        foot.addStretch(1)
        foot.addWidget(self.next)
        self._rows.addLayout(foot)
        inner = looks(QWidget(), "page")
        centred = QHBoxLayout(inner)
        centred.setContentsMargins(0, 0, 0, 0)
        centred.addStretch(1)
        centred.addWidget(self._column, 1000)
        centred.addStretch(1)
        self._scroll = scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _last(self) -> QWidget:
        page = QWidget()
        self._known = QVBoxLayout(page)
        self._known.setContentsMargins(0, 0, 0, 0)
        try:
            home = str(paths.home())
        except SettingsError as error:
            home = str(error)
        self._known.addWidget(label("Three things to know", "title"))
        for text in (
            "Hold Space and speak; let go, and Earsight answers. You can also type.",
            "Say “remember that …” and it is kept; “undo that” takes it back.",
            f"Your chats, memory and settings stay on this machine, in {home}.",
        ):
            self._known.addWidget(label(breakable(text)))
        self._known.addStretch(1)
        return page

    def go(self, step: int) -> None:
        """Show a step; the sound step gives the microphone back when it is left."""
        step = max(MODELS, min(GO, step))
        if self.step == SOUND and step != SOUND:
            self.sound.leave()
        self.step = step
        if step == SOUND:
            self.sound.open()
        self._show_step()
        self._scroll.verticalScrollBar().setValue(0)
        self.next.setFocus()

    def take(self, event: Event) -> None:
        """Every event of the engine."""
        self.sound.take(event)

    def close_jobs(self) -> None:
        """End all that runs; what was fetched so far is kept."""
        self.models.jobs.close()

    def _next(self) -> None:
        if self.step == GO:
            self._finish()
        else:
            self.go(self.step + 1)

    def _finish(self) -> None:
        self.sound.leave()
        self.finished.emit()

    def _show_step(self) -> None:
        step = self.step
        for number, shown in enumerate(self._steps):
            shown.setVisible(number == step)
        self.where.setText(f"Step {step + 1} of {len(NAMES)}: {NAMES[step]}")
        self.back.setVisible(step > MODELS)
        self.later.setVisible(step == MODELS)
        self.next.setText("Start talking" if step == GO else "Next")
        self.next.setAccessibleName(self.next.text())
        self.next.setEnabled(step != MODELS or not self.models.missing())
        tip = "Needs the models first" if not self.next.isEnabled() else self.next.text()
        self.next.setToolTip(tip)

    def _looked(self, _complete: bool) -> None:
        self._show_step()
        if (note := self.models.note).isVisible():
            QTimer.singleShot(LAID_OUT_MS, note, lambda: self._scroll.ensureWidgetVisible(note))

    def _restyle(self) -> None:
        px = self._theme.px
        self._column.setMaximumWidth(px(TEXT_COLUMN) + px(48))
        self._rows.setContentsMargins(px(24), px(24), px(24), px(24))
        self._rows.setSpacing(px(16))
        self._known.setSpacing(px(12))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.models.look()
