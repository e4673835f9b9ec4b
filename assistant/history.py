"""The chats, in one SQLite file that several processes may use at once, with full-text search."""

import json
import logging
import sqlite3
from collections.abc import Mapping
from datetime import datetime

from assistant.chats import ChatInfo, Hit, Json, Removed, StoredExchange, StoredMessage, as_json, as_markdown
from assistant.errors import HistoryError
from assistant.history_database import Database, again
from assistant.history_rows import (
    CHATS,
    LAST_USED,
    chat_info,
    insert_chat,
    insert_turn,
    stamp,
    title_of,
)
from assistant.history_search import find
from assistant.unseen import whole

log = logging.getLogger(__name__)


class History(Database):
    """The file at `path` (the person's own by default), opened at its first use.

    Every method raises `HistoryError` with a sentence where the file cannot be used or there is no such chat.
    One thread at a time is let in.
    """

    @again
    def new_chat(self, title: str = "") -> int:
        """Begin a chat and return its number."""
        with self._change() as database:
            return insert_chat(database, title)

    @again
    def add_turn(
        self,
        chat: int | None,
        user: str,
        assistant: str,
        *,
        given: str = "",
        meta: Mapping[str, Json] | None = None,
    ) -> int:
        """Store a question and its reply together, in a new chat for None; the chat's number.

        A chat without a title gets one from the question.

        `given` is the question as the model was given it, `meta` what else is to be kept with the reply.
        """
        with self._change() as database:
            if chat is None:
                chat = insert_chat(database, "")
            self._info(database, chat)
            insert_turn(database, chat, user, assistant, given, meta or {})
            return chat

    @again
    def chat(self, chat: int) -> ChatInfo:
        """What is known of one chat."""
        with self._use() as database:
            return self._info(database, chat)

    @again
    def exists(self, chat: int) -> bool:
        with self._use() as database:
            return database.execute("SELECT 1 FROM chats WHERE id = ?", (chat,)).fetchone() is not None

    @again
    def messages(self, chat: int) -> list[StoredMessage]:
        """The chat's messages, oldest first."""
        with self._use() as database:
            self._info(database, chat)
            return self._messages(database, chat)

    def exchanges(self, chat: int) -> list[StoredExchange]:
        """The chat's questions, each with its reply, oldest first."""
        messages = self.messages(chat)
        return [
            StoredExchange(asked.given, replied.text, had_pictures=bool(replied.meta.get("images")))
            for asked, replied in zip(messages[::2], messages[1::2], strict=True)
        ]

    @again
    def chats(self, limit: int | None = None) -> list[ChatInfo]:
        """The chats, the one used last first."""
        with self._use() as database:
            rows = database.execute(
                f"{CHATS} ORDER BY {LAST_USED} DESC NULLS FIRST, id DESC LIMIT ?", (-1 if limit is None else limit,)
            )
            return [chat_info(row) for row in rows]

    def latest(self) -> int | None:
        """The chat that was used last."""
        found = self.chats(limit=1)
        return found[0].id if found else None

    @again
    def search(self, words: str, limit: int = 50) -> list[Hit]:
        """The messages and titles with all these words (or beginnings of words), newest first.

        Where no message has them as words, they are looked for as they are, inside of words too.
        """
        with self._use() as database:
            return find(database, whole(words), limit)

    def export_markdown(self, chat: int) -> str:
        """The whole chat as a Markdown document."""
        return as_markdown(self.chat(chat), self.messages(chat))

    def export_json(self, chat: int) -> str:
        """The whole chat as a JSON document."""
        return as_json(self.chat(chat), self.messages(chat))

    @again
    def rename(self, chat: int, title: str) -> None:
        with self._change() as database:
            self._info(database, chat)
            database.execute("UPDATE chats SET title = ? WHERE id = ?", (title_of(title), chat))

    def delete(self, chat: int) -> None:
        """Delete a chat for good: its words are no longer in the file afterwards."""
        self.take(chat)
        self.wipe()

    @again
    def take(self, chat: int) -> Removed:
        """Delete a chat and return it, to be put back if the person wants; `wipe` is what makes it final."""
        with self._change() as database:
            removed = Removed(self._info(database, chat), tuple(self._messages(database, chat)))
            database.execute("DELETE FROM chats WHERE id = ?", (chat,))
            return removed

    @again
    def put_back(self, removed: Removed) -> None:
        """Bring a chat back as it was, with its number; nothing happens where it is there."""
        chat = removed.chat
        with self._change() as database:
            if database.execute("SELECT 1 FROM chats WHERE id = ?", (chat.id,)).fetchone():
                return
            database.execute(
                "INSERT INTO chats (id, title, created, updated) VALUES (?, ?, ?, ?)",
                (chat.id, chat.title, stamp(chat.created), stamp(chat.updated)),
            )
            database.executemany(
                "INSERT INTO messages (id, chat, role, text, given, at, meta) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (m.id, chat.id, m.role, m.text, m.given, stamp(m.at), json.dumps(dict(m.meta)))
                    for m in removed.messages
                ],
            )

    @again
    def rewind(self, chat: int, exchanges: int) -> None:
        """Delete what follows the first `exchanges` questions with their replies.

        Where none is left, a title that was made of the first one goes too, and the next one makes it anew.
        """
        with self._change() as database:
            self._info(database, chat)
            if exchanges == 0:
                for first in self._messages(database, chat)[:1]:
                    database.execute(
                        "UPDATE chats SET title = '' WHERE id = ? AND title = ?", (chat, title_of(first.text))
                    )
            database.execute(
                "DELETE FROM messages WHERE chat = ?1"
                " AND id NOT IN (SELECT id FROM messages WHERE chat = ?1 ORDER BY id LIMIT ?2)",
                (chat, 2 * exchanges),
            )
        self._scrub()

    @again
    def delete_all(self) -> int:
        """Delete every chat for good, and return how many there were."""
        with self._change() as database:
            gone = database.execute("DELETE FROM chats").rowcount
        self.wipe()
        return gone

    @again
    def wipe(self) -> None:
        """Take deleted words out of the search index, the free pages and the write-ahead log."""
        with self._use() as database:
            database.execute("VACUUM")
        self._scrub()

    def _scrub(self) -> None:
        """Take deleted words out of the search index and the write-ahead log; `secure_delete` did so in the tables."""
        with self._use() as database:
            database.execute("INSERT INTO words (words) VALUES ('optimize')")
            self._write_back(database, waits=True)
        if self.keeps_deleted:
            log.warning("another program reads the chats: what was deleted leaves the file when it is done")

    @staticmethod
    def _messages(database: sqlite3.Connection, chat: int) -> list[StoredMessage]:
        rows = database.execute(
            "SELECT id, role, text, given, at, meta FROM messages WHERE chat = ? ORDER BY id", (chat,)
        )
        return [
            StoredMessage(number, role, text, given, datetime.fromisoformat(at), json.loads(meta))
            for number, role, text, given, at, meta in rows
        ]

    @staticmethod
    def _info(database: sqlite3.Connection, chat: int) -> ChatInfo:
        row = database.execute(f"{CHATS} WHERE chats.id = ?", (chat,)).fetchone()
        if row is None:
            raise HistoryError(f"There is no chat {chat}; `earsight chats list` shows those there are.")
        return chat_info(row)
