"""Names on several lines and tables set as running text give the values that stand there."""

from collections.abc import Iterable
from decimal import Decimal

import pytest

from assistant.vision.facts import Facts
from assistant.vision.label import parse
from assistant.vision.lines import Line

HEAD = [(0, "per 100 g", 20), (0, "pro Portion (30 g)", 36)]


def cell(row: float, text: str, column: float = 0) -> Line:
    """A line of text on a row of 30 pixels, beginning at a column of 10 pixels."""
    left, top, right = column * 10.0, row * 30.0, (column + len(text)) * 10.0
    return Line(text, ((left, top), (right, top), (right, top + 20), (left, top + 20)), 1.0)


def facts_of(cells: Iterable[tuple[float, str, float]]) -> Facts:
    facts = parse([cell(row, text, column) for row, text, column in cells])
    assert facts is not None
    return facts


def amounts(facts: Facts) -> dict[str, Decimal | None]:
    return {nutrient.name: nutrient.amount for nutrient in facts.nutrients}


def table(names: list[str], beside: int) -> list[tuple[float, str, float]]:
    """A table in which one name has several lines, with its amounts beside one of them."""
    rows: list[tuple[float, str, float]] = [*HEAD, (1, "Fett", 0), (1, "30 g", 20), (1, "9 g", 36)]
    rows += [(2 + number, name, 1) for number, name in enumerate(names)]
    rows += [(2 + beside, "12,5 g", 20), (2 + beside, "3,8 g", 36)]
    last = 2 + len(names)
    return [*rows, (last, "Salz", 0), (last, "1,2 g", 20), (last, "0,4 g", 36)]


@pytest.mark.parametrize(
    ("names", "nutrient"),
    [
        (["davon", "gesättigte", "Fettsäuren"], "saturated_fat"),
        (["davon", "gesáättigte", "Fettsäuren"], "saturated_fat"),
        (["di cui acidi grassi", "saturi"], "saturated_fat"),
        (["dont acides gras", "saturés"], "saturated_fat"),
        (["of which", "saturates"], "saturated_fat"),
        (["Hidratos de", "carbono"], "carbohydrate"),
        (["de los cuales", "azúcares"], "sugars"),
    ],
)
def test_a_name_on_several_lines_has_the_amounts_beside_any_of_them(names: list[str], nutrient: str) -> None:
    for beside in (0, len(names) - 1):
        read = amounts(facts_of(table(names, min(beside, 1))))
        assert read == {"fat": Decimal(9), nutrient: Decimal("3.8"), "salt": Decimal("0.4")}


def test_names_that_are_whole_are_not_joined_with_what_stands_below() -> None:
    read = amounts(facts_of(table(["davon Zucker"], 0)))
    assert read == {"fat": Decimal(9), "sugars": Decimal("3.8"), "salt": Decimal("0.4")}


def test_a_table_in_words_is_read_across_its_lines() -> None:
    text = [
        "Nutrition Facts Servings: 11, Serv. size: 1 1/4",
        "cups (237g), Amount per serving: Calories 120,",
        "Total Fat 2g (3% DV), Sat. Fat 0g (0% DV), Trans Fat",
        "0g, Cholesterol 5mg (2% DV), Sodium 710mg",
        "(31% DV), Total Carb. 22g (8% DV), Calcium",
        "130mg (10% DV).",
    ]
    facts = facts_of([(number, line, 0) for number, line in enumerate(text)])
    assert amounts(facts) == {
        "calories": Decimal(120),
        "fat": Decimal(2),
        "saturated_fat": Decimal(0),
        "trans_fat": Decimal(0),
        "cholesterol": Decimal(5),
        "sodium": Decimal(710),
        "carbohydrate": Decimal(22),
        "calcium": Decimal(130),
    }
    sodium = facts.nutrient("sodium")
    assert sodium is not None
    assert sodium.daily_value == 31
    assert facts.servings is not None
    assert facts.servings.amount == 11
    assert facts.serving_size is not None
    assert (facts.serving_size.amount, facts.serving_size.unit) == (237, "g")


def test_amounts_point_into_their_own_line() -> None:
    facts = facts_of(table(["davon", "Zucker"], 0))
    sugars = facts.nutrient("sugars")
    assert sugars is not None
    assert sugars.box is not None
    assert sugars.box[0][0] >= 360
    assert sugars.box[0][1] == 60
