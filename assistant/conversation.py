"""The chat that is open: what was said, and which of it the model still sees."""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path

from assistant.fence import holds_fence
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
    had_pictures: bool = False
    """Where it was stored, and they are no longer at hand."""

    @property
    def holds_others_words(self) -> bool:
        """Whether somebody else wrote a part of it: what a picture says, with or without being read."""
        return self.had_pictures or bool(self.pictures) or holds_fence(self.given)

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

    @property
    def holds_others_words(self) -> bool:
        """Whether somebody else's words were ever in this chat: replies may repeat them after they have left it."""
        return self.label is not None or any(exchange.holds_others_words for exchange in self.exchanges)

    def leave_out_beyond(self, characters: int) -> None:
        """Where what is seen has more than twice as many characters, leave out all but the last so many at once."""
        lengths = [len(exchange.given) + len(exchange.reply) for exchange in self.exchanges[self.left_out :]]
        if sum(lengths) > 2 * characters:
            kept = bisect_right(list(accumulate(reversed(lengths))), characters)
            self.left_out = len(self.exchanges) - kept

    def seen(self) -> list[Message]:
        """The messages that the model still sees."""
        return [message for exchange in self.exchanges[self.left_out :] for message in exchange.messages()]
