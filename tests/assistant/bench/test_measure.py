"""A whole run with scripted parts: everything in its order, the peer after us with the same question."""

import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from assistant.audio.clip import Clip
from assistant.bench import measure as run
from assistant.bench.measure import measure
from assistant.bench.process import Beside
from assistant.parts import Parts
from assistant.settings import Settings
from tests.fakes import FakeLlm

PEER = "for line in __import__('sys').stdin: print('{\"first_sound\": 2.0}', flush=True)"


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch, parts: Parts, voice: Clip) -> None:
    monkeypatch.setattr(run, "start_plain", lambda settings: nullcontext())
    monkeypatch.setattr(run, "load_apart", lambda settings, folder, say: parts)
    monkeypatch.setattr(run, "spoken", lambda texts, tts: [(text, voice) for text in texts[:1]])
    monkeypatch.setattr(run, "find_models", lambda settings: (Path("w"), Path("g"), Path("v")))
    monkeypatch.setattr(
        run, "start_peer", lambda *_: Beside([sys.executable, "-c", PEER], cannot_start="No", gone="Gone.")
    )


def test_a_run_measures_questions_a_conversation_the_peer_and_a_long_conversation(
    scripted: None, tmp_path: Path, llm: FakeLlm
) -> None:
    told: list[str] = []
    figures = measure(Settings(), [], tmp_path, peer=Path(sys.executable), turns=40, tell=told.append, warn=told.append)
    (alone,), (talk,) = figures["per_question"], figures["conversation"]["per_question"]
    assert (alone["outcome"], talk["outcome"]) == ("completed", "completed")
    assert (alone["question"], talk["question"]) == (run.QUESTIONS[0], run.CONVERSATION[0])
    assert figures["peer"]["per_question"] == [{"question": run.QUESTIONS[0], "first_sound": 2.0}]
    assert figures["peer"]["ratio"]["p50"] == round(figures["first_sound"]["p50"] / 2.0, 3)
    assert figures["conversation"]["memory_tokens"] > 300
    assert figures["long"]["turns"] == 40
    assert figures["tokens_per_second"]["ours"] > 0
    assert figures["memory"].keys() == {"peak"}
    assert any("peer's first sound  2.000" in line for line in told)
    assert llm.closed


def test_anybodys_recordings_are_the_only_questions(scripted: None, tmp_path: Path, voice: Clip) -> None:
    figures = measure(Settings(), [("mine", voice)], tmp_path, peer=None, turns=None, tell=str, warn=str)
    assert [one["question"] for one in figures["per_question"]] == ["mine"]
    assert not {"conversation", "peer", "long"} & figures.keys()
