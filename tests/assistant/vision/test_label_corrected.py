"""Ingredients and allergens as a person corrects them: nothing that the label names elsewhere is ever dropped."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import VisionError
from assistant.vision.facts import Facts, Listing, names
from assistant.vision.label import parse
from assistant.vision.label_allergens import order
from assistant.vision.label_corrected import allergens_of, corrected_text, text_of
from assistant.vision.label_values import Allergen
from tests.assistant.vision.label_cases import lines_of

LISTINGS: tuple[Listing, ...] = ("ingredients", "allergens", "may_contain")


def read(*rows: str) -> Facts:
    facts = parse(lines_of(list(rows)))
    assert facts is not None
    return facts


@pytest.mark.parametrize(
    ("rows", "text", "named"),
    [
        (["Ingredients: rice, mlk, salt."], "rice, milk, salt", "milk"),
        (["Ingredients: rice, milk, salt."], "rice, salt", ""),
        (["Ingredients: rice, salt. Contains: milk."], "rice, sugar", "milk"),
        (["Ingredients: rice, milk, salt. Contains: milk."], "rice, salt", "milk"),
        (["Ingredients: rice, whey, salt. Contains: milk."], "rice, salt", "milk"),
        (["Ingredients: sugar, milk and salt.", "", "", "Zutaten: Zucker, Milch, Salz."], "sugar, salt", "milk"),
        (["Ingredients: a1monds, salt."], "almonds, salt", "nuts"),
        (["Ingredients: rice."], "milk, egg, wheat flour, celery", "milk eggs wheat celery"),
        (["Contains: soy."], "rice, milk", "milk soy"),
    ],
)
def test_the_allergens_follow_the_ingredients_and_those_named_elsewhere_stay(
    rows: list[str], text: str, named: str
) -> None:
    now = corrected_text(read(*rows), "ingredients", text)
    assert " ".join(names(now.allergens)) == named
    assert now.ingredients == tuple(text.split(", "))
    assert now.checked == {"ingredients"}


def test_what_a_person_added_stays_when_the_ingredients_are_corrected() -> None:
    added = corrected_text(read("Ingredients: rice, milk."), "allergens", "milk, sesame")
    assert names(corrected_text(added, "ingredients", "rice").allergens) == ["milk", "sesame"]


def test_allergens_that_change_with_the_ingredients_are_to_be_checked_anew() -> None:
    facts = read("Ingredients: rice, milk.")
    checked = corrected_text(facts, "allergens", "milk")
    assert corrected_text(checked, "ingredients", "rice, milk, salt").checked == {"ingredients", "allergens"}
    assert corrected_text(checked, "ingredients", "rice, milk, egg").checked == {"ingredients"}


def test_each_list_is_confirmed_by_its_own_text() -> None:
    facts = read("Ingredients: rice (white), almond milk, lecithin (soy). Contains milk. May contain nuts, eggs.")
    for name in LISTINGS:
        now = corrected_text(facts, name, text_of(facts, name))
        assert text_of(now, name) == text_of(facts, name)
        assert [one.box for one in now.allergens] == [one.box for one in facts.allergens]
        assert now.checked == {name}
        assert now.as_text().count("(checked by the user)") == 1


def test_an_allergen_that_is_taken_off_though_the_ingredients_name_it_is_in_doubt() -> None:
    facts = corrected_text(read("Ingredients: rice, whey, egg."), "allergens", "egg")
    assert [doubt.text for doubt in facts.doubts] == ["The ingredients name whey; the allergens do not."]
    assert "Doubtful: The ingredients name whey" in facts.as_text()
    assert corrected_text(facts, "allergens", "egg, whey").doubts == ()
    assert corrected_text(facts, "ingredients", "rice, egg").doubts == ()


def test_no_allergens_at_all_are_told_as_checked() -> None:
    facts = corrected_text(read("Ingredients: rice. May contain milk."), "may_contain", "")
    assert facts.may_contain == ()
    assert "May contain (checked by the user): none" in facts.as_text()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("milk", [("milk", "milk")]),
        ("Tree nuts: almonds; Milk", [("milk", "Milk"), ("nuts", "almonds")]),
        ("whey, shrimp\ntahini", [("milk", "whey"), ("crustaceans", "shrimp"), ("sesame", "tahini")]),
        ("nuts: odd word", [("nuts", "odd word")]),
        ("milk and eggs", [("milk", "milk"), ("eggs", "eggs")]),
        ("milk, Milk, milk.", [("milk", "milk")]),
        (" , ", []),
    ],
)
def test_allergens_are_read_as_people_type_them(text: str, found: list[tuple[str, str]]) -> None:
    assert [(one.name, one.word) for one in allergens_of(text)] == found


@pytest.mark.parametrize("text", ["strawberries", "milk, coconut milk", "unknown: milk", "free from milk"])
def test_what_is_no_allergen_is_refused(text: str) -> None:
    with pytest.raises(VisionError, match="is no allergen that Earsight knows"):
        allergens_of(text)


@given(
    st.lists(st.builds(Allergen, st.sampled_from(order()), st.from_regex(r"[a-z]{1,9}( [a-z]{1,9})?", fullmatch=True)))
)
def test_allergens_come_through_their_text_unchanged(allergens: list[Allergen]) -> None:
    first = replace(Facts(), allergens=tuple(allergens))
    once = corrected_text(first, "allergens", text_of(first, "allergens"))
    again = corrected_text(once, "allergens", text_of(once, "allergens"))
    assert {(one.name, one.word) for one in once.allergens} == {(one.name, one.word) for one in allergens}
    assert again == once
