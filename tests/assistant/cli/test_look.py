"""`earsight look` asks about a picture, a video or a camera's stream; every wrong call is one line."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from assistant import settings
from assistant.vision.picture import open_picture
from tests.earsight import earsight, events, here, is_one_line
from tests.mjpeg import streams


@pytest.fixture(autouse=True)
def small(real_models: None) -> None:
    """The small real models, and short answers."""
    settings.change(llm="smollm2-135m-instruct", threads=1, max_reply=16)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    picture = Image.new("RGB", (640, 240), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((20, 80), "The code word is WALNUT", fill="black", font=ImageFont.load_default(size=44))
    picture.save(tmp_path / "note.png")
    return tmp_path / "note.png"


def test_what_a_camera_sees_is_read_and_asked_about(note: Path, own_home: Path) -> None:
    with streams([open_picture(note).pixels]) as server:
        done = earsight("look", "What is the code word?", "--camera", server.address(), "--json")
    assert done.returncode == 0, done.stderr
    (read,) = [event for event in events(done) if event["event"] == "ImageRead"]
    assert "WALNUT" in str(read["text"])
    (kept,) = (own_home / "pictures").iterdir()
    assert kept.name == read["source"]


def test_what_cannot_be_looked_at_is_one_line(tmp_path: Path, note: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "no.txt").write_text("no picture")
    assert is_one_line(here(capsys, "look", "--image", tmp_path / "none.png"), 1)
    assert is_one_line(here(capsys, "look", "--image", tmp_path / "no.txt"), 1)
    assert is_one_line(here(capsys, "look", "--camera", tmp_path / "no.txt"), 1)
    assert is_one_line(here(capsys, "look", "--camera", "ftp://nowhere"), 1)
    assert is_one_line(here(capsys, "look", "--camera", "http://127.0.0.1:9/video"), 1)
    assert is_one_line(here(capsys, "look", "--camera", "0", "--image", note), 2)
    assert is_one_line(here(capsys, "look", " "), 2)
