"""Thinking ahead while the key is held: kept if nothing more was said, else thrown away without a trace."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.audio.clip import Clip
from assistant.audio.clip_microphone import ClipMicrophone
from assistant.audio.files import read_clip, resample
from assistant.commands import Interrupt, StartListening, StopListening
from assistant.errors import TtsError
from assistant.events import (
    ContextChanged,
    Failed,
    InputLevel,
    ListeningStarted,
    ListeningStopped,
    MemoryChanged,
    Outcome,
    ReplyDelta,
    ReplyFinished,
    Transcribed,
    TranscriptChanged,
    TurnFinished,
)
from assistant.memory import Memory
from assistant.settings import Settings
from assistant.speech.stt import RATE
from tests.assistant.test_turn import Room
from tests.fakes import WAIT

VOICE = resample(read_clip(Path(__file__).parents[2] / "assistant" / "demo" / "question.wav"), RATE).samples
SILENCE = np.zeros(round(0.8 * RATE), np.float32)


@pytest.fixture
def room() -> Iterator[Room]:
    room = Room()
    room.stt.words = "Why is the sky blue?"
    yield room
    if room.assistant is not None:
        room.assistant.close()


def speak(room: Room, *sound: np.ndarray, until: threading.Event | None = None) -> TurnFinished:
    """Hold the key while the sound is heard, and until that has happened; release it, and wait for the turn's end."""
    came: list[bool] = []

    def release() -> None:
        came.append(until is None or until.wait(WAIT / 2))
        room.send(StopListening())

    room.microphone = ClipMicrophone(Clip(np.concatenate(sound), RATE), release)
    finished = room.turn(StartListening())
    assert came == [True], "it happened before the release"
    return finished


def test_the_answer_is_begun_at_the_pause_and_used_if_nothing_more_is_said(room: Room) -> None:
    room.speaks()
    assert room.tts is not None
    prepare, all_is_ready = room.tts.prepare, threading.Event()

    def prepares(text: str) -> None:
        prepare(text)
        all_is_ready.set()

    room.tts.prepare = prepares  # type: ignore[method-assign]
    room.llm.scripts = [["Because of scattering."] for _ in range(4)]
    finished = speak(room, VOICE, SILENCE, until=all_is_ready)
    assert finished.outcome is Outcome.COMPLETED
    assert finished.reply == "Because of scattering."
    assert room.tts.prepared[-1] == "Because of scattering."
    assert len(room.llm.streams) == 1, "the answer that was begun at the pause"
    stopped = next(place for place, e in enumerate(room.events.events) if isinstance(e, ListeningStopped))
    shown = next(place for place, e in enumerate(room.events.events) if isinstance(e, ReplyDelta))
    assert stopped < shown, "nothing is shown before the release"


def test_a_draft_that_is_used_waits_while_the_voice_makes_its_first_sound(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    went_on, order = room.listen_for_the_model(monkeypatch)
    begun = threading.Event()

    def used() -> None:
        room.events.wait_for(ContextChanged)

    script = [begun.set, used, "The first sentence is here. ", "And ", went_on.set, "more follows."]
    room.llm.scripts = [list(script) for _ in range(4)]
    assert speak(room, VOICE, SILENCE, until=begun).outcome is Outcome.COMPLETED
    assert len(room.llm.streams) == 1, "the answer that was begun at the pause"
    assert order[0] is False
    assert went_on.is_set()


def test_a_voice_that_fails_leaves_all_words_of_a_draft(room: Room) -> None:
    room.speaks(error=TtsError("The voice failed on this sentence; try another voice."))
    room.llm.scripts = [["The first sentence is here. ", "The second follows. ", "And a third."] for _ in range(4)]
    finished = speak(room, VOICE[:RATE], SILENCE)
    assert room.tts is not None
    assert room.tts.prepared, "the draft met the failure first"
    assert finished.outcome is Outcome.FAILED
    assert [e.code for e in room.events.of(Failed)] == [TtsError.code]  # type: ignore[attr-defined]
    assert finished.reply == "The first sentence is here. The second follows. And a third."


def test_an_answer_to_half_of_the_words_is_thrown_away_without_a_trace(room: Room) -> None:
    words = ["Tell me", "Tell me why the sky is blue."]
    real = room.stt.transcribe

    def transcribe(voice, language, cancel, changed):  # type: ignore[no-untyped-def]
        room.stt.words = words[0] if len(voice) < 1.5 * len(VOICE) else words[1]
        return real(voice, language, cancel, changed)

    room.stt.transcribe = transcribe  # type: ignore[method-assign]
    answer = room.llm.stream

    def stream(messages, *how):  # type: ignore[no-untyped-def]
        is_all = words[1] in messages[-1].text
        room.llm.scripts = [["Because of scattering." if is_all else "Tell you what?"]]
        return answer(messages, *how)

    room.llm.stream = stream  # type: ignore[method-assign]
    finished = speak(room, VOICE, SILENCE, VOICE)
    assert finished.reply == "Because of scattering."
    assert [e.text for e in room.events.of(ReplyFinished)] == ["Because of scattering."]  # type: ignore[attr-defined]
    assert [e.text for e in room.events.of(Transcribed)] == [words[1]]  # type: ignore[attr-defined]
    assert room.events.of(TranscriptChanged)
    assert "Tell you what?" not in room.reply(finished.turn)
    assert words[1] in room.given()


def test_a_wish_to_remember_is_never_carried_out_ahead(room: Room) -> None:
    room.stt.words = "Remember that I live in Bern."
    finished = speak(room, VOICE, SILENCE)
    assert not room.llm.streams
    assert "Bern" in finished.reply
    assert len(room.events.of(MemoryChanged)) == 1
    assert "Bern" in Memory().read().text


def test_without_thinking_ahead_the_model_waits_for_the_release(room: Room) -> None:
    room.settings = Settings(think_ahead=False)
    released_before = []
    room.llm.scripts = [[lambda: released_before.append(bool(room.events.of(ListeningStopped))), "Scattering."]]
    assert speak(room, VOICE, SILENCE).reply == "Scattering."
    assert released_before == [True]


def test_a_model_that_must_not_be_wasted_waits_for_the_release(room: Room) -> None:
    room.llm.may_be_wasted = False
    released_before = []
    room.llm.scripts = [[lambda: released_before.append(bool(room.events.of(ListeningStopped))), "Scattering."]]
    speak(room, VOICE, SILENCE)
    assert released_before == [True]


def test_the_context_is_evaluated_while_words_are_spoken(room: Room) -> None:
    room.llm.scripts = [["Scattering."] for _ in range(4)]
    speak(room, VOICE, SILENCE)
    taken_in = [messages[-1].text for messages in room.llm.warmed]
    assert any(text.startswith("[") and text.endswith("]\n") for text in taken_in), "the date, before the first word"


def test_an_interruption_while_listening_ends_the_turn(room: Room) -> None:
    room.microphone = ClipMicrophone(Clip(np.tile(VOICE, 10), RATE), lambda: None)
    number = room.send(StartListening())
    room.events.wait_for(ListeningStarted, number)
    room.send(Interrupt())
    finished = room.events.finished(number)
    assert finished.outcome is Outcome.INTERRUPTED
    assert not room.events.of(ReplyFinished)


def test_silence_while_the_key_is_held_is_no_speech(room: Room) -> None:
    finished = speak(room, SILENCE, SILENCE)
    assert finished.outcome is Outcome.NO_SPEECH
    assert room.events.of(InputLevel)
    assert not room.llm.streams
    assert not room.stt.heard
