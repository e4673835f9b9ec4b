"""The word error bench hears utterances in which segments end, and says how many did."""

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.audio.files import read_clip, resample
from assistant.bench.questions import HEAD_SECONDS, TAIL_SECONDS
from assistant.speech.stt import RATE
from benchmarks.hearing import LONG, LONGEST, PAUSES, heard, joined, measured
from tests.fakes import FakeStt

ROOT = Path(__file__).parents[2]
VOICE = resample(read_clip(ROOT / "assistant" / "demo" / "question.wav"), RATE).samples
HEAD, TAIL = (np.zeros(round(seconds * RATE), np.float32) for seconds in (HEAD_SECONDS, TAIL_SECONDS))
SHORT = [(f"Question {number}?", np.concatenate([HEAD, VOICE, TAIL])) for number in range(20)]


def test_long_utterances_are_made_of_whole_questions_with_pauses_between_them() -> None:
    made = joined(SHORT, LONG)
    assert len(made) == len(LONG)
    for (text, sound), least in zip(made, LONG, strict=True):
        count = text.count("?")
        pauses = len(sound) - len(HEAD) - len(TAIL) - count * len(VOICE)
        assert len(set(text.split("? "))) == count >= 2
        assert min(PAUSES) <= pauses / RATE / (count - 1) <= max(PAUSES)
        assert least - len(VOICE) / RATE - max(PAUSES) <= len(sound) / RATE <= LONGEST


def test_segments_end_in_a_long_utterance_and_in_no_short_one(capsys: pytest.CaptureFixture[str]) -> None:
    stt = FakeStt(words="Question?")
    ways = {"while_spoken": lambda sound: heard(stt, sound, 0.2), "whole_window": lambda sound: ("Question?", 9)}
    chance = np.random.default_rng(0)
    short = measured("short", SHORT[:1], ways, chance)
    assert short["commits"] == 0
    assert short["utterances"] == 1
    assert measured("long", joined(SHORT, [15]), ways, chance)["commits"] == 3
    assert "1 utterances" in capsys.readouterr().out


def test_the_readme_says_what_was_measured() -> None:
    stored = json.loads((ROOT / "benchmarks" / "results" / "hearing.json").read_text("utf-8"))
    short, long = stored["short"], stored["long"]
    assert long["commits"] > long["utterances"]
    said = " ".join((ROOT / "README.md").read_text("utf-8").split())
    for one in (short, long):
        seconds = one["seconds"]
        assert f"{one['utterances']} utterances of" in said or f"over {one['utterances']} of" in said
        assert f"{int(seconds['shortest'])} to {round(seconds['longest'])} s" in said
        assert f"{100 * one['worse_than']['at_once']:.2f} points" in said
    beside = [f"{100 * one['worse_than']['whole_window']:.2f}" for one in (short, long)]
    assert f"beside Whisper's whole window it costs {' and '.join(beside)} points" in said
