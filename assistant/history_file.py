"""The chats' database file: opening it, and bringing its tables up to date."""

import sqlite3
import sys
from pathlib import Path
from typing import cast

from filelock import FileLock

from assistant import private, sealing
from assistant.errors import HistoryError, SealingError

BUSY_SECONDS = 10.0
"""How long one process waits for another's transaction."""

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


def write_back(database: sqlite3.Connection, *, waits: bool) -> bool:
    """Bring the write-ahead log into the file and empty it, so that nothing is left of what was deleted.

    False where another program reads meanwhile, which it `waits` for as for a transaction. Raises `database_errors()`.
    """
    database.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000 if waits else 0:.0f}")
    try:
        is_busy = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        database.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")
    return not is_busy


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
