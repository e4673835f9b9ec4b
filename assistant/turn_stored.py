"""A turn that has ended, kept in the history with all that was said, heard and shown in it."""

from collections.abc import Callable, Mapping

from assistant.chats import Json
from assistant.conversation import Conversation
from assistant.errors import HistoryError
from assistant.events import Event, Noticed
from assistant.parts import Parts, Turn


def is_gone(chat: int | None, parts: Parts) -> bool:
    """Whether a chat is known not to be in the history any more."""
    try:
        return chat is not None and not parts.history.exists(chat)
    except HistoryError:
        return False


def store(
    given: str,
    said: str,
    meta: Mapping[str, Json],
    turn: Turn,
    parts: Parts,
    conversation: Conversation,
    emit: Callable[[Event], None],
    *,
    was_gone: bool,
) -> bool:
    """Keep what was said in the history; a history that cannot be written costs a sentence, not the answer.

    What was said goes with the chat where that was deleted meanwhile, and not before (`was_gone`).
    """
    if not turn.question:
        return True
    images: list[Json] = [str(image) for image in turn.images]
    meta = {**meta, "images": images}
    try:
        if is_gone(conversation.chat, parts):
            conversation.chat = None
            if turn.cancel.cancelled and not was_gone:
                return True
        conversation.chat = parts.history.add_turn(conversation.chat, turn.question, said, given=given, meta=meta)
        while parts.history.notices:
            emit(Noticed(turn.number, parts.history.notices.pop(0)))
    except HistoryError as error:
        emit(Noticed(turn.number, str(error)))
        return False
    return True
