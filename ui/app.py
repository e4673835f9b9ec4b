"""The start of the window, told in order: alone or not, look, window, engine, key, tray."""

import logging
import os
import sys
from contextlib import closing

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from assistant import forgetting, paths, private
from assistant import log as logs
from assistant import settings as person
from assistant.commands import HandsFree, Reload, WakeUp
from assistant.errors import EarsightError
from assistant.events import Event, ListeningStarted, Ready, TurnFinished
from assistant.history import History
from assistant.settings import Settings
from assistant.vision import taken
from models.errors import ModelsError
from models.store import Store
from ui import mark
from ui.camera_feed import is_left_behind
from ui.engine_process import EngineProcess
from ui.garbage import Garbage
from ui.hotkeys.base import Hotkey
from ui.hotkeys.choose import choose
from ui.icons import Icons
from ui.main_window import MainWindow
from ui.presence import Presence
from ui.screen_lock import ScreenLock
from ui.single import Single
from ui.theme import Theme
from ui.tray import Tray
from ui.update_check import UpdateCheck
from ui.worker import Worker

log = logging.getLogger(__name__)

LOOK = frozenset({"theme", "high_contrast", "text_size"})
NOT_THE_ENGINES = frozenset({"talk_key", "hands_free", "camera", "update_check", "log_words"})
"""What the engine is not told by a `Reload`."""
STAYS = "Earsight goes on in the tray, where you can also quit it."


def main(arguments: list[str]) -> int:
    """Run the window until it is quit; the exit code."""
    app = QApplication([*sys.argv[:1], *arguments])
    app.setApplicationName("Earsight")
    app.setDesktopFileName("earsight")
    app.setWindowIcon(mark.icon())
    app.setQuitOnLastWindowClosed(False)
    single = Single()
    if not single.begin():
        return 0
    try:
        private.tighten(paths.home())
        forgetting.sweep(paths.home())
        logs.start()
        earsight = Earsight(app, single)
        earsight.show()
        code = app.exec()
        earsight.finish()
    finally:
        single.close()
    if earsight.erases_models is not None:
        code = _erased(models=earsight.erases_models)
    return ended(code)


def ended(code: int) -> int:
    """The exit code; the process ends here where OpenCV still waits for a camera that does not answer."""
    if is_left_behind():
        logging.shutdown()
        os._exit(code)
    return code


class Earsight:
    """What lives as long as the program: window, engine, key, tray."""

    def __init__(self, app: QApplication, single: Single) -> None:
        self._app = app
        self.theme = Theme(app)
        self._settings, sentence = _settings()
        self._look()
        self.icons = Icons(self.theme)
        self.engine = EngineProcess()
        self.window = MainWindow(self.theme, self.icons, self.engine)
        self._worker = Worker("settings")
        self._hotkey: Hotkey | None = None
        self._lock = ScreenLock()
        self.tray = Tray(self.theme, self.icons)
        self._told_of_tray = False
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
        self._lock.close()
        self._updates.finish()
        self.tray.close()
        self.engine.close()
        self.window.finish()
        self._worker.finish()

    def _begin(self) -> None:
        log.info("shown")
        self.engine.start()
        self.window.pages.make_rest()
        Garbage(self.window)
        self._listen_for_the_key()
        if self._settings.update_check:
            self._updates.ask()
        self._worker.run(_tidy, lambda _none: None)
        self._worker.run(_has_models, lambda has: None if has else self.window.show_page("first"))

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
        window.changed.connect(self._change)
        window.erase.connect(self._erase)
        window.models_changed.connect(lambda: self.engine.send(Reload()))
        self._lock.locked.connect(window.talk_key.locked)
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


def _erased(*, models: bool) -> int:
    """Erase everything, now that nothing of it is in use; the exit code."""
    from assistant.data_erase import erase

    try:
        erase(models=models)
    except (EarsightError, ModelsError) as error:
        if sys.stderr is not None:
            print(error, file=sys.stderr)  # noqa: T201 - the window is gone
        return 1
    return 0


def _has_models() -> bool:
    """Whether something is here that can answer."""
    try:
        return bool(person.load().remote_url or Store(paths.models_folder()).installed("llm"))
    except EarsightError:
        return bool(Store(paths.models_folder()).installed("llm"))


def _tidy() -> None:
    """Delete old pictures that no chat has."""
    with closing(History()) as history:
        taken.tidy(taken.pictures_folder(), taken.in_chats(history))
