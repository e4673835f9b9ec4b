"""What a person does with the chat, the memory and a label while nothing is being answered."""

from assistant.commands import CorrectFact, CorrectText
from assistant.conversation import Conversation, Exchange
from assistant.events import Change, Event, ImageRead, MemoryChanged, Noticed
from assistant.history import History
from assistant.looker import Looker
from assistant.memory import Memory


def seen_of(history: History, chat: int) -> list[Exchange]:
    """What the model is to see of a stored chat; raises `HistoryError`."""
    stored = history.exchanges(chat)
    return [Exchange(e.given, e.reply, had_pictures=e.had_pictures) for e in stored if e.reply]


def rewind(conversation: Conversation, history: History, exchanges: int) -> None:
    """Forget all but the first `exchanges`, here and in the chat where there is one; raises `HistoryError`."""
    if conversation.chat is None:
        conversation.rewind(conversation.exchanges[:exchanges])
        return
    history.rewind(conversation.chat, exchanges)
    conversation.rewind(seen_of(history, conversation.chat))


def undone(memory: Memory, added: str) -> Event:
    """Take back the adding of one fact, or the last change where `added` is empty; raises `EarsightError`."""
    if memory.take_back(added) if added else memory.undo():
        return MemoryChanged(0, Change.UNDONE, added, by="person")
    return Noticed(0, "There is no change of the memory to take back.")


def corrected(looker: Looker, conversation: Conversation, value: CorrectFact | CorrectText) -> Event:
    """Reckon with a label's value or list as the person reads it; raises `EarsightError`."""
    reading = looker.correct(value)
    if reading is None or reading.facts is None:
        return Noticed(0, "That label is no longer at hand; show it again to correct it.")
    conversation.correct(value.image, reading.facts)
    return ImageRead(0, value.image, reading)
