"""Events on the terminal, for people and for programs, and how a turn ended as an exit code."""

import dataclasses
import sys

import msgspec

from assistant.cli.console import say, warn
from assistant.events import Event, Failed, ImageRead, Noticed, Outcome, ReplyDelta, Transcribed, TurnFinished
from assistant.unseen import escaped
from assistant.vision.layout import as_text

EXIT_CODES = {Outcome.COMPLETED: 0, Outcome.NO_SPEECH: 1, Outcome.FAILED: 1, Outcome.INTERRUPTED: 130}


def print_json(at: float, event: Event) -> None:
    """One event as one line of JSON."""
    line = {"event": type(event).__name__, "at": round(at, 4), **_fields(event)}
    sys.stdout.write(escaped(msgspec.json.encode(line).decode()) + "\n")
    sys.stdout.flush()


def _fields(event: Event) -> dict[str, object]:
    if isinstance(event, ImageRead):
        reading = event.reading
        return {"turn": event.turn, "source": event.path.name, "text": as_text(reading.lines), **reading.as_json()}
    return dataclasses.asdict(event)


class Terminal:
    """Events for people: the reply to standard output as it is written, all else to standard error on its own lines."""

    def __init__(self) -> None:
        self._is_in_line = False
        """A reply is being written."""

    def show(self, event: Event) -> None:
        match event:
            case Transcribed(text=text):
                self._aside(f"You: {text}")
            case ReplyDelta(text=text):
                say(text, end="")
                self._is_in_line = not text.endswith("\n")
            case Noticed(message=message) | Failed(message=message):
                self._aside(f"earsight: {message}")
            case TurnFinished(outcome=Outcome.NO_SPEECH):
                self._aside("earsight: nobody spoke; say something, or type your question.")
            case TurnFinished():
                self._end_line()

    def _aside(self, sentence: str) -> None:
        self._end_line()
        warn(sentence)

    def _end_line(self) -> None:
        if self._is_in_line:
            say()
            self._is_in_line = False
