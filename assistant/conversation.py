"""The chat that is open: what was said, and which of it the model still sees."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.llm.base import Message, Role
from assistant.vision.facts import Facts
from assistant.vision.picture import Picture


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn of a chat, as the model was given it and as it answered."""

    given: str
    """The question with its date and its sources, byte for byte as the model's cache holds it."""
    reply: str
    pictures: tuple[Picture, ...] = ()

    def messages(self) -> tuple[Message, Message]:
        return Message(Role.USER, self.given, pictures=self.pictures), Message(Role.ASSISTANT, self.reply)


@dataclass(frozen=True, slots=True)
class Label:
    """The label that was shown last: later questions may be about it, too."""

    image: Path
    facts: Facts
    is_corrected: bool = False
    """The person changed a value, and the model has not been told yet."""


@dataclass(slots=True)
class Conversation:
    """Owned by the turn thread."""

    chat: int | None = None
    """Its number in the history; None until it is stored."""
    exchanges: list[Exchange] = field(default_factory=list)
    left_out: int = 0
    """Exchanges at the beginning that no longer fit the window."""

    label: Label | None = None

    def add(self, given: str, reply: str, pictures: tuple[Picture, ...] = ()) -> None:
        if given and reply:
            self.exchanges.append(Exchange(given, reply, pictures))

    def correct(self, image: Path, facts: Facts) -> None:
        """The label in this picture says something else than was read."""
        if self.label is not None and self.label.image == image:
            self.label = Label(image, facts, is_corrected=True)

    def label_told(self) -> None:
        """The model knows the label as it is."""
        if self.label is not None:
            self.label = replace(self.label, is_corrected=False)

    def rewind(self, exchanges: list[Exchange]) -> None:
        """Go back to these, which it began with; where all of them had left the window, it is filled anew."""
        self.exchanges = exchanges
        if len(exchanges) <= self.left_out:
            self.left_out = 0

    @property
    def shows_pictures(self) -> bool:
        """Whether there is a picture in what the model still sees."""
        return any(exchange.pictures for exchange in self.exchanges[self.left_out :])

    def seen(self) -> list[Message]:
        """The messages that the model still sees."""
        return [message for exchange in self.exchanges[self.left_out :] for message in exchange.messages()]
