"""Earsight's own voice does not reach its ears, and a person's does."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.audio import echo
from assistant.audio.clip import Clip, Samples
from assistant.audio.echo import PATIENCE, EchoCanceller, EchoRemover, HalfDuplex, Pairs, echo_remover
from assistant.audio.files import read_clip, resample
from assistant.audio.microphone import RATE
from assistant.audio.vad import VoiceDetector
from assistant.events import Echo
from tests.voice import spoken

QUESTION = Path(__file__).parents[3] / "assistant" / "demo" / "question.wav"
ANSWER = "The tower was built for the fair of 1889. Seven million people visit it every year, and most take the lift."
LEAD = 1.0
"""Seconds before the answer begins."""


@pytest.fixture(scope="module")
def answer() -> Callable[[Path], Clip]:
    made: list[Clip] = []

    def speak(voice: Path) -> Clip:
        if not made:
            said = spoken(voice, ANSWER)
            silence = np.zeros(round(LEAD * said.rate), np.float32)
            made.append(Clip(np.concatenate([silence, said.samples, silence]), said.rate))
        return made[0]

    return speak


def room(played: Clip, delay: float, loudness: float) -> Samples:
    """What a microphone of 16 kHz hears of it in a room with hard walls."""
    chance = np.random.default_rng(1)
    sound = resample(played, RATE).samples
    fading = chance.standard_normal(RATE // 4) * 10 ** (-10 * np.arange(RATE // 4) / RATE)
    fading[0] = 6
    fading *= loudness / np.sqrt(np.sum(fading**2))
    heard = np.convolve(sound, fading)[: len(sound)]
    heard = np.concatenate([np.zeros(round(delay * RATE)), heard])[: len(sound)]
    return (heard + 0.001 * chance.standard_normal(len(heard))).clip(-1, 1).astype(np.float32)


def through(remover: EchoRemover, played: Clip, heard: Samples) -> Samples:
    """The two devices side by side, each in blocks of its own length."""
    cleaned = []
    at = 0
    step = round(0.015 * played.rate)
    for start in range(0, len(heard), 320):
        while at / played.rate < (start + 320) / RATE and at < len(played.samples):
            remover.played(played.samples[at : at + step], played.rate)
            at += step
        cleaned.append(remover.clean(heard[start : start + 320]))
    return np.concatenate(cleaned)


def voice(samples: Samples) -> list[tuple[float, float]]:
    """Where a voice is heard, in seconds."""
    detector = VoiceDetector()
    detector.feed(samples)
    return [(span.start / RATE, span.end / RATE) for span in detector.spans]


def seconds(spans: list[tuple[float, float]]) -> float:
    return sum(end - start for start, end in spans)


@pytest.mark.parametrize(("delay", "loudness"), [(0.04, 0.5), (0.15, 0.5), (0.35, 0.3), (0.15, 1.2)])
def test_its_own_voice_is_not_heard(
    model: Callable[[str], Path], answer: Callable[[Path], Clip], delay: float, loudness: float
) -> None:
    played = answer(model("en_US-joe-medium"))
    heard = room(played, delay, loudness)
    assert seconds(voice(heard)) > 4
    assert seconds(voice(through(EchoCanceller(), played, heard))) < 0.1


def test_a_person_who_speaks_over_it_is_heard_at_once(
    model: Callable[[str], Path], answer: Callable[[Path], Clip]
) -> None:
    played = answer(model("en_US-joe-medium"))
    heard = room(played, 0.1, 0.25)
    question = resample(read_clip(QUESTION), RATE).samples
    begin = round((LEAD + 2) * RATE)
    heard[begin : begin + len(question)] += question
    first = begin / RATE + voice(question)[0][0]
    spans = voice(through(EchoCanceller(), played, heard))
    assert spans[0][0] == pytest.approx(first, abs=0.15)
    within = [(start, end) for start, end in spans if end < begin / RATE + len(question) / RATE + 0.3]
    assert within == spans
    assert seconds(spans) > 0.6 * seconds(voice(question))


def test_a_quiet_speaker_leaves_the_person_as_they_are() -> None:
    question = resample(read_clip(QUESTION), RATE)
    silence = Clip(np.zeros(len(question.samples), np.float32), RATE)
    cleaned = through(EchoCanceller(), silence, question.samples)
    assert len(cleaned) == len(question.samples) // echo.FRAME * echo.FRAME
    assert seconds(voice(cleaned)) == pytest.approx(seconds(voice(question.samples)), rel=0.1)


def pass_by(pairs: Pairs, *steps: tuple[int, int], value: float = 0.0) -> tuple[Samples, Samples]:
    """So many samples heard and played, step by step; what came out in all."""
    taken = []
    for heard, played in steps:
        if played:
            pairs.played(np.full(played, value, np.float32), RATE)
        taken.append(pairs.take(np.full(heard, value, np.float32)))
    return np.concatenate([near for near, _ in taken]), np.concatenate([far for _, far in taken])


def test_what_is_played_stays_beside_what_is_heard_however_the_blocks_come() -> None:
    pairs = Pairs()
    chance = np.random.default_rng(1)
    whole = np.arange(1, 32001, dtype=np.float32)
    near, far = [], []
    heard = played = 0
    for now in range(0, 32001, 160):
        if chance.random() < 0.3:
            pairs.played(whole[played:now], RATE)
            played = now
        if chance.random() < 0.5:
            one, other = pairs.take(whole[heard:now])
            near.append(one)
            far.append(other)
            heard = now
    shifts = np.concatenate(near) - np.concatenate(far)
    shifts = shifts[np.concatenate(far) > 0]
    assert len(shifts) > 30000
    assert len(set(shifts)) == 1


def test_what_is_heard_while_nothing_is_played_does_not_wait() -> None:
    pairs = Pairs()
    near, far = pass_by(pairs, (1000, 0))
    assert (len(near), np.count_nonzero(far)) == (960, 0)


def test_a_speaker_that_stops_is_waited_for_but_not_long() -> None:
    pairs = Pairs()
    pass_by(pairs, (320, 320), value=0.5)
    assert len(pass_by(pairs, (PATIENCE, 0), value=0.5)[0]) == 0
    near, far = pass_by(pairs, (320, 0), value=0.5)
    assert len(near) == PATIENCE + 320
    assert not far.any()


def test_clocks_that_drift_apart_are_brought_together_in_a_silence_only() -> None:
    for heard, played in ((320, 324), (324, 320)):
        pairs = Pairs()
        pass_by(pairs, *[(heard, played)] * 300, value=0.5)
        near, _ = pass_by(pairs, (0, PATIENCE) if heard > played else (PATIENCE, 0))
        assert len(near) > 900, "not while something is heard"
        pairs = Pairs()
        pass_by(pairs, *[(heard, played)] * 300)
        near, _ = pass_by(pairs, (0, PATIENCE) if heard > played else (PATIENCE, 0))
        assert len(near) < 400


def test_a_device_at_another_rate_is_brought_to_ours() -> None:
    pairs = Pairs()
    tone = np.sin(2 * np.pi * 440 * np.arange(44100) / 44100).astype(np.float32)
    for block in np.split(tone, 100):
        pairs.played(block, 44100)
    _, far = pairs.take(np.zeros(15000, np.float32))
    spectrum = np.abs(np.fft.rfft(far * np.hanning(len(far))))
    assert np.argmax(spectrum) * RATE / len(far) == pytest.approx(440, abs=2)


def test_half_duplex_is_deaf_while_something_sounds_and_a_moment_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(echo.time, "monotonic", lambda: now)
    remover = HalfDuplex()
    heard = np.ones(320, np.float32)
    assert (remover.clean(heard) == heard).all()
    remover.played(np.full(240, 0.1, np.float32), RATE)
    assert not remover.clean(heard).any()
    now += echo.TAIL
    remover.played(np.zeros(240, np.float32), RATE)
    assert not remover.clean(heard).any()
    now += 0.02
    assert (remover.clean(heard) == heard).all()


def test_without_the_library_it_is_half_duplex(monkeypatch: pytest.MonkeyPatch) -> None:
    assert echo_remover().echo is Echo.CANCELLED
    monkeypatch.setitem(sys.modules, "pywebrtc_audio", None)
    assert echo_remover().echo is Echo.HALF_DUPLEX
