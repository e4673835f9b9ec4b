"""llama.cpp reckons on one thread, whoever asks: helpers of a second one would slow both down."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.cancel import CancelToken
from assistant.llm.base import Message, Role, Sampling
from assistant.llm.llama import LlamaLlm
from assistant.llm.one_thread import reckon, reckon_apart

SHORT = Sampling(temperature=0, top_p=1, top_k=0, max_tokens=4)


def test_callers_of_several_threads_are_served_on_one() -> None:
    served: list[int] = []
    callers = [
        threading.Thread(target=lambda: served.append(reckon(threading.get_ident)), name=f"caller-{number}")
        for number in range(3)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert set(served) == {reckon(threading.get_ident)}
    assert threading.get_ident() not in served


def test_what_goes_wrong_reaches_whoever_asked() -> None:
    def fails() -> None:
        raise ValueError("broken")

    for way in (reckon, reckon_apart):
        with pytest.raises(ValueError, match="broken"):
            way(fails)


def test_work_apart_has_a_thread_of_its_own_that_ends() -> None:
    thread = reckon_apart(threading.current_thread)
    assert thread is not reckon(threading.current_thread)
    assert not thread.is_alive()


def test_a_model_evaluates_on_that_thread_in_warming_and_in_answering(
    model: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    llm = LlamaLlm(model("smollm2-135m-instruct"), window=256, threads=1, gpu=False)
    seen: set[int] = set()
    evaluate = llm._llama.eval

    def seen_evaluating(tokens: list[int]) -> None:
        seen.add(threading.get_ident())
        evaluate(tokens)

    monkeypatch.setattr(llm._llama, "eval", seen_evaluating)
    question = [Message(Role.USER, "What is the capital of Italy?")]
    try:
        llm.warm(question, CancelToken())
        other = threading.Thread(target=lambda: list(llm.stream(question, SHORT, CancelToken())), name="caller")
        other.start()
        other.join()
        list(llm.stream(question, SHORT, CancelToken()))
    finally:
        llm.close()
    assert seen == {reckon(threading.get_ident)}
