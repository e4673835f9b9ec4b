"""Finding words in the stored chats, fast enough to be done at every key."""

import re
import sqlite3
from datetime import datetime

from assistant.chats import Hit

_MESSAGES = (
    # Only the rows that are shown are cut out and joined; the index gives the newest of them first.
    "SELECT chats.id, title, part, at FROM (SELECT rowid AS number, snippet(words, 0, '', '', '…', 16) AS part"
    " FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?)"
    " JOIN messages ON messages.id = number JOIN chats ON chats.id = chat ORDER BY number DESC"
)
_INSIDE = (
    "SELECT chats.id, title, substr(text, max(1, instr(lower(text), lower(?)) - 40), 120), at"
    " FROM (SELECT id FROM messages WHERE text LIKE ? ESCAPE '\\' ORDER BY id DESC LIMIT ?) AS found"
    " JOIN messages ON messages.id = found.id JOIN chats ON chats.id = chat ORDER BY messages.id DESC"
)
_TITLES = "SELECT id, title, title, updated FROM chats WHERE title LIKE ? ESCAPE '\\' ORDER BY updated DESC LIMIT ?"


def find(database: sqlite3.Connection, words: str, limit: int) -> list[Hit]:
    """The messages and titles with all these words (or beginnings of words), newest first.

    Where no message has them as words, they are looked for as they are, inside of words too.
    """
    words = words.strip()
    terms = re.findall(r"[^\W_]+", words)
    if not terms:
        return []
    like = "%" + re.sub(r"([\\%_])", r"\\\1", words) + "%"
    rows = database.execute(_MESSAGES, (" ".join(f'"{term}"*' for term in terms), limit)).fetchall()
    if not rows:
        rows = database.execute(_INSIDE, (words, like, limit)).fetchall()
    titles = database.execute(_TITLES, (like, limit)).fetchall()
    found = {row[0] for row in rows}
    return [
        Hit(chat, title, " ".join(part.split()), datetime.fromisoformat(at))
        for chat, title, part, at in (*rows, *(row for row in titles if row[0] not in found))
    ][:limit]
