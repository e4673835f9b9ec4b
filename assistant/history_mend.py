"""Mending a damaged file of the chats: all that can still be read comes into a new one, and the old one is kept."""

import shutil
from contextlib import closing, suppress
from pathlib import Path

from assistant import sealing
from assistant.files import aside_name
from assistant.held import lock_of
from assistant.history_file import connect, database_errors, is_damaged, open_database
from assistant.history_salvage import Row, Saved, salvage, whole

COMPANIONS = ("-wal", "-shm")
"""Ends of the names of what SQLite keeps beside the file."""


def mend(path: Path) -> str:
    """Put a new database with all that can still be read in the place of a damaged one, which is kept; a sentence.

    Raises `OSError`, `database_errors()` or `Timeout` where that cannot be done; nothing is lost then.
    """
    with lock_of(path):
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
