"""Allergy questions are answered by what the label names; nothing is called free of anything; the memory warns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.vision.allergy import allergies
from assistant.vision.facts import Facts
from assistant.vision.label import parse
from assistant.vision.label_answers import answers
from assistant.vision.label_values import Nutrient
from tests.assistant.vision.label_cases import lines_of


def label(*rows: str) -> Facts:
    facts = parse(lines_of(rows))
    assert facts is not None
    return facts


CEREAL = label(
    "Ingredients: oat flakes, wheat flour, almonds, sugar, dried strawberries, whey (milk), honey.",
    "May contain peanuts and sesame.",
)
SOUP = label("Ingredients: water, carrots, rice, salt, spices.")
SWEETS = label("Ingredients: sugar, glucose syrup, gelatine (pork), colour (carmine).")
TABLE = Facts(layout="us", nutrients=(Nutrient("fat", None, "g"),))
STATEMENT = label("Contains: soy.")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Does it contain nuts?", "It contains nuts: the label names nuts (almonds)."),
        ("Is it safe for a nut allergy?", "It contains nuts: the label names nuts (almonds)."),
        ("Are there almonds in it?", "It contains nuts: the label names nuts (almonds)."),
        ("Is it gluten free?", "It contains gluten: the label names wheat (wheat), gluten (oat)."),
        ("Can a coeliac eat this?", "It contains gluten: the label names wheat (wheat), gluten (oat)."),
        ("Is there dairy in it?", "It contains milk: the label names milk (whey, milk)."),
        ("Is there lactose in it?", "It contains milk"),
        ("Does it contain peanuts?", "The label says that it may contain peanuts (peanuts)."),
        ("Is it vegan?", "It is not vegan: the label names milk (whey, milk), honey."),
        ("Enthält das Nüsse?", "It contains nuts"),
        ("Ist da Milch drin?", "It contains milk"),
        ("Est-ce que ça contient du blé ?", "It contains wheat"),
        ("¿Lleva leche?", "It contains milk"),
        ("Contiene latte?", "It contains milk"),
        (
            "Can I eat this?",
            "Allergens that the label names: milk (whey, milk), nuts (almonds), wheat (wheat), gluten (oat).",
        ),
    ],
)
def test_what_the_label_names_is_told(question: str, said: str) -> None:
    assert any(said in one for one in allergies(question, CEREAL, [])), allergies(question, CEREAL, [])


def test_peanuts_are_told_beside_nuts() -> None:
    assert any("which are no tree nuts" in one for one in allergies("Does it contain nuts?", CEREAL, []))


@pytest.mark.parametrize(
    "question",
    [
        "Does it contain nuts?",
        "Is it safe for a nut allergy?",
        "Is it gluten free?",
        "Is it vegan?",
        "Is it free of milk?",
        "Can I eat it?",
        "Ist das glutenfrei?",
        "Is there shellfish in it?",
    ],
)
@pytest.mark.parametrize("facts", [SOUP, TABLE, STATEMENT])
def test_nothing_is_ever_called_free_of_something(question: str, facts: Facts) -> None:
    said = " ".join(allergies(question, facts, []))
    assert said
    for words in ("free of", "free from", "is safe", "no nuts", "is vegan", "does not contain"):
        assert words not in said
    assert "Check the package" in said or "Allergens that the label names" in said


def test_a_list_that_names_none_is_told_as_no_proof() -> None:
    (said,) = allergies("Does it contain nuts?", SOUP, [])
    assert said.startswith("The ingredients that were read do not name nuts. This does not prove that there is none.")


def test_without_an_ingredient_list_nothing_can_be_told() -> None:
    assert allergies("Does it contain nuts?", TABLE, [])[0].startswith("No ingredient list could be read")
    assert allergies("Does it contain nuts?", STATEMENT, [])[0].startswith("No ingredient list could be read")


def test_meat_and_other_animals_are_told() -> None:
    assert allergies("Is it vegetarian?", SWEETS, [])[0].startswith(
        "It is not vegetarian: the label names gelatine (pork)"
    )


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        ("I am allergic to almonds.", "names nuts (almonds)"),
        ("I'm allergic to nuts", "names nuts (almonds)"),
        ("I am lactose intolerant.", "names milk (whey, milk)"),
        ("I can't eat gluten.", "names wheat (wheat), gluten (oat)"),
        ("I have coeliac disease.", "names wheat (wheat), gluten (oat)"),
        ("My daughter is allergic to peanuts.", "may contain peanuts (peanuts)"),
        ("My son has a sesame allergy.", "may contain sesame (sesame)"),
        ("I am allergic to strawberries and kiwi.", "names dried strawberries"),
        ("I'm vegan.", "names milk (whey, milk), honey"),
        ("I avoid milk.", "names milk (whey, milk)"),
        ("Ich bin allergisch gegen Mandeln.", "names nuts (almonds)"),
        ("Ich habe eine Nussallergie.", "names nuts (almonds)"),
        ("J'ai une allergie aux arachides.", "may contain peanuts"),
        ("Soy alérgica a la leche.", "names milk"),
        ("Sono allergico alle mandorle.", "names nuts"),
    ],
)
def test_the_memory_warns_by_itself(entry: str, named: str) -> None:
    said = allergies("What is this?", CEREAL, [entry])
    assert len(said) == 1
    assert said[0].startswith("Warning: the memory says “")
    assert named in said[0]


@pytest.mark.parametrize(
    "entry",
    [
        "I like almonds.",
        "I am not allergic to nuts.",
        "I am allergic to nuts. (no longer true since 2026-01-01)",
        "I am allergic to cats.",
        "I am allergic to fish.",
        "My sister lives in Bern.",
        "",
    ],
)
def test_other_memories_do_not_warn(entry: str) -> None:
    assert allergies("What is this?", CEREAL, [entry]) == []


def test_asked_for_safety_a_memory_that_is_not_met_is_told_without_promise() -> None:
    (said,) = allergies("Is it safe for me?", SOUP, ["I am allergic to almonds."])
    assert "do not name nuts" in said
    assert "This does not prove that there is none." in said


def test_warnings_come_before_sums() -> None:
    facts = label("Nutrition Facts", "Calories 100", "Total Fat 3g", "Ingredients: rice, almonds.")
    said = answers("How much fat is in two servings?", facts, ["I am allergic to almonds."])
    assert said[0].startswith("Warning")
    assert said[1] == "Fat in 2 servings: 2 × 3 g = 6 g."


@given(st.text(max_size=120), st.lists(st.text(max_size=80), max_size=3))
def test_no_question_and_no_memory_break_it(question: str, memory: list[str]) -> None:
    for facts in (CEREAL, TABLE):
        assert all(one.strip() for one in answers(question, facts, memory))
