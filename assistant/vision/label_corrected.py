"""Ingredients and allergens of a label as a person confirms or corrects them; nothing that is elsewhere gets lost."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from assistant.errors import VisionError
from assistant.vision.facts import Facts, Listing
from assistant.vision.label_allergens import found_in, order
from assistant.vision.label_ingredients import ingredients_of
from assistant.vision.label_values import Allergen, Doubt
from assistant.vision.label_vocabulary import fold


def corrected_text(facts: Facts, name: Listing, text: str) -> Facts:
    """The facts with one list as the person reads it; the list's own text (`text_of`) confirms it.

    Raises `VisionError` where an allergen is none that Earsight knows.
    """
    match name:
        case "ingredients":
            changed = _with_ingredients(facts, text)
        case "allergens":
            changed = replace(facts, allergens=allergens_of(text, facts.allergens))
        case "may_contain":
            changed = replace(facts, may_contain=allergens_of(text, facts.may_contain))
    checked = changed.checked | {name}
    if name == "ingredients" and keys(changed.allergens) != keys(facts.allergens):
        checked -= {"allergens"}
    notes = tuple(note for note in facts.notes if "allergens" not in note.about)
    return replace(changed, checked=checked, notes=notes + _doubts(changed, checked))


def text_of(facts: Facts, name: Listing) -> str:
    """A list as text, which `corrected_text` reads as just that list: "nuts: almonds, milk"."""
    if name == "ingredients":
        return ", ".join(facts.ingredients)
    allergens = facts.allergens if name == "allergens" else facts.may_contain
    return ", ".join(map(entry, allergens))


def entry(one: Allergen) -> str:
    """An allergen as `allergens_of` reads it."""
    return one.name if one.word == one.name else f"{one.name}: {one.word}"


def allergens_of(text: str, known: Sequence[Allergen] = ()) -> tuple[Allergen, ...]:
    """The allergens of a list: "milk", "nuts: almonds", "whey"; those that are `known` keep their places.

    Raises `VisionError` for what is none.
    """
    before = {_key(one): one for one in known}
    found = []
    for item in re.split(r"[,;\n]", text):
        said = " ".join(item.split()).strip(" .:")
        if not said:
            continue
        title, _, word = (part.strip() for part in said.partition(":"))
        named = _named(title)
        if not named:
            raise VisionError(f"“{said}” is no allergen that Earsight knows. It knows {', '.join(order())}.")
        for name, own_word in named:
            one = Allergen(name, word or own_word, elsewhere=True)
            found.append(replace(before.get(_key(one), one), elsewhere=True))
    return in_order(found)


def in_order(found: Sequence[Allergen]) -> tuple[Allergen, ...]:
    """In the fixed order of allergens, one entry for each different word."""
    first: dict[tuple[str, str], Allergen] = {}
    for one in found:
        first.setdefault(_key(one), one)
    return tuple(sorted(first.values(), key=lambda one: order().index(one.name)))


def marked(named: Sequence[Allergen], ingredients: Sequence[str]) -> list[Allergen]:
    """All that a label names; each knows whether it is named more often than the ingredient list does."""
    times, inside = Counter(map(_key, named)), Counter(map(_key, _listed(ingredients)))
    return [replace(one, elsewhere=times[_key(one)] > inside[_key(one)]) for one in named]


def keys(allergens: Sequence[Allergen]) -> set[tuple[str, str]]:
    """Names and words, for comparing."""
    return set(map(_key, allergens))


def _with_ingredients(facts: Facts, text: str) -> Facts:
    """With the allergens of the new list, and those of the old one that are named elsewhere, too."""
    ingredients = ingredients_of(text)
    if ingredients == facts.ingredients:
        return facts
    before, inside = {_key(one): one for one in facts.allergens}, keys(_listed(facts.ingredients))
    kept = [one for one in facts.allergens if one.elsewhere or _key(one) not in inside]
    found = [replace(one, box=facts.ingredients_box) for one in _allergens_in(text)]
    found = [before.get(_key(one), one) for one in found]
    return replace(facts, ingredients=ingredients, allergens=in_order([*kept, *found]))


def _doubts(facts: Facts, checked: frozenset[str]) -> tuple[Doubt, ...]:
    """What the ingredients name and a person took off the allergens."""
    names = {one.name for one in facts.allergens}
    words = dict.fromkeys(one.word for one in _listed(facts.ingredients) if one.name not in names)
    if not words or not checked & {"ingredients", "allergens"}:
        return ()
    return (Doubt(("allergens",), f"The ingredients name {', '.join(words)}; the allergens do not."),)


def _listed(ingredients: Sequence[str]) -> list[Allergen]:
    return _allergens_in(", ".join(ingredients))


def _allergens_in(text: str) -> list[Allergen]:
    return [Allergen(one.name, one.word) for one in found_in(text)]


def _named(title: str) -> list[tuple[str, str]]:
    """The allergens that an item names, each with its word."""
    if fold(title) in order():
        return [(fold(title), title)]
    return list(dict.fromkeys((one.name, one.word) for one in found_in(title)))


def _key(one: Allergen) -> tuple[str, str]:
    return one.name, fold(" ".join(one.word.split()))
