"""One engine's process with its pipe: whatever it does, nobody waits for it."""

import logging
import multiprocessing
import queue
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import cast

from assistant.commands import Close, Command
from ui.engine_host import CLOSE_SECONDS, Message
from ui.pipe import receive

log = logging.getLogger(__name__)

Serve = Callable[[Connection, int], None]
"""What a process runs; it is given its end of the pipe and the number of the latest turn."""


class EngineConnection:
    """Lives as long as its process. One thread writes to the pipe, which a busy process may not empty; one reads."""

    def __init__(
        self, serve: Serve, turn: int, arrived: Callable[["EngineConnection", Message | None], object]
    ) -> None:
        """`arrived` is called from a thread with each message, and with None at the end. Raises `OSError`."""
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, turn), name="earsight-engine", daemon=True)
        try:
            self._process.start()
        except OSError:
            self._pipe.close()
            raise
        finally:
            theirs.close()
        self._arrived = arrived
        self._outbox: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._write, name="earsight-commands", daemon=True),
            threading.Thread(target=self._read, name="earsight-events", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def send(self, command: Command) -> None:
        self._outbox.put(command)

    def close(self) -> bool:
        """Ask the process to end, and see to it; whether it ended by itself."""
        self.send(Close())
        self._process.join(CLOSE_SECONDS)
        in_time = self._process.exitcode == 0
        self.end()
        return in_time

    def end(self) -> None:
        """End the process, which is dead or to be killed, and the threads."""
        self._process.kill()
        self._process.join()
        log.info("the engine ended with exit code %s", self._process.exitcode)
        self._outbox.put(None)
        for thread in self._threads:
            thread.join()
        self._pipe.close()

    def _write(self) -> None:
        while (command := self._outbox.get()) is not None:
            try:
                self._pipe.send(command)
            except OSError:
                return

    def _read(self) -> None:
        message: Message | None = None
        while True:
            try:
                message = cast("Message", receive(self._pipe))
            except (EOFError, OSError):
                self._arrived(self, None)
                return
            self._arrived(self, message)
