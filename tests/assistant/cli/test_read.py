"""`earsight read`: lines for people, JSON for programs, one line for what goes wrong."""

import json
from pathlib import Path

import pytest
from PIL import Image

from assistant import settings
from assistant.cli.show import print_json
from assistant.events import ReplyDelta
from assistant.vision.lines import Line
from assistant.vision.reading import Reading
from tests.assistant.vision.paper import listed
from tests.earsight import here, is_one_line

LABEL = (
    "Nutrition Facts",
    "8 servings per container",
    "Serving size 55 g",
    "Calories 230",
    "Total Fat 8 g",
    "Sodium 160 mg",
    "Protein 3 g",
    "Contains: almonds, milk.",
)


@pytest.fixture(scope="module")
def label(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("pictures") / "label.png"
    Image.fromarray(listed(LABEL)).save(file)
    return file


def test_text_and_facts_are_printed_for_people(label: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = here(capsys, "read", label)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[: len(LABEL)] == list(LABEL)
    facts = done.stdout.splitlines()[len(LABEL) :]
    assert "Servings: 8" in facts
    assert any("sodium: 160 mg" in line for line in facts)
    assert any(line.startswith("Allergens: ") and "milk" in line and "nuts" in line for line in facts)


def test_json_has_the_shape_that_programs_rely_on(label: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = here(capsys, "read", label, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    read = json.loads(done.stdout)
    assert set(read) == {"lines", "facts", "codes"}
    assert read["lines"] == list(LABEL)
    assert read["codes"] == []
    facts = read["facts"]
    assert facts["layout"] == "us"
    assert facts["servings"] == 8
    assert facts["serving_size"] == {"amount": 55, "unit": "g"}
    assert facts["nutrients"]["calories"]["amount"] == 230
    assert set(facts["nutrients"]["fat"]) >= {"amount", "unit", "daily_value"}
    assert set(facts["allergens"]) == {"milk", "nuts"}
    assert facts["may_contain"] == []


def test_what_a_picture_hides_is_escaped_for_programs_and_shown_to_people(
    label: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = "a\x9b2J\u202eb"
    reading = Reading((Line(hidden, ((0, 0), (9, 0), (9, 9), (0, 9)), 1.0),), None, ())
    monkeypatch.setattr("assistant.cli.read.read_picture", lambda *_: reading)
    done = here(capsys, "read", label, "--json")
    assert "a\\u009b2J\\u202eb" in done.stdout
    assert json.loads(done.stdout)["lines"] == [hidden]
    assert here(capsys, "read", label).stdout == "a\ufffd2J\ufffdb\n"


def test_events_for_programs_hide_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    print_json(0.0, ReplyDelta(1, "a\x9b2J\u202eb"))
    line = capsys.readouterr().out
    assert "a\\u009b2J\\u202eb" in line
    assert json.loads(line)["text"] == "a\x9b2J\u202eb"


def test_a_picture_without_text_is_said_and_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.new("RGB", (90, 60), "white").save(tmp_path / "white.png")
    done = here(capsys, "read", tmp_path / "white.png")
    assert (done.returncode, done.stdout, done.stderr) == (0, "No text was found.\n", "")


def test_a_missing_and_a_broken_picture_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no more")
    for file in (tmp_path / "none.png", tmp_path / "broken.jpg", tmp_path):
        done = here(capsys, "read", file)
        assert is_one_line(done, 1)
        assert done.stdout == ""


@pytest.mark.parametrize("arguments", [[], ["a.png", "b.png"], ["a.png", "--yaml"]], ids=str)
def test_a_wrong_call_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert is_one_line(here(capsys, "read", *arguments), 2)


def test_without_the_chosen_reader_one_line_says_how_to_get_it(
    label: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.change(ocr="tesseract")
    monkeypatch.setenv("PATH", str(tmp_path))
    done = here(capsys, "read", label)
    assert is_one_line(done, 1)
    assert "Tesseract is not installed" in done.stderr
