"""The chats' database file: opening it, bringing its tables up to date, setting a damaged one aside."""

import shutil
import sqlite3
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import cast

from filelock import FileLock

from assistant import private, sealing
from assistant.errors import HistoryError, SealingError
from assistant.files import aside_name
from assistant.history_salvage import Row, Saved, salvage, whole

BUSY_SECONDS = 10.0
"""How long one process waits for another's transaction."""
COMPANIONS = ("-wal", "-shm")
"""Ends of the names of what SQLite keeps beside the file."""

MIGRATIONS = (
    """
    CREATE TABLE chats (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        created TEXT NOT NULL,
        updated TEXT NOT NULL
    );
    CREATE INDEX chats_by_update ON chats (updated);
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        chat INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
        role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
        text TEXT NOT NULL,
        given TEXT NOT NULL,
        at TEXT NOT NULL,
        meta TEXT NOT NULL
    );
    CREATE INDEX messages_by_chat ON messages (chat, id);
    CREATE VIRTUAL TABLE words USING fts5 (
        text, content = 'messages', content_rowid = 'id', prefix = '2 3',
        tokenize = 'unicode61 remove_diacritics 2'
    );
    CREATE TRIGGER message_added AFTER INSERT ON messages BEGIN
        INSERT INTO words (rowid, text) VALUES (new.id, new.text);
    END;
    CREATE TRIGGER message_deleted AFTER DELETE ON messages BEGIN
        INSERT INTO words (words, rowid, text) VALUES ('delete', old.id, old.text);
    END;
    """,
)
"""What leads from each version of the tables to the next; `PRAGMA user_version` counts them."""

_DAMAGED = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))


def database_errors(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """What the library in use raises, SQLCipher's errors being classes of their own; and `others`."""
    cipher = sys.modules.get("sqlcipher3.dbapi2")
    return (sqlite3.Error, *others) if cipher is None else (sqlite3.Error, cipher.Error, *others)


def is_damaged(error: Exception) -> bool:
    """Whether SQLite says that the file's content is not a sound database."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(code, int) and (code & 0xFF) in _DAMAGED


def open_database(path: Path) -> sqlite3.Connection:
    """A connection with its tables up to date; raises `database_errors()`, `OSError` or `HistoryError`."""
    private.make_folder(path.parent)
    # Two processes that turn a new file to WAL at once do not wait for each other, whatever the timeout; and a file
    # that is being encrypted must not be opened in its old form.
    with FileLock(path.with_name(f".{path.name}.opening"), timeout=BUSY_SECONDS, mode=private.FILE):
        private.make_file(path)
        database = connect(path)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("PRAGMA foreign_keys = ON")
            database.execute("PRAGMA secure_delete = ON")
            _migrate(database, path)
        except BaseException:
            database.close()
            raise
    return database


def connect(path: Path, *, cipher: bool = False) -> sqlite3.Connection:
    """A connection that reads the file, encrypted or not, with SQLCipher where it is encrypted or `cipher` wants it.

    Raises as `open_database`.
    """
    try:
        key = sealing.chats_key(path.parent) if sealing.are_chats_sealed(path) else ""
    except SealingError as error:
        raise HistoryError(str(error)) from error
    if not key and not cipher:
        return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise HistoryError("The chats are encrypted, and the package sqlcipher3 that reads them is missing.") from error
    database = dbapi2.connect(str(path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA cipher_log_level = NONE")  # it would write to the terminal
    if key:
        database.execute(f"""PRAGMA key = "x'{key}'" """)
    return cast(sqlite3.Connection, database)


def _version(database: sqlite3.Connection) -> int:
    version = database.execute("PRAGMA user_version").fetchone()[0]
    return int(version)


def _migrate(database: sqlite3.Connection, path: Path) -> None:
    version = _version(database)
    if version == len(MIGRATIONS):
        return
    if version > len(MIGRATIONS):
        raise HistoryError(f"The chats in {path} were written by a newer Earsight; update this one.")
    database.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have done it while this one waited.
        for migration in MIGRATIONS[_version(database) :]:
            for statement in _statements(migration):
                database.execute(statement)
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        database.execute("COMMIT")
    except BaseException:
        database.execute("ROLLBACK")
        raise


def _statements(script: str) -> list[str]:
    """The statements of a script (`executescript` would commit before it begins)."""
    statements, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current) and current.strip():
            statements.append(current)
            current = ""
    return statements


def mend(path: Path) -> str:
    """Put a new database with all that can still be read in the place of a damaged one, which is kept; a sentence.

    Raises `OSError`, `database_errors()` or `Timeout` where that cannot be done; nothing is lost then.
    """
    with FileLock(path.with_name(f".{path.stem}.lock"), timeout=BUSY_SECONDS, mode=private.FILE):
        if _is_sound(path) and _has_search(path):
            return "The search in the chats was damaged and works again; nothing was lost."
        saved = _sealed_rows(path) if sealing.are_chats_sealed(path) else salvage(path)
        fresh = path.with_name(f".{path.name}.new")
        _remove(fresh)
        with closing(open_database(fresh)) as database:
            database.execute("BEGIN")
            database.executemany(
                "INSERT INTO chats (id, title, created, updated) VALUES (?, ?, ?, ?)",
                [(number, *chat) for number, chat in saved.chats.items()],
            )
            database.executemany(
                "INSERT INTO messages (id, chat, role, text, given, at, meta) VALUES (?, ?, ?, ?, ?, ?, ?)",
                saved.messages,
            )
            database.execute("COMMIT")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        aside = aside_name(path)
        shutil.copy2(path, aside)
        for ending in COMPANIONS:
            companion = path.with_name(path.name + ending)
            if companion.exists():
                companion.replace(aside.with_name(aside.name + ending))
        fresh.replace(path)
        _remove(fresh)
        then = (
            f"the {saved.count:,} messages that could be read are in a new one"
            if saved.count
            else "a new one was begun"
        )
        return f"The file of the chats was damaged; it is kept as {aside.name}, and {then}."


def _has_search(path: Path) -> bool:
    """Make the index for searching anew; False where it is too broken for that.

    It alone was damaged, or nothing is: another process may have mended the file meanwhile.
    """
    try:
        with closing(open_database(path)) as database:
            database.execute("INSERT INTO words (words) VALUES ('rebuild')")
    except database_errors() as error:
        if not is_damaged(error):
            raise
        return False
    return True


def _sealed_rows(path: Path) -> Saved:
    """What SQLCipher can still read of a damaged file: from the oldest to the damage, and from the newest."""
    chats: dict[int, tuple[str, str, str]] = {}
    messages: dict[int, Row] = {}
    for order in ("ASC", "DESC"):
        with suppress(*database_errors()), closing(connect(path)) as database:
            for number, *chat in database.execute(f"SELECT id, title, created, updated FROM chats ORDER BY id {order}"):
                chats[number] = tuple(chat)
        with suppress(*database_errors()), closing(connect(path)) as database:
            rows = database.execute(f"SELECT id, chat, role, text, given, at, meta FROM messages ORDER BY id {order}")
            for row in rows:
                messages[row[0]] = row
    return whole(chats, messages)


def _remove(path: Path) -> None:
    for ending in ("", *COMPANIONS):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    path.with_name(f".{path.name}.opening").unlink(missing_ok=True)


def _is_sound(path: Path) -> bool:
    if not path.exists():
        return True
    try:
        with closing(connect(path)) as database:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except database_errors() as error:
        return not is_damaged(error)
