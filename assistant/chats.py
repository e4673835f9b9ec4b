"""Stored chats as plain values, and as the documents they are exported to."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.unseen import escaped, one_line, visible

_HEADING = re.compile(r"^ {0,3}#+(?=[ \t]+(?:You|Earsight),)", re.MULTILINE)

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class ChatInfo:
    id: int
    title: str
    created: datetime
    updated: datetime
    messages: int
    """How many it has."""


@dataclass(frozen=True, slots=True)
class StoredMessage:
    id: int
    role: Literal["user", "assistant"]
    text: str
    given: str
    """A question as the model was given it, with its date and sources; empty for a reply."""
    at: datetime
    """UTC."""
    meta: Mapping[str, Json]
    """Whatever the turn left with it, such as its timings."""


@dataclass(frozen=True, slots=True)
class StoredExchange:
    given: str
    """The question as the model was given it."""
    reply: str
    had_pictures: bool = False


@dataclass(frozen=True, slots=True)
class Removed:
    """A deleted chat, whole."""

    chat: ChatInfo
    messages: tuple[StoredMessage, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One message or title in which all words were found."""

    chat: int
    title: str
    snippet: str
    at: datetime


def as_markdown(chat: ChatInfo, messages: Sequence[StoredMessage]) -> str:
    """A document with a heading for every message, which no message can make; times in UTC."""
    names = {"user": "You", "assistant": "Earsight"}
    parts = [f"# {one_line(chat.title) or 'Chat'}", f"{chat.created:%Y-%m-%d %H:%M} UTC"]
    for message in messages:
        parts.append(f"## {names[message.role]}, {message.at:%Y-%m-%d %H:%M:%S}")
        parts.append(_HEADING.sub(lambda marks: "\\" + marks[0].strip(), visible(message.text.replace("\r\n", "\n"))))
    return "\n\n".join(parts) + "\n"


def as_json(chat: ChatInfo, messages: Sequence[StoredMessage]) -> str:
    """An object with `chat` and `messages`; times in ISO 8601, UTC; what cannot be seen in them is escaped."""
    document = {
        "chat": {
            "id": chat.id,
            "title": chat.title,
            "created": chat.created.isoformat(),
            "updated": chat.updated.isoformat(),
        },
        "messages": [
            {
                "id": message.id,
                "role": message.role,
                "text": message.text,
                "at": message.at.isoformat(),
                "meta": dict(message.meta),
            }
            for message in messages
        ],
    }
    return escaped(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"
