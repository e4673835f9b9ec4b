"""The rows of the chats' tables: read as plain values, and written so that a question has its reply beside it."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from assistant.chats import ChatInfo, Json
from assistant.journal import left_behind
from assistant.unseen import whole

TITLE_LENGTH = 60
"""Characters of a title that is taken from the first question."""
LAST_USED = "(SELECT max(messages.id) FROM messages WHERE messages.chat = chats.id)"
"""What orders the chats also where the clock was set back meanwhile."""
CHATS = (
    "SELECT chats.id, title, created, updated,"
    " (SELECT count(*) FROM messages WHERE messages.chat = chats.id) FROM chats"
)


def insert_chat(database: sqlite3.Connection, title: str) -> int:
    """A new chat; its number."""
    now = _now()
    row = database.execute("INSERT INTO chats (title, created, updated) VALUES (?, ?, ?)", (title_of(title), now, now))
    return int(row.lastrowid or 0)


def insert_turn(
    database: sqlite3.Connection, chat: int, user: str, assistant: str, given: str, meta: Mapping[str, Json]
) -> None:
    """A question and its reply; the chat's title is the question where it has none."""
    now = _now()
    database.executemany(
        "INSERT INTO messages (chat, role, text, given, at, meta) VALUES (?, ?, ?, ?, ?, ?)",
        (
            (chat, "user", whole(user), whole(given or user), now, "{}"),
            (chat, "assistant", whole(assistant), "", now, json.dumps(dict(meta))),
        ),
    )
    database.execute(
        "UPDATE chats SET updated = ?, title = CASE title WHEN '' THEN ? ELSE title END WHERE id = ?",
        (now, title_of(user), chat),
    )


def take_in(database: sqlite3.Connection, path: Path) -> None:
    """Store what processes that died had shown and not stored."""
    with left_behind(path) as deaths:
        for turns in deaths:
            database.execute("BEGIN IMMEDIATE")
            new: int | None = None
            for turn in turns:
                if database.execute("SELECT 1 FROM messages WHERE instr(meta, ?)", (f'"{turn.key}"',)).fetchone():
                    continue
                chat = turn.chat
                if chat is None or not database.execute("SELECT 1 FROM chats WHERE id = ?", (chat,)).fetchone():
                    chat = new = new or insert_chat(database, "")
                meta: Mapping[str, Json] = {"outcome": "failed", "turn": turn.key}
                insert_turn(database, chat, turn.question, turn.reply.strip(), turn.given, meta)
            database.execute("COMMIT")


def chat_info(row: tuple[int, str, str, str, int]) -> ChatInfo:
    return ChatInfo(row[0], row[1], datetime.fromisoformat(row[2]), datetime.fromisoformat(row[3]), row[4])


def _now() -> str:
    return stamp(datetime.now(UTC))


def stamp(when: datetime) -> str:
    return when.isoformat(timespec="microseconds")


def title_of(text: str) -> str:
    """One line, cut after a word where it is long."""
    line = " ".join(whole(text).split())
    if len(line) <= TITLE_LENGTH:
        return line
    cut = line[: TITLE_LENGTH + 1].rsplit(" ", 1)[0][:TITLE_LENGTH].rstrip(" ,;:.-")
    return f"{cut}…"
