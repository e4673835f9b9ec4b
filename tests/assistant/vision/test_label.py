"""Labels of many layouts and languages give exactly what stands on them."""

import re
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.vision.facts import Facts, names
from assistant.vision.label import parse
from assistant.vision.label_values import Nutrient
from assistant.vision.lines import Line
from tests.assistant.vision.label_cases import LABELS, Label, lines_of
from tests.growth import LINEAR, growth


def told(nutrient: Nutrient) -> str:
    amount = f"{'<' if nutrient.less else ''}{nutrient.amount} {nutrient.unit}" if nutrient.amount is not None else ""
    return f"{amount} {f'{nutrient.daily_value} %' if nutrient.daily_value is not None else ''}".strip()


def assert_right(facts: Facts | None, label: Label) -> None:
    assert facts is not None
    assert {nutrient.name: told(nutrient) for nutrient in facts.nutrients} == label.nutrients
    assert (facts.layout or "") == label.layout
    assert facts.per == label.per
    size = facts.serving_size
    assert (f"{size.amount} {size.unit}" if size else "") == label.serving
    assert (float(facts.servings.amount) if facts.servings else None) == label.servings
    assert " ".join(names(facts.allergens)) == label.allergens
    assert " ".join(names(facts.may_contain)) == label.may_contain
    if label.ingredients is not None:
        assert list(facts.ingredients) == list(label.ingredients)
    assert len(facts.doubts) == label.doubts, facts.doubts


def by_name(labels: list[Label]) -> object:
    return pytest.mark.parametrize("label", [pytest.param(label, id=label.name) for label in labels])


@by_name(LABELS)
def test_a_label_gives_what_stands_on_it(label: Label) -> None:
    assert_right(parse(lines_of(label.rows)), label)


@pytest.mark.parametrize(("tilt", "bend"), [(4.0, 0.0), (-4.0, 0.0), (2.0, 14.0), (0.0, -14.0)])
@by_name(LABELS)
def test_a_tilted_or_bent_label_gives_the_same(label: Label, tilt: float, bend: float) -> None:
    assert_right(parse(lines_of(label.rows, tilt, bend)), label)


@by_name([label for label in LABELS if label.splits])
def test_rows_whose_cells_come_as_one_line_give_the_same(label: Label) -> None:
    facts = parse(lines_of(label.rows, merged=True))
    assert facts is not None
    assert {nutrient.name: told(nutrient) for nutrient in facts.nutrients} == label.nutrients
    assert names(facts.allergens) == label.allergens.split()


@by_name(LABELS)
def test_the_order_of_the_lines_means_nothing(label: Label) -> None:
    assert parse(lines_of(label.rows)[::-1]) == parse(lines_of(label.rows))


def test_every_value_points_to_where_it_was_read() -> None:
    rows = [("Energy", "1000 kJ", "239 kcal"), ("Fat", "12 g"), ("Salt", "1 g")]
    facts = parse(lines_of(rows))
    assert facts is not None
    fat = facts.nutrient("fat")
    cell = next(line for line in lines_of(rows) if line.text == "12 g")
    assert fat is not None
    assert fat.box is not None
    for found, drawn in zip(fat.box, cell.box, strict=True):
        assert found == pytest.approx(drawn)


def test_a_value_in_the_middle_of_a_line_points_to_its_part() -> None:
    facts = parse(lines_of(["Nutrition Facts", "Calories 230", "Total Fat 8g 10%"]))
    assert facts is not None
    fat = facts.nutrient("fat")
    assert fat is not None
    assert fat.box is not None
    (left, _), (right, _), *_ = fat.box
    assert left == pytest.approx(10 + 10 * 11)
    assert right == pytest.approx(10 + 12 * 11)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        ["Hello"],
        ["Dear Anna,", "I was in Bern on 12.5. and bought 200 g of cheese.", "Yours, Tom"],
        ["ROOM 12", "OPEN 8-17", "FAX 031 333 12 12"],
        ["Total 12.50", "VAT 8%", "Thank you"],
    ],
)
def test_what_is_no_label_has_no_facts(rows: list[str]) -> None:
    assert parse(lines_of(rows)) is None


@pytest.mark.parametrize(
    ("row", "name", "said"),
    [
        ("Total Fat Og 0%", "fat", "0 g 0 %"),
        ("Sodium Omg 0%", "sodium", "0 mg 0 %"),
        ("Total Fat l2g", "fat", "12 g"),
        ("Total Fat 1 0g", "fat", "10 g"),
        ("Total Fat O.5g", "fat", "0.5 g"),
        ("Total Fat 05g", "fat", "0.5 g"),
        ("Total Fat <0.5 g", "fat", "<0.5 g"),
        ("Total Fat less than 1g", "fat", "<1 g"),
        ("Fett weniger als 0,1 g", "fat", "<0.1 g"),
        ("TotalFat8g10%", "fat", "8 g 10 %"),
        ("TOTAL FAT 8G 10%", "fat", "8 g 10 %"),
        ("Potassium 1,250mg 27%", "potassium", "1250 mg 27 %"),
        ("Sodium 1 250 mg", "sodium", "1250 mg"),
        ("Sodium (Na) 5 mg", "sodium", "5 mg"),
        ("Vitamin D3 1000 IU 125%", "vitamin_d", "1000 IU 125 %"),
        ("Vitamin K 80 µg", "vitamin_k", "80 µg"),
        ("Vitamin A 900 mcg 100%", "vitamin_a", "900 mcg 100 %"),
        ("Riboflavin (Vitamin B2) 0,4 mg (29 %*)", "riboflavin", "0.4 mg 29 %"),
        ("Sodlurn 160 mg", "sodium", "160 mg"),
        ("Includes 7g Added Sugars 14%", "added_sugars", "7 g 14 %"),
        ("Monounsaturated Fat 2.5g", "monounsaturated_fat", "2.5 g"),
        ("davon mehrfach ungesättigte Fettsäuren 4,1 g", "polyunsaturated_fat", "4.1 g"),
        ("Équivalent en sel 0,4 g", "salt", "0.4 g"),
    ],
)
def test_a_row_is_read(row: str, name: str, said: str) -> None:
    facts = parse(lines_of(["Nutrition Facts", "Calories 100", row]))
    assert facts is not None
    nutrient = facts.nutrient(name)
    assert nutrient is not None
    assert told(nutrient) == said


def test_an_unknown_nutrient_leaves_its_neighbours_alone() -> None:
    facts = parse(lines_of(["Calories 100", "Total Fat 3g", "Allulose 8g", "Protein 2g"]))
    assert facts is not None
    assert {n.name: told(n) for n in facts.nutrients} == {"calories": "100 kcal", "fat": "3 g", "protein": "2 g"}


def test_a_gram_that_was_read_as_a_nine_is_doubted() -> None:
    rows = ["Nutrition Facts", "Serving size 1 cup (55g)", "Calories 150", "Total Fat 3g", "Protein 129"]
    facts = parse(lines_of(rows))
    assert facts is not None
    protein = facts.nutrient("protein")
    assert protein is not None
    assert protein.amount == 12
    assert any(doubt.about == ("protein",) for doubt in facts.doubts)


def test_a_label_beside_its_ingredients() -> None:
    table = lines_of(
        ["Nutrition Facts", "Serving size 1 cup (30g)", ("Calories", "120"), ("Total Fat 2g", "3%"), "Protein 4g"]
    )
    beside = lines_of(["Ingredients: rice, sugar,", "salt, milk 2%, barley malt.", "Contains milk."])
    moved = [Line(line.text, tuple((x + 700, y) for x, y in line.box), line.sure) for line in beside]  # type: ignore[arg-type]
    facts = parse(table + moved)
    assert facts is not None
    assert {n.name: told(n) for n in facts.nutrients} == {"calories": "120 kcal", "fat": "2 g 3 %", "protein": "4 g"}
    assert facts.ingredients == ("rice", "sugar", "salt", "milk 2%", "barley malt")
    assert names(facts.allergens) == ["milk", "gluten"]


def test_the_json_has_plain_numbers_and_the_expected_keys() -> None:
    facts = parse(lines_of(LABELS[0].rows))
    assert facts is not None
    data = facts.as_json()
    assert data["layout"] == "us"
    assert data["servings"] == 8
    assert data["serving_size"] == {"amount": 55, "unit": "g"}
    nutrients = data["nutrients"]
    assert isinstance(nutrients, dict)
    assert nutrients["fat"] == {"amount": 8, "unit": "g", "daily_value": 10}
    assert data["allergens"] == ["milk", "nuts", "wheat", "soy"]
    assert data["may_contain"] == ["peanuts", "sesame"]
    assert data["doubts"] == []


def test_the_text_for_the_model_names_values_and_allergens() -> None:
    facts = parse(lines_of(LABELS[0].rows))
    assert facts is not None
    text = facts.as_text()
    assert "Amounts per serving (55 g):" in text
    assert "- sodium: 160 mg (7 % of the daily value)" in text
    assert "May contain: peanuts (peanuts), sesame (sesame)" in text


_PIECES = st.sampled_from(
    [
        *("Total Fat", "8g", "10%", "1,5", "kJ", "½", "1/0", "0", "%", "<", "9" * 30, "²", "١٢"),
        *("Zutaten:", "per 100 g", "Contains", "may contain", "milk", "(", ")", "\t", "İ", "ß", "-", ""),
        *("Serving size", "servings per container", "je Portion", "free from", "ohne", "pro Tagesdosis"),
    ]
)
_TEXT = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=12).map(" ".join))
_NUMBER = st.floats(-1e6, 1e6) | st.just(0.0)
_POINT = st.tuples(_NUMBER, _NUMBER)
_LINES = st.lists(st.builds(Line, _TEXT, st.tuples(_POINT, _POINT, _POINT, _POINT), st.floats(0, 1)), max_size=25)


@given(_LINES)
@settings(max_examples=50)
def test_no_lines_break_it(lines: list[Line]) -> None:
    facts = parse(lines)
    assert facts is None or (facts.as_json() and facts.as_text())


@given(st.lists(_TEXT, max_size=25))
@settings(max_examples=50)
def test_no_texts_break_it(texts: list[str]) -> None:
    facts = parse(lines_of(texts))
    assert facts is None or (facts.as_json() and facts.as_text())


@pytest.mark.parametrize(
    "piece",
    [
        *("(", ")", "1", "0,", "1.", "1 ", "a ", "< ", "- ", "\t", "mg"),
        *("Fat ", "per ", "contains ", "free from ", "of which"),
    ],
)
def test_a_long_line_takes_no_longer_than_its_length_warrants(piece: str) -> None:
    def work(times: int) -> None:
        parse(lines_of([f"Ingredients: {piece * times}", piece * times]))

    assert growth(work, 5_000 // len(piece)) < LINEAR


def test_two_hundred_lines_are_read_at_once() -> None:
    rows = [row for label in LABELS[:9] for row in label.rows]
    lines = lines_of(rows)[:200]
    parse(lines)
    numbered = [Line(re.sub(r"$", " x", line.text), line.box, line.sure) for line in lines]

    def seconds() -> float:
        start = process_time()
        parse(numbered)
        return process_time() - start

    assert min(seconds() for _ in range(3)) < 1


def test_amounts_are_exact_decimals() -> None:
    facts = parse(lines_of(["Nutrition per 100 g", "Fat 0,1 g", "Salt 0,30 g"]))
    assert facts is not None
    assert [nutrient.amount for nutrient in facts.nutrients] == [Decimal("0.1"), Decimal("0.30")]
