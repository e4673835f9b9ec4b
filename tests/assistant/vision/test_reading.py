"""Text, codes and facts of one picture together."""

import cv2
import numpy as np
import pytest

from assistant.cancel import CancelToken
from assistant.errors import Cancelled
from assistant.vision.ocr import RapidOcr
from assistant.vision.picture import Pixels
from assistant.vision.reading import Reading, read
from tests.assistant.vision.paper import level, listed, paper, picture

LABEL = (
    "Nutrition Facts",
    "8 servings per container",
    "Serving size 55 g",
    "Calories 230",
    "Total Fat 8 g",
    "Sodium 160 mg",
    "Total Sugars 12 g",
    "Protein 3 g",
    "Ingredients: oats, sugar, almonds.",
)


def with_code(pixels: Pixels) -> Pixels:
    code = np.repeat(np.repeat(cv2.QRCodeEncoder.create().encode("lot 7"), 6, 0), 6, 1)
    wide = np.full((len(pixels), len(code) + 80, 3), 255, np.uint8)
    wide[100 : 100 + len(code), 40 : 40 + len(code)] = code[:, :, None]
    return np.concatenate([pixels, wide], axis=1)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_label_however_it_lies_gives_its_text_facts_and_codes(rapid: RapidOcr, turns: int) -> None:
    taken = picture(np.ascontiguousarray(np.rot90(with_code(listed(LABEL)), turns)))
    reading = read(taken, rapid, CancelToken())
    assert reading.texts == list(LABEL)
    assert [(code.kind, code.text) for code in reading.codes] == [("QR", "lot 7")]
    assert reading.turns == turns
    assert reading.facts is not None
    plain = reading.as_json()
    assert plain["lines"] == list(LABEL)
    assert plain["codes"] == [{"kind": "QR", "text": "lot 7"}]
    facts = plain["facts"]
    assert isinstance(facts, dict)
    assert facts["nutrients"]["sodium"]["amount"] == 160
    assert facts["servings"] == 8
    assert "nuts" in facts["allergens"]


def test_places_are_those_of_the_picture_turned_upright(rapid: RapidOcr) -> None:
    taken = picture(np.ascontiguousarray(np.rot90(listed(LABEL), 1)))
    reading = read(taken, rapid, CancelToken())
    upright = np.rot90(taken.pixels, -reading.turns)
    assert (upright == listed(LABEL)).all()
    for line in reading.lines:
        left, top, right, bottom = map(round, level(line.box))
        inside = upright[top:bottom, left:right]
        assert inside.min() < 60
        assert right - left > bottom - top


def test_text_that_is_no_label_has_no_facts(rapid: RapidOcr) -> None:
    reading = read(picture(paper([(40, 40, "Mind the gap")], (400, 120))), rapid, CancelToken())
    assert reading.as_json() == {"lines": ["Mind the gap"], "facts": None, "codes": []}


def test_a_picture_of_nothing_is_an_empty_reading(rapid: RapidOcr) -> None:
    assert read(picture(np.zeros((1, 1, 3), np.uint8)), rapid, CancelToken()) == Reading()


def test_a_cancelled_reading_ends(rapid: RapidOcr) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        read(picture(listed(LABEL)), rapid, cancel)
