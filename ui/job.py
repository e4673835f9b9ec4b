"""Slow work for the window: one function in a process of its own, its reports and its end as signals."""

import contextlib
import functools
import logging
import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal

from ui.job_host import Broke, Done, Reported, host

log = logging.getLogger(__name__)

DIED = "The work stopped unexpectedly before it was done; try again."
NOT_STARTED = "The work could not be started, this machine has no room for it; close some programs and try again."
KILL_SECONDS = 1.5
"""After a cancel; the process ends by itself well before, where it still can."""


class Job(QObject):
    """Runs `work(report, *arguments)`, a function that can be imported by its name; arguments and results are pickled.

    `report(value)` arrives as `progressed`. Then comes `done` or `failed`, or neither after a cancel; `ended` is last.
    """

    progressed = Signal(object)
    done = Signal(object)
    failed = Signal(str)
    """One plain sentence."""
    ended = Signal()
    """The process is gone and what it held is free."""
    _arrived = Signal(object)

    def __init__(self, work: Callable[..., object], *arguments: object) -> None:
        super().__init__()
        self._work, self._arguments = work, arguments
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._reader: threading.Thread | None = None
        self._end: Done | Broke = Broke(DIED)
        self._cancelled = False
        self._is_over = False
        self._kill = QTimer(self)
        self._kill.setSingleShot(True)
        self._kill.timeout.connect(self._kill_now)
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def start(self) -> None:
        """Begin; returns at once."""
        context = multiprocessing.get_context("spawn")
        pipe, theirs = context.Pipe()
        process = context.Process(
            target=host, args=(theirs, self._work, self._arguments), name="earsight-job", daemon=True
        )
        try:
            process.start()
        except OSError:
            log.exception("a job could not be started")
            self._end = Broke(NOT_STARTED)
            self._arrived.emit(None)
            return
        finally:
            theirs.close()
        self._process, self._pipe = process, pipe
        self._reader = threading.Thread(target=self._read, args=(pipe,), name="earsight-job", daemon=True)
        self._reader.start()

    def cancel(self) -> None:
        """End the process at once; what it has finished so far stays on the disk."""
        if self._cancelled or self._is_over:
            return
        self._cancelled = True
        self._tell()
        self._kill.start(round(KILL_SECONDS * 1000))

    def close(self) -> None:
        """As `cancel`, but returns when the process is gone, and emits nothing more."""
        self._is_over = True
        self._kill.stop()
        self._tell()
        if self._process is not None:
            self._process.join(KILL_SECONDS)
            self._kill_now()
            self._process.join()
        if self._reader is not None:
            self._reader.join()

    def _tell(self) -> None:
        if self._pipe is not None:
            with contextlib.suppress(OSError):  # it is gone already
                self._pipe.send(None)

    def _kill_now(self) -> None:
        if self._process is not None and self._process.is_alive():
            self._process.kill()

    def _read(self, pipe: Connection) -> None:
        """On a thread of its own: pass on what comes, and None at the end."""
        with contextlib.suppress(EOFError, OSError):
            while True:
                self._arrived.emit(pipe.recv())
        self._arrived.emit(None)

    def _take(self, message: Reported | Done | Broke | None) -> None:
        if self._is_over:
            return
        match message:
            case Reported(value):
                if not self._cancelled:
                    self.progressed.emit(value)
            case None:
                self._finish()
            case _:
                self._end = message

    def _finish(self) -> None:
        self._is_over = True
        self._kill.stop()
        if self._process is not None:
            self._process.join()
            if isinstance(self._end, Broke):
                log.info("a job ended with exit code %s: %s", self._process.exitcode, self._end.sentence)
        if self._reader is not None:
            self._reader.join()
        if not self._cancelled:
            if isinstance(self._end, Done):
                self.done.emit(self._end.value)
            else:
                self.failed.emit(self._end.sentence)
        self.ended.emit()


class Jobs(QObject):
    """Jobs that run side by side, at most one for each key."""

    def __init__(self) -> None:
        super().__init__()
        self._jobs: dict[str, Job] = {}

    def start(
        self,
        key: str,
        job: Job,
        *,
        done: Callable[[object], None],
        failed: Callable[[str], None],
        progressed: Callable[[object], None] = lambda _: None,
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        """Start `job`, unless one of that key runs; the callables are its signals, and at `ended` its key is free."""
        if key in self._jobs:
            return
        self._jobs[key] = job
        # Without a parent it would be deleted with its last name, in the middle of its own signal; and what it calls
        # may hold the last name of `self`, whose children would be deleted while it is being deleted itself.
        job.setParent(QCoreApplication.instance())
        job.done.connect(done)
        job.failed.connect(failed)
        job.progressed.connect(progressed)
        job.ended.connect(functools.partial(self._over, key, ended))
        job.start()

    def _over(self, key: str, ended: Callable[[], None]) -> None:
        self._jobs.pop(key).deleteLater()
        ended()

    @property
    def busy(self) -> bool:
        return bool(self._jobs)

    def running(self, key: str) -> bool:
        return key in self._jobs

    def cancel(self, key: str) -> None:
        if key in self._jobs:
            self._jobs[key].cancel()

    def close(self) -> None:
        """End all; returns when their processes are gone."""
        jobs, self._jobs = list(self._jobs.values()), {}
        for job in jobs:
            job.cancel()
        for job in jobs:
            job.close()
            job.deleteLater()
