"""A job's far end: one function in a process of its own; its reports and its end go over a pipe. No Qt here."""

import contextlib
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection

from assistant import log
from assistant.errors import Cancelled, EarsightError
from models.errors import ModelsError, PullCancelled

logger = logging.getLogger(__name__)

LAST_BREATH = 0.5
"""Seconds in which a cancelled function may clean up before its process ends under it."""
UNEXPECTED = "Something went wrong in Earsight; its log says what. Try again."


@dataclass(frozen=True, slots=True)
class Reported:
    value: object


@dataclass(frozen=True, slots=True)
class Done:
    value: object


@dataclass(frozen=True, slots=True)
class Broke:
    sentence: str


class Report:
    """What the function is given first: call it with a value to tell the window how far it is."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._stop = threading.Event()

    def __call__(self, value: object) -> None:
        self._pipe.send(Reported(value))

    def cancelled(self) -> bool:
        """Whether the function should end; it is ended half a second later in any case."""
        return self._stop.is_set()

    def watch(self) -> None:
        """On a thread of its own: any word from the window, or its end, is the end."""
        with contextlib.suppress(EOFError, OSError):
            self._pipe.recv()
        self._stop.set()
        threading.Event().wait(LAST_BREATH)
        os._exit(1)


def host(pipe: Connection, work: Callable[..., object], arguments: tuple[object, ...]) -> None:
    """Run `work(report, *arguments)` to its end; errors become one sentence."""
    log.start()
    report = Report(pipe)
    threading.Thread(target=report.watch, name="earsight-job-watch", daemon=True).start()
    end: Done | Broke
    try:
        end = Done(work(report, *arguments))
    except (PullCancelled, Cancelled):
        return
    except (EarsightError, ModelsError) as error:
        logger.info("a job failed: %s", error)
        end = Broke(str(error))
    except Exception:
        logger.exception("a job failed")
        end = Broke(UNEXPECTED)
    with contextlib.suppress(OSError):  # the window is gone, and nobody asks any more
        pipe.send(end)
