"""The pages beside the talk room: each is made when it is first needed, so that the window is seen sooner."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from assistant.events import ContextChanged, Event, HandsFreeChanged
from assistant.settings import Settings
from ui.icons import Icons
from ui.theme import Theme

if TYPE_CHECKING:
    from ui.first_run import FirstRun
    from ui.memory_page import MemoryPage
    from ui.models_page import ModelsPage
    from ui.settings_page import SettingsPage

NAMES = ("settings", "memory", "models", "first")


class Pages(QObject):
    """Tells what the person wants on any page; a page made late knows what the earlier ones were told."""

    made = Signal(QWidget)
    changed = Signal(dict)
    """Settings that the person chose."""
    command = Signal(object)
    models_changed = Signal()
    wanted = Signal(str)
    """The page with this name is to be shown."""
    done = Signal()
    """The first run is over."""
    open_link = Signal(str)
    open_file = Signal(object)
    """A file or folder of the person's."""
    erase = Signal(bool)
    """All data is to go, with the models or without."""

    def __init__(self, theme: Theme, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = (theme, icons)
        self._settings = Settings()
        self._hotkey = ("", "")
        self._events: dict[type[Event], Event] = {}
        """The latest of those that say how things are."""
        self._take: list[Callable[[Event], None]] = []
        self._load: list[Callable[[Settings], None]] = []
        self._finish: list[Callable[[], None]] = []

    @cached_property
    def memory(self) -> "MemoryPage":
        from ui.memory_page import MemoryPage

        page = MemoryPage(*self._look)
        page.open_file.connect(self.open_file)
        self._add(page, page.take, None, page.finish)
        return page

    @cached_property
    def models(self) -> "ModelsPage":
        from ui.models_page import ModelsPage

        page = ModelsPage(*self._look)
        page.changed.connect(self.changed)
        page.models_changed.connect(self.models_changed)
        page.open_link.connect(self.open_link)
        self._add(page, None, page.load, page.close_jobs)
        return page

    @cached_property
    def settings(self) -> "SettingsPage":
        from ui.settings_page import SettingsPage

        page = SettingsPage(*self._look)
        page.changed.connect(self.changed)
        page.command.connect(self.command)
        page.show_models.connect(lambda: self.wanted.emit("models"))
        page.open_folder.connect(self.open_file)
        page.erase.connect(self.erase)
        page.set_hotkey(*self._hotkey)
        self._add(page, page.take, page.load, page.finish)
        return page

    @cached_property
    def first(self) -> "FirstRun":
        from ui.first_run import FirstRun

        page = FirstRun(*self._look)
        page.changed.connect(self.changed)
        page.command.connect(self.command)
        page.models_changed.connect(self.models_changed)
        page.finished.connect(self.done)
        self._add(page, page.take, None, page.close_jobs)
        return page

    def get(self, name: str) -> QWidget:
        """One of `NAMES`."""
        page: QWidget = getattr(self, name)
        return page

    def make_one(self) -> bool:
        """Make a page that nobody needed yet; whether there was one."""
        missing = [name for name in NAMES if name not in self.__dict__]
        if missing:
            self.get(missing[0])
        return bool(missing)

    def take(self, event: Event) -> None:
        """What the engine says."""
        if isinstance(event, ContextChanged | HandsFreeChanged):
            self._events[type(event)] = event
        for take in self._take:
            take(event)

    def load(self, settings: Settings) -> None:
        """These settings hold now."""
        self._settings = settings
        for load in self._load:
            load(settings)

    def set_hotkey(self, name: str, why: str) -> None:
        """Which way to the talk key is active, and why."""
        self._hotkey = name, why
        if "settings" in self.__dict__:
            self.settings.set_hotkey(name, why)

    def finish(self) -> None:
        """End every thread and job of the pages."""
        for finish in self._finish:
            finish()

    def _add(
        self,
        page: QWidget,
        take: Callable[[Event], None] | None,
        load: Callable[[Settings], None] | None,
        finish: Callable[[], None],
    ) -> None:
        if take is not None:
            self._take.append(take)
            for event in self._events.values():
                take(event)
        if load is not None:
            self._load.append(load)
            load(self._settings)
        self._finish.append(finish)
        self.made.emit(page)
