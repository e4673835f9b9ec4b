"""Questions of amount get the exact sum, in five languages."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.vision.facts import Facts
from assistant.vision.label_values import Column, Nutrient, Quantity
from assistant.vision.sums import sums


def of(name: str, amount: str, unit: str, share: str | None = None, less: bool = False) -> Nutrient:
    return Nutrient(name, Decimal(amount), unit, None if share is None else Decimal(share), less)


US = Facts(
    layout="us",
    servings=Quantity(Decimal(8), "serving"),
    serving_size=Quantity(Decimal(55), "g"),
    nutrients=(
        of("calories", "230", "kcal"),
        of("fat", "8", "g", "10"),
        of("saturated_fat", "1", "g", "5"),
        of("carbohydrate", "37", "g", "13"),
        of("sugars", "12", "g"),
        of("fiber", "4", "g", "14", less=True),
        of("protein", "3", "g"),
        of("sodium", "160", "mg", "7"),
    ),
)
EU = Facts(
    layout="eu",
    per="100 g",
    serving_size=None,
    package=Quantity(Decimal("0.5"), "kg"),
    nutrients=(
        of("energy_kj", "2210", "kJ"),
        of("fat", "29.5", "g"),
        of("sugars", "57.5", "g"),
        of("salt", "0.37", "g"),
    ),
)
UK = Facts(
    layout="uk",
    serving_size=Quantity(Decimal(30), "g"),
    nutrients=(of("calories", "112", "kcal"), of("sugars", "6.0", "g"), of("salt", "0.23", "g")),
    columns=(Column("100 g", None, (of("calories", "372", "kcal"), of("sugars", "20", "g"), of("salt", "0.75", "g"))),),
)


@pytest.mark.parametrize(
    ("facts", "question", "sentence"),
    [
        (US, "How much sugar is in two servings?", "Sugars in 2 servings: 2 × 12 g = 24 g."),
        (US, "how many calories in 1.5 servings", "Calories in 1.5 servings: 1.5 × 230 kcal = 345 kcal."),
        (US, "How much fat in one and a half servings?", "Fat in 1.5 servings: 1.5 × 8 g = 12 g."),
        (US, "protein in two and a half portions?", "Protein in 2.5 servings: 2.5 × 3 g = 7.5 g."),
        (US, "How much sugar in half a serving?", "Sugars in 0.5 servings: 0.5 × 12 g = 6 g."),
        (US, "sugar in a quarter of a serving", "Sugars in 0.25 servings: 0.25 × 12 g = 3 g."),
        (
            US,
            "How many calories are in the whole package?",
            "Calories in the whole package: 8 × 230 kcal = 1,840 kcal.",
        ),
        (US, "How many carbs in the entire box?", "Carbohydrate in the whole package: 8 × 37 g = 296 g."),
        (US, "How much sodium in half the bag?", "Sodium in 0.5 × the package: 4 × 160 mg = 640 mg."),
        (US, "How much sugar is in 110 g?", "Sugars in 110 g: 2 × 12 g = 24 g."),
        (US, "How much sugar is in 50 grams?", "Sugars in 50 g: 0.9091 × 12 g ≈ 10.9 g."),
        (US, "How much fibre in 3 servings?", "Fiber in 3 servings: 3 × 4 g = less than 12 g."),
        (US, "How much sugar is in it?", "Sugars in one serving (55 g): 12 g."),
        (US, "How much salt is in a serving?", "Salt in 1 serving: 0.4 g."),
        (US, "How many kilojoules is that?", "Energy in one serving (55 g): 962 kJ."),
        (US, "What share of my 2,300 mg of sodium?", "That is 7 % of 2,300 mg of sodium; 2,140 mg are left."),
        (
            US,
            "What percentage of my 2300 mg sodium limit are 3 servings?",
            "That is 20.9 % of 2,300 mg of sodium; 1,820 mg are left.",
        ),
        (US, "Two servings of my 2000 calories a day?", "That is 23 % of 2,000 kcal of calories; 1,540 kcal are left."),
        (
            US,
            "How much sugar are three servings of my limit of 25 g?",
            "That is 144 % of 25 g of sugars; 11 g too much.",
        ),
        (US, "is that more than 10 g of fat?", "That is less than 10 g of fat (80 % of 10 g)."),
        (US, "Do two servings have more than 10 g of fat?", "That is more than 10 g of fat (160 % of 10 g)."),
        (US, "Is it less than 0.5 g of sodium?", "That is less than 500 mg of sodium (32 % of 500 mg)."),
        (
            US,
            "How many servings stay under 50 g of sugar?",
            "50 g ÷ 12 g = 4.2: 4 whole servings stay within 50 g of sugars.",
        ),
        (US, "how much is 1.5 servings?", "1.5 servings: 82.5 g."),
        (US, "How many servings are in the box?", "The package holds 8 servings."),
        (US, "Wie viel Zucker ist in zwei Portionen?", "Sugars in 2 servings: 2 × 12 g = 24 g."),
        (US, "Wie viele Kalorien hat die ganze Packung?", "Calories in the whole package: 8 × 230 kcal = 1,840 kcal."),
        (US, "Wie viel Eiweiß in anderthalb Portionen?", "Protein in 1.5 servings: 1.5 × 3 g = 4.5 g."),
        (US, "Combien de sucre dans deux portions ?", "Sugars in 2 servings: 2 × 12 g = 24 g."),
        (US, "Combien de protéines dans une portion et demie ?", "Protein in 1.5 servings: 1.5 × 3 g = 4.5 g."),
        (US, "¿Cuántas calorías hay en tres porciones?", "Calories in 3 servings: 3 × 230 kcal = 690 kcal."),
        (US, "Quanti grassi in due porzioni?", "Fat in 2 servings: 2 × 8 g = 16 g."),
        (EU, "How much sugar in 50 g?", "Sugars in 50 g: 0.5 × 57.5 g = 28.75 g."),
        (EU, "How much sugar is in 2 oz?", "Sugars in 2 oz: 0.567 × 57.5 g ≈ 32.6 g."),
        (EU, "How much fat in the whole pack?", "Fat in the whole package: 5 × 29.5 g = 147.5 g."),
        (EU, "How much fat?", "Fat in 100 g: 29.5 g."),
        (EU, "How many calories?", "Calories in 100 g: 528 kcal."),
        (EU, "How much fat in two servings?", "The label does not say how much a serving is"),
        (UK, "How much sugar in 50 g?", "Sugars in 50 g: 0.5 × 20 g = 10 g."),
        (UK, "How much sugar in two servings?", "Sugars in 2 servings: 2 × 6 g = 12 g."),
        (UK, "How much sugar is in the whole pack?", "The label does not say how much the whole package holds"),
        (US, "How much caffeine is in it?", "The label gives no amount for caffeine, or it could not be read."),
    ],
)
def test_a_question_of_amount_is_answered_by_a_sum(facts: Facts, question: str, sentence: str) -> None:
    said = sums(question, facts)
    assert any(sentence in one for one in said), said


@pytest.mark.parametrize("question", ["What is this?", "Can I eat it?", "Where is it made?", "Thanks!", ""])
def test_other_questions_get_no_sums(question: str) -> None:
    assert sums(question, US) == []


def test_no_table_is_told() -> None:
    assert sums("How much sugar is in it?", Facts(ingredients=("sugar",))) == [
        "No nutrition table could be read in the picture."
    ]


def test_a_doubtful_value_is_told_as_such() -> None:
    wrong = Facts(layout="us", nutrients=(of("sugars", "42", "g"), of("carbohydrate", "37", "g")))
    assert any("doubtful" in one for one in sums("How much sugar in two servings?", wrong))
    right = wrong.corrected("sugars", Decimal(12), "g")
    assert sums("How much sugar in two servings?", right) == ["Sugars in 2 servings: 2 × 12 g = 24 g."]


@given(st.integers(1, 500), st.integers(1, 99))
def test_sums_are_exact(servings: int, tenths: int) -> None:
    amount = Decimal(tenths) / 10
    facts = Facts(layout="us", nutrients=(Nutrient("fat", amount, "g"),))
    (said,) = sums(f"How much fat is in {servings} servings?", facts)
    assert Decimal(said.removesuffix(" g.").split(" ")[-1].replace(",", "")) == servings * amount


_WORDS = st.sampled_from(
    [
        *("how much", "sugar", "calories", "in two", "servings", "50 g", "of my", "2,300 mg", "limit", "half the"),
        *("package", "1/0", "9999999999", "oz", "more than", "wie viel Zucker", "anderthalb", "Portionen", "%", "1,5"),
        *(",", ".", "0", "g", "kcal"),
    ]
)


@given(st.one_of(st.text(max_size=80), st.lists(_WORDS, max_size=14).map(" ".join)))
def test_no_question_breaks_it(question: str) -> None:
    for facts in (US, EU, UK, Facts()):
        assert all(one.strip() for one in sums(question, facts))
