"""One window per data folder: a second start shows the first, and `earsight talk-toggle` speaks to it."""

import logging
import sys
from pathlib import Path
from typing import get_args

from filelock import FileLock, Timeout
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from assistant import paths, private
from assistant.errors import EarsightError
from assistant.toggle import NO_ANSWER, TAKEN, Word, address, tell

log = logging.getLogger(__name__)

LONGEST = 16
"""Bytes of what is listened to; no word is longer."""
PATIENCE = 2_000
"""Milliseconds a caller has for its word."""
CALLERS = 8
"""Callers that wait at a time."""


class Single(QObject):
    """Holds the data folder's lock, so that a crash frees it; other programs of this user may say three words."""

    raised = Signal()
    """Somebody started Earsight again: show the window."""
    talk = Signal()
    """Listen, or send what was said."""
    stop = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lock: FileLock | None = None
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(CALLERS)
        self._server.newConnection.connect(self._welcome)
        self._does = {"raise": self.raised, "talk": self.talk, "stop": self.stop}
        assert set(self._does) == set(get_args(Word))

    def begin(self) -> bool:
        """True where this is the only window; False where another one was asked to show itself.

        Raises `EarsightError` where the other does not answer or the data folder cannot be used.
        """
        home = paths.home()
        try:
            private.make_folder(home)
            lock = FileLock(home / "window.lock", mode=private.FILE)
            lock.acquire(blocking=False)
        except Timeout:
            if not tell("raise"):
                raise EarsightError(NO_ANSWER) from None
            return False
        except OSError as error:
            raise EarsightError(
                f"The data folder {home} cannot be used: {error.strerror}. Set EARSIGHT_HOME to a folder of yours."
            ) from error
        self._lock = lock
        name = address()
        # Whoever holds the lock is alone, so a socket that is still there was left by a crash.
        QLocalServer.removeServer(name)
        if not self._server.listen(name):
            log.error("no other program can speak to the window: %s", self._server.errorString())
        elif sys.platform != "win32":
            Path(name).chmod(0o600)
        return True

    def close(self) -> None:
        """Let the next start be the only one."""
        self._server.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _welcome(self) -> None:
        while self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            caller.setReadBufferSize(LONGEST)
            caller.disconnected.connect(caller.deleteLater)
            caller.readyRead.connect(lambda caller=caller: self._listen(caller))
            limit = QTimer(caller)
            limit.setSingleShot(True)
            limit.timeout.connect(lambda caller=caller: caller.abort())
            limit.start(PATIENCE)
            self._listen(caller)

    def _listen(self, caller: QLocalSocket) -> None:
        said = bytes(caller.peek(LONGEST).data())
        if b"\n" not in said:
            if len(said) >= LONGEST:
                caller.abort()
            return
        caller.readAll()
        word = said.split(b"\n", 1)[0].decode("ascii", "replace")
        if (wanted := self._does.get(word)) is None:
            caller.abort()
            return
        caller.write(TAKEN)
        caller.disconnectFromServer()
        wanted.emit()
