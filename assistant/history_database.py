"""The chats' file in use: opened when it is needed, and mended where it turns out to be damaged."""

import logging
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from filelock import Timeout

from assistant import paths, private
from assistant.errors import HistoryError, SealingError
from assistant.held import WAY_ON
from assistant.history_file import database_errors, is_damaged, open_database, write_back
from assistant.history_mend import mend
from assistant.history_rows import take_in

log = logging.getLogger(__name__)

FULL = 256_000
"""Free bytes below which a disk counts as full: SQLite says it in many ways."""

Owner = TypeVar("Owner")
Given = ParamSpec("Given")
Result = TypeVar("Result")


class _Mended(HistoryError):
    """The file was damaged, and there is a new one in its place."""


def again(method: Callable[Concatenate[Owner, Given], Result]) -> Callable[Concatenate[Owner, Given], Result]:
    """Where the file turns out to be damaged, do it once more with the one that takes its place."""

    def tried(self: Owner, /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return method(self, *args, **kwargs)
        except _Mended:
            return method(self, *args, **kwargs)

    return tried


class Database:
    """The file at `path` (the person's own by default), which one thread at a time uses.

    What uses it is decorated with `again`. Raises `HistoryError` with a sentence where it cannot be used.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or paths.chats_file()
        self.notices: list[str] = []
        """Sentences about a damaged file that was mended."""
        self.keeps_deleted = False
        """Another program reads the chats, so that words which were deleted still are in the file; they leave it with
        the next use after it is done."""
        self._kept_mark = self.path.with_name(f".{self.path.name}.deleted")
        """Is there as long as `keeps_deleted`, for the program that opens the chats next."""
        self._database: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        """Which file is open: another program that mends the chats puts a new one in its place."""
        self._lock = threading.RLock()

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._database:
                if self.keeps_deleted and self._file == _identity(self.path):
                    self._write_back_now(self._database)
                self._database.close()
                self._database = None

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
        """The open file."""
        with self._lock:
            try:
                if self._database is not None and self._file != _identity(self.path):
                    self.close()
                if self._database is None:
                    self._database = self._opened()
                    self.keeps_deleted = self._kept_mark.exists()
                if self.keeps_deleted:
                    self._write_back_now(self._database)
                yield self._database
            except database_errors() as error:
                if is_damaged(error):
                    self.close()
                    self._mend()
                    raise _Mended(f"{self.notices[-1]} Try again.") from error
                raise self._unusable(str(error)) from error
            except (OSError, Timeout) as error:
                raise self._unusable(getattr(error, "strerror", None) or str(error)) from error

    def _unusable(self, reason: str) -> HistoryError:
        way = WAY_ON
        with suppress(OSError):
            if shutil.disk_usage(self.path.parent).free < FULL:
                reason, way = "the disk is full", "make room"
        return HistoryError(f"The chats in {self.path} cannot be used: {reason}; {way}.")

    def _opened(self) -> sqlite3.Connection:
        try:
            database = self._connected()
        except database_errors() as error:
            if not is_damaged(error):
                raise
            self._mend()
            database = self._connected()
        try:
            take_in(database, self.path)
        except database_errors(OSError, SealingError):
            log.warning("what a process that died had shown cannot be stored now", exc_info=True)
            if database.in_transaction:
                database.execute("ROLLBACK")
        return database

    def _write_back(self, database: sqlite3.Connection, *, waits: bool) -> None:
        """Take out of the log what was deleted, or remember to."""
        self.keeps_deleted = not write_back(database, waits=waits)
        with suppress(OSError):
            if self.keeps_deleted:
                private.make_file(self._kept_mark)
            else:
                self._kept_mark.unlink(missing_ok=True)

    def _write_back_now(self, database: sqlite3.Connection) -> None:
        with suppress(*database_errors()):  # on a full disk, all else can be done
            self._write_back(database, waits=False)

    def _connected(self) -> sqlite3.Connection:
        before = _identity(self.path)  # where it is replaced meanwhile, the next use opens it again
        database = open_database(self.path)
        self._file = before or _identity(self.path)
        return database

    def _mend(self) -> None:
        try:
            self.notices.append(mend(self.path))
        except database_errors(OSError, Timeout) as error:
            raise HistoryError(
                f"The file of the chats {self.path} is damaged and cannot be mended now ({error}); "
                "make room on the disk, or move the file away."
            ) from error


def _identity(path: Path) -> tuple[int, int] | None:
    """Tells a file from another of its name; None where there is none."""
    with suppress(OSError):
        status = path.stat()
        return status.st_dev, status.st_ino
    return None
