"""Rows keep their cells together, and columns of text are read one after the other."""

import math
from collections.abc import Sequence
from random import Random

import pytest

from assistant.vision.layout import as_text, in_reading_order, row_texts
from assistant.vision.lines import Line
from tests.assistant.vision.paper import line

TABLE = [
    line("Nutrition Facts", 0, 0, 260, 30),
    line("Total Fat 8 g", 0, 40), line("10%", 300, 41),
    line("Saturated Fat 1 g", 20, 68), line("5%", 300, 69),
    line("Trans Fat 0 g", 20, 96),
    line("Sodium 160 mg", 0, 124), line("7%", 300, 125),
    line("Protein 3 g", 0, 152),
]  # fmt: skip
ROWS = [
    "Nutrition Facts",
    "Total Fat 8 g 10%",
    "Saturated Fat 1 g 5%",
    "Trans Fat 0 g",
    "Sodium 160 mg 7%",
    "Protein 3 g",
]
LEFT = ["The first column of a page", "goes on below itself and", "ends down here with words."]
RIGHT = ["The second begins at the", "top again, beside the first", "one, and ends beside it."]


def moved(lines: Sequence[Line], tilt: float = 0, sag: float = 0, fan: float = 0) -> list[Line]:
    """Lines as a camera sees them: tilted by degrees, bent, or from the side."""

    def seen(x: float, y: float) -> tuple[float, float]:
        y += sag * ((x - 160) / 160) ** 2 + fan * y * x / 320
        a = math.radians(tilt)
        return x * math.cos(a) - y * math.sin(a), x * math.sin(a) + y * math.cos(a)

    return [Line(each.text, tuple(seen(x, y) for x, y in each.box), each.sure) for each in lines]  # type: ignore[arg-type]


def shuffled(lines: Sequence[Line]) -> list[Line]:
    mixed = list(lines)
    Random(4).shuffle(mixed)
    return mixed


def columns(left: Sequence[str], right: Sequence[str], offset: float = 0) -> list[Line]:
    placed = [line(text, 0, 60 + 28 * row, 260) for row, text in enumerate(left)]
    return placed + [line(text, 300, 60 + offset + 28 * row, 260) for row, text in enumerate(right)]


@pytest.mark.parametrize(
    "seen",
    [
        {},
        {"tilt": 14},
        {"tilt": -14},
        {"sag": 18},
        {"sag": -18},
        {"fan": 0.25},
        {"fan": -0.2},
        {"tilt": 5, "sag": 12, "fan": 0.1},
    ],
    ids=str,
)
def test_cells_of_a_row_stay_beside_each_other_however_the_label_is_held(seen: dict[str, float]) -> None:
    assert row_texts(shuffled(moved(TABLE, **seen))) == ROWS


@pytest.mark.parametrize("tilt", [90, 180, 270])
def test_rows_run_as_their_text_does(tilt: float) -> None:
    assert row_texts(shuffled(moved(TABLE, tilt=tilt))) == ROWS


@pytest.mark.parametrize("offset", [0, 9, 14])
def test_columns_of_text_are_read_one_after_the_other(offset: float) -> None:
    page = [line("A headline over both of them", 0, 0, 560, 30), *columns(LEFT, RIGHT, offset)]
    page.append(line("A line below that goes across the whole page once more", 0, 190, 560))
    texts = [each.text for each in in_reading_order(shuffled(page))]
    assert texts == [page[0].text, *LEFT, *RIGHT, page[-1].text]


def test_a_table_beside_a_column_of_text_comes_whole_before_it() -> None:
    beside = ["INGREDIENTS: whole grain oats,", "sugar, almonds, soy lecithin,", "whey powder, natural flavour."]
    page = TABLE + [line(text, 400, 40 + 28 * row, 300) for row, text in enumerate(beside)]
    assert row_texts(shuffled(page)) == ROWS[:1] + ROWS[1:] + beside


def test_names_and_values_are_no_columns_of_text() -> None:
    names, values = ["Carbohydrate per hundred", "of which sugars", "Protein"], ["37.5 g", "11 g", "5 g"]
    assert row_texts(columns(names, values)) == [f"{name} {value}" for name, value in zip(names, values, strict=True)]


def test_text_is_a_row_on_each_line_and_nothing_where_there_is_none() -> None:
    assert as_text(TABLE).splitlines() == ROWS
    assert as_text([]) == ""


def test_no_line_is_lost_or_doubled_wherever_lines_lie() -> None:
    random = Random(7)
    for count in (1, 2, 3, 40):
        places = [[random.uniform(0, 900) for _ in range(2)] for _ in range(count)]
        heap = [line(str(n), left, top, random.uniform(5, 400)) for n, (left, top) in enumerate(places)]
        assert sorted(each.text for each in in_reading_order(heap)) == sorted(each.text for each in heap)


def test_lines_without_a_size_are_no_harm() -> None:
    assert len(in_reading_order([Line("a", ((5, 5),) * 4, 1.0), Line("b", ((5, 5),) * 4, 1.0)])) == 2
