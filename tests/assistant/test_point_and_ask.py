"""Hold a thing before the camera and ask: from the camera's frame to the reply, with a model that really sees."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assistant.commands import Ask, NewChat
from assistant.llm.llama import LlamaLlm
from assistant.settings import Settings
from assistant.vision.camera import grab
from assistant.vision.taken import keep_picture
from tests.assistant.test_turn import Room, room
from tests.mjpeg import streams
from tests.tinyvlm.draw import Scene, draw, scene
from tests.tinyvlm.pair import SIGHT, TEXT
from tests.tinyvlm.talk import QUESTIONS, ask

__all__ = ["room"]

SHARE = 0.9
"""Of the answers that have to be right."""


@pytest.fixture
def seeing(room: Room) -> Room:
    room.llm = LlamaLlm(TEXT, window=4096, threads=1, gpu=False, mmproj=SIGHT)  # type: ignore[assignment]
    room.settings = Settings(temperature=0.0, max_reply=24)
    return room


def look(random: np.random.Generator, folder: Path, *, live: bool = False) -> tuple[Scene, Path]:
    """A fresh scene, and the picture that the camera took of it: one in a stream, or a file in a camera's place."""
    what = scene(random)
    pixels = draw(what, random, size=(320, 240))
    if live:
        with streams([pixels]) as server:
            return what, keep_picture(grab(server.address(), timeout=5).pixels, folder)
    Image.fromarray(pixels).save(folder / "camera.png")
    return what, keep_picture(grab(str(folder / "camera.png"), timeout=5).pixels, folder)


def test_answers_follow_what_the_camera_sees(seeing: Room, tmp_path: Path) -> None:
    random = np.random.default_rng(77)
    right = []
    for number in range(30):
        kind = tuple(QUESTIONS)[number % len(QUESTIONS)]
        what, taken = look(random, tmp_path, live=number < 6)
        seeing.send(NewChat())
        asked = ask(what, random, (kind,))
        right.append(seeing.turn(Ask(asked.text, images=(taken,))).reply == asked.reply)
    assert np.mean(right) >= SHARE


def test_a_follow_up_is_about_the_same_picture(seeing: Room, tmp_path: Path) -> None:
    random = np.random.default_rng(78)
    right = []
    for _ in range(10):
        what, taken = look(random, tmp_path)
        seeing.send(NewChat())
        for kind, images in (("see", (taken,)), ("colour", ()), ("shape", ())):
            asked = ask(what, random, (kind,))
            right.append(seeing.turn(Ask(asked.text, images=images)).reply == asked.reply)
    assert np.mean(right) >= SHARE


def test_the_latest_picture_is_the_one_that_is_asked_about(seeing: Room, tmp_path: Path) -> None:
    random = np.random.default_rng(79)
    right = []
    for _ in range(8):
        seeing.send(NewChat())
        for _ in range(2):
            what, taken = look(random, tmp_path)
            asked = ask(what, random, ("colour",))
            right.append(seeing.turn(Ask(asked.text, images=(taken,))).reply == asked.reply)
    assert np.mean(right) >= SHARE
