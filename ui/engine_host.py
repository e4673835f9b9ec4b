"""The engine's own process: an `Assistant` behind a pipe. Commands come in, events go out; Qt is not loaded here.

The window imports this module only to name `host`: what the engine is made of is imported in the process itself.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from assistant.commands import Ask, Close, Command, Reload, Say, StartListening
from assistant.events import Event
from ui.pipe import receive

if TYPE_CHECKING:
    from assistant.engine import Assistant

log = logging.getLogger(__name__)

CLOSE_SECONDS = 3.0
"""What ending may take before the process ends all the same."""


@dataclass(frozen=True, slots=True)
class Began:
    """The answer to a command that begins a turn, which may already be on its way."""

    turn: int


Message = Event | Began


def host(pipe: Connection, turn: int) -> None:
    """Serve until `Close`, or until the other end is gone; `turn` is the number of the latest turn before."""
    from assistant import log as log_file
    from assistant.engine import Assistant
    from assistant.reload import unloaded

    log_file.start()
    serve(pipe, lambda emit: Assistant(unloaded(), emit, turn), Reload())


def serve(pipe: Connection, make: "Callable[[Callable[[Event], None]], Assistant]", *first: Command) -> None:
    """Pass commands and events between the pipe and the assistant, which is given `first` before all."""
    # Ctrl-C in the terminal that began the window is the window's to answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    send = _Sender(pipe)
    assistant = make(send)
    for command in first:
        assistant.send(command)
    while not isinstance(command := _received(pipe), Close):
        turn = assistant.send(command)
        if isinstance(command, Ask | StartListening | Say):
            send(Began(turn))
    # A model that hangs must not outlive the window.
    last_resort = threading.Timer(CLOSE_SECONDS, os._exit, (1,))
    last_resort.daemon = True
    last_resort.start()
    assistant.close()
    last_resort.cancel()
    pipe.close()


class _Sender:
    """Events are sent from several threads."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._lock = threading.Lock()

    def __call__(self, message: Message) -> None:
        with self._lock:
            try:
                self._pipe.send(message)
            except OSError:
                log.info("nobody takes the events any more")


def _received(pipe: Connection) -> Command:
    """The next command; `Close` where the window is gone."""
    try:
        command = receive(pipe)
    except (EOFError, OSError):
        return Close()
    assert isinstance(command, Command)
    return command
