"""Model files that are taken away, exchanged or cut off while the model is loaded."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import settings
from assistant.cancel import CancelToken
from assistant.errors import LlmError
from assistant.events import Failed, Outcome
from assistant.llm.base import Message, Role, Sampling
from assistant.llm.llama import LlamaLlm
from assistant.loading import load_llm
from assistant.settings import Settings
from models.errors import NotAModel
from models.store import Store
from tests.faults.marks import Says
from tests.ui.test_engine_process import Window, open_window
from tests.words import said
from ui.engine_host import host

__all__ = ["open_window"]


@pytest.fixture
def file(tmp_path: Path, model: Callable[[str], Path]) -> Path:
    """A real model, as a person's own, under a name of its own."""
    real, own = model("smollm2-135m-instruct"), tmp_path / "own.gguf"
    try:
        os.link(real, own)
    except OSError:  # on another disk
        shutil.copyfile(real, own)
    return own


@pytest.fixture
def loaded(file: Path) -> Iterator[LlamaLlm]:
    llm = LlamaLlm(file, window=512, threads=2, gpu=False)
    yield llm
    llm.close()


def ask(llm: LlamaLlm) -> str:
    question = [Message(Role.USER, "What is the capital of France?")]
    deltas = llm.stream(question, Sampling(temperature=0, top_p=1, top_k=0, max_tokens=6), CancelToken())
    return said(deltas)


def load_again(file: Path) -> None:
    store = Store(file.parent / "models")
    load_llm(Settings(llm=str(file)), store, store.catalogue, lambda _: None)


@pytest.mark.fault(
    "a model's file is deleted, or replaced by another file, while it is loaded",
    says="No language model is here; get one with `earsight models pull starter`.",
    intact="the conversation: the loaded model answers on; the sentence comes at the next load",
)
def test_a_file_that_is_gone_is_missed_only_at_the_next_load(file: Path, loaded: LlamaLlm, says: Says) -> None:
    answer = ask(loaded)
    file.with_name("other").write_text("Dear Sir or Madam")
    file.with_name("other").replace(file)
    assert ask(loaded) == answer
    with pytest.raises(NotAModel, match=r"own\.gguf is not a model"):
        load_again(file)
    file.unlink()
    assert ask(loaded) == answer
    with pytest.raises(LlmError) as told:
        load_again(file)
    says(told.value)


@pytest.mark.fault(
    "a model's file is cut off while it is loaded",
    says="The engine stopped unexpectedly and is started again; your chat is kept.",
    intact="the window and the chat; the new engine says that the file is cut off",
)
def test_a_file_that_is_cut_off_ends_the_engine_and_not_the_window(
    file: Path, open_window: Callable[..., Window], says: Says
) -> None:
    copy = file.with_name("copy.gguf")
    shutil.copyfile(file, copy)
    settings.change(llm=str(copy), max_reply=20, muted=True)
    window = open_window(host)
    first = window.answered("What is the capital of France?")
    assert first.outcome is Outcome.COMPLETED
    with copy.open("r+b") as whole:
        whole.truncate(1_000_000)
    after = len(window.events)
    finished = window.answered("And of Italy?")
    assert (finished.outcome, finished.chat) == (Outcome.FAILED, first.chat)
    says(next(event.message for event in window.events[after:] if isinstance(event, Failed)))
    window._qtbot.waitUntil(
        lambda: any("is cut off" in e.message for e in window.events[after:] if isinstance(e, Failed)), timeout=20_000
    )
