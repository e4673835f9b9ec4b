"""An assistant for a program that asks one thing after another: a command in, the events of its turn out."""

import queue
import time
from collections.abc import Iterator

from assistant.commands import Command, Interrupt
from assistant.engine import Assistant
from assistant.errors import EarsightError
from assistant.events import Event, Failed, Noticed, Ready, TurnFinished
from assistant.parts import Parts


class Session:
    """Holds the assistant and hands its events to the main thread, each with the second it came."""

    def __init__(self, parts: Parts) -> None:
        self._events: queue.SimpleQueue[tuple[float, Event]] = queue.SimpleQueue()
        self._assistant = Assistant(parts, lambda event: self._events.put((time.monotonic(), event)))

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_why: object) -> None:
        """Close the assistant. Raises `EarsightError` where that failed, as when a sound file cannot be ended."""
        self._assistant.close()
        while not self._events.empty():
            event = self._events.get()[1]
            if isinstance(event, Failed) and event.turn == 0:
                raise EarsightError(event.message)

    def wait_until_ready(self) -> None:
        """Until the models are warm, so that the next turn takes as long as any later one."""
        while not isinstance(self._events.get()[1], Ready):
            pass

    def send(self, command: Command) -> int:
        return self._assistant.send(command)

    def turn(self, command: Command) -> Iterator[tuple[float, Event]]:
        """The events of the turn that `command` begins, with seconds since; ended by Ctrl-C, it still ends well."""
        began = time.monotonic()
        number = self.send(command)
        while True:
            try:
                at, event = self._events.get()
            except KeyboardInterrupt:
                self.send(Interrupt())
                continue
            if event.turn == number or isinstance(event, Noticed | Failed):
                yield at - began, event
                if isinstance(event, TurnFinished):
                    return
