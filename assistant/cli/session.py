"""One assistant for one command: its events as they come, and how a turn ended as an exit code."""

import dataclasses
import queue
import sys
import time
from collections.abc import Iterator

import msgspec

from assistant.cli.console import say, warn
from assistant.commands import Command, Interrupt
from assistant.engine import Assistant
from assistant.events import Event, Failed, Noticed, Outcome, Ready, ReplyDelta, Transcribed, TurnFinished
from assistant.parts import Parts

EXIT_CODES = {Outcome.COMPLETED: 0, Outcome.NO_SPEECH: 1, Outcome.FAILED: 1, Outcome.INTERRUPTED: 130}


class Session:
    """Holds the assistant and hands its events to the main thread, each with the second it came."""

    def __init__(self, parts: Parts) -> None:
        self._events: queue.SimpleQueue[tuple[float, Event]] = queue.SimpleQueue()
        self._assistant = Assistant(parts, lambda event: self._events.put((time.monotonic(), event)))

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self._assistant.close()

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
            if event.turn == number:
                yield at - began, event
                if isinstance(event, TurnFinished):
                    return


def print_json(at: float, event: Event) -> None:
    """One event as one line of JSON."""
    line = {"event": type(event).__name__, "at": round(at, 4), **dataclasses.asdict(event)}
    sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
    sys.stdout.flush()


def print_plain(event: Event) -> None:
    """The reply to standard output as it is written; all else to standard error."""
    match event:
        case Transcribed(text=text):
            warn(f"You: {text}")
        case ReplyDelta(text=text):
            say(text, end="")
        case Noticed(message=message):
            warn(f"earsight: {message}")
        case Failed(message=message):
            warn(f"earsight: {message}")
        case TurnFinished(outcome=Outcome.NO_SPEECH):
            warn("earsight: nobody spoke; say something, or type your question.")
        case TurnFinished(reply=reply) if reply:
            say()
