"""First step: the models. A set that suits this machine, the starter, or what somebody brings."""

import functools
from pathlib import Path

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from assistant.recommend import NEEDED, VOICES, Choice
from models.catalogue import KINDS, Kind
from ui import model_jobs
from ui import model_words as words
from ui.column import breakable
from ui.flow import Flow
from ui.icons import Icons
from ui.job import Job, Jobs
from ui.model_card import repolish
from ui.model_jobs import Brought, Progress, Pulled, Shelf
from ui.note import Note
from ui.own_files import OwnFiles, local_files
from ui.theme import Theme
from ui.widgets import button, label, looks, named

LOOK, FETCH, ADD = "look", "fetch", "add"
OFFLINE = "{} cannot be had now: the network, or where they come from, is out of reach. What came so far is kept."


class FirstModels(QWidget):
    """What is on the disk is all it remembers."""

    changed = Signal(dict)
    models_changed = Signal()
    complete = Signal()
    """A fetch or a file brought the last thing that was needed."""
    looked = Signal(bool)
    """Whether all that is needed is here."""

    def __init__(self, theme: Theme, icons: Icons, catalogue: Path | None) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._theme, self._catalogue = theme, catalogue
        self.jobs = Jobs()
        self.shelf: Shelf | None = None
        self._look_again, self._brought_more = False, False
        self.language = named(QComboBox(), "The language you speak")
        self.options: list[QRadioButton] = []
        self._group = QButtonGroup(self)
        self._texts: list[QLabel] = []
        self.state = label("Looking at this machine …", "muted")
        self.bar = named(QProgressBar(), "Progress of the download")
        self.note = Note(theme, icons)
        self.fetch = button("Download", self.download, "primary", tip="Fetch the chosen models")
        self.cancel = button("Pause", self.pause, tip="Stop here; what came so far is kept")
        self.own = OwnFiles("Bring a file or folder …")
        self._lay_out()
        self._fill_languages()
        self.language.currentIndexChanged.connect(self.look)
        self.own.chosen.connect(self.bring)
        self._group.buttonClicked.connect(self._show_state)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _lay_out(self) -> None:
        self._rows, self._choices = QVBoxLayout(self), QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        speak, self._actions = QHBoxLayout(), Flow()
        speak.addWidget(label("You speak", wrap=False))
        speak.addWidget(self.language)
        speak.addStretch(1)
        for one in (self.fetch, self.cancel, self.own):
            self._actions.addWidget(one)
        self._rows.addWidget(label("Choose your models", "title"))
        self._rows.addWidget(label("They hear you, answer and speak, all on this machine: nothing you say leaves it."))
        self._rows.addLayout(speak)
        self._rows.addLayout(self._choices)
        self._rows.addWidget(self.state)
        self._rows.addWidget(self.bar)
        self._rows.addWidget(self.note)
        self._rows.addLayout(self._actions)
        self._rows.addStretch(1)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.cancel.hide()

    def _fill_languages(self) -> None:
        codes = dict.fromkeys(voice[:2] for voice in VOICES)
        for code in codes:
            self.language.addItem(words.languages((code,)), code)
        self.language.setCurrentIndex(max(0, self.language.findData(QLocale.system().name()[:2])))

    def look(self) -> None:
        """See what is here."""
        self._look_again = self.jobs.running(LOOK)
        machine = self.shelf.machine if self.shelf else None
        self.jobs.start(
            LOOK,
            Job(model_jobs.look, self._catalogue, machine, str(self.language.currentData())),
            done=self._show_shelf,
            failed=lambda sentence: self.note.say(sentence, ("Try again", self.look)),
            ended=self._looked,
        )

    def _looked(self) -> None:
        if self._look_again:  # the language or the disk has changed meanwhile
            self.look()

    def download(self) -> None:
        """Fetch what is still missing of the chosen set."""
        choice = self.chosen()
        if choice is not None:
            self._fetch([model.id for model in self.wanted(choice)])

    def pause(self) -> None:
        """Stop what runs; the same button goes on from there."""
        self.jobs.cancel(FETCH)
        self.jobs.cancel(ADD)

    def bring(self, given: list[str]) -> None:
        """Take files or folders of the person's own."""
        if given:
            self._begin(f"Looking at {Path(given[0]).name} …")
            job = Job(model_jobs.add, self._catalogue, tuple(given))
            self.jobs.start(
                ADD, job, done=self._brought, failed=self._failed, progressed=self._show_progress, ended=self._ended
            )

    def chosen(self) -> Choice | None:
        number = self._group.checkedId()
        return self.shelf.choices[number] if self.shelf and 0 <= number < len(self.shelf.choices) else None

    def wanted(self, choice: Choice) -> list[model_jobs.Entry]:
        """Its models, without those for which the person brought one of their own."""
        assert self.shelf is not None
        own = {entry.kind for entry in self.shelf.entries if entry.own and entry.state == "ready"}
        found = [self.shelf.get(model.id) for model in choice.models if model.kind not in own]
        return [entry for entry in found if entry is not None]

    def missing(self) -> list[Kind]:
        """What a conversation needs and nothing here can do."""
        return [kind for kind in NEEDED if self.shelf is None or not self.shelf.ready(kind)]

    def _fetch(self, names: list[str]) -> None:
        self._begin("Beginning …")
        job = Job(model_jobs.pull, self._catalogue, tuple(names))
        done = functools.partial(self._pulled, names)
        self.jobs.start(FETCH, job, done=done, failed=self._failed, progressed=self._show_progress, ended=self._ended)

    def _begin(self, text: str) -> None:
        self.note.clear()
        self.state.setText(text)
        self.bar.setRange(0, 0)
        self.bar.show()
        self._allow(chosen=False)
        self.cancel.show()
        self.cancel.setFocus()

    def _allow(self, *, chosen: bool) -> None:
        for one in (*self.options, self.fetch, self.own, self.language):
            one.setEnabled(chosen)

    def _show_shelf(self, shelf: object) -> None:
        assert isinstance(shelf, Shelf)
        before = self._group.checkedId()
        self.shelf = shelf
        for one in (*self.options, *self._texts):
            one.hide()
            one.deleteLater()
        self.options, self._texts = [], []
        for number, choice in enumerate(shelf.choices):
            self._add_option(number, choice)
        if self.options:
            self.options[before if 0 <= before < len(self.options) else 0].setChecked(True)
        self._show_state()
        is_complete = not self.missing()
        self.looked.emit(is_complete)
        if is_complete and self._brought_more:
            self.complete.emit()
        self._brought_more = False

    def _add_option(self, number: int, choice: Choice) -> None:
        entries = self.wanted(choice)
        left = sum(max(0, (entry.size or 0) - entry.here) for entry in entries if entry.state != "ready")
        option = QRadioButton(f"{choice.name}: {words.fetching(left)}")
        about = f"{words.lasting(left)} {choice.why}".strip()
        titles = " · ".join(model.title for model in choice.models)
        named(option, f"{option.text()}. {about} {titles}", choice.why)
        text = label(f"{about}\n{titles}", "small")
        text.setIndent(self._theme.px(28))
        self._group.addButton(option, number)
        self._choices.addWidget(option)
        self._choices.addWidget(text)
        self.options.append(option)
        self._texts.append(text)

    def _show_state(self) -> None:
        """What the buttons would do now."""
        choice = self.chosen()
        if self.shelf is None or choice is None or self.jobs.running(FETCH) or self.jobs.running(ADD):
            return
        entries = self.wanted(choice)
        is_here = all(entry.state == "ready" for entry in entries)
        begun = any(entry.here for entry in entries) and not is_here
        self.fetch.setText("Use these" if is_here else "Go on downloading" if begun else "Download")
        self.fetch.setAccessibleName(self.fetch.text())
        repolish(looks(self.fetch, "primary" if self.missing() else ""))
        missing = words.listed([f"a {KINDS[kind]}" for kind in self.missing()])
        free = f"{words.size(self.shelf.free)} are free in {self.shelf.folder}."
        state = f"Still needed: {missing}. {free}" if missing else "All that is needed is here: go on."
        self.state.setText(breakable(state))

    def _show_progress(self, progress: object) -> None:
        if not isinstance(progress, Progress) or self.shelf is None:
            return
        entry = self.shelf.get(progress.id)
        said = words.copying(progress) if self.jobs.running(ADD) else words.going(progress)
        self.state.setText(f"{entry.title if entry else progress.id}: {said}")
        self.bar.setRange(0, 1000 if progress.total else 0)
        self.bar.setValue(1000 * progress.done // progress.total if progress.total else 0)

    def _pulled(self, names: list[str], result: object) -> None:
        assert isinstance(result, Pulled)
        assert self.shelf is not None
        got = {entry.kind: entry.id for name in result.got if (entry := self.shelf.get(name))}
        if got:
            self._use(got)
        if not result.missing:
            self._brought_more = True
            return
        missing = words.listed([entry.title for name in result.missing if (entry := self.shelf.get(name))])
        sentence = OFFLINE.format(missing)
        ways = [("Try again", functools.partial(self._fetch, names))]
        others = list(dict.fromkeys(result.instead.values()))
        if others and set(result.instead) == set(result.missing):
            instead = words.listed([entry.title for name in others if (entry := self.shelf.get(name))])
            sentence = f"{sentence} {instead} can stand in."
            ways.insert(0, ("Take that instead", functools.partial(self._fetch, others)))
        self.note.say(sentence, *ways)

    def _brought(self, result: object) -> None:
        assert isinstance(result, Brought)
        self._use({kind: name for name, kind in reversed(result.ids.items())})
        self._brought_more = True

    def _use(self, found: dict[Kind, str]) -> None:
        """Choose these; one that sees answers too, where no other answers."""
        values: dict[str, str] = {kind: name for kind, name in found.items() if kind in NEEDED}
        if "vlm" in found:
            values.setdefault("llm", found["vlm"])
        if "stt" in found or "tts" in found:
            code = str(self.language.currentData())
            values["language"] = "auto" if code == "en" else code
        self.changed.emit(values)
        self.models_changed.emit()

    def _failed(self, sentence: str) -> None:
        self.note.say(sentence, ("Try again", self.download))

    def _ended(self) -> None:
        self.bar.hide()
        self.cancel.hide()
        self._allow(chosen=True)
        self.fetch.setFocus()
        self._show_state()
        self.look()

    def _restyle(self) -> None:
        px = self._theme.px
        self._rows.setSpacing(px(12))
        self._choices.setSpacing(px(6))
        self._actions.setSpacing(px(8))
        for text in self._texts:
            text.setIndent(px(28))
        colors, whole = self._theme.colors, 2 * px(9)
        marks = ((px(2), colors.muted, ""), (px(5), colors.accent, ":checked"))
        self.setStyleSheet(
            " ".join(
                f"QRadioButton::indicator{state} {{ width: {whole - 2 * edge}px; height: {whole - 2 * edge}px; "
                f"border-radius: {whole // 2}px; border: {edge}px solid {color}; }}"
                for edge, color, state in marks
            )
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.bring(local_files(event.mimeData()))
