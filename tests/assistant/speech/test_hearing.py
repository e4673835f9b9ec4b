"""Hearing while somebody speaks: what is decoded when, and that little is left at the end."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from jiwer import wer

from assistant.audio.clip import Samples
from assistant.audio.files import read_clip, resample
from assistant.audio.vad import VoiceDetector
from assistant.cancel import CancelToken
from assistant.speech import hearing as module
from assistant.speech.hearing import Hearing
from assistant.speech.stt import RATE, Whisper
from tests.fakes import FakeStt
from tests.voice import spoken
from tests.words import letters

VOICE = resample(read_clip(Path(__file__).parents[3] / "assistant" / "demo" / "question.wav"), RATE).samples
BLOCK = 320


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def hear(stt: FakeStt) -> tuple[Hearing, list[str]]:
    told: list[str] = []
    return Hearing(stt, "auto", CancelToken(), told.append), told


def feed(hearing: Hearing, samples: Samples) -> None:
    for at in range(0, len(samples), BLOCK):
        hearing.feed(samples[at : at + BLOCK])


def test_the_detector_says_the_same_whatever_the_portions() -> None:
    at_once, in_blocks = VoiceDetector(), VoiceDetector()
    at_once.feed(VOICE)
    for at in range(0, len(VOICE), 777):
        in_blocks.feed(VOICE[at : at + 777])
    assert at_once.spans == in_blocks.spans
    assert at_once.spans


def test_a_look_at_a_pause_leaves_nothing_for_the_end() -> None:
    stt = FakeStt("Why is the sky blue?")
    hearing, told = hear(stt)
    feed(hearing, VOICE)
    feed(hearing, silence(0.3))
    assert hearing.is_pausing
    assert hearing.look() == "Why is the sky blue?"
    feed(hearing, silence(2.0))
    assert hearing.finish().text == "Why is the sky blue?"
    assert len(stt.heard) == 1, "silence after the look costs nothing"
    assert told == ["Why is the sky blue?"]


def test_words_after_a_pause_are_heard_with_those_before() -> None:
    stt = FakeStt("Why is the sky blue?")
    hearing, _ = hear(stt)
    feed(hearing, np.concatenate([VOICE, silence(0.3)]))
    hearing.look()
    feed(hearing, VOICE)
    hearing.finish()
    first, second = stt.heard
    assert len(second) > 2 * len(first) - RATE


def test_while_words_go_on_a_look_is_worth_it_only_now_and_then() -> None:
    hearing, _ = hear(FakeStt("word"))
    looks = 0
    speech = np.tile(VOICE, 5)
    for at in range(0, len(speech), BLOCK):
        hearing.feed(speech[at : at + BLOCK])
        if hearing.is_worth_a_look:
            hearing.look()
            looks += 1
    assert 3 <= looks <= len(speech) / module.PARTIAL + 1


def test_what_was_said_long_ago_is_not_decoded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COMMIT", RATE)
    stt = FakeStt("Part.")
    hearing, _ = hear(stt)
    for _ in range(3):
        feed(hearing, np.concatenate([VOICE, silence(0.4)]))
        hearing.look()
    assert hearing.finish().text == "Part. Part. Part."
    assert max(len(heard) for heard in stt.heard) < 1.5 * len(VOICE)


def test_silence_is_never_decoded() -> None:
    stt = FakeStt("Thank you for watching.")
    hearing, told = hear(stt)
    feed(hearing, silence(5.0))
    assert not hearing.is_pausing
    assert hearing.finish().text == ""
    assert not stt.heard
    assert not told


SENTENCES = (
    "How much sugar is in two servings?",
    "My sister is coming to visit next weekend. We want to see a museum, and take a long walk.",
)


def test_hearing_while_it_is_spoken_is_as_good_as_hearing_it_at_once(model: Callable[[str], Path]) -> None:
    whisper, voice = Whisper(model("faster-whisper-tiny.en"), threads=1), model("en_US-joe-medium")
    at_once, while_spoken = [], []
    for sentence in SENTENCES:
        clip = resample(spoken(voice, sentence), RATE).samples
        clip = np.concatenate([clip, silence(0.3)])
        whole = Hearing(whisper, "auto", CancelToken(), lambda text: None)
        whole.feed(clip)
        at_once.append(whole.finish().text)
        growing = Hearing(whisper, "auto", CancelToken(), lambda text: None)
        for at in range(0, len(clip), BLOCK):
            growing.feed(clip[at : at + BLOCK])
            if growing.is_worth_a_look or growing.is_pausing:
                growing.look()
        while_spoken.append(growing.finish().text)
    whisper.close()
    assert wer(words(at_once), words(while_spoken)) <= 0.03


def words(texts: list[str]) -> list[str]:
    """Without capitals and marks, which follow from how long a pause is."""
    return [letters(text) for text in texts]
