"""Settings of hearing and speaking: voice, speed, spoken language, speech model, hands-free."""

from PySide6.QtCore import Signal

from assistant.events import Echo, HandsFreeChanged
from assistant.settings import Settings
from ui.settings_card import SettingsCard
from ui.settings_fields import Choice, Field, Row, Switch
from ui.settings_numbers import Slide
from ui.settings_shelf import Offer, Shelf
from ui.settings_words import LANGUAGES, NAMES, phrase
from ui.theme import Theme
from ui.widgets import button

MISSING = "{} (not here)"
HANDS_FREE = "Your voice begins a turn and a silence ends it, without a key. The microphone is then always open."
ECHO = {
    Echo.CANCELLED: "It is on: you can also speak while Earsight speaks.",
    Echo.HALF_DUPLEX: "It is on: Earsight does not hear you while it speaks.",
}
MUTED = "Answers are muted: turn that off below to hear the voice."
LANGUAGE = "A language that is named is understood more surely; automatic finds it out at each turn."


class VoiceCard(SettingsCard):
    hear = Signal()
    show_models = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Voice")
        self._offers: tuple[Offer, ...] = ()
        self.voice = self.put(Choice(theme, "Voice", "Reads the answers aloud.", "tts", MISSING))
        self.more = button("Get more voices", self.show_models.emit, tip="Open the models (Ctrl+3)")
        self.put(Field(theme, "", Row(self.more)))
        self.speed = self.put(Slide(theme, "Speed", "1.00 is the voice's own.", "voice_speed", 0.5, 2.0, 0.05, "×"))
        self.try_it = button("Hear it", self.hear.emit, tip="Earsight speaks a sentence in this voice")
        self.trial = self.put(Field(theme, "Test phrase", Row(self.try_it)))
        self.muted = self.put(Switch(theme, "Silence", "Show answers, do not speak", "", "muted"))

    def load(self, settings: Settings) -> None:
        super().load(settings)
        self.try_it.setEnabled(not settings.muted)
        self.trial.explain(MUTED if settings.muted else "")

    def offer(self, shelf: Shelf) -> None:
        self._offers = shelf.tts
        self.voice.offer([(_titled(offer), offer.id) for offer in shelf.tts])

    @property
    def phrase(self) -> str:
        """In the language of the voice that is chosen."""
        chosen = self.voice.control.currentData()
        return phrase(next((offer.language for offer in self._offers if offer.id == chosen), ""))


class HearingCard(SettingsCard):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Hearing")
        self._offers: tuple[Offer, ...] = ()
        self.language = self.put(Choice(theme, "Spoken language", LANGUAGE, "language"))
        self.language.offer([("Automatic", "auto"), *((name, code) for code, name in LANGUAGES)])
        self.model = self.put(Choice(theme, "Speech model", "Turns what you say into text.", "stt", MISSING))
        self.hands_free = self.put(Switch(theme, "Hands-free", "Listen all the time", HANDS_FREE, "hands_free"))
        for field in (self.language, self.model):
            field.changed.connect(self._fit)

    def load(self, settings: Settings) -> None:
        super().load(settings)
        self._fit()

    def offer(self, shelf: Shelf) -> None:
        self._offers = shelf.stt
        self.model.offer([(offer.title, offer.id) for offer in shelf.stt])
        self._fit()

    def take(self, event: HandsFreeChanged) -> None:
        self.hands_free.load(event.on)
        self.hands_free.explain(ECHO[event.echo] if event.echo else HANDS_FREE)

    def _fit(self) -> None:
        """Say where the model does not know the language that was chosen."""
        language, chosen = self.language.control.currentData(), self.model.control.currentData()
        knows = next((offer.language for offer in self._offers if offer.id == chosen), "")
        wrong = bool(knows) and language not in {"auto", knows}
        only = f"The speech model below knows {NAMES.get(knows, knows)} only: choose another for this language."
        self.language.refuse(only if wrong else "")


def _titled(offer: Offer) -> str:
    """With its language, where its title does not end with it."""
    name = NAMES.get(offer.language, "")
    return f"{offer.title} · {name}" if name and name not in offer.title else offer.title
