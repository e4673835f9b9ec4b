"""The facts on a food label: what programs get, what the model gets, and what a person corrects."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from assistant.vision.label_doubts import doubts_of
from assistant.vision.label_values import Allergen, Column, Doubt, Nutrient, Per, Quantity, title
from assistant.vision.lines import Box

Layout = Literal["us", "eu", "uk", "supplement"]
Listing = Literal["ingredients", "allergens", "may_contain"]
"""A list that a person confirms or corrects as a whole."""


@dataclass(frozen=True, slots=True)
class Facts:
    layout: Layout | None = None
    """None where no table was read."""
    per: Per = "serving"
    """What `nutrients` are for."""
    servings: Quantity | None = None
    """Servings in the package."""
    serving_size: Quantity | None = None
    serving_text: str = ""
    """The serving as the label words it: "2/3 cup (55g)"."""
    package: Quantity | None = None
    """Net weight or volume."""
    nutrients: tuple[Nutrient, ...] = ()
    columns: tuple[Column, ...] = ()
    """The columns that were not chosen."""
    ingredients: tuple[str, ...] = ()
    """In the label's order; what stands in parentheses stays with its ingredient."""
    ingredients_box: Box | None = None
    allergens: tuple[Allergen, ...] = ()
    """What ingredients and "contains" name, in the words' fixed order; one entry for each different word."""
    may_contain: tuple[Allergen, ...] = ()
    free_from: tuple[str, ...] = ()
    """Keys of allergens that the label claims to be free from; a claim, never evidence."""
    checked: frozenset[str] = frozenset()
    """Which `Listing` a person confirmed or corrected."""
    notes: tuple[Doubt, ...] = ()
    """Doubts that come from the reading and that no value carries."""
    doubts: tuple[Doubt, ...] = field(init=False)

    def __post_init__(self) -> None:
        columns = (Column(self.per, self.serving_size, self.nutrients), *self.columns)
        object.__setattr__(self, "doubts", self.notes + doubts_of(self.layout, columns))

    def nutrient(self, name: str) -> Nutrient | None:
        return next((nutrient for nutrient in self.nutrients if nutrient.name == name), None)

    @property
    def per_what(self) -> str:
        """What the amounts are for, in words: "serving (55 g)", "100 g"."""
        if self.per.startswith("100") or not self.serving_size:
            return self.per
        return f"{self.per} ({number(self.serving_size.amount)} {self.serving_size.unit})"

    def corrected(self, name: str, amount: Decimal, unit: str) -> "Facts":
        """The facts as a person corrects or confirms one value: a nutrient, "servings" or "serving_size".

        A nutrient that was not read is added. Doubts are computed anew.
        """
        notes = tuple(note for note in self.notes if name not in note.about)
        if name == "servings":
            return replace(self, servings=Quantity(amount, unit or "serving", _box(self.servings)), notes=notes)
        if name == "serving_size":
            return replace(self, serving_size=Quantity(amount, unit, _box(self.serving_size)), notes=notes)
        known = self.nutrient(name)
        if not known:
            added = Nutrient(name, amount, unit, checked=True)
            return replace(self, nutrients=(*self.nutrients, added), notes=notes)
        same = (known.amount, known.unit) == (amount, unit)
        now = replace(
            known,
            amount=amount,
            unit=unit,
            daily_value=known.daily_value if same else None,
            less=known.less and same,
            checked=True,
            doubt="",
        )
        nutrients = tuple(now if nutrient is known else nutrient for nutrient in self.nutrients)
        return replace(self, nutrients=nutrients, notes=notes)

    def as_json(self) -> dict[str, object]:
        """Plain values for JSON; amounts as numbers."""
        size = self.serving_size
        return {
            "layout": self.layout,
            "per": self.per if self.nutrients else None,
            "servings": _plain(self.servings.amount) if self.servings else None,
            "serving_size": {"amount": _plain(size.amount), "unit": size.unit} if size else None,
            "nutrients": {nutrient.name: _entry(nutrient) for nutrient in self.nutrients},
            "ingredients": list(self.ingredients),
            "allergens": names(self.allergens),
            "may_contain": names(self.may_contain),
            "doubts": [doubt.text for doubt in self.doubts],
        }

    def as_text(self) -> str:
        """The facts for the language model: short lines of text."""
        lines = []
        if self.nutrients:
            lines.append(f"Amounts per {self.per_what}:")
            lines += [f"- {said(nutrient)}" for nutrient in self.nutrients]
        if self.serving_text:
            lines.append(f"Serving size: {self.serving_text}")
        if self.servings:
            lines.append(f"Servings per container: {number(self.servings.amount)}")
        lists = (
            ("ingredients", "Ingredients", ", ".join(self.ingredients)),
            ("allergens", "Allergens named", _listed(self.allergens)),
            ("may_contain", "May contain", _listed(self.may_contain)),
        )
        for name, heading, text in lists:
            if name in self.checked and (text or name != "ingredients"):
                lines.append(f"{heading} (checked by the user): {text or 'none'}")
            elif text:
                lines.append(f"{heading}: {text}")
        lines += [f"Doubtful: {doubt.text}" for doubt in self.doubts]
        return "\n".join(lines)


def names(allergens: Iterable[Allergen]) -> list[str]:
    """Each name once, in order."""
    return list(dict.fromkeys(allergen.name for allergen in allergens))


def number(amount: Decimal) -> str:
    """Without an exponent, zeros that say nothing, and with separated thousands: 2,300 or 0.5."""
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def said(nutrient: Nutrient) -> str:
    """One value in words: "saturated fat: less than 1 g (5 % of the daily value)"."""
    name = title(nutrient.name)
    share = "" if nutrient.daily_value is None else f"{number(nutrient.daily_value)} % of the daily value"
    if nutrient.amount is None:
        return f"{name}: {share}"
    less = "less than " if nutrient.less else ""
    checked = ", checked by the user" if nutrient.checked else ""
    return f"{name}: {less}{number(nutrient.amount)} {nutrient.unit}{f' ({share})' if share else ''}{checked}"


def _listed(allergens: Iterable[Allergen]) -> str:
    return ", ".join(f"{name} ({', '.join(a.word for a in allergens if a.name == name)})" for name in names(allergens))


def _box(quantity: Quantity | None) -> Box | None:
    return quantity.box if quantity else None


def _entry(nutrient: Nutrient) -> dict[str, object]:
    entry: dict[str, object] = {
        "amount": None if nutrient.amount is None else _plain(nutrient.amount),
        "unit": nutrient.unit,
        "daily_value": None if nutrient.daily_value is None else _plain(nutrient.daily_value),
    }
    return {**entry, "less_than": True} if nutrient.less else entry


def _plain(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)
