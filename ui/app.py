"""What lives as long as the program, and how its parts know of each other: look, window, engine, key, tray."""

import logging
from contextlib import closing
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from assistant import paths
from assistant import settings as person
from assistant.commands import HandsFree, Reload, WakeUp
from assistant.errors import EarsightError
from assistant.events import Event, ListeningStarted, Ready, ReplyStarted, TurnFinished
from assistant.settings import Settings
from ui.engine_process import EngineProcess
from ui.garbage import Garbage
from ui.hotkeys.base import Hotkey
from ui.hotkeys.choose import choose
from ui.icons import Icons
from ui.main_window import MainWindow
from ui.phase import Phase
from ui.presence import Presence
from ui.single import Single
from ui.theme import Theme
from ui.tray import Tray
from ui.update_check import UpdateCheck
from ui.worker import Worker

if TYPE_CHECKING:
    from ui.screen_lock import ScreenLock

log = logging.getLogger(__name__)

LOOK = frozenset({"theme", "high_contrast", "text_size"})
NOT_THE_ENGINES = frozenset({"talk_key", "hands_free", "camera", "update_check", "log_words"})
"""What the engine is not told by a `Reload`."""
SETTLES = 5_000
"""Milliseconds after which the engine is not waited for: without models it never is ready."""
CALM = 400
"""Milliseconds without a turn before each thing that nobody waits for: a page takes longer to make than a picture."""
STAYS = "Earsight goes on in the tray, where you can also quit it."


class Earsight:
    """What lives as long as the program: window, engine, key, tray."""

    def __init__(self, app: QApplication, single: Single, engine: EngineProcess) -> None:
        """`engine` may be loading already; it is started where it is not, and ended with all else."""
        self._app = app
        self.theme = Theme(app)
        self._settings, sentence = _settings()
        self._look()
        self.icons = Icons(self.theme)
        self.engine = engine
        self.window = MainWindow(self.theme, self.icons, self.engine)
        self._worker = Worker("settings")
        self._hotkey: Hotkey | None = None
        self._lock: ScreenLock | None = None
        self.tray = Tray(self.theme, self.icons)
        self.tray.set_muted(self._settings.muted)
        self._told_of_tray = False
        self._is_settled = False
        self._calm = QTimer(self.window, singleShot=True)
        self._calm.timeout.connect(self._settle)
        self.erases_models: bool | None = None
        """All data is to be erased once everything has ended, with the models or without; None: nothing is."""
        self._updates = UpdateCheck()
        self._connect(single)
        self.window.start(self._settings)
        if sentence:
            self.window.say(sentence)

    def show(self) -> None:
        """Show the window first, and then begin what takes longer."""
        self.window.show()
        QTimer.singleShot(0, self._begin)  # once the window has been drawn

    def finish(self) -> None:
        """End everything that runs."""
        if self._hotkey is not None:
            self._hotkey.close()
        if self._lock is not None:
            self._lock.close()
        self._updates.finish()
        self.tray.close()
        self.engine.close()
        self.window.finish()
        self._worker.finish()

    def _begin(self) -> None:
        log.info("shown")
        self.engine.start()
        self._listen_for_the_key()
        self._look_for_the_lock()
        if self._settings.update_check:
            self._updates.ask()
        self._calm.start(SETTLES)
        self._worker.run(_has_models, lambda has: None if has else self.window.show_page("first"))

    def _settle(self) -> None:
        """One of the things that nobody waits for, and later the next."""
        if not self._is_settled:
            self._is_settled = True
            Garbage(self.window)
            self._worker.run(_tidy, lambda _none: None)
        elif not self.window.pages.make_one():
            return
        self._calm.start(CALM)

    def _wait_for_calm(self, now: Phase) -> None:
        if now is Phase.READY:
            self._calm.start(CALM)
        else:
            self._calm.stop()

    def _connect(self, single: Single) -> None:
        window, tray = self.window, self.tray
        single.raised.connect(self._raise)
        single.talk.connect(window.talk_key.toggle)
        single.stop.connect(window.talk_key.interrupt)
        tray.show.connect(self._raise)
        tray.talk.connect(window.talk_key.toggle)
        tray.mute.connect(lambda muted: self._change({"muted": muted}))
        tray.quit.connect(self._app.quit)
        window.closing.connect(self._closing)
        window.quit.connect(self._app.quit)
        window.phase_changed.connect(tray.set_phase)
        window.phase_changed.connect(self._wait_for_calm)
        window.changed.connect(self._change)
        window.erase.connect(self._erase)
        window.models_changed.connect(lambda: self.engine.send(Reload()))
        Presence(window).felt.connect(lambda: self.engine.send(WakeUp()))
        self.engine.happened.connect(self._take)
        self._updates.found.connect(
            lambda newer: window.say(newer.sentence, ("Open its page", lambda: window.open_link(newer.page)))
        )

    def _take(self, event: Event) -> None:
        match event:
            case Ready():
                log.info("ready")
            case ListeningStarted():
                log.info("turn %d is listening", event.turn)
            case ReplyStarted():
                log.info("turn %d answers", event.turn)
            case TurnFinished():
                log.info("turn %d %s", event.turn, event.outcome)

    def _change(self, values: dict[str, object]) -> None:
        """Write the settings that were chosen, and let everything follow them."""

        def written(settings: Settings) -> None:
            self._settings = settings
            if LOOK & values.keys():
                self._look()
            if "talk_key" in values:
                self._listen_for_the_key()
            if "hands_free" in values:
                self.engine.send(HandsFree(on=settings.hands_free))
            if values.keys() - LOOK - NOT_THE_ENGINES:
                self.engine.send(Reload())
            self.tray.set_muted(settings.muted)
            self.window.load(settings)

        def refused(sentence: str) -> None:
            self.window.say(sentence)
            self.window.load(self._settings)

        self._worker.run(lambda: person.change(**values), written, refused)

    def _look(self) -> None:
        chosen = self._settings
        self.theme.choose(chosen.theme, contrast=chosen.high_contrast, scale=chosen.text_size)

    def _listen_for_the_key(self) -> None:
        if self._hotkey is not None:
            self._hotkey.close()
        self._hotkey = choose(self._settings.talk_key)
        self.window.set_hotkey(self._hotkey)
        self._hotkey.start()

    def _look_for_the_lock(self) -> None:
        from ui.screen_lock import ScreenLock

        self._lock = ScreenLock()
        self._lock.locked.connect(self.window.talk_key.locked)

    def _raise(self) -> None:
        self.window.setVisible(True)
        if self.window.isMinimized():
            self.window.showNormal()
        self.window.raise_()
        self.window.activateWindow()

    def _erase(self, models: bool) -> None:
        self.erases_models = models
        self._app.quit()

    def _closing(self) -> None:
        if not self.tray.is_there:
            self._app.quit()
            return
        self.window.hide()
        if not self._told_of_tray:
            self._told_of_tray = True
            self.tray.tell(STAYS)


def _settings() -> tuple[Settings, str]:
    """The person's settings, and a sentence where the file cannot be used and the defaults hold."""
    try:
        return person.load(), ""
    except EarsightError as error:
        log.warning("the settings cannot be read", exc_info=True)
        return Settings(), str(error)


def _has_models() -> bool:
    """Whether something is here that can answer."""
    from models.store import Store

    try:
        return bool(person.load().remote_url or Store(paths.models_folder()).installed("llm"))
    except EarsightError:
        return bool(Store(paths.models_folder()).installed("llm"))


def _tidy() -> None:
    """Delete old pictures that no chat has."""
    from assistant.history import History
    from assistant.vision import taken

    with closing(History()) as history:
        taken.tidy(taken.pictures_folder(), taken.in_chats(history))
