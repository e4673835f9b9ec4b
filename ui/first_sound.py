"""Second step: try the microphone and the voice. Nothing here has to work for the next step to come."""

import math

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from assistant.commands import Interrupt, ListDevices, Rewind, Say, StartListening, StopListening, TestMicrophone
from assistant.events import (
    DevicesListed,
    Event,
    Failed,
    InputLevel,
    Ready,
    SpeechFinished,
    SpeechStarted,
    Transcribed,
    TranscriptChanged,
    TurnFinished,
)
from ui.column import ABREAST, fold
from ui.settings_controls import ChoiceBox
from ui.theme import Theme
from ui.widgets import button, label, looks, named

PHRASE = "Hello, this is Earsight. If you can hear me, we can begin."
NO_MICROPHONE = "No microphone was found. Connect one and look again, or go on: you can type."
NO_SPEAKER = "No speaker was found. Connect one and look again, or go on: you can read the answers."
QUIETEST = 60.0
"""Decibels below the loudest that the level's bar begins with."""
DEFAULT = "The system's own"


def share(level: float) -> float:
    """How far the bar is filled, from 0.0 to 1.0, for a root mean square from 0.0 to 1.0."""
    return min(1.0, max(0.0, 1.0 + 20.0 * math.log10(max(level, 1e-6)) / QUIETEST))


class FirstSound(QWidget):
    command = Signal(object)
    changed = Signal(dict)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._is_ready, self._is_open, self._is_listening = False, False, False
        self._is_trying = False
        """Something is being said, or its turn has not ended yet."""
        self.level = named(QProgressBar(), "Level of the microphone")
        self.heard = label("The models are loading …", "muted")
        self.said = label("The models are loading …", "muted")
        self.listen = button("Say something", self._listen, tip="Press, speak, and press again")
        self.speak = button("Say a phrase", self._say, tip="Earsight speaks a sentence")
        self.again = button("Look again for devices", lambda: self.command.emit(ListDevices()))
        self.microphone, self.speaker = named(ChoiceBox(), "Microphone"), named(ChoiceBox(), "Speaker")
        self._lay_out()
        self.microphone.activated.connect(lambda: self._choose("microphone", self.microphone))
        self.speaker.activated.connect(lambda: self._choose("speaker", self.speaker))
        theme.changed.connect(self._restyle)
        self._restyle()
        self._allow()

    def _lay_out(self) -> None:
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addWidget(label("Try the microphone and the voice", "title"))
        self._rows.addWidget(label("You can skip this: Earsight also takes what you type, and shows its answers."))
        self._cards: list[QVBoxLayout] = []
        self._heads: list[QHBoxLayout] = []
        self.level.setTextVisible(False)
        self.level.setRange(0, 100)
        self._card("Microphone", self.microphone, self.level, self.heard, self.listen)
        self._card("Voice", self.speaker, self.said, self.speak)
        row = QHBoxLayout()
        row.addWidget(self.again)
        row.addStretch(1)
        self._rows.addLayout(row)
        self._rows.addStretch(1)

    def _card(self, title: str, *widgets: QWidget) -> None:
        card = looks(QFrame(), "card")
        rows = QVBoxLayout(card)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(label(title, "heading", wrap=False), 1)
        head.addWidget(widgets[0], 1)
        self._heads.append(head)
        foot.addWidget(widgets[-1])
        foot.addStretch(1)
        rows.addLayout(head)
        for widget in widgets[1:-1]:
            rows.addWidget(widget)
        rows.addLayout(foot)
        widgets[0].hide()
        self._cards.append(rows)
        self._rows.addWidget(card)

    def open(self) -> None:
        """The step is shown."""
        self._is_open = True
        self.command.emit(ListDevices())
        if self._is_ready:
            self._begin()

    def leave(self) -> None:
        """The step is left: the microphone is free again, and nothing goes on speaking."""
        if self._is_open:
            self._is_open = False
            self.command.emit(TestMicrophone(on=False))
            self.command.emit(Interrupt())
            self._is_listening = self._is_trying = False
            self._show_listening()

    def take(self, event: Event) -> None:
        """Every event of the engine, also before the step is shown."""
        match event:
            case Ready():
                self._is_ready = True
                if self._is_open:
                    self._begin()
                self._allow()
            case Failed(turn=0) if not self._is_ready:
                self.heard.setText(event.message)
                self.said.setText(event.message)
            case DevicesListed(microphones=microphones, speakers=speakers):
                self._show_devices(self.microphone, microphones, self.heard, NO_MICROPHONE)
                self._show_devices(self.speaker, speakers, self.said, NO_SPEAKER)
            case _ if self._is_open:
                self._follow(event)

    def _follow(self, event: Event) -> None:
        match event:
            case InputLevel(level=level):
                self.level.setValue(round(100 * share(level)))
            case TranscriptChanged(text=text) if self._is_trying:
                self.heard.setText(text)
            case Transcribed(text=text) if self._is_trying:
                self.heard.setText(f"Earsight heard: “{text}”" if text else "Nothing was heard; speak a little louder.")
                self.command.emit(Interrupt())
            case TurnFinished() if self._is_trying:
                self._end_trial(event)
            case SpeechStarted() if not self._is_trying:
                self.said.setText("Speaking …")
            case SpeechFinished() if not self._is_trying:
                self.said.setText("If you heard nothing, turn the volume up or choose another speaker.")
            case Failed(message=message):
                place = self.heard if self._is_trying else self.said
                place.setText(f"{message} You can go on all the same.")

    def _begin(self) -> None:
        self.heard.setText("Speak: the bar follows your voice.")
        self.said.setText("Hear how Earsight sounds.")
        self.command.emit(TestMicrophone(on=True))
        self._allow()

    def _listen(self) -> None:
        """Begin to listen, or end it; what is heard is shown and not answered."""
        self._is_listening = not self._is_listening
        if self._is_listening:
            self._is_trying = True
            self.heard.setText("Listening …")
            self.command.emit(TestMicrophone(on=False))
            self.command.emit(StartListening())
        else:
            self.command.emit(StopListening())
        self._show_listening()

    def _end_trial(self, event: TurnFinished) -> None:
        self._is_trying = self._is_listening = False
        if event.chat is not None:
            self.command.emit(Rewind(0))
        if self.heard.text() == "Listening …":
            self.heard.setText("Nothing was heard; speak a little louder or choose another microphone.")
        self._show_listening()
        self.command.emit(TestMicrophone(on=True))

    def _show_listening(self) -> None:
        text = "That was it" if self._is_listening else "Say something"
        self.listen.setText(text)
        self.listen.setAccessibleName(text)

    def _say(self) -> None:
        self.command.emit(Say(PHRASE))

    def _choose(self, setting: str, box: ChoiceBox) -> None:
        self.changed.emit({setting: box.currentData()})

    def _show_devices(self, box: ChoiceBox, names: tuple[str, ...], place: QLabel, missing: str) -> None:
        chosen = box.currentData()
        box.fill([(DEFAULT, ""), *((name, name) for name in names)])
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.setVisible(len(names) > 1)
        if not names:
            place.setText(missing)

    def _allow(self) -> None:
        self.listen.setEnabled(self._is_ready)
        self.speak.setEnabled(self._is_ready)

    def _restyle(self) -> None:
        px = self._theme.px
        self._rows.setSpacing(px(12))
        for rows in self._cards:
            rows.setContentsMargins(px(16), px(12), px(16), px(16))
            rows.setSpacing(px(8))
        self._fold()

    def _fold(self) -> None:
        for head in self._heads:
            fold(head, self.width() < self._theme.px(ABREAST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()
