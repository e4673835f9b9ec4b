"""Settings of the language model: which, how much it sees, how it writes."""

from collections.abc import Mapping

from PySide6.QtCore import Signal

from assistant.settings import Settings
from ui.settings_card import SettingsCard
from ui.settings_fields import Choice, Field, Row, Switch
from ui.settings_numbers import Number
from ui.settings_shelf import Offer, Shelf
from ui.settings_voice import MISSING
from ui.theme import Theme
from ui.widgets import button

CONTEXTS = (2048, 4096, 8192, 16384, 32768, 65536, 131072)
CONTEXT = "How much the model can see at once, memory and pictures included. More needs more memory."
HISTORY = "Tokens of the chat that the model is shown: more remembers longer, less answers faster; 0 is all that fits."
THINKING = "It thinks before it answers: better at hard questions, but the answer begins later."
CANNOT_THINK = "{} answers straight away and cannot think first; choose a model that can."
REMOTE = "A server answers now; this holds again when it is turned off below."
REPLY = "Tokens an answer may have, thinking included; a token is about three quarters of a word."
THREADS = "Processor threads for the models; 0 chooses by this machine."
AHEAD = "The answer begins at a pause while you still hold the key, and is thrown away if you go on."
GPU = "Faster, where this machine has one that can be used."
MEMORIES = "A model that can use tools may add to the memory; each time you are told and can undo it."


class AnswerCard(SettingsCard):
    show_models = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Language model")
        self._offers: Mapping[str, Offer] = {}
        self._is_remote = False
        self.model = self.put(Choice(theme, "Model", "", "llm", MISSING))
        self.more = button("Get more models", self.show_models.emit, tip="Open the models (Ctrl+3)")
        self.put(Field(theme, "", Row(self.more)))
        self.context = self.put(Choice(theme, "Context size", CONTEXT, "context_size", "{:,} tokens"))
        self.context.offer([(f"{size:,} tokens", size) for size in CONTEXTS])
        self.history = self.put(Number(theme, "History", HISTORY, "history_size", 0, 1_048_576, 512))
        self.thinking = self.put(Switch(theme, "Thinking", "Think before answering", THINKING, "thinking"))
        self.reply = self.put(Number(theme, "Longest answer", REPLY, "max_reply", 16, 65_536, 64))
        self.ahead = self.put(Switch(theme, "Think ahead", "Begin before you have finished", AHEAD, "think_ahead"))
        self.memories = self.put(Switch(theme, "Memories", "Let the model propose them", MEMORIES, "memory_tool"))
        self.threads = self.put(Number(theme, "Threads", THREADS, "threads", 0, 1024))
        self.gpu = self.put(Switch(theme, "Graphics processor", "Use it for the language model", GPU, "gpu"))
        self.model.changed.connect(self._fit)

    def load(self, settings: Settings) -> None:
        super().load(settings)
        self._is_remote = bool(settings.remote_url)
        self._fit()

    def offer(self, shelf: Shelf) -> None:
        self._offers = {offer.id: offer for offer in shelf.llm}
        self.model.offer([(offer.title, offer.id) for offer in shelf.llm])
        self._fit()

    def _fit(self) -> None:
        offer = self._offers.get(self.model.control.currentData())
        cannot = offer is not None and offer.thinks is False
        self.thinking.control.setEnabled(not cannot)
        self.thinking.explain(CANNOT_THINK.format(offer.title) if offer and cannot else THINKING)
        self.model.explain(REMOTE if self._is_remote else "Reads your question and writes the answer.")


class SamplingCard(SettingsCard):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "How it writes", "A model picks each word by chance, weighed by how well it fits.")
        self.temperature = self.put(
            Number(
                theme,
                "Temperature",
                "0 always takes the likeliest word; higher is more varied and less sure.",
                "temperature",
                0,
                2,
                0.05,
            )
        )
        self.top_p = self.put(
            Number(
                theme,
                "Top-p",
                "Only the likeliest words that together have this share of the chance; 1 takes all.",
                "top_p",
                0,
                1,
                0.05,
            )
        )
        self.top_k = self.put(
            Number(theme, "Top-k", "Only this many of the likeliest words; 0 takes all.", "top_k", 0, 1000)
        )
