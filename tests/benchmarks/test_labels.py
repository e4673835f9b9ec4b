"""Labels are drawn as their truth says, photographed the same way every time, and read back right."""

import pytest

from assistant.cancel import CancelToken
from assistant.vision.ocr import RapidOcr
from assistant.vision.picture import decode_picture
from assistant.vision.reading import read
from benchmarks.labels.arithmetic import right_sums
from benchmarks.labels.fonts import plain_faces as faces
from benchmarks.labels.labels import LAYOUTS, make_label
from benchmarks.labels.photograph import LEAST_X_HEIGHT
from benchmarks.labels.score import characters, score

SEED = 7
READ = {"us": 0, "eu portion": 1, "us tabular": 2, "uk": 3, "eu 100": 5, "supplement": 11}
"""A label of each kind by its number."""


@pytest.fixture(scope="module")
def ocr() -> RapidOcr:
    return RapidOcr(1)


@pytest.mark.parametrize("number", range(len(LAYOUTS)))
def test_no_text_stands_on_text_in_any_layout(number: int) -> None:
    label = make_label(number, SEED, faces())
    assert len(label.pieces) > 5
    assert label.truth.nutrients


def test_a_number_and_a_seed_are_the_same_photograph_every_time() -> None:
    first, again = (make_label(4, SEED, faces()).photograph() for _ in range(2))
    other = make_label(4, SEED + 1, faces()).photograph()
    assert first == again
    assert first[0] != other[0]


def test_every_disturbance_has_its_labels_and_the_text_is_large_enough_to_be_read() -> None:
    labels = [make_label(number, SEED, faces()) for number in range(9)]
    assert len({label.how.main for label in labels}) == 9
    for label in labels[::3]:
        data, x_height = label.photograph()
        assert x_height >= LEAST_X_HEIGHT
        assert sorted(decode_picture(data, "label").pixels.shape[:2]) == [960, 1280]


@pytest.mark.parametrize("number", range(6))
def test_the_numbers_of_a_label_agree_with_each_other(number: int) -> None:
    values = make_label(number, SEED, faces()).truth.nutrients
    if "energy_kj" in values:
        assert values["energy_kj"].amount == pytest.approx(values["calories"].amount * 4.184, abs=0.5)
    whole = 9 * values["fat"].amount + 4 * (values["carbohydrate"].amount + values["protein"].amount)
    assert values["calories"].amount == pytest.approx(whole, rel=0.12, abs=20)
    assert values["saturated_fat"].amount <= values["fat"].amount
    assert values["sugars"].amount <= values["carbohydrate"].amount


def test_the_order_of_cells_costs_nothing_and_every_character_counts_once() -> None:
    pieces = ["Total Fat 8g", "10%", "Sodium 160mg", "0%"]
    assert characters(pieces, ["Sodium 160mg 0%", "Total Fat 8g", "10%"]).wrong == 0
    assert characters(pieces, ["Sodium 160mg", "Total Fat 8g 10%"]).wrong == 2
    assert characters(pieces, ["Sodium 160mg 0%", "Total Fat 8q 10%", "x"]).wrong == 2
    assert characters(pieces, ["Sodium160mg 0%", "Total Fat 8g 10%"]).wrong == 1
    assert characters(pieces, ["Sodium160mg 0%", "Total Fat 8g 10%"], blanks=False).wrong == 0
    assert characters(pieces, []).rate == 1.0


def test_an_allergen_that_a_read_list_lacks_is_a_false_free_of() -> None:
    truth = make_label(1, SEED, faces()).truth
    assert truth.allergens
    nothing_read = score(truth, None)
    assert nothing_read.false_free == ()
    assert nothing_read.values[0] == 0
    assert score(truth, {"ingredients": ["water"], "allergens": []}).false_free == truth.allergens


@pytest.mark.parametrize("number", READ.values(), ids=READ)
def test_a_photographed_label_is_read_right(number: int, ocr: RapidOcr) -> None:
    label = make_label(number, SEED, faces())
    data, _ = label.photograph()
    reading = read(decode_picture(data, "label"), ocr, CancelToken())
    assert reading.facts is not None
    counted = score(label.truth, reading.facts.as_json())
    assert characters((piece.text for piece in label.pieces), (line.text for line in reading.lines)).rate <= 0.05
    assert counted.values[0] == counted.values[1], counted.wrong
    assert counted.allergens[0] == counted.allergens[1], counted.wrong
    sums, asked = right_sums(reading.facts)
    assert sums == asked > 0 or label.truth.layout == "supplement"
