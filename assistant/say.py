"""Speaks a text that is no reply: a turn without a question, of which nothing is kept."""

import logging
from collections.abc import Callable

from assistant.errors import AudioError, EarsightError, TtsError
from assistant.events import Event, Failed, Outcome, TurnFinished
from assistant.parts import Parts, Turn
from assistant.reply import Clock
from assistant.speech.pieces import PieceCutter
from assistant.speech.speaker import Speaker
from assistant.unforeseen import unforeseen

log = logging.getLogger(__name__)


def say(turn: Turn, parts: Parts, emit: Callable[[Event], None]) -> None:
    """Speak the turn's text; whatever happens, one `TurnFinished` is the last event."""
    outcome = Outcome.FAILED
    clock = Clock()
    try:
        _speak(turn, parts, emit)
        outcome = Outcome.INTERRUPTED if turn.cancel.cancelled else Outcome.COMPLETED
    except EarsightError as error:
        log.warning("turn %d failed", turn.number, exc_info=True)
        emit(Failed(turn.number, error.code, str(error)))
    except Exception:
        log.exception("turn %d failed", turn.number)
        emit(unforeseen(turn.number))
    finally:
        emit(TurnFinished(turn.number, outcome, clock.timings(), None, ""))


def _speak(turn: Turn, parts: Parts, emit: Callable[[Event], None]) -> None:
    if parts.tts is None:
        raise TtsError("No voice is here; get one with `earsight models pull starter`.")
    if parts.playback is None:
        raise AudioError("There is no speaker; plug one in.")
    cutter = PieceCutter(parts.tts.language)
    speaker = Speaker(turn.number, parts.tts, parts.playback, turn.cancel, emit)
    for piece in (*cutter.feed(turn.text), *cutter.finish()):
        speaker.say(piece)
    speaker.finish()
