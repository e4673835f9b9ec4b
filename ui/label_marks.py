"""Where in the picture everything on the card was read."""

from assistant.vision.lines import Box
from assistant.vision.reading import Reading
from ui.label_facts import Sheet
from ui.label_picture import Mark


def marks(values: Sheet | None, reading: Reading) -> dict[str, Mark]:
    """By the keys of the places on the card."""
    rows = values.values if values else ()
    found = {value.name: Mark(value.box, value.is_doubtful) for value in rows if value.box is not None}
    return found | {key: Mark(box) for key, box in _boxes(reading).items()}


def chip(name: str, number: int) -> str:
    """The key of an allergen's place: which list it is in, and where there."""
    return f"{name} {number}"


def _boxes(reading: Reading) -> dict[str, Box]:
    """Of codes, ingredients and allergens."""
    found = {f"code {at}": code.box for at, code in enumerate(reading.codes)}
    facts = reading.facts
    if facts is None:
        return found
    if facts.ingredients_box is not None:
        found["ingredients"] = facts.ingredients_box
    for name, allergens in (("allergens", facts.allergens), ("may_contain", facts.may_contain)):
        found |= {chip(name, at): one.box for at, one in enumerate(allergens) if one.box is not None}
    return found
