"""What is measured beside: processes that answer by lines, raw llama.cpp in turns, the models alone."""

import itertools
import sys

import pytest

from assistant.bench import models_alone, speed
from assistant.bench.process import Beside
from assistant.bench.speed import generation, speeds
from assistant.errors import EarsightError
from assistant.settings import Settings
from tests.fakes import FakeLlm

ECHO = "import json, sys\nprint(json.dumps({'memory': 700}), flush=True)\n" + (
    "for line in sys.stdin: print(json.dumps({'heard': line.strip()}), flush=True)"
)


def beside(*command: str) -> Beside:
    return Beside(command, cannot_start="It cannot be run", gone="It has ended.")


class Raw:
    """A plain process that writes as fast as it is told, by number of threads."""

    def __init__(self, **speeds: float) -> None:
        self.speeds = {int(threads.removeprefix("t")): value for threads, value in speeds.items()}
        self.asked: list[object] = []

    def ask(self, line: object) -> dict[str, float]:
        self.asked.append(line)
        threads = int(str(line)) or 1
        return {"tokens_per_second": self.speeds[threads], "threads": threads}

    def answer(self) -> dict[str, int]:
        return {"memory": 700}


def test_a_process_answers_line_by_line_and_ends_with_its_block() -> None:
    with beside(sys.executable, "-c", ECHO) as process:
        assert process.answer() == {"memory": 700}
        assert process.ask("/a folder/ä.wav") == {"heard": "/a folder/ä.wav"}


def test_a_process_that_ends_or_cannot_start_is_a_sentence() -> None:
    with beside(sys.executable, "-c", "input()") as process, pytest.raises(EarsightError, match=r"^It has ended\.$"):
        process.ask("anything")
    with beside(sys.executable, "-c", "pass") as process:
        process._process.wait()
        with pytest.raises(EarsightError, match=r"^It has ended\.$"):
            process.ask("anything")
    with pytest.raises(EarsightError, match=r"^It cannot be run \(No such file or directory\)\.$"):
        beside("/nowhere/python")


def test_tokens_per_second_count_from_the_first_token_to_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = itertools.count(10.0, 2.0)
    monkeypatch.setattr(speed.time, "perf_counter", lambda: next(clock))
    assert generation(FakeLlm(scripts=[["Once ", "upon ", "a ", "time."]])) == 3 / 2.0
    assert generation(FakeLlm(scripts=[["Once"]])) == 0.0


def test_ours_and_raw_write_in_turns_and_the_faster_raw_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = Raw(t1=12.0, t4=20.0)
    monkeypatch.setattr(speed, "generation", lambda llm: raw.asked.append("ours") or 19.0)
    assert speeds(FakeLlm(), raw, 4) == {"ours": 19.0, "raw": 20.0, "raw_threads": 4, "ratio": 0.95}  # type: ignore[arg-type]
    assert raw.asked == ["ours"] + ["ours", 4, 0] * speed.ROUNDS
    raw.speeds[1] = 25.0
    assert speeds(FakeLlm(), raw, 4)["raw_threads"] == 1  # type: ignore[arg-type]
    assert speeds(FakeLlm(), None, 4) == {"ours": 19.0}


def test_the_engine_takes_what_the_models_alone_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = "print('{\"memory\": 820}')"
    monkeypatch.setattr(models_alone, "_start", lambda module, *arguments: beside(sys.executable, "-c", whole))
    assert models_alone.memory(Raw()) == {"ours": 820, "models": 700, "overhead": 120}  # type: ignore[arg-type]
    assert models_alone.memory(None) == {}


def test_a_servers_model_has_no_process_beside() -> None:
    with models_alone.start_plain(Settings(remote_url="http://127.0.0.1:1/v1")) as plain:
        assert plain is None
