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
