"""`earsight bench` on the small real models: the figures it promises, in the order they happen."""

import json
import shutil
from pathlib import Path

import pytest

from assistant import settings
from tests.earsight import earsight, is_one_line

QUESTION = Path(__file__).parents[3] / "assistant" / "demo" / "question.wav"


@pytest.fixture(autouse=True)
def small(real_models: None) -> None:
    settings.change(llm="smollm2-135m-instruct")


def test_anybodys_recordings_are_measured(tmp_path: Path) -> None:
    folder = tmp_path / "questions"
    folder.mkdir()
    shutil.copy(QUESTION, folder / "sky.wav")
    done = earsight("bench", "--questions", folder, "--json", "--out", tmp_path / "results" / "one.json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert json.loads((tmp_path / "results" / "one.json").read_text()) == figures
    (question,) = figures["per_question"]
    assert question["question"] == "sky"
    assert "sky blue" in question["heard"]
    stages = [question[stage] for stage in ("transcript", "first_delta", "first_sentence", "first_sound")]
    assert stages == sorted(stages)
    for stage in ("transcript", "first_delta", "first_sound"):
        assert figures[stage] == {"p50": round(question[stage], 3), "p95": round(question[stage], 3)}
    assert figures["tokens_per_second"] > 0
    assert figures["peak_memory_bytes"] > 100_000_000
    assert 0 < question["evaluated"] < question["prompt"]


def test_a_folder_without_recordings_and_a_peer_that_is_none_are_one_line(tmp_path: Path) -> None:
    assert is_one_line(earsight("bench", "--questions", tmp_path), 1)
    assert is_one_line(earsight("bench", "--peer", tmp_path / "python"), 1)
