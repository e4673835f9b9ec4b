"""The window: the side, the room you talk in, and the pages; it passes commands to the engine and events to them."""

from pathlib import Path

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from assistant.chats import Removed, StoredMessage
from assistant.commands import (
    Ask,
    Command,
    Interrupt,
    NewChat,
    OpenChat,
    Rewind,
    Say,
    Show,
    StartListening,
    StopListening,
    UndoMemory,
)
from assistant.events import ContextChanged, Event, Failed, Noticed, Outcome, Ready, Transcribed, TurnFinished
from assistant.settings import Settings
from ui import keys, phase
from ui.deleted_chats import DeletedChats
from ui.engine_process import EngineProcess
from ui.frame import FIRST, TALK, Frame
from ui.hotkeys.base import Hotkey
from ui.icons import Icons
from ui.message_inline import LONGEST_ADDRESS, SCHEMES
from ui.pages import Pages
from ui.phase import BUSY, Phase
from ui.push_to_talk import Source
from ui.question import ask, whole
from ui.stored_chat import StoredChats
from ui.talk_key import NOT_READY, TalkKey
from ui.talk_room import TalkRoom
from ui.theme import Theme

LIST_AFTER = 50
"""Milliseconds after which the chats are read: the window is drawn first."""

NOT_HEARD = "Nothing was heard; speak a little louder or choose another microphone."

MODELS = frozenset({"llm", "stt", "tts"})
"""Codes of what goes wrong with a model."""


class MainWindow(Frame):
    """Holds the pages together. The engine may die and come back: the window stays."""

    phase_changed = Signal(object)
    changed = Signal(dict)
    """Settings that the person chose."""
    models_changed = Signal()
    erase = Signal(bool)
    """Erase all data, with the models or without."""

    def __init__(self, theme: Theme, icons: Icons, engine: EngineProcess) -> None:
        self.room = TalkRoom(theme, icons)
        self.pages = Pages(theme, icons)
        super().__init__(theme, icons, self.room, self.pages)
        self._engine = engine
        self._phase = Phase.STARTING
        self._turn = 0
        """The latest turn; what older ones still say does not change the phase."""
        self.talk_key = TalkKey(self, lambda: self._phase in BUSY or self.room.view.model.waits)
        self._stored = StoredChats()
        self._deleted_chats = DeletedChats(self.note, self.sidebar.put_back)
        self._connect()
        self._on_key("Ctrl+N", self.new_chat)
        self._on_key("Ctrl+E", self._toggle_camera)
        self._on_key("Ctrl+T", self.room.camera.retake)
        self._on_key(keys.CARD, self._check_label)
        self.show_page(TALK)

    def start(self, settings: Settings) -> None:
        """Show the settings that hold; the engine is started by whoever made it."""
        self.load(settings)
        QTimer.singleShot(LIST_AFTER, self.sidebar, self.sidebar.refresh)
        self.room.composer.field.setFocus()

    def load(self, settings: Settings) -> None:
        """These settings hold now."""
        self.pages.load(settings)
        if settings.camera and settings.camera != self.room.camera.source:
            self.room.camera.open(settings.camera)

    @property
    def phase(self) -> Phase:
        return self._phase

    def show_page(self, name: str) -> None:
        if name == FIRST:
            self.note.clear()
        super().show_page(name)

    def show_talk(self) -> None:
        super().show_talk()
        self.room.composer.field.setFocus()

    def set_hotkey(self, hotkey: Hotkey) -> None:
        """The key that works everywhere is this one."""
        hotkey.pressed.connect(lambda: self.talk_key.press(Source.SHORTCUT))
        hotkey.released.connect(lambda: self.talk_key.release(Source.SHORTCUT))
        hotkey.changed.connect(lambda: self.pages.set_hotkey(hotkey.name, hotkey.why))
        self.pages.set_hotkey(hotkey.name, hotkey.why)

    def take(self, event: Event) -> None:
        """What the engine says goes to everything that shows it."""
        self.talk_key.take(event)
        if event.turn == 0 and isinstance(event, Failed | Noticed):
            self._tell(event)
        else:
            self.room.take(event)
        self._follow(event)
        self.pages.take(event)
        match event:
            case Ready():
                self.note.withdraw(NOT_READY)
            case ContextChanged():
                self.sidebar.meter.take(event)
            case Transcribed():
                self.room.composer.tray.clear()
            case TurnFinished(turn, outcome):
                if outcome is Outcome.NO_SPEECH and turn >= self._turn and not self.is_hands_free:
                    self.say(NOT_HEARD, ("Settings", lambda: self.show_page("settings")))
                self.sidebar.refresh()
                self.sidebar.mark_open(self._engine.chat)

    def finish(self) -> None:
        """End every thread and job of the pages; the window is done after this."""
        self.pages.finish()
        self.sidebar.finish()
        self._stored.finish()
        self.room.close_down()

    @property
    def is_hands_free(self) -> bool:
        return self.room.button.is_hands_free

    def open_link(self, address: str) -> None:
        """Open an address in the browser, once the person has seen all of it and said yes."""
        url = QUrl(address, QUrl.ParsingMode.StrictMode)
        if url.scheme() not in SCHEMES:
            self.say("That link is not an address of the web, so Earsight does not open it.")
            return
        if len(address) > LONGEST_ADDRESS:
            self.say("That address is too long to be shown whole, so Earsight does not open it.")
            return
        ask(self, "Open this address in your browser?", whole(address), "Open", lambda: QDesktopServices.openUrl(url))

    def _connect(self) -> None:
        send = self._engine.send
        self._engine.happened.connect(self.take)
        key, button, view = self.talk_key, self.room.button, self.room.view
        key.start.connect(self._listen)
        key.stop.connect(lambda: send(StopListening()))
        key.cancel.connect(lambda: send(Interrupt()))
        key.tapped.connect(self._tapped)
        key.start.connect(self.room.camera.hold_began)
        for end in (key.stop, key.cancel):
            end.connect(self.room.camera.hold_ended)
        self.room.failed.connect(self.say)
        self.room.corrected.connect(send)
        self.room.camera.turned_on.connect(lambda on: send(Show(self.room.composer.tray.pictures)) if on else None)
        self.room.pictures_changed.connect(lambda images: send(Show(images)))
        self.room.camera.source_chosen.connect(lambda source: self.changed.emit({"camera": source}))
        button.down.connect(lambda: key.press(Source.BUTTON))
        button.up.connect(lambda: key.release(Source.BUTTON))
        button.switch.connect(key.toggle)
        for stop in (button.stop, view.stop, self.room.composer.stopped):
            stop.connect(key.interrupt)
        self.room.asked.connect(lambda text, images: self._send(Ask(text, images=images)))
        view.ask_again.connect(self._ask_again)
        view.speak.connect(lambda text: self._send(Say(text)))
        view.undo_memory.connect(lambda added: send(UndoMemory(added)))
        view.open_link.connect(self.open_link)
        pages = self.pages
        pages.open_link.connect(self.open_link)
        pages.open_file.connect(lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
        pages.erase.connect(self.erase)
        pages.command.connect(self._send)
        pages.changed.connect(self.changed)
        pages.models_changed.connect(self.models_changed)
        pages.wanted.connect(self.show_page)
        pages.done.connect(self.show_talk)
        self.sidebar.new_chat.connect(self.new_chat)
        self.sidebar.opened.connect(self.open_chat)
        self.sidebar.failed.connect(self.say)
        self.sidebar.deleted.connect(self._deleted)
        self.sidebar.undo.connect(self._deleted_chats.undo)
        self._stored.read.connect(self._opened)
        self._stored.failed.connect(self.say)

    def new_chat(self) -> None:
        """Begin a new chat; a turn that runs ends."""
        self._leave_chat()
        self.show_talk()

    def open_chat(self, chat: int) -> None:
        """Show a stored chat, and let the model know it."""
        self._engine.send(OpenChat(chat))
        self.sidebar.mark_open(chat)
        self.sidebar.meter.open_chat()
        self.room.view.model.leave()
        self._stored.open(chat)
        self.room.forget_label()
        self.show_page(TALK)
        self.fold_if_narrow()

    def _leave_chat(self) -> None:
        self._engine.send(NewChat())
        self.room.view.clear()
        self.room.forget_label()
        self.sidebar.meter.clear()
        self.sidebar.mark_open(None)

    def _opened(self, chat: int, messages: list[StoredMessage], remembered: set[str]) -> None:
        if chat == self._engine.chat:
            self.room.view.load(messages, remembered)

    def _deleted(self, removed: Removed) -> None:
        if removed.chat.id == self._engine.chat:
            self._leave_chat()  # and the focus stays in the list
        self._deleted_chats.add(removed)

    def _send(self, command: Command) -> None:
        if isinstance(command, Ask | Say):
            self.note.went_on()
            self._set_phase(Phase.THINKING)
            self._engine.start()
        self._engine.send(command)

    def _tapped(self, sentence: str) -> None:
        """What is to be heard needs an engine, also where it had stopped for good."""
        self._engine.start()
        self.say(sentence)

    def _listen(self) -> None:
        self.note.went_on()
        if self.page != FIRST:
            self.show_page(TALK)
        self._engine.send(StartListening())

    def _ask_again(self, exchanges: int, text: str, images: tuple[Path, ...]) -> None:
        self._engine.send(Rewind(exchanges))
        self._send(Ask(text, images=images))

    def _check_label(self) -> None:
        if self.page != FIRST:
            self.show_page(TALK)
            self.room.check_label()

    def _toggle_camera(self) -> None:
        if self.room.isVisible():
            self.room.toggle_camera()
        elif self.page != FIRST:
            self.show_page(TALK)
            if not self.room.camera.isVisible():
                self.room.toggle_camera()

    def _follow(self, event: Event) -> None:
        if isinstance(event, Failed) and event.code == "engine":
            self._set_phase(Phase.STARTING)
            self.room.camera.hold_ended()
        elif event.turn >= self._turn or event.turn == 0:
            self._turn = max(self._turn, event.turn)
            new = phase.after(self._phase, event)
            self._set_phase(Phase.THINKING if new is Phase.READY and self.room.view.model.waits else new)

    def _set_phase(self, new: Phase) -> None:
        if new is not self._phase:
            self._phase = new
            self.room.set_phase(new)
            self.phase_changed.emit(new)

    def _tell(self, event: Failed | Noticed) -> None:
        if self.page == FIRST and isinstance(event, Failed) and event.code in MODELS:
            return  # that page is there to get what is missing
        if isinstance(event, Failed) and event.code == "engine" and not self._engine.is_running:
            self.say(
                event.message, ("Start it again", self._engine.start), ("Models", lambda: self.show_page("models"))
            )
        else:
            self.say(event.message)
