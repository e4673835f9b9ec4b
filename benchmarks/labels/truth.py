"""What a label says: the truth that a reading of it is held against."""

from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.labels.ingredients import ingredient
from benchmarks.labels.products import Product


@dataclass(frozen=True, slots=True)
class Value:
    amount: float
    unit: str
    daily_value: float | None = None
    """Percent."""
    below: bool = False
    """Printed as less than the amount."""

    def text(self, comma: bool = False, gap: str = "") -> str:
        printed = f"{self.amount:g}"
        return f"{'<' if self.below else ''}{printed.replace('.', ',') if comma else printed}{gap}{self.unit}"


@dataclass(frozen=True, slots=True)
class Truth:
    layout: str
    language: str
    servings: float | None
    serving: tuple[float, str] | None
    nutrients: dict[str, Value]
    """Per serving where the label has servings, else per hundred grams."""
    ingredients: tuple[str, ...]
    allergens: tuple[str, ...]
    may_contain: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


AMERICAN_DAILY = {
    "fat": 78, "saturated_fat": 20, "cholesterol": 300, "sodium": 2300, "carbohydrate": 275, "fiber": 28,
    "added_sugars": 50, "vitamin_d": 20, "calcium": 1300, "iron": 18, "potassium": 4700,
}  # fmt: skip
BRITISH_INTAKE = {
    "calories": 2000, "fat": 70, "saturated_fat": 20, "carbohydrate": 260, "sugars": 90, "protein": 50, "salt": 6,
}  # fmt: skip


def printed_ingredients(product: Product, language: str) -> tuple[str, ...]:
    return tuple(ingredient(name, language).replace("*", "") for name in product.ingredients)


def american(product: Product, grams: float) -> dict[str, Value]:
    """Values per this many grams, rounded as American labels are."""
    share = grams / 100

    def grams_of(amount: float) -> tuple[float, str, bool]:
        amount *= share
        if amount < 0.5:
            return 0, "g", False
        if amount < 1:
            return 1, "g", True
        return round(amount), "g", False

    def fat_of(amount: float) -> tuple[float, str, bool]:
        amount *= share
        if amount < 0.5:
            return 0, "g", False
        return (round(amount * 2) / 2 if amount < 5 else round(amount)), "g", False

    def step(amount: float, unit: str, *bounds: tuple[float, float]) -> tuple[float, str, bool]:
        amount *= share
        size = next((size for bound, size in bounds if amount <= bound), bounds[-1][1])
        return float(f"{round(amount / size) * size:.6g}"), unit, False

    sodium = product.salt / 2.5 * 1000
    given = {
        "calories": step(product.kcal, "kcal", (50, 5), (1e9, 10)),
        "fat": fat_of(product.fat),
        "saturated_fat": fat_of(product.saturated_fat),
        "trans_fat": (0, "g", False),
        "cholesterol": step(product.cholesterol, "mg", (1e9, 5)),
        "sodium": step(sodium, "mg", (140, 5), (1e9, 10)),
        "carbohydrate": grams_of(product.carbohydrate + product.fiber),
        "fiber": grams_of(product.fiber),
        "sugars": grams_of(product.sugars),
        "added_sugars": grams_of(product.added_sugars),
        "protein": grams_of(product.protein),
        "vitamin_d": step(product.minerals["vitamin_d"], "mcg", (1e9, 0.1)),
        "calcium": step(product.minerals["calcium"], "mg", (1e9, 10)),
        "iron": step(product.minerals["iron"], "mg", (1e9, 0.1)),
        "potassium": step(product.minerals["potassium"], "mg", (1e9, 10)),
    }
    return {
        name: Value(amount, unit, _percent(amount, AMERICAN_DAILY.get(name)), below)
        for name, (amount, unit, below) in given.items()
    }


def european(product: Product, grams: float, intake: bool = False) -> dict[str, Value]:
    """Values per this many grams as the EU and the UK print them; with the share of a reference intake if wished."""
    share = grams / 100

    def tenth(amount: float) -> Value:
        amount *= share
        return Value(0.5, "g", None, True) if 0 < amount < 0.25 else Value(round(amount, 1), "g")

    salt = product.salt * share
    kcal = round(product.kcal * share)
    given = {
        "energy_kj": Value(round(kcal * 4.184), "kJ"),
        "calories": Value(kcal, "kcal"),
        "fat": tenth(product.fat),
        "saturated_fat": tenth(product.saturated_fat),
        "carbohydrate": tenth(product.carbohydrate),
        "sugars": tenth(product.sugars),
        "fiber": tenth(product.fiber),
        "protein": tenth(product.protein),
        "salt": Value(round(salt, 2 if salt < 1 else 1), "g"),
    }
    if not intake:
        return given
    return {
        name: Value(v.amount, v.unit, _percent(v.amount, BRITISH_INTAKE.get(name)), v.below)
        for name, v in given.items()
    }


def _percent(amount: float, daily: float | None) -> float | None:
    return None if daily is None else round(amount / daily * 100)
