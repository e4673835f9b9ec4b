"""A stored chat as rows of the conversation."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path

from assistant.chats import Json, StoredMessage
from assistant.events import Change, Outcome, Timings
from ui.message_value import Kind, Message


def rows_of(messages: Sequence[StoredMessage], remembered: Collection[str], ids: Iterator[int]) -> list[Message]:
    """Questions with their pictures, and replies with what the turn left; `remembered` is what the memory has now."""
    rows: list[Message] = []
    for message in messages:
        if message.role == "user":
            rows.append(Message(next(ids), Kind.YOU, message.text))
            continue
        images = message.meta.get("images")
        if isinstance(images, list) and rows:
            # What a turn left is stored with its reply, which follows the question.
            rows[-1] = replace(rows[-1], images=tuple(Path(str(image)) for image in images))
        rows += _memories(message.meta.get("memory"), remembered, ids)
        rows += _reply(message, ids)
    return rows


def _memories(stored: Json, remembered: Collection[str], ids: Iterator[int]) -> Iterator[Message]:
    """What was added can be taken back for as long as it is there; of what replaced another nobody knows."""
    for memory in stored if isinstance(stored, list) else ():
        if isinstance(memory, dict) and memory.get("change") in (Change.ADDED, Change.REPLACED):
            change, entry = Change(str(memory["change"])), str(memory.get("entry"))
            undoable = change is Change.ADDED and entry in remembered
            yield Message(next(ids), Kind.MEMORY, entry, change=change, undoable=undoable)


def _reply(message: StoredMessage, ids: Iterator[int]) -> Iterator[Message]:
    meta = message.meta
    thinking, tokens = meta.get("thinking"), meta.get("tokens")
    if message.text or thinking:
        yield Message(
            next(ids),
            Kind.EARSIGHT,
            message.text,
            thinking=thinking if isinstance(thinking, str) else "",
            stopped=meta.get("outcome") == Outcome.INTERRUPTED,
            timings=_timings(meta.get("timings")),
            tokens=tokens if isinstance(tokens, int) else None,
        )


def _timings(stored: Json) -> Timings | None:
    """Those of a stored reply; None where it has none that are understood."""
    if not isinstance(stored, dict):
        return None
    known = {field.name for field in fields(Timings)}
    return Timings(**{name: float(at) for name, at in stored.items() if name in known and isinstance(at, int | float)})
