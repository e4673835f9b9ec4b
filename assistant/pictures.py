"""What a turn does about its pictures before the model is asked: read them, warn, reckon, and own up to not seeing."""

from collections.abc import Callable, Sequence

from assistant import shown
from assistant.conversation import Conversation, Label
from assistant.errors import LlmError
from assistant.events import Event, ImageRead, Noticed
from assistant.looker import Looker, Seen
from assistant.parts import Parts, Turn
from assistant.reply import Reply


def look(turn: Turn, looker: Looker, emit: Callable[[Event], None]) -> list[Seen]:
    """What is in the pictures; read while the question was asked, or now."""
    if turn.images:
        looker.show(turn.images, tell=False)
    seen = [looker.seen(image, turn.cancel) for image in turn.images]
    for picture in seen:
        emit(ImageRead(turn.number, picture.path, picture.reading))
    return seen


def mind_label(question: str, seen: Sequence[Seen], parts: Parts, conversation: Conversation, reply: Reply) -> str:
    """Warn of what the person must not eat, and say by code what can be reckoned; what is left to answer."""
    for picture in seen:
        if picture.reading.facts is not None:
            conversation.label = Label(picture.path, picture.reading.facts)
    if conversation.label is None:
        return question
    memory = [entry.text for entry in parts.memory.read().entries if entry.replaced is None]
    warnings, answers = shown.by_code(question, seen, conversation.label, memory)
    for sentences in (warnings, answers):
        if sentences:
            reply.write(sentences + " ")
    return "" if answers else question


def mind_sight(
    question: str, seen: Sequence[Seen], turn: Turn, looker: Looker, reply: Reply, emit: Callable[[Event], None]
) -> str:
    """Where no model sees, say so; what is left to answer, nothing where there is nothing to read either."""
    if not seen or not question or _can_see(looker, turn, emit):
        return question
    if shown.is_blank(seen):
        reply.write(shown.CANNOT_SEE)
        return ""
    emit(Noticed(turn.number, shown.ONLY_READ))
    return question


def _can_see(looker: Looker, turn: Turn, emit: Callable[[Event], None]) -> bool:
    """Whether there is a model that looks at pictures, not only reads them."""
    try:
        return looker.model() is not None
    except LlmError as error:
        emit(Noticed(turn.number, str(error)))
        return False
