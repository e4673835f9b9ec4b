"""The chats, in one SQLite file that several processes may use at once, with full-text search."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import Timeout

from assistant import paths
from assistant.chats import ChatInfo, Hit, Json, Removed, StoredExchange, StoredMessage, as_json, as_markdown
from assistant.errors import HistoryError
from assistant.history_file import is_damaged, open_database, set_aside
from assistant.history_search import find

TITLE_LENGTH = 60
"""Characters of a title that is taken from the first question."""


class History:
    """The file at `path` (the person's own by default), opened at its first use.

    Every method raises `HistoryError` with a sentence where the file cannot be used or there is no such chat.
    One thread at a time is let in.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or paths.chats_file()
        self.notices: list[str] = []
        """Sentences about a damaged file that was set aside."""
        self._database: sqlite3.Connection | None = None
        self._lock = threading.RLock()

    def new_chat(self, title: str = "") -> int:
        """Begin a chat and return its number."""
        now = _now()
        with self._change() as database:
            row = database.execute(
                "INSERT INTO chats (title, created, updated) VALUES (?, ?, ?)", (_title(title), now, now)
            )
            return int(row.lastrowid or 0)

    def add_turn(
        self,
        chat: int,
        user: str,
        assistant: str,
        *,
        given: str = "",
        meta: Mapping[str, Json] | None = None,
    ) -> None:
        """Store a question and its reply together; a chat without a title gets one from the question.

        `given` is the question as the model was given it, `meta` what else is to be kept with the reply.
        """
        now = _now()
        with self._change() as database:
            title = self._info(database, chat).title or _title(user)
            database.executemany(
                "INSERT INTO messages (chat, role, text, given, at, meta) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (chat, "user", _text(user), _text(given or user), now, "{}"),
                    (chat, "assistant", _text(assistant), "", now, json.dumps(dict(meta or {}))),
                ),
            )
            database.execute("UPDATE chats SET title = ?, updated = ? WHERE id = ?", (title, now, chat))

    def chat(self, chat: int) -> ChatInfo:
        """What is known of one chat."""
        with self._use() as database:
            return self._info(database, chat)

    def exists(self, chat: int) -> bool:
        with self._use() as database:
            return database.execute("SELECT 1 FROM chats WHERE id = ?", (chat,)).fetchone() is not None

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

    def chats(self, limit: int | None = None) -> list[ChatInfo]:
        """The chats, the one used last first."""
        with self._use() as database:
            rows = database.execute(
                f"{_CHATS} ORDER BY updated DESC, id DESC LIMIT ?", (-1 if limit is None else limit,)
            )
            return [_chat_info(row) for row in rows]

    def latest(self) -> int | None:
        """The chat that was used last."""
        found = self.chats(limit=1)
        return found[0].id if found else None

    def search(self, words: str, limit: int = 50) -> list[Hit]:
        """The messages and titles with all these words (or beginnings of words), newest first.

        Where no message has them as words, they are looked for as they are, inside of words too.
        """
        with self._use() as database:
            return find(database, _text(words), limit)

    def export_markdown(self, chat: int) -> str:
        """The whole chat as a Markdown document."""
        return as_markdown(self.chat(chat), self.messages(chat))

    def export_json(self, chat: int) -> str:
        """The whole chat as a JSON document."""
        return as_json(self.chat(chat), self.messages(chat))

    def rename(self, chat: int, title: str) -> None:
        with self._change() as database:
            self._info(database, chat)
            database.execute("UPDATE chats SET title = ? WHERE id = ?", (_title(title), chat))

    def delete(self, chat: int) -> None:
        """Delete a chat for good: its words are no longer in the file afterwards."""
        self.take(chat)
        self.wipe()

    def take(self, chat: int) -> Removed:
        """Delete a chat and return it, to be put back if the person wants; `wipe` is what makes it final."""
        with self._change() as database:
            removed = Removed(self._info(database, chat), tuple(self._messages(database, chat)))
            database.execute("DELETE FROM chats WHERE id = ?", (chat,))
            return removed

    def put_back(self, removed: Removed) -> None:
        """Bring a chat back as it was, with its number; nothing happens where it is there."""
        chat = removed.chat
        with self._change() as database:
            if database.execute("SELECT 1 FROM chats WHERE id = ?", (chat.id,)).fetchone():
                return
            database.execute(
                "INSERT INTO chats (id, title, created, updated) VALUES (?, ?, ?, ?)",
                (chat.id, chat.title, _stamp(chat.created), _stamp(chat.updated)),
            )
            database.executemany(
                "INSERT INTO messages (id, chat, role, text, given, at, meta) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (m.id, chat.id, m.role, m.text, m.given, _stamp(m.at), json.dumps(dict(m.meta)))
                    for m in removed.messages
                ],
            )

    def rewind(self, chat: int, exchanges: int) -> None:
        """Delete what follows the first `exchanges` questions with their replies."""
        with self._change() as database:
            self._info(database, chat)
            database.execute(
                "DELETE FROM messages WHERE chat = ?1"
                " AND id NOT IN (SELECT id FROM messages WHERE chat = ?1 ORDER BY id LIMIT ?2)",
                (chat, 2 * exchanges),
            )

    def delete_all(self) -> int:
        """Delete every chat for good, and return how many there were."""
        with self._change() as database:
            gone = database.execute("DELETE FROM chats").rowcount
        self.wipe()
        return gone

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._database:
                self._database.close()
                self._database = None

    def wipe(self) -> None:
        """Take deleted words out of the search index, the free pages and the write-ahead log."""
        with self._use() as database:
            database.execute("INSERT INTO words (words) VALUES ('optimize')")
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

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
        row = database.execute(f"{_CHATS} WHERE chats.id = ?", (chat,)).fetchone()
        if row is None:
            raise HistoryError(f"There is no chat {chat}; `earsight chats list` shows those there are.")
        return _chat_info(row)

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing."""
        with self._use() as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
                database.execute("COMMIT")
            except BaseException:
                if database.in_transaction:
                    database.execute("ROLLBACK")
                raise

    @contextmanager
    def _use(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                if self._database is None:
                    self._database = self._opened()
                yield self._database
            except sqlite3.Error as error:
                if is_damaged(error):
                    self.close()
                    raise HistoryError(f"{self._aside()} Try again.") from error
                raise HistoryError(f"The chats in {self.path} cannot be used: {error}.") from error
            except (OSError, Timeout) as error:
                reason = getattr(error, "strerror", None) or str(error)
                raise HistoryError(f"The chats in {self.path} cannot be used: {reason}.") from error

    def _opened(self) -> sqlite3.Connection:
        try:
            return open_database(self.path)
        except sqlite3.DatabaseError as error:
            if not is_damaged(error):
                raise
        self._aside()
        return open_database(self.path)

    def _aside(self) -> str:
        aside = set_aside(self.path)
        kept = f"it is kept as {aside.name}" if aside else "another Earsight has set it aside"
        notice = f"The file of the chats was damaged; {kept}, and a new one was begun."
        self.notices.append(notice)
        return notice


_CHATS = (
    "SELECT chats.id, title, created, updated,"
    " (SELECT count(*) FROM messages WHERE messages.chat = chats.id) FROM chats"
)


def _chat_info(row: tuple[int, str, str, str, int]) -> ChatInfo:
    return ChatInfo(row[0], row[1], datetime.fromisoformat(row[2]), datetime.fromisoformat(row[3]), row[4])


def _now() -> str:
    return _stamp(datetime.now(UTC))


def _stamp(when: datetime) -> str:
    return when.isoformat(timespec="microseconds")


def _text(text: str) -> str:
    """Text that SQLite can keep: halves of characters become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _title(text: str) -> str:
    """One line, cut after a word where it is long."""
    line = " ".join(_text(text).split())
    if len(line) <= TITLE_LENGTH:
        return line
    cut = line[: TITLE_LENGTH + 1].rsplit(" ", 1)[0][:TITLE_LENGTH].rstrip(" ,;:.-")
    return f"{cut}…"
