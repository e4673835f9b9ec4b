"""Values that cannot be are doubted; what a person corrects is believed, and the doubts are weighed anew."""

from decimal import Decimal

import pytest

from assistant.vision.facts import Facts, number
from assistant.vision.label import parse
from assistant.vision.label_values import Column, Nutrient, Quantity
from tests.assistant.vision.label_cases import lines_of


def nutrients(**amounts: str) -> tuple[Nutrient, ...]:
    """Nutrients by name, each as "8 g" or "8 g 10"."""
    found = []
    for name, told in amounts.items():
        amount, unit, *share = told.split()
        found.append(Nutrient(name, Decimal(amount), unit, Decimal(share[0]) if share else None))
    return tuple(found)


def american(serving: str = "55", **amounts: str) -> Facts:
    return Facts(layout="us", serving_size=Quantity(Decimal(serving), "g"), nutrients=nutrients(**amounts))


def european(**amounts: str) -> Facts:
    return Facts(layout="eu", per="100 g", nutrients=nutrients(**amounts))


SOUND = {
    "calories": "230 kcal",
    "fat": "8 g 10",
    "saturated_fat": "1 g 5",
    "carbohydrate": "37 g 13",
    "fiber": "4 g 14",
    "sugars": "12 g",
    "added_sugars": "10 g 20",
    "protein": "3 g",
    "sodium": "160 mg 7",
}


def test_a_sound_label_is_not_doubted() -> None:
    assert american(**SOUND).doubts == ()


@pytest.mark.parametrize(
    ("facts", "about"),
    [
        (american(**{**SOUND, "sugars": "42 g"}), {"sugars", "carbohydrate"}),
        (american(**{**SOUND, "saturated_fat": "9 g"}), {"saturated_fat", "fat"}),
        (american(**{**SOUND, "added_sugars": "13 g 26"}), {"added_sugars", "sugars"}),
        (american(**{**SOUND, "fiber": "40 g"}), {"fiber", "carbohydrate"}),
        (american(**{**SOUND, "calories": "130 kcal"}), {"calories", "fat", "carbohydrate", "protein"}),
        (american(**{**SOUND, "calories": "2300 kcal"}), {"calories"}),
        (american(**{**SOUND, "sodium": "760 mg 7"}), {"sodium"}),
        (american(**{**SOUND, "sodium": "160 g"}), {"sodium"}),
        (american(**{**SOUND, "protein": "89 g"}), {"protein"}),
        (american(**{**SOUND, "protein": "-3 g"}), {"protein"}),
        (american("40", **SOUND), {"fat", "carbohydrate", "protein"}),
        (
            european(fat="1 g", carbohydrate="66.7 g", fiber="32 g", protein="12.4 g"),
            {"fat", "carbohydrate", "fiber", "protein"},
        ),
        (european(energy_kj="2210 kJ", calories="630 kcal"), {"energy_kj", "calories"}),
        (european(fat="60 g", carbohydrate="58 g", protein="6 g"), {"fat", "carbohydrate", "protein"}),
        (european(calories="950 kcal", fat="100 g"), {"calories"}),
        (european(salt="1.2 g", sodium="0.8 g"), {"salt", "sodium"}),
        (european(fat="12 g 40"), {"fat"}),
    ],
)
def test_what_cannot_be_is_doubted(facts: Facts, about: set[str]) -> None:
    assert about in [set(doubt.about) for doubt in facts.doubts]


@pytest.mark.parametrize(
    "facts",
    [
        european(energy_kj="2210 kJ", calories="530 kcal", fat="29.5 g", carbohydrate="58.5 g", protein="6.3 g"),
        european(salt="1.2 g", sodium="0.48 g"),
        european(calories="1 kcal", energy_kj="4 kJ", fat="0 g", carbohydrate="0.1 g", protein="0.1 g"),
        american(**{**SOUND, "calories": "190 kcal", "sugar_alcohol": "12 g"}),
        american("28", calories="170 kcal", fat="16 g 21", carbohydrate="6 g 2", protein="6 g"),
        american("31", calories="100 kcal", fat="0 g 0", carbohydrate="25 g 9", protein="0 g", sugars="25 g"),
        american("240", vitamin_d="2.5 mcg 15", calcium="300 mg 25", iron="0 mg 0"),
    ],
)
def test_roundings_and_what_labels_allow_are_not_doubted(facts: Facts) -> None:
    assert facts.doubts == ()


def test_a_column_that_does_not_fit_its_neighbour_is_doubted() -> None:
    hundred = Column("100 g", None, nutrients(fat="20 g", salt="1 g"))
    portion = nutrients(fat="5 g", salt="1.25 g")
    facts = Facts("eu", serving_size=Quantity(Decimal(25), "g"), nutrients=portion, columns=(hundred,))
    assert [doubt.about for doubt in facts.doubts] == [("salt",)]


def test_a_correction_is_believed_and_settles_the_doubt() -> None:
    wrong = american(**{**SOUND, "sugars": "42 g"})
    assert wrong.doubts
    right = wrong.corrected("sugars", Decimal(12), "g")
    sugars = right.nutrient("sugars")
    assert sugars is not None
    assert (sugars.amount, sugars.checked) == (12, True)
    assert right.doubts == ()
    assert "sugars: 12 g, checked by the user" in right.as_text()


def test_what_a_person_confirms_on_both_sides_is_doubted_no_longer() -> None:
    odd = american(**{**SOUND, "sodium": "760 mg 7"})
    assert odd.corrected("sodium", Decimal(760), "mg").doubts == ()


def test_a_correction_keeps_the_place_and_drops_the_share_that_no_longer_holds() -> None:
    facts = parse(lines_of(["Calories 100", ("Total Fat 3g", "4%"), "Protein 5g"]))
    assert facts is not None
    before = facts.nutrient("fat")
    after = facts.corrected("fat", Decimal(8), "g").nutrient("fat")
    assert before is not None
    assert after is not None
    assert after.box == before.box
    assert (before.daily_value, after.daily_value) == (4, None)
    confirmed = facts.corrected("fat", Decimal(3), "g").nutrient("fat")
    assert confirmed is not None
    assert confirmed.daily_value == 4


def test_what_was_not_read_can_be_added() -> None:
    facts = american(**SOUND).corrected("caffeine", Decimal(80), "mg")
    assert facts.nutrient("caffeine") == Nutrient("caffeine", Decimal(80), "mg", checked=True)
    assert facts.corrected("servings", Decimal(8), "").as_json()["servings"] == 8
    assert facts.corrected("serving_size", Decimal(60), "g").as_json()["serving_size"] == {"amount": 60, "unit": "g"}


def test_a_corrected_serving_size_is_weighed_against_the_amounts() -> None:
    assert american("5", **SOUND).doubts
    assert american("5", **SOUND).corrected("serving_size", Decimal(55), "g").doubts == ()


def test_a_doubt_of_the_reading_ends_with_its_correction() -> None:
    rows = ["Nutrition Facts", "Serving size 1 cup (55g)", "Calories 150", "Total Fat 3g", "Protein 129"]
    facts = parse(lines_of(rows))
    assert facts is not None
    assert [doubt.about for doubt in facts.doubts] == [("protein",)]
    assert facts.corrected("protein", Decimal(12), "g").doubts == ()


def test_a_missing_column_heading_is_told() -> None:
    facts = parse(lines_of([("Energie", "1000 kJ / 239 kcal"), ("Fett", "12 g"), ("Salz", "1 g")]))
    assert facts is not None
    assert facts.per == "100 g"
    assert len(facts.doubts) == 1


@pytest.mark.parametrize(
    ("amount", "text"),
    [("12", "12"), ("0.50", "0.5"), ("2300", "2,300"), ("1E+3", "1,000"), ("0.0", "0"), ("100", "100")],
)
def test_numbers_are_written_plainly(amount: str, text: str) -> None:
    assert number(Decimal(amount)) == text
