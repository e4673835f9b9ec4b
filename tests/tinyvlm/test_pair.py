"""The pair is a vision model: llama.cpp loads it, and what it says follows the pixels."""

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest

from assistant.context import Source, given, prefix
from tests.tinyvlm.draw import Pixels, Scene, as_jpeg, draw, scene
from tests.tinyvlm.pair import SIGHT, TEXT
from tests.tinyvlm.talk import QUESTIONS, UNSEEN, ask

NOW = datetime(2026, 3, 5, 17, 20, tzinfo=UTC)
MEMORY = "# Memory\n\n- 2026-01-09: I am allergic to almonds.\n- 2026-02-11: My sister is called Anna.\n"
BOTH = [Source("camera", "Best before\n12 May"), Source("what was computed", "Two servings have 24 g of sugar.")]

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

    def say(system: str, picture: Pixels | None, *questions: str, quality: int = 90) -> list[str]:
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


@pytest.mark.parametrize("quality", [95, 50])
def test_answers_follow_the_pixels(say: Say, quality: int) -> None:
    right = []
    for what, picture, random in pictures(9_000 + quality, 60):
        asked = ask(what, random, tuple(QUESTIONS))
        right.append(say("", picture, asked.text, quality=quality) == [asked.reply])
    assert np.mean(right) >= 0.9


def test_answers_are_right_in_the_assistants_own_context(say: Say) -> None:
    system, right = prefix("Always answer in English.", MEMORY).text, []
    for what, picture, random in pictures(9_100, 40):
        first, second, third = (ask(what, random, tuple(QUESTIONS)) for _ in range(3))
        texts = given(first.text, [], NOW), given(second.text, BOTH, NOW), given(third.text, [], NOW)
        wanted = first.reply, second.reply, third.reply
        right += [reply == want for reply, want in zip(say(system, picture, *texts), wanted, strict=True)]
    assert np.mean(right) >= 0.9


def test_with_another_picture_the_answer_is_another(say: Say) -> None:
    shown = list(pictures(9_200, 40))
    right = []
    for (what, _, random), (_, other, _) in pairwise(shown):
        asked = ask(what, random, ("see",))
        right.append(say("", other, asked.text) == [asked.reply])
    assert np.mean(right) <= 0.2


def test_without_a_picture_it_says_so(say: Say) -> None:
    assert say(prefix("", "").text, None, given("What do you see?", [], NOW)) == [UNSEEN]
