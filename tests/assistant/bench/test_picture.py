"""The picture of a run: pieces as long as their stages, readable on any background."""

import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from assistant.bench import picture
from assistant.bench.report import beside, summary
from assistant.errors import EarsightError
from tests.assistant.bench.test_report import measured


def figures(*sounds: float | None, peer: bool = False) -> dict[str, Any]:
    ours = [measured(f"${number}_question$", sound) for number, sound in enumerate(sounds)]
    return {**summary(ours), **({"peer": beside(ours, [{"first_sound": 2.0}] * len(ours))} if peer else {})}


def pixels(image: Image.Image, colour: str) -> int:
    wanted = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return int((np.asarray(image)[..., :3] == wanted).all(-1).sum())


def test_each_stage_has_a_piece_of_its_length() -> None:
    image = Image.open(BytesIO(picture.draw(figures(*[0.7] * 12), ".png")))
    first, *_, last = (pixels(image, colour) for colour in picture.COLOURS)
    assert last / first == pytest.approx(4, rel=0.15)  # 0.4 s beside 0.1 s


def test_the_background_is_transparent() -> None:
    image = Image.open(BytesIO(picture.draw(figures(0.5), ".png")))
    assert image.mode == "RGBA"
    assert image.getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_a_question_without_sound_and_a_peer_are_drawn_as_svg_the_same_every_time() -> None:
    drawn = picture.draw(figures(0.5, None, peer=True), ".svg")
    assert ElementTree.fromstring(drawn).tag.endswith("svg")
    assert drawn == picture.draw(figures(0.5, None, peer=True), ".svg")
    assert drawn != picture.draw(figures(0.5, None), ".svg")


def test_many_questions_still_make_a_picture_of_a_page() -> None:
    image = Image.open(BytesIO(picture.draw(figures(*[0.5] * 500), ".png")))
    assert image.height < 4000


def test_other_endings_and_a_missing_library_are_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    picture.check(Path("a.SVG"))
    with pytest.raises(EarsightError, match=r"neither an \.svg nor a \.png"):
        picture.check(Path("a.jpg"))
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(EarsightError, match="Drawing needs matplotlib"):
        picture.check(Path("a.png"))
