"""The chat that is open: what was said, and which of it the model still sees."""

from dataclasses import dataclass, field

from assistant.llm.base import Message, Role


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn of a chat, as the model was given it and as it answered."""

    given: str
    """The question with its date and its sources, byte for byte as the model's cache holds it."""
    reply: str

    def messages(self) -> tuple[Message, Message]:
        return Message(Role.USER, self.given), Message(Role.ASSISTANT, self.reply)


@dataclass(slots=True)
class Conversation:
    """Owned by the turn thread."""

    chat: int | None = None
    """Its number in the history; None until it is stored."""
    exchanges: list[Exchange] = field(default_factory=list)
    left_out: int = 0
    """Exchanges at the beginning that no longer fit the window."""

    def add(self, given: str, reply: str) -> None:
        if given and reply:
            self.exchanges.append(Exchange(given, reply))

    def rewind(self, exchanges: list[Exchange]) -> None:
        """Go back to these, which it began with; where all of them had left the window, it is filled anew."""
        self.exchanges = exchanges
        if len(exchanges) <= self.left_out:
            self.left_out = 0

    def seen(self) -> list[Message]:
        """The messages that the model still sees."""
        return [message for exchange in self.exchanges[self.left_out :] for message in exchange.messages()]
