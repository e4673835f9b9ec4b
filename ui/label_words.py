"""What the card calls nutrients, allergens and amounts, in plain words."""

from decimal import Decimal

from assistant.vision.facts import Facts, number
from assistant.vision.label_values import Allergen, Quantity

SERVINGS, SERVING_SIZE = "servings", "serving_size"
ENERGY = ("energy_kj", "calories")

_TITLES = {
    SERVINGS: "Servings in the package",
    SERVING_SIZE: "Serving size",
    "energy_kj": "Energy",
    "calories": "Calories",
    "calories_from_fat": "Calories from fat",
    "fat": "Fat",
    "omega_3": "Omega-3",
    "omega_6": "Omega-6",
    "epa": "EPA",
    "dha": "DHA",
    "coenzyme_q10": "Coenzyme Q10",
    **{f"vitamin_{letter}": f"Vitamin {letter.upper()}" for letter in ("a", "c", "d", "e", "k", "b6", "b12")},
}
_BRITISH = {
    "calories": "Energy",
    "fiber": "Fibre",
    "soluble_fiber": "Soluble fibre",
    "insoluble_fiber": "Insoluble fibre",
}
_LEVELS = {
    "calories_from_fat": 1,
    "saturated_fat": 1,
    "trans_fat": 1,
    "polyunsaturated_fat": 1,
    "monounsaturated_fat": 1,
    "sugars": 1,
    "added_sugars": 2,
    "sugar_alcohol": 1,
    "starch": 1,
    "soluble_fiber": 1,
    "insoluble_fiber": 1,
}
_BREAKS = {"Polyuns": "Poly\u00aduns", "Monouns": "Mono\u00aduns", "Carbohydrate": "Carbo\u00adhydrate"}
_ALLERGENS = {"nuts": "Tree nuts"}
_MEASURES = frozenset(("g", "mg", "kg", "ml", "cl", "l", "mcg", "µg", "kcal", "kJ", "IU", "oz", "tbsp", "tsp", "fl oz"))


def title(name: str, layout: str | None = None) -> str:
    """A value's name as people say it where the label comes from."""
    if layout in ("eu", "uk") and name in _BRITISH:
        return _BRITISH[name]
    return _TITLES.get(name) or name.replace("_", " ").capitalize()


def breakable(title: str) -> str:
    """The name with soft hyphens, for a line that may be short."""
    for word, broken in _BREAKS.items():
        title = title.replace(word, broken)
    return title


def level(name: str) -> int:
    """How far below another nutrient it stands, as a part of it."""
    return _LEVELS.get(name, 0)


def amount_text(amount: Decimal, unit: str) -> str:
    """230 kcal, 0.5 g, 2 capsules."""
    word = unit
    if unit and unit not in _MEASURES and unit.isascii() and unit.isalpha() and amount != 1 and not unit.endswith("s"):
        word = f"{unit}s"
    return f"{number(amount)} {word}".strip()


def heading(facts: Facts) -> str:
    """What the card shows, and how much food its values are for."""
    if not facts.nutrients:
        return "What the label says"
    kind = "Supplement facts" if facts.layout == "supplement" else "Nutrition facts"
    return f"{kind}, per {per_words(facts.per, facts.serving_size)}"


def per_words(per: str, of: Quantity | None) -> str:
    """serving (55 g), 100 g, dose (2 capsules)."""
    if per.startswith("100") or of is None:
        return per
    return f"{per} ({amount_text(of.amount, of.unit)})"


def other_columns(facts: Facts) -> str:
    """A sentence on the columns that are not shown; empty where there are none."""
    others = list(dict.fromkeys(per_words(column.per, column.of) for column in facts.columns if column.nutrients))
    if not others:
        return ""
    return f"The label also has amounts per {' and per '.join(others)}; they are not shown here."


def allergen_title(name: str) -> str:
    return _ALLERGENS.get(name) or name.replace("_", " ").capitalize()


def allergen_text(allergen: Allergen) -> str:
    """Milk, or Milk: whey where the label words it otherwise."""
    said = allergen_title(allergen.name)
    plain = {said.casefold(), allergen.name.casefold(), allergen.name.casefold().rstrip("s")}
    return said if allergen.word.casefold() in plain else f"{said}: {allergen.word}"
