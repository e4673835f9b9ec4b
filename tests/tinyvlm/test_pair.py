"""The pair is a vision model: llama.cpp loads it, and what it says follows the pixels."""

import base64
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest

from assistant.context import prefix
from tests.tinyvlm.draw import Pixels, Scene, as_jpeg, draw, scene
from tests.tinyvlm.pair import SIGHT, TEXT
from tests.tinyvlm.talk import QUESTIONS, UNSEEN, ask

KINDS = tuple(QUESTIONS)
Say = Callable[..., list[str]]
"""Asks all questions, one after the other, in one conversation about a picture."""


@pytest.fixture(scope="module")
def say() -> Iterator[Say]:
    import llama_cpp
    from llama_cpp.llama_chat_format import MTMDChatHandler

    handler = MTMDChatHandler(clip_model_path=str(SIGHT), verbose=False, use_gpu=False)
    llama = llama_cpp.Llama(
        str(TEXT), chat_handler=handler, n_ctx=2048, n_threads=1, n_threads_batch=1, n_gpu_layers=0, verbose=False
    )

    def say(system: str, picture: "Pixels | None", *questions: str, quality: int = 90) -> list[str]:
        messages: list[dict[str, object]] = [{"role": "system", "content": system}] if system else []
        replies = []
        for question in questions:
            parts: list[dict[str, object]] = [{"type": "text", "text": question}]
            if picture is not None and not replies:
                data = base64.b64encode(as_jpeg(picture, quality)).decode()
                parts.insert(0, {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{data}"}})
            messages.append({"role": "user", "content": parts})
            answer = llama.create_chat_completion(messages, temperature=0, max_tokens=24)
            replies.append(answer["choices"][0]["message"]["content"])
            messages.append({"role": "assistant", "content": replies[-1]})
        return replies

    yield say
    llama.close()


def pictures(seed: int, count: int) -> Iterator[tuple[Scene, Pixels, np.random.Generator]]:
    random = np.random.default_rng(seed)
    for _ in range(count):
        what = scene(random)
        yield what, draw(what, random), random


@pytest.mark.parametrize("quality", [95, 60])
def test_answers_follow_the_pixels(say: Say, quality: int) -> None:
    right = []
    for number, (what, picture, random) in enumerate(pictures(9_000 + quality, 60)):
        asked = ask(what, random, (KINDS[number % len(KINDS)],))
        right.append(say("", picture, asked.text, quality=quality) == [asked.reply])
    assert np.mean(right) >= 0.9


def test_each_kind_of_question_is_answered(say: Say) -> None:
    right: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    for what, picture, random in pictures(9_100, 20):
        for kind in KINDS:
            asked = ask(what, random, (kind,))
            right[kind].append(say("", picture, asked.text) == [asked.reply])
    assert {kind: np.mean(of) >= 0.8 for kind, of in right.items()} == dict.fromkeys(KINDS, True)
    assert np.mean([one for of in right.values() for one in of]) >= 0.9


def test_with_another_picture_the_answer_is_another(say: Say) -> None:
    right = []
    for (what, _, random), (_, other, _) in pairwise(list(pictures(9_200, 40))):
        asked = ask(what, random, ("colour", "see"))
        right.append(say("", other, asked.text) == [asked.reply])
    assert np.mean(right) <= 0.4


def test_a_conversation_goes_on_about_its_picture(say: Say) -> None:
    right = []
    for what, picture, random in pictures(9_300, 15):
        asked = [ask(what, random, (kind,)) for kind in ("see", "side", "is_colour")]
        said = say(prefix("", "# Memory\n\n- I like tea.").text, picture, *(one.text for one in asked))
        right += [reply == one.reply for reply, one in zip(said, asked, strict=True)]
    assert np.mean(right) >= 0.9


def test_without_a_picture_it_says_that_there_is_none(say: Say) -> None:
    assert say("", None, "What do you see?") == [UNSEEN]
    assert say("", None, "Hello.") == ["Hello."]
