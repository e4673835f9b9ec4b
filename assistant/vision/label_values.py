"""What a food label says, value by value, each with the place in the picture where it was read."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.vision.lines import Box

Per = Literal["serving", "100 g", "100 ml", "container", "dose"]
"""What the amounts of a column are for; a dose is a supplement's capsule, tablet, scoop or daily portion."""


@dataclass(frozen=True, slots=True)
class Quantity:
    amount: Decimal
    unit: str
    """As it stands on the label: g, ml, capsule, serving …"""
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Nutrient:
    name: str
    """The key in `label_words/nutrients.toml`: calories, fat, saturated_fat …"""
    amount: Decimal | None
    """None where the label gives the share of the daily value alone."""
    unit: str
    """As it stands on the label: g, mg, mcg, µg, kcal, kJ, IU …"""
    daily_value: Decimal | None = None
    """Percent of the daily value, of the reference intake or of the NRV."""
    less: bool = False
    """The label says "less than"."""
    box: Box | None = None
    checked: bool = False
    """A person confirmed or corrected it."""
    doubt: str = ""
    """Why the reading itself is uncertain, as a sentence; empty where it is not."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of amounts."""

    per: Per
    of: Quantity | None
    """How much food the column is for, where the label says it."""
    nutrients: tuple[Nutrient, ...]


@dataclass(frozen=True, slots=True)
class Allergen:
    name: str
    """The key in `label_words/allergens.toml`: milk, eggs, nuts …"""
    word: str
    """What stands on the label: "almonds"."""
    box: Box | None = None
    elsewhere: bool = False
    """It is named outside the ingredient list, too, or by a person: correcting the list does not take it away."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why values may be wrong."""

    about: tuple[str, ...]
    """Names of nutrients, "serving_size" or "servings"; empty for the label as a whole."""
    text: str
    """A sentence."""


def title(name: str) -> str:
    """A nutrient's name as it is said: "saturated fat", "vitamin B12"."""
    words = name.removesuffix("_kj").replace("_", " ")
    return f"vitamin {words.removeprefix('vitamin ').upper()}" if words.startswith("vitamin ") else words
