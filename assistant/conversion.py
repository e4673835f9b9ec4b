"""Turning encryption on and off: at every moment each file is whole, in its old form or its new one."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from assistant import forgetting, private, sealing
from assistant.errors import EarsightError, HistoryError, SealingError
from assistant.files import write_whole
from assistant.held import lock_of
from assistant.history import History
from assistant.history_file import BUSY_SECONDS, connect, database_errors
from assistant.journal import noted
from assistant.sealing import Mark

FILES = ("memory*.md", "instructions*.md", ".memory.undo", "chats.broken-*")
"""All besides the chats themselves that holds words and is sealed, as patterns."""
IN_USE = "Close Earsight's window and whatever else of it runs, and try again."


def encrypt(home: Path) -> None:
    """Seal all that is there and all that comes; what was begun and broken off is brought to its end.

    Raises `SealingError`; where there is no keyring, nothing has changed.
    """
    _need_sqlcipher()
    _take_in(home)
    with alone(home):
        _need_none_noted(home, sealed=False)
        found = sealing.mark(home)
        if found is None:
            name, key = sealing.new_key()
            found = Mark(name, sealing.check(key))
        sealing.set_mark(home, Mark(found.key, found.check))
        sealing.folder_key(home)
        for file in _files(home):
            if not sealing.is_sealed(content := file.read_bytes()):
                write_whole(file, sealing.sealed(content, home))
        _turn(home / "chats.sqlite3", seals=True)
        forgetting.drop_prefixes(home)


def decrypt(home: Path) -> bool:
    """Make all readable again and take the key away; False where nothing was encrypted. Raises `SealingError`."""
    _need_sqlcipher()
    _take_in(home)
    with alone(home):
        found = sealing.mark(home)
        if found is None:
            return False
        sealing.folder_key(home)
        _need_none_noted(home, sealed=True)
        sealing.set_mark(home, Mark(found.key, found.check, seals=False))
        for file in _files(home):
            if sealing.is_sealed(content := file.read_bytes()):
                write_whole(file, sealing.opened(content, file))
        _turn(home / "chats.sqlite3", seals=False)
        (home / sealing.MARK).unlink()
        sealing.drop_key(found.key)
    return True


@contextlib.contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the data folder against windows and changes of the memory; what fails becomes a `SealingError`."""
    try:
        private.make_folder(home)
        with (
            FileLock(home / "window.lock", timeout=0, mode=private.FILE),
            lock_of(home / "memory.md"),
            FileLock(home / ".chats.sqlite3.opening", timeout=BUSY_SECONDS, mode=private.FILE),
        ):
            yield
    except Timeout as error:
        raise SealingError(IN_USE) from error
    except OSError as error:
        raise SealingError(f"The data in {home} cannot be changed: {error.strerror}.") from error


def _take_in(home: Path) -> None:
    """Bring what processes that died had shown into the chats, so that nothing of it is left beside them."""
    chats = home / "chats.sqlite3"
    if chats.exists() or noted(chats):
        with contextlib.closing(History(chats)) as history, contextlib.suppress(HistoryError):
            history.chats()


def _need_none_noted(home: Path, *, sealed: bool) -> None:
    """Raise `SealingError` where notes of turns that are not in the chats yet are sealed, or are not."""
    for notes in noted(home / "chats.sqlite3"):
        if any(line and sealing.is_sealed_line(line) == sealed for line in notes.read_bytes().splitlines()):
            raise SealingError(
                f"{notes} holds what was said and is not in the chats yet: close whatever of Earsight runs and try "
                "again, or delete that file."
            )


def _files(home: Path) -> list[Path]:
    return sorted(file for pattern in FILES for file in home.glob(pattern) if file.is_file())


def _turn(chats: Path, *, seals: bool) -> None:
    """Write the chats anew in the other form and put that in their place."""
    for left in chats.parent.glob(f".{chats.name}.new*"):
        left.unlink()  # of a conversion that was broken off
    if not chats.exists() or not chats.stat().st_size or sealing.are_chats_sealed(chats) == seals:
        return
    fresh = chats.with_name(f".{chats.name}.new")
    key = sealing.chats_key(chats.parent)
    try:
        with contextlib.closing(connect(chats, cipher=True)) as database:
            _close_the_log(database)
            private.make_file(fresh)
            new_key = f"x'{key}'" if seals else ""
            database.execute("ATTACH DATABASE ? AS fresh KEY ?", (str(fresh), new_key))
            database.execute("SELECT sqlcipher_export('fresh')")
            version = int(database.execute("PRAGMA main.user_version").fetchone()[0])
            database.execute(f"PRAGMA fresh.user_version = {version}")
            _compare(database)
            database.execute("DETACH DATABASE fresh")
        fresh.replace(chats)
    except database_errors() as error:
        raise SealingError(f"The chats cannot be written anew: {error}. They are as they were.") from error
    finally:
        for left in chats.parent.glob(f"{fresh.name}*"):
            left.unlink()


def _close_the_log(database: sqlite3.Connection) -> None:
    """Bring the write-ahead log into the file and take it away, which only goes where nobody else uses the chats."""
    try:
        database.execute("PRAGMA busy_timeout = 1000")
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        left = database.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except database_errors() as error:
        raise SealingError(IN_USE) from error
    if left != "delete":
        raise SealingError(IN_USE)


def _compare(database: sqlite3.Connection) -> None:
    for table in ("chats", "messages"):
        counts: list[Any] = [
            database.execute(f"SELECT count(*) FROM {schema}.{table}").fetchone()[0] for schema in ("main", "fresh")
        ]
        if counts[0] != counts[1]:
            raise SealingError("The chats could not be written anew whole; they are as they were.")


def _need_sqlcipher() -> None:
    try:
        import sqlcipher3  # noqa: F401
    except ImportError as error:
        raise EarsightError("On this machine chats cannot be encrypted: the package sqlcipher3 is missing.") from error
