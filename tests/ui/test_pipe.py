"""Commands and events come over the pipe as they were, and whatever would run code does not come at all."""

import builtins
import multiprocessing
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.audio.clip import Clip
from assistant.commands import Ask, Reload
from assistant.events import ImageRead, Outcome, Timings, TurnFinished
from assistant.history import History
from assistant.vision.codes import Code
from assistant.vision.label import parse
from assistant.vision.lines import Line
from assistant.vision.reading import Reading
from ui.engine_host import Began
from ui.pipe import receive

BOX = ((0.0, 0.0), (300.0, 0.0), (300.0, 20.0), (0.0, 20.0))
LINES = tuple(
    Line(text, tuple((x, y + 30.0 * row) for x, y in BOX), 0.9)
    for row, text in enumerate(
        ("Nutrition Facts", "8 servings per container", "Serving size 30 g", "Calories 120", "Total Sugars 12g")
    )
)
FACTS = parse(LINES)
VALUES = (
    Ask("Why?", None, (Path("a.jpg"),)),
    Reload(),
    Began(3),
    TurnFinished(1, Outcome.FAILED, Timings(), 3, "x"),
    ImageRead(1, Path("a.jpg"), Reading(LINES, FACTS, (Code("ean13", "123", BOX),))),
)


def sent(content: object | bytes) -> object:
    here, there = multiprocessing.Pipe()
    with here, there:
        if isinstance(content, bytes):
            there.send_bytes(content)
        else:
            there.send(content)
        return receive(here)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_comes_as_it_was(value: object) -> None:
    assert FACTS is not None
    assert sent(value) == value


def test_sound_comes_as_it_was() -> None:
    came = sent(Ask("", Clip(np.array([0.5, -0.5], np.float32), 16_000)))
    assert isinstance(came, Ask)
    assert came.audio is not None
    assert came.audio.samples.tolist() == [0.5, -0.5]


class Runs:
    """A pickle that calls what it likes."""

    def __init__(self, what: Callable[..., object], *arguments: object) -> None:
        self._what, self._arguments = what, arguments

    def __str__(self) -> str:
        return f"runs {self._what.__name__}"

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self._what, self._arguments


@pytest.mark.parametrize(
    "content",
    [
        Runs(os.system, "true"),
        Runs(builtins.eval, "1"),
        Runs(getattr, "x", "y"),
        Runs(History),
        Runs(np.load, "x"),
        pickle.dumps(Runs(os.system, "true"), 0),
        b"cassistant.log\nos.system\n(S'true'\ntR.",
        b"\x80\x04\x8c\rassistant.log\x8c\tos.system\x93.",
        b"garbage",
        b"",
    ],
    ids=str,
)
def test_what_would_run_code_is_refused(content: object) -> None:
    with pytest.raises(OSError, match="no value of ours"):
        sent(content)
