"""A label's ingredients and allergens as lists to check: what each shows, and what a person changed in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.unseen import visible
from assistant.vision.facts import Facts, Listing
from assistant.vision.label_corrected import entry, text_of
from assistant.vision.label_values import Allergen
from ui.label_words import allergen_text

_TITLES: dict[Listing, str] = {
    "ingredients": "Ingredients",
    "allergens": "Allergens named",
    "may_contain": "May contain",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One list."""

    name: Listing
    title: str
    text: str
    """As `CorrectText` takes it."""
    shown: tuple[str, ...]
    """What is in it, in words."""
    entries: tuple[str, ...] = ()
    """Of allergens: each as `CorrectText` takes it."""
    names: frozenset[str] = frozenset()
    """Keys of the allergens in it."""
    is_checked: bool = False
    is_changed: bool = False
    """It says something else than was read."""
    gone: tuple[str, ...] = ()
    """What was read, and is no longer in it."""
    doubts: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """There is something to check, or it was checked that there is nothing."""
        return bool(self.shown) or self.is_checked

    @property
    def is_doubtful(self) -> bool:
        return bool(self.doubts) and not self.is_checked


def listed(facts: Facts, first: Facts) -> tuple[Listed, ...]:
    """`first` is as they were read."""
    return tuple(_one(name, facts, first) for name in _TITLES)


def _one(name: Listing, facts: Facts, first: Facts) -> Listed:
    now, then, allergens = _shown(facts, name), _shown(first, name), _allergens(facts, name)
    return Listed(
        name,
        _TITLES[name],
        text_of(facts, name),
        now,
        tuple(map(entry, allergens)),
        frozenset(one.name for one in allergens),
        name in facts.checked,
        now != then,
        tuple(one for one in then if one not in now),
        tuple(visible(doubt.text) for doubt in facts.doubts if name in doubt.about),
    )


def _shown(facts: Facts, name: Listing) -> tuple[str, ...]:
    words = facts.ingredients if name == "ingredients" else map(allergen_text, _allergens(facts, name))
    return tuple(map(visible, words))


def _allergens(facts: Facts, name: Listing) -> Sequence[Allergen]:
    return {"ingredients": (), "allergens": facts.allergens, "may_contain": facts.may_contain}[name]
