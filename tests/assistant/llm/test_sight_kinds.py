"""Sight of every kind gives the very logits that llama.cpp's own handler gives with nothing kept from before."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
import numpy.typing as npt
import pytest
from llama_cpp import Llama, mtmd_cpp
from llama_cpp.llama_chat_format import MTMDChatHandler

from assistant.cancel import CancelToken
from assistant.llm.base import Message, Sampling
from assistant.llm.llama import LlamaLlm
from tests.assistant.llm.eyes import KINDS, write_pair
from tests.assistant.llm.test_sight import as_url, picture, reply, user

ONE_TOKEN = Sampling(temperature=0, top_p=1, top_k=0, max_tokens=1)
PORTRAIT, LANDSCAPE = picture(3, 168, 224), picture(4, 280, 140)
TALK = [user("What is it?", PORTRAIT), reply("A star."), user("And this?", LANDSCAPE, PORTRAIT), reply("Two.")]
TURNS = [
    [user("Hello there.")],
    TALK[:1],
    [*TALK[:2], user("Which colour?")],
    TALK[:3],
    [*TALK, user("Sure?")],
    [*TALK, user("Really now?")],
    [user("What is it?", LANDSCAPE)],
    [user("Hello there.")],
    TALK[:1],
]
"""Each shares another beginning with what is in the context, and ends in the middle of it."""


@pytest.fixture(params=KINDS, scope="module")
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_pair(request.param, tmp_path_factory.mktemp("pair"))


def logits(llama: Llama) -> npt.NDArray[np.float32]:
    """Of the latest token."""
    found = llama_cpp.llama_get_logits_ith(llama.ctx, -1)
    return np.ctypeslib.as_array(found, (llama.n_vocab(),)).copy()


def as_sent(message: Message) -> dict[str, Any]:
    pictures = [{"type": "image_url", "image_url": {"url": as_url(one)}} for one in message.pictures]
    text = {"type": "text", "text": message.text}
    return {"role": str(message.role), "content": [*pictures, text] if pictures else message.text}


def expected(pair: tuple[Path, Path], turns: Sequence[Sequence[Message]]) -> list[npt.NDArray[np.float32]]:
    handler = MTMDChatHandler(str(pair[1]), verbose=False)
    llama = Llama(str(pair[0]), n_ctx=2048, n_threads=1, n_threads_batch=1, chat_handler=handler, verbose=False)
    try:
        found = []
        for messages in turns:
            llama.create_chat_completion([as_sent(message) for message in messages], temperature=0, max_tokens=1)
            found.append(logits(llama))
        return found
    finally:
        llama.close()


def test_what_was_kept_changes_nothing(pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = expected(pair, TURNS)
    encoded = []
    real = mtmd_cpp.mtmd_encode_chunk
    monkeypatch.setattr(mtmd_cpp, "mtmd_encode_chunk", lambda *given: encoded.append(given) or real(*given))
    llm = LlamaLlm(pair[0], window=2048, threads=1, gpu=False, mmproj=pair[1])
    try:
        for number, messages in enumerate(TURNS):
            before = len(encoded)
            done = list(llm.stream(messages, ONE_TOKEN, CancelToken()))[-1]
            assert np.abs(logits(llm._llama) - wanted[number]).max() < 0.01, number
            assert np.abs(wanted[number] - wanted[number - 1]).max() > 0.1, number
            assert done.usage.prompt == llm.count(messages)
            assert (len(encoded) > before) == (number in {1, 3}), number
    finally:
        llm.close()


def test_a_follow_up_evaluates_only_its_own_tokens(pair: tuple[Path, Path]) -> None:
    llm = LlamaLlm(pair[0], window=2048, threads=1, gpu=False, mmproj=pair[1])
    try:
        list(llm.stream(TALK[:3], ONE_TOKEN, CancelToken()))
        already = llm.count(TALK[:3])
        done = list(llm.stream([*TALK, user("Sure?")], ONE_TOKEN, CancelToken()))[-1]
        assert done.usage.evaluated <= done.usage.prompt - already + 1
    finally:
        llm.close()
