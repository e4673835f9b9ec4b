"""An amount as the person types it over one that was read."""

import re
from dataclasses import dataclass
from decimal import Decimal

from assistant.vision.label_vocabulary import nutrients
from ui.label_words import ENERGY, SERVING_SIZE, SERVINGS

MOST = Decimal(1_000_000)
_MASSES = {"g": "g", "mg": "mg", "mcg": "mcg", "µg": "µg", "μg": "µg", "ug": "µg", "iu": "IU"}
_ENERGIES = {"kcal": "kcal", "cal": "kcal", "calories": "kcal", "kj": "kJ"}
_AMOUNT = re.compile(r"(?P<number>[0-9]{1,9}(?:[.,][0-9]{1,6})?)\s*(?P<unit>[^\W\d_]{0,20})\.?")
_TWO_WAYS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")


class NotAnAmount(ValueError):
    """Its text is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Typed:
    amount: Decimal
    unit: str


def usual_unit(name: str) -> str:
    """The unit that is meant where nothing is known."""
    if name == SERVINGS:
        return "serving"
    return "g" if name == SERVING_SIZE else nutrients()[name].unit


def typed(text: str, name: str, unit: str) -> Typed:
    """The amount of the value `name`, in `unit` where none is typed. Raises `NotAnAmount`."""
    text = text.strip()
    unit = unit or usual_unit(name)
    example = f"such as 12 {unit}" if name != SERVINGS else "such as 8"
    if not text:
        raise NotAnAmount(f"Type an amount, {example}, or press Esc to leave it as it is.")
    if text.endswith("%"):
        raise NotAnAmount(f"Type the amount, {example}, not the percentage.")
    if text.startswith("<"):
        raise NotAnAmount(f"Type the number without “<”, {example}.")
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise NotAnAmount(f"That is not an amount. Type a number and a unit, {example}.")
    if _TWO_WAYS.fullmatch(found["number"]):
        plain = found["number"].replace(",", "")
        point = found["number"].replace(",", ".").rstrip("0").rstrip(".")
        raise NotAnAmount(f"“{found['number']}” can be read in two ways: type {plain} or {point}.")
    amount = Decimal(found["number"].replace(",", "."))
    if amount > MOST:
        raise NotAnAmount("That is more than any package holds; check the number.")
    if name in (SERVINGS, SERVING_SIZE) and not amount:
        raise NotAnAmount("It has to be more than 0.")
    return Typed(amount, _unit(found["unit"], name, unit))


def _unit(said: str, name: str, unit: str) -> str:
    if not said:
        return unit
    if name == SERVING_SIZE:
        return said
    if name == SERVINGS:
        known, allowed = {"serving": "serving", "servings": "serving", "portions": "serving"}, "a number without a unit"
    elif name in ENERGY or nutrients()[name].unit in ("kcal", "kJ"):
        right = nutrients()[name].unit
        known = {word: meant for word, meant in _ENERGIES.items() if meant == right}
        allowed = right
    else:
        known, allowed = _MASSES, "g, mg, mcg, µg or IU"
    if said.casefold() not in known:
        raise NotAnAmount(f"“{said}” is not a unit of this value; use {allowed}.")
    return known[said.casefold()]
