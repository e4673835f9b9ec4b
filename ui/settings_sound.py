"""Settings of the devices: microphone with its level, speaker with a phrase to hear."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar

from assistant.commands import ListDevices, TestMicrophone
from assistant.events import DevicesListed, Event, Failed, InputLevel
from assistant.settings import Settings
from ui.first_sound import share
from ui.settings_card import SettingsCard
from ui.settings_fields import Choice, Field, Row
from ui.theme import Theme
from ui.widgets import button, named

LOOK = 3000
"""Milliseconds between two looks for devices that were plugged in or out."""
LONGEST = 60_000
"""Milliseconds after which a test ends by itself."""
DEFAULT = ("System default", "")
GONE = "{} (not connected)"
MICROPHONE = "Earsight listens here while you hold the talk key."
MUTED = "Answers are muted: turn that off at the voice to hear something."
TEST = "The bar follows your voice. Nothing of it is kept."


class SoundCard(SettingsCard):
    command = Signal(object)
    hear = Signal()
    """The person wants to hear the test phrase."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Sound")
        self.is_testing = False
        self.microphone = self.put(Choice(theme, "Microphone", MICROPHONE, "microphone", GONE))
        self.test = button("Test the microphone", self._switch, tip="Show how loud the microphone hears you")
        self.level = named(QProgressBar(), "Level of the microphone")
        self.level.setTextVisible(False)
        self.level.setRange(0, 100)
        self.level.setValue(0)
        self.trial = self.put(Field(theme, "Level", Row(self.test, self.level), TEST))
        self.speaker = self.put(Choice(theme, "Speaker", "Earsight speaks here.", "speaker", GONE))
        self.play = button("Play a test phrase", self.hear.emit, tip="Earsight speaks a sentence on this speaker")
        self.playing = self.put(Field(theme, "Test phrase", Row(self.play)))
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.setInterval(LONGEST)
        self._limit.timeout.connect(self.stop)
        self._look = QTimer(self)
        self._look.setInterval(LOOK)
        self._look.timeout.connect(lambda: self.command.emit(ListDevices()))
        for field in (self.microphone, self.speaker):
            field.offer([DEFAULT])

    def load(self, settings: Settings) -> None:
        super().load(settings)
        if self.is_testing:
            self.command.emit(TestMicrophone(on=True))  # new settings end a test

    def set_muted(self, muted: bool) -> None:
        self.play.setEnabled(not muted)
        self.playing.explain(MUTED if muted else "")

    def take(self, event: Event) -> None:
        match event:
            case DevicesListed(microphones=microphones, speakers=speakers):
                self.microphone.offer([DEFAULT, *((name, name) for name in microphones)])
                self.speaker.offer([DEFAULT, *((name, name) for name in speakers)])
            case InputLevel(turn=0, level=level) if self.is_testing:
                self.level.setValue(round(100 * share(level)))
            case Failed(turn=0, code="audio", message=message) if self.is_testing:
                self.stop()
                self.trial.refuse(message)

    def show_devices(self) -> None:
        """The page is seen: what is plugged in is looked at now and again."""
        self.command.emit(ListDevices())
        self._look.start()

    def stop(self) -> None:
        """The microphone is let go."""
        if self.is_testing:
            self.is_testing = False
            self._limit.stop()
            self.command.emit(TestMicrophone(on=False))
            self._show_test()

    def leave(self) -> None:
        """The page is not seen any more."""
        self._look.stop()
        self.stop()

    def _switch(self) -> None:
        if self.is_testing:
            self.stop()
            return
        self.is_testing = True
        self.command.emit(TestMicrophone(on=True))
        self._limit.start()
        self._show_test()

    def _show_test(self) -> None:
        text = "Stop the test" if self.is_testing else "Test the microphone"
        self.test.setText(text)
        self.test.setAccessibleName(text)
        self.trial.refuse("")
        self.level.setValue(0)
