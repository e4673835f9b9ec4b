"""`earsight bench` on the small real models: the figures it promises, in the order they happen."""

import json
import shutil
from pathlib import Path

import pytest

from assistant import settings
from assistant.bench import apart, speed, texts
from assistant.cli.main import run
from assistant.threads import SPINS

QUESTION = Path(__file__).parents[3] / "assistant" / "demo" / "question.wav"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "questions"
    folder.mkdir()
    shutil.copy(QUESTION, folder / "sky.wav")
    return folder


def test_anybodys_recordings_are_measured(
    real_models: None,
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.change(llm="smollm2-135m-instruct", threads=1)
    monkeypatch.setattr(speed, "ROUNDS", 1)
    monkeypatch.setattr(texts, "STORY_TOKENS", 16)
    monkeypatch.setattr(apart, "REPLY_TOKENS", 16)
    monkeypatch.setenv("GOMP_SPINCOUNT", SPINS)  # without it raw llama.cpp stands still beside a busy program
    out, plot = tmp_path / "results" / "one.json", tmp_path / "results" / "one.svg"
    assert run(["bench", "--questions", str(folder), "--json", "--out", str(out), "--plot", str(plot)]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert json.loads(out.read_text("utf-8")) == figures
    assert plot.read_text("utf-8").startswith("<?xml")
    (question,) = figures["per_question"]
    assert (question["question"], question["outcome"]) == ("sky", "completed")
    assert "sky blue" in question["heard"]
    stages = [question[stage] for stage in ("transcript", "first_delta", "first_sentence", "first_sound")]
    assert stages == sorted(stages)
    for stage in ("transcript", "first_delta", "first_sound"):
        assert figures[stage] == {"p50": round(question[stage], 3), "p95": round(question[stage], 3)}
    assert 0 < question["evaluated"] < question["prompt"]
    speeds, memory = figures["tokens_per_second"], figures["memory"]
    assert speeds["ratio"] == pytest.approx(speeds["ours"] / speeds["raw"], abs=0.01)
    assert memory["overhead"] == memory["ours"] - memory["models"]
    assert min(memory.values(), key=abs) != 0
    assert memory["models"] > 100_000_000
    assert memory["peak"] > 100_000_000


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--questions", "{}/nowhere"], 1, "There is no folder"),
        (["--questions", "{}"], 1, "There are no sound files"),
        (["--peer", "{}/python"], 1, "There is no Python"),
        (["--out", "{}/file/one.json"], 1, "one.json cannot be written"),
        (["--out", "{}"], 1, "cannot be written"),
        (["--plot", "{}/file/one.svg"], 1, "one.svg cannot be written"),
        (["--plot", "{}/one.jpg"], 1, "neither an .svg nor a .png"),
        (["--turns", "0"], 2, "greater than or equal to 40"),
        (["--turns", "many"], 2, "a valid integer"),
    ],
)
def test_a_wrong_call_is_one_line_before_anything_is_loaded(
    tmp_path: Path, arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("a file, not a folder")
    assert run(["bench", *(argument.format(tmp_path) for argument in arguments)]) == code
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("earsight: ")
    assert said in line


def test_without_models_it_says_how_to_get_them(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "--questions", str(folder)]) == 1
    assert "earsight models pull starter" in capsys.readouterr().err
