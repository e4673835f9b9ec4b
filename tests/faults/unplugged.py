"""A conversation with a real microphone and speaker, in a process of its own, told by lines what to do.

`say TEXT` answers with that text; `listen` holds the key until something was heard; `sleep` is a machine that slept for
ten hours. Each line is answered by one of JSON: the turn's outcome, what was told, how many sentences were spoken.
"""

import json
import sys
import time
import warnings

from assistant.audio.microphone import Microphone
from assistant.audio.playback import SpeakerPlayback
from assistant.commands import Ask, StartListening, StopListening
from assistant.engine import Assistant
from assistant.events import Failed, InputLevel, Noticed, SentenceSpoken, SpeechStarted, TurnFinished
from assistant.history import History
from assistant.instructions import Instructions
from assistant.memory import Memory
from assistant.parts import Parts
from assistant.settings import Settings
from assistant.vision.ocr import RapidOcr
from tests.fakes import FakeLlm, FakeStt, FakeTts, Recorder

SLEPT = 36_000.0


def main() -> None:
    warnings.simplefilter("ignore")
    llm, now = FakeLlm(), time.monotonic
    events = Recorder()
    microphone, speaker = Microphone(), SpeakerPlayback()
    parts = Parts(
        Settings(), llm, Memory(), Instructions(), History(), RapidOcr(1),
        stt=FakeStt(words=""), tts=FakeTts(rate=22_050), playback=speaker, microphone=microphone,
    )  # fmt: skip
    assistant = Assistant(parts, events)
    for line in sys.stdin:
        what, _, text = line.strip().partition(" ")
        if what == "sleep":
            time.monotonic = lambda: now() + SLEPT
            answer("slept")
            continue
        assistant._told.clear()
        events.events.clear()
        if what == "say":
            llm.scripts = [[f"{text} "]]
            turn = assistant.send(Ask("Say it."))
            if text.endswith("..."):
                events.wait_for(SpeechStarted, turn)
                answer("speaking")
        else:
            turn = assistant.send(StartListening())
            if not ended(events, turn):
                assistant.send(StopListening())
        outcome = events.finished(turn).outcome
        told = [event.message for event in (*events.of(Failed), *events.of(Noticed))]  # type: ignore[attr-defined]
        answer(str(outcome), told, len(events.of(SentenceSpoken)))
    assistant.close()


def ended(events: Recorder, turn: int) -> bool:
    """Wait until something was heard, or the turn ended without."""

    def is_over() -> bool:
        return any(event.turn == turn for event in events.of(TurnFinished))

    events.wait_until(lambda: bool(events.of(InputLevel)) or is_over())
    return is_over()


def answer(*what: object) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
