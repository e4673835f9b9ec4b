"""The beginning of every context is evaluated once, and read from disk at every later start."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.cancel import CancelToken
from assistant.llm.base import Message, Role
from assistant.llm.llama import LlamaLlm
from assistant.llm.prefix_store import KEY, SUM, PrefixStore
from assistant.llm.prompt import Prompt
from tests.assistant.llm.test_llama import SYSTEM, ask, user

OTHER = Message(Role.SYSTEM, "You are a pirate. Answer in one short sentence.")


class Start:
    """What one start of the engine cost, and what it then answered."""

    def __init__(self, path: Path, file: Path, system: Message = SYSTEM) -> None:
        llm = LlamaLlm(path, window=1024, threads=1, gpu=False, prefix_file=file)
        hold = llm._cache.hold
        self.evaluated = 0

        def counted(prompt: Prompt, cancel: CancelToken, *, live: bool = False) -> int:
            new = hold(prompt, cancel, live=live)
            self.evaluated += new
            return new

        llm._cache.hold = counted  # type: ignore[method-assign]
        llm.warm([system, user("")], CancelToken())
        self.warm = self.evaluated
        self.text, self.done = ask(llm, [system, user("What is the capital of France?")])
        llm.close()


@pytest.fixture
def path(model: Callable[[str], Path]) -> Path:
    return model("smollm2-135m-instruct")


def test_the_second_start_evaluates_nothing_and_answers_the_same(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "prefix.state"
    first, second = Start(path, file), Start(path, file)
    assert first.warm > 10
    assert second.warm == 0
    assert second.text == first.text
    assert second.done.usage.evaluated == first.done.usage.evaluated
    assert sys.platform == "win32" or file.stat().st_mode & 0o077 == 0, "it is made of the person's memory"


def test_another_prefix_takes_its_place(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "prefix.state"
    Start(path, file)
    before = file.read_bytes()
    assert Start(path, file, OTHER).warm > 10
    assert file.read_bytes()[:KEY] != before[:KEY]
    assert Start(path, file, OTHER).warm == 0


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: KEY + SUM + 1000],
        lambda content: content[:-1] + bytes([content[-1] ^ 1]),
        lambda content: b"",
    ],
    ids=["cut", "flipped", "empty"],
)
def test_a_damaged_file_costs_time_and_nothing_else(
    path: Path, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / "prefix.state"
    first = Start(path, file)
    file.write_bytes(damage(file.read_bytes()))
    second = Start(path, file)
    assert (second.warm, second.text) == (first.warm, first.text)
    assert Start(path, file).warm == 0, "it was mended"


def test_a_place_that_cannot_be_written_costs_time_and_nothing_else(path: Path, tmp_path: Path) -> None:
    (tmp_path / "no folder").write_text("")
    assert Start(path, tmp_path / "no folder" / "prefix.state").text


def test_a_state_is_for_one_model_and_one_text(tmp_path: Path) -> None:
    model = tmp_path / "model.gguf"
    model.write_bytes(b"GGUF")
    PrefixStore(tmp_path / "state", model, True).keep([1, 2, 3], b"state")
    assert PrefixStore(tmp_path / "state", model, True).find([1, 2, 3]) == b"state"
    assert PrefixStore(tmp_path / "state", model, True).find([1, 2]) is None
    assert PrefixStore(tmp_path / "state", model, False).find([1, 2, 3]) is None
    model.write_bytes(b"GGUF2")
    assert PrefixStore(tmp_path / "state", model, True).find([1, 2, 3]) is None
