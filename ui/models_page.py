"""The page of the models: what there is, what suits this machine, and fetching, checking and removing it."""

import functools
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from assistant.settings import Settings
from models.catalogue import KINDS, Kind
from ui import model_jobs, model_words
from ui.column import ABREAST, breakable
from ui.icons import Icons
from ui.job import Job, Jobs
from ui.model_card import ModelCard
from ui.model_jobs import Brought, Entry, Progress, Pulled, Shelf, Verified
from ui.model_list import ModelList
from ui.models_heading import ModelsHeading
from ui.note import Note
from ui.own_files import local_files
from ui.question import ask
from ui.theme import TEXT_COLUMN, Theme
from ui.widgets import looks

LOOK, ADD = "look", "add"
"""Keys of the jobs that belong to no one model; a colon keeps them apart from ids."""


def setting_for(kind: Kind) -> str:
    """The setting that names the model of this kind: one that sees answers too."""
    return kind if kind in Settings.__struct_fields__ else "llm"


class ModelsPage(QWidget):
    """Looks at the disk when it is shown; everything slow runs in processes of its own."""

    open_link = Signal(str)
    changed = Signal(dict)
    """Settings by their names, such as {"llm": id}."""
    models_changed = Signal()
    """What is on the disk, or can be used, is another than before."""

    def __init__(self, theme: Theme, icons: Icons, catalogue: Path | None = None) -> None:
        """`catalogue` is another than Earsight's own."""
        super().__init__()
        looks(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self._theme, self._catalogue = theme, catalogue
        self._chosen: dict[str, str] = {}
        self.shelf: Shelf | None = None
        self._look_again, self._is_narrow = False, False
        self.jobs = Jobs()
        self.note = Note(theme, icons)
        self.list = ModelList(theme, icons)
        self.heading = ModelsHeading(theme)
        self.about, self.own = self.heading.about, self.heading.own
        self.search, self.filters = self.heading.search, self.heading.filters
        self._lay_out()
        self._connect()
        self._restyle()

    def _lay_out(self) -> None:
        self._centred, self._notes = QHBoxLayout(), QHBoxLayout()
        for row, widget in ((self._centred, self.heading), (self._notes, self.note)):
            row.addStretch(1)
            row.addWidget(widget, 1000)
            row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._centred)
        whole.addLayout(self._notes)
        whole.addWidget(self.list, 1)
        self.setFocusProxy(self.search)
        self.search.installEventFilter(self)

    def _connect(self) -> None:
        self.own.chosen.connect(self.add)
        self.heading.changed.connect(self._filter)
        clear = QShortcut(Qt.Key.Key_Escape, self.search, self.search.clear)
        clear.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._theme.changed.connect(self._restyle)

    def load(self, settings: Settings) -> None:
        """Which models are chosen."""
        kinds: tuple[Kind, ...] = ("stt", "llm", "tts", "vlm")
        self._chosen = {setting_for(kind): str(getattr(settings, setting_for(kind))) for kind in kinds}
        self._show_use()

    def refresh(self) -> None:
        """Look again at what is on the disk."""
        self._look_again = self.jobs.running(LOOK)
        machine = self.shelf.machine if self.shelf else None
        job = Job(model_jobs.look, self._catalogue, machine)
        self.jobs.start(LOOK, job, done=self._show_shelf, failed=self._look_failed, ended=self._looked)

    def close_jobs(self) -> None:
        """End all that runs; what was fetched so far is kept."""
        self.jobs.close()

    def add(self, given: list[str]) -> None:
        """Take files or folders of the person's own."""
        if not given:
            return
        self.note.say(f"Looking at {Path(given[0]).name} …", ("Cancel", functools.partial(self.jobs.cancel, ADD)))
        self.jobs.start(
            ADD,
            Job(model_jobs.add, self._catalogue, tuple(given)),
            done=self._added,
            failed=self.note.say,
            progressed=self._adding,
            ended=self.refresh,
        )

    def pull(self, name: str, again: bool = False) -> None:
        """Fetch a model, or go on with it; `again` deletes first what is damaged of it."""
        self.note.clear()
        self.list.cards[name].show_busy("Beginning …")
        self._start(name, Job(model_jobs.pull, self._catalogue, (name,), again), done=self._pulled)

    def verify(self, name: str) -> None:
        self.list.cards[name].show_busy("Reading every byte …")
        self._start(name, Job(model_jobs.verify, self._catalogue, name), done=self._verified)

    def remove(self, name: str) -> None:
        """Ask, then remove."""
        entry = self.list.cards[name].entry
        used = f"{entry.title} is in use; another one will have to serve. " if self._in_use(entry) else ""
        stays = "Only Earsight's note of it goes, your file stays." if entry.own else ""
        frees = f"{model_words.size(entry.here)} become free; it can be downloaded again." if not entry.own else ""
        act = functools.partial(self._remove, name)
        self.question = ask(self, f"Remove {entry.title}?", f"{used}{stays}{frees}", "Remove", act)

    def licence(self, name: str) -> None:
        """Show the whole address before anything is opened."""
        entry = self.list.cards[name].entry
        text = f"{model_words.licence(entry)}. This page in your browser tells more:"
        act = functools.partial(self.open_link.emit, entry.link)
        self.question = ask(self, text, entry.link, "Open in the browser", act)

    def use(self, name: str) -> None:
        """Choose a model that is here."""
        entry = self.list.cards[name].entry
        self._chosen[setting_for(entry.kind)] = name
        self._show_use()
        self.changed.emit({setting_for(entry.kind): name})

    def _start(self, name: str, job: Job, *, done: object) -> None:
        assert callable(done)
        self.jobs.start(
            name,
            job,
            done=done,
            failed=functools.partial(self._failed, name),
            progressed=self._going,
            ended=self.refresh,
        )

    def _remove(self, name: str) -> None:
        self.list.cards[name].show_busy("Removing …")
        self._start(name, Job(model_jobs.remove, self._catalogue, name), done=self._removed)

    def _show_shelf(self, shelf: object) -> None:
        assert isinstance(shelf, Shelf)
        self.shelf = shelf
        self.about.setText(breakable(model_words.machine(shelf)))
        for card in self.list.show_shelf(shelf):
            self._adopt(card)
        for entry in shelf.entries:
            if not self.jobs.running(entry.id):
                self.list.cards[entry.id].show_entry(entry)
        self._show_use()

    def _adopt(self, card: ModelCard) -> None:
        card.download.connect(self.pull)
        card.mend.connect(functools.partial(self.pull, again=True))
        card.cancel.connect(self.jobs.cancel)
        card.verify.connect(self.verify)
        card.remove.connect(self.remove)
        card.use.connect(self.use)
        card.licence.connect(self.licence)

    def _look_failed(self, sentence: str) -> None:
        self.about.setText("What is on this machine is not known.")
        self.note.say(sentence, ("Try again", self.refresh))

    def _looked(self) -> None:
        if self._look_again:
            self.refresh()

    def _going(self, progress: object) -> None:
        if isinstance(progress, Progress) and (card := self.list.cards.get(progress.id)):
            card.show_progress(progress)

    def _pulled(self, result: object) -> None:
        assert isinstance(result, Pulled)
        for name, sentence in result.missing.items():
            ways = [("Try again", functools.partial(self.pull, name))]
            said = sentence
            if (other := result.instead.get(name)) and (card := self.list.cards.get(other)):
                act = self.use if card.entry.state == "ready" else self.pull
                said = f"{sentence} {card.entry.title} can stand in for it."
                ways.append(("Take that instead", functools.partial(act, other)))
            self.note.say(said, *ways)
        if result.got:
            self.models_changed.emit()

    def _verified(self, result: object) -> None:
        assert isinstance(result, Verified)
        self.list.cards[result.id].show_trouble(result.trouble, mendable=result.mendable)
        if not result.trouble:
            self.note.say(f"{self.list.cards[result.id].entry.title} is right, byte for byte.")

    def _removed(self, _name: object) -> None:
        self.models_changed.emit()

    def _failed(self, name: str, sentence: str) -> None:
        self.note.say(sentence, ("Try again", functools.partial(self.pull, name)))

    def _adding(self, progress: object) -> None:
        if isinstance(progress, Progress):
            text = f"{progress.id}: {model_words.copying(progress)}"
            self.note.text.setText(text)

    def _added(self, result: object) -> None:
        assert isinstance(result, Brought)
        here = model_words.listed([f"{name} as a {KINDS[kind]}" for name, kind in result.ids.items()])
        ways = []
        if len({setting_for(kind) for kind in result.ids.values()}) == len(result.ids):
            values = {setting_for(kind): name for name, kind in result.ids.items()}
            ways = [("Use it now" if len(values) == 1 else "Use them now", functools.partial(self._use_all, values))]
        self.note.say(f"Earsight can use {here}.", *ways)
        self.models_changed.emit()

    def _use_all(self, values: dict[str, str]) -> None:
        self._chosen.update(values)
        self._show_use()
        self.changed.emit(values)

    def _in_use(self, entry: Entry) -> bool:
        chosen = self._chosen.get(setting_for(entry.kind), "")
        return bool(chosen) and chosen in (entry.id, entry.own)

    def _show_use(self) -> None:
        for card in self.list.cards.values():
            card.show_use(in_use=self._in_use(card.entry))

    def _filter(self) -> None:
        self.list.narrow(self.search.text(), self.heading.show_only)

    def _restyle(self) -> None:
        px = self._theme.px
        self.heading.setMaximumWidth(px(TEXT_COLUMN) + px(48))
        self.note.setMaximumWidth(px(TEXT_COLUMN))
        self._centred.setContentsMargins(0, 0, px(10), 0)  # as wide as the list's scroll bar
        self._notes.setContentsMargins(px(24), 0, px(34), px(8))
        self._fold()

    def _fold(self) -> None:
        """Where it is narrow, the heading scrolls with the list: nothing else leaves the list enough height."""
        is_narrow = self.width() < self._theme.px(ABREAST)
        if is_narrow is self._is_narrow:
            return
        self._is_narrow, focus = is_narrow, QApplication.focusWidget()
        self.heading.fold(is_narrow)
        self.list.fold(is_narrow)
        if is_narrow:
            self.list.put_first(self.heading)
        else:
            self._centred.insertWidget(1, self.heading, 1000)
        if focus is not None and self.heading.isAncestorOf(focus):
            focus.setFocus()  # it left with the place where it stood

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The search is seen when it is entered, also where it has scrolled away."""
        if watched is self.search and event.type() == QEvent.Type.FocusIn:
            self.list.ensureWidgetVisible(self.search)
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.add(local_files(event.mimeData()))
