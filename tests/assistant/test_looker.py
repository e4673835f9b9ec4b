"""Pictures are looked at as soon as they are shown, by whoever sees, and what code can say about a label it says."""

import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from assistant.audio.clip import Clip
from assistant.audio.clip_microphone import ClipMicrophone
from assistant.cancel import CancelToken
from assistant.commands import Ask, CorrectFact, CorrectText, NewChat, Show, StartListening, StopListening
from assistant.errors import LlmError, VisionError
from assistant.events import Failed, ImageRead, Noticed, Outcome
from assistant.memory import Memory
from assistant.shown import CANNOT_SEE
from assistant.speech.stt import RATE
from assistant.vision.lines import Line
from assistant.vision.picture import Picture
from tests.assistant.test_ahead import VOICE
from tests.assistant.test_turn import Room, room
from tests.fakes import WAIT, FakeLlm

__all__ = ["room"]

LABEL = (
    "Nutrition Facts",
    "4 servings per container",
    "Serving size 1 bar (40g)",
    "Calories 180",
    "Total Fat 8g 10%",
    "Sodium 120mg 5%",
    "Total Carbohydrate 24g 9%",
    "Total Sugars 12g",
    "Protein 3g",
    "Ingredients: oats, sugar, almonds, salt.",
)


class Reader:
    """Reads the words of each picture's name; a gate holds it up where a test wants that."""

    def __init__(self) -> None:
        self.texts: dict[str, tuple[str, ...]] = {}
        self.read_names: list[str] = []
        self.warmed = 0
        self.gate = threading.Event()
        self.gate.set()
        self.begun = threading.Semaphore(0)

    def warm(self) -> None:
        self.warmed += 1

    def read(self, picture: Picture, cancel: CancelToken) -> list[Line]:
        self.begun.release()
        while not self.gate.wait(0.01):
            cancel.check()
        self.read_names.append(picture.name)
        if picture.name == "torn.png":
            raise VisionError("torn.png could not be read; try another picture.")
        texts = self.texts.get(picture.name, ())
        return [Line(text, ((0, y), (300, y), (300, y + 20), (0, y + 20)), 1.0) for y, text in _rows(texts)]


def _rows(texts: tuple[str, ...]) -> Iterator[tuple[float, str]]:
    return ((30.0 * number, text) for number, text in enumerate(texts))


@pytest.fixture
def reader(room: Room) -> Reader:
    room.ocr = Reader()  # type: ignore[assignment]
    return room.ocr  # type: ignore[return-value]


@pytest.fixture
def picture(tmp_path: Path) -> Callable[..., Path]:
    def make(name: str, colour: str = "white") -> Path:
        path = tmp_path / name
        Image.new("RGB", (320, 320), colour).save(path)
        return path

    return make


@pytest.fixture
def label(picture, reader: Reader) -> Path:
    reader.texts["label.png"] = LABEL
    return picture("label.png")


def test_a_picture_is_read_as_soon_as_it_is_shown_and_not_again_when_it_is_asked_about(
    room: Room, reader: Reader, label: Path
) -> None:
    room.send(Show((label,)))
    shown = room.events.wait_for(ImageRead, 0)
    assert isinstance(shown, ImageRead)
    assert shown.reading.facts is not None
    room.llm.scripts = [["A bar."]]
    turn = room.send(Ask("Describe it.", images=(label,)))
    assert room.events.finished(turn).reply == "A bar."
    assert room.events.wait_for(ImageRead, turn)
    assert reader.read_names == ["label.png"]


def test_a_camera_that_is_opened_loads_what_the_first_picture_would_wait_for(
    room: Room, reader: Reader, label: Path
) -> None:
    room.send(Show(()))
    room.send(Show(()))
    room.send(Show((label,)))
    assert room.events.wait_for(ImageRead, 0)
    assert reader.warmed == 1


def test_what_is_shown_while_it_is_asked_belongs_to_the_question(room: Room, reader: Reader, picture) -> None:
    reader.texts["late.png"] = ("The code word is WALNUT",)
    late = picture("late.png")

    def released() -> None:
        room.send(Show((late,)))
        room.send(StopListening())

    room.microphone = ClipMicrophone(Clip(VOICE, RATE), released)
    room.llm.scripts = [["Walnut."] for _ in range(6)]
    room.send(Show((picture("early.png"),)))
    turn = room.send(StartListening())
    assert room.events.finished(turn).outcome is Outcome.COMPLETED
    (read,) = [event for event in room.events.of(ImageRead) if event.turn == turn]
    assert read.path.name == "late.png"  # type: ignore[attr-defined]
    assert "WALNUT" in room.given()
    assert "early.png" not in room.given()


def test_a_picture_that_is_taken_away_is_not_read_to_its_end(room: Room, reader: Reader, picture) -> None:
    reader.gate.clear()
    room.send(Show((picture("first.png"),)))
    assert reader.begun.acquire(timeout=WAIT)
    room.send(Show((picture("second.png"),)))
    assert reader.begun.acquire(timeout=WAIT)
    reader.gate.set()
    shown = room.events.wait_for(ImageRead, 0)
    assert shown.path.name == "second.png"  # type: ignore[union-attr]
    assert reader.read_names == ["second.png"]


def test_a_picture_that_cannot_be_read_is_said_when_it_is_shown_and_fails_the_turn(
    room: Room, reader: Reader, picture
) -> None:
    torn = picture("torn.png")
    room.send(Show((torn,)))
    told = room.events.wait_for(Failed, 0)
    assert told.message == "torn.png could not be read; try another picture."  # type: ignore[union-attr]
    assert room.turn(Ask("What is it?", images=(torn,))).outcome is Outcome.FAILED


def test_amounts_are_answered_by_code_and_the_model_is_not_asked(room: Room, label: Path, reader: Reader) -> None:
    finished = room.turn(Ask("How much sugar is in two servings?", images=(label,)))
    assert finished.outcome is Outcome.COMPLETED
    assert "24 g" in finished.reply
    assert room.llm.streams == []
    later = room.turn(Ask("And how many calories are in three servings?"))
    assert "540 kcal" in later.reply
    assert room.llm.streams == []


def test_a_question_in_another_language_goes_to_the_model_with_the_facts(room: Room, label: Path) -> None:
    room.llm.scripts = [["24 g."]]
    room.turn(Ask("Wie viel Zucker ist in zwei Portionen?", images=(label,)))
    assert "sugars: 12 g" in room.given()


def test_an_allergy_in_the_memory_warns_by_itself(room: Room, label: Path) -> None:
    Memory().add("I am allergic to almonds")
    room.llm.scripts = [["It is a bar."], ["Paris."]]
    finished = room.turn(Ask("Tell me about this.", images=(label,)))
    assert "almonds" in finished.reply
    assert finished.reply.index("almonds") < finished.reply.index("It is a bar.")
    assert "almonds" not in room.turn(Ask("What is the capital of France?")).reply


def test_a_corrected_value_is_what_is_reckoned_with_and_what_the_model_is_told(room: Room, label: Path) -> None:
    room.llm.scripts = [["A bar."], ["Fine."], ["Fine."]]
    room.turn(Ask("Describe it.", images=(label,)))
    room.send(CorrectFact(label, "sugars", Decimal(10), "g"))
    corrected = room.events.wait_for(ImageRead, 0)
    assert corrected.reading.facts.nutrient("sugars").checked  # type: ignore[union-attr]
    assert "20 g" in room.turn(Ask("How much sugar is in two servings?")).reply
    room.turn(Ask("Describe it again."))
    assert "sugars: 10 g" in room.given()
    room.turn(Ask("Once more."))
    assert "sugars" not in room.given()


def test_a_corrected_list_is_what_is_warned_from_and_what_the_model_is_told(room: Room, label: Path) -> None:
    Memory().add("I am allergic to peanuts")
    room.llm.scripts = [["A bar."], ["Fine."]]
    assert "peanuts" not in room.turn(Ask("Describe it.", images=(label,))).reply
    room.send(CorrectText(label, "ingredients", "oats, sugar, peanuts, salt"))
    corrected = room.events.wait_for(ImageRead, 0)
    assert corrected.reading.facts.checked == {"ingredients"}  # type: ignore[union-attr]
    said = room.turn(Ask("Does it contain peanuts?")).reply
    assert "It contains peanuts" in said or "this label names peanuts" in said
    assert "almonds" not in room.turn(Ask("Does it contain nuts?")).reply
    room.turn(Ask("Describe it again."))
    assert "Ingredients (checked by the user): oats, sugar, peanuts, salt" in room.given()


def test_allergens_that_were_corrected_are_what_is_answered_from(room: Room, label: Path) -> None:
    room.llm.scripts = [["A bar."]]
    room.turn(Ask("Describe it.", images=(label,)))
    room.send(CorrectText(label, "may_contain", "sesame"))
    room.events.wait_for(ImageRead, 0)
    assert "may contain sesame" in room.turn(Ask("Does it contain sesame?")).reply
    room.send(CorrectText(label, "allergens", "gluten: oats"))
    room.send(CorrectText(label, "allergens", "strawberries"))
    refused = room.events.wait_for(Failed, 0)
    assert "“strawberries” is no allergen that Earsight knows" in refused.message  # type: ignore[union-attr]
    said = room.turn(Ask("Does it contain almonds?")).reply
    assert "the ingredients name almonds" in said, "what was taken off is not hidden"


def test_a_label_of_another_chat_is_not_corrected_in_this_one(room: Room, label: Path, tmp_path: Path) -> None:
    room.send(CorrectFact(tmp_path / "never.png", "sugars", Decimal(10), "g"))
    assert room.events.wait_for(Noticed, 0)
    room.llm.scripts = [["A bar."], ["I do not know."]]
    room.turn(Ask("Describe it.", images=(label,)))
    room.send(NewChat())
    assert room.turn(Ask("How much sugar is in two servings?")).reply == "I do not know."


def test_without_a_model_that_sees_it_says_so_and_how_to_get_one(room: Room, reader: Reader, picture) -> None:
    finished = room.turn(Ask("What is this?", images=(picture("cat.png"),)))
    assert finished.reply == CANNOT_SEE
    assert room.llm.streams == []


def test_a_model_that_sees_and_cannot_be_loaded_is_said_until_it_can_be(room: Room, reader: Reader, picture) -> None:
    mended: list[FakeLlm] = []

    def load() -> FakeLlm:
        if not mended:
            raise LlmError("The model is damaged; choose another.")
        return mended[0]

    room.send(NewChat())
    assert room.assistant is not None
    room.assistant._parts.load_vlm = load
    cat = picture("cat.png")
    finished = room.turn(Ask("What is this?", images=(cat,)))
    assert finished.reply == CANNOT_SEE
    assert Noticed(finished.turn, "The model is damaged; choose another.") in room.events.events
    mended.append(FakeLlm(can_see=True, scripts=[["A cat."]]))
    assert room.turn(Ask("What is this?", images=(cat,))).reply == "A cat."


def test_the_model_that_sees_gets_the_picture_and_the_questions_that_follow(
    room: Room, reader: Reader, picture
) -> None:
    seer = FakeLlm(can_see=True, scripts=[["A red cat."], ["Red."]])
    room.llm.scripts = [["Paris."]]
    room.vlm = seer
    red = picture("cat.png", "red")
    assert room.turn(Ask("What is this?", images=(red,))).reply == "A red cat."
    (shown,) = seer.streams[0][-1].pictures
    assert tuple(shown.pixels[0, 0]) == (255, 0, 0)
    assert [seen.name for seen in seer.seen] == ["cat.png"]
    assert room.turn(Ask("What colour is it?")).reply == "Red."
    assert seer.streams[1][1].pictures == (shown,), "the picture stays in what it is given"
    room.send(NewChat())
    assert room.turn(Ask("What is the capital of France?")).reply == "Paris."
