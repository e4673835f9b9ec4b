"""The page of the settings: one calm column of cards; each change holds at once."""

from pathlib import Path
from typing import cast

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMessageBox, QVBoxLayout, QWidget

from assistant.commands import Say
from assistant.data_export import export
from assistant.events import Event, Failed, HandsFreeChanged, SpeechStarted, TurnFinished
from assistant.settings import Settings
from ui import settings_shelf
from ui.column import Column
from ui.icons import Icons
from ui.note import Note
from ui.question import ask
from ui.settings_card import SettingsCard
from ui.settings_data import TAKEN, DataCard
from ui.settings_fields import Field, Row
from ui.settings_keys import KeysCard
from ui.settings_look import LookCard
from ui.settings_model import AnswerCard, SamplingCard
from ui.settings_pictures import PicturesCard
from ui.settings_server import ServerCard
from ui.settings_shelf import Shelf
from ui.settings_sound import SoundCard
from ui.settings_voice import HearingCard, VoiceCard
from ui.theme import Theme
from ui.widgets import button
from ui.worker import Worker

NARROW = 560
"""Width in pixels at 100 % below which names stand above their controls."""
KEPT = frozenset({"stt", "llm", "vlm", "tts"})
"""Settings that a reset leaves: another model need not be on this machine."""
RESET = "Every setting goes back to how Earsight came, also devices, talk key and server. Models and voice stay."


class SettingsPage(QWidget):
    """Looks at models and devices while it is shown; `finish` before it goes."""

    changed = Signal(dict)
    """Settings that the person chose, by their names."""
    command = Signal(object)
    show_models = Signal()
    open_folder = Signal(object)
    erase = Signal(bool)
    """Erase all data, with the models or without."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme = theme
        self._worker = Worker("settings-page")
        self._heard: Field | None = None
        """Where the test phrase was asked for, until its turn ends."""
        self._is_unwritten, self._says_then = False, False
        """A change was told and is not in force yet; the test phrase waits for it."""
        self.question: QMessageBox | None = None
        self.note = Note(theme, icons)
        self.sound, self.voice, self.hearing = SoundCard(theme), VoiceCard(theme), HearingCard(theme)
        self.answer, self.sampling, self.server = AnswerCard(theme), SamplingCard(theme), ServerCard(theme)
        self.pictures = PicturesCard(theme)
        self.keys, self.look, self.data = KeysCard(theme), LookCard(theme), DataCard(theme)
        self.cards: tuple[SettingsCard, ...] = (
            self.sound,
            self.voice,
            self.hearing,
            self.answer,
            self.sampling,
            self.pictures,
            self.server,
            self.keys,
            self.look,
            self.data,
        )
        self.reset = button("Reset to defaults", self._ask_to_reset, tip="Put every setting back; asks first")
        column = Column(theme, "Settings")
        column.add(self.note)
        for card in self.cards:
            column.add(card)
            card.changed.connect(self._change)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column)
        column.add(Row(self.reset))
        self.sound.command.connect(self.command)
        self.sound.hear.connect(lambda: self._hear(self.sound.playing))
        self.voice.hear.connect(lambda: self._hear(self.voice.trial))
        for models in (self.voice, self.answer, self.pictures):
            models.show_models.connect(self.show_models)
        self.data.open_folder.connect(self.open_folder)
        self.data.export.connect(self._export)
        self.data.erase.connect(self.erase)
        theme.changed.connect(self._place)
        self.load(Settings())

    def load(self, settings: Settings) -> None:
        """These settings hold now."""
        for card in self.cards:
            card.load(settings)
        self.sound.set_muted(settings.muted)
        self._is_unwritten = False
        if self._says_then:
            self._say()

    def take(self, event: Event) -> None:
        """What the engine says."""
        self.sound.take(event)
        match event:
            case HandsFreeChanged():
                self.hearing.take(event)
            case SpeechStarted() if self._heard:
                self._heard.explain("Speaking …")
            case Failed(message=message) if self._heard:
                self._heard.refuse(message)
            case TurnFinished() if self._heard:
                self._heard.explain("")
                self._heard = None

    def set_hotkey(self, name: str, why: str) -> None:
        """Which way to the talk key is active, and why."""
        self.keys.set_hotkey(name, why)

    def finish(self) -> None:
        """End the page's thread; the page is done after this."""
        self._leave()
        self._worker.finish()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.sound.show_devices()
        self.data.show_state()
        self._worker.run(settings_shelf.look, self._offer)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _offer(self, shelf: Shelf) -> None:
        if shelf.trouble:
            self.note.say(shelf.trouble)
            return
        self.note.clear()
        for card in (self.voice, self.hearing, self.answer, self.pictures):
            card.offer(shelf)

    def _export(self, target: Path) -> None:
        self.data.takes.explain("Writing …")

        def written(chats: int) -> None:
            self.data.takes.explain(f"Everything is in {target}, with {chats} chats.")

        def refused(sentence: str) -> None:
            self.data.takes.explain(TAKEN)
            self.data.takes.refuse(sentence)

        self.data.takes.refuse("")
        self._worker.run(lambda: export(target), written, refused)

    def _hear(self, field: Field) -> None:
        """Once all that was changed is in force."""
        if self._heard:
            self._heard.explain("")
        field.refuse("")
        self._heard = field
        self.voice.flush()
        if self._is_unwritten:
            self._says_then = True
        else:
            self._say()

    def _say(self) -> None:
        self._says_then = False
        self.command.emit(Say(self.voice.phrase))

    def _change(self, values: dict[str, object]) -> None:
        self._is_unwritten = True
        self.changed.emit(values)

    def _leave(self) -> None:
        self.sound.leave()
        for card in self.cards:
            card.flush()

    def _ask_to_reset(self) -> None:
        self.question = ask(self, "Reset all settings?", RESET, "Reset", self._reset)

    def _reset(self) -> None:
        values = cast("dict[str, object]", msgspec.structs.asdict(Settings()))
        self.changed.emit({name: value for name, value in values.items() if name not in KEPT})

    def _place(self) -> None:
        for card in self.cards:
            card.narrow(self.width() < self._theme.px(NARROW))
