"""The soak, in short: what a long run measures, and a run of a few turns on the real models."""

import pytest

from tests.prove import soak as module
from tests.prove.soak import Held, Soak, soak

WITH_ALL = 15
"""A seed with which six turns have a picture, a recording and a microphone, one interrupted in either way."""


def test_a_few_turns_of_every_kind_end_once_each(real_models: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVERY", 6)
    ran = soak(6, seed=WITH_ALL)
    assert (ran.turns, ran.failed) == (6, [])
    assert ran.interrupted == 2
    assert len(ran.held) == 6
    assert len(ran.seconds) == 1


def test_what_leaks_is_seen() -> None:
    leaky = Soak(100, held=[Held(100_000 + 1_000 * turn, 5 + turn // 50, 20) for turn in range(100)])
    leaky.seconds = [1.0 + turn for turn in range(10)]
    assert leaky.growth > 50
    assert (leaky.more_threads, leaky.more_files) == (1, 0)
    assert leaky.slower > 3


def test_the_first_tenth_is_not_compared() -> None:
    warming = Soak(100, held=[Held(100_000 if turn < 10 else 200_000, 5, 20) for turn in range(100)])
    assert warming.growth == 0
