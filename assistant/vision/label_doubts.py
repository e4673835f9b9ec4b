"""What cannot be right on a label, found by sums: a value that breaks them is doubted, never mended in silence."""

from collections.abc import Iterator
from decimal import Decimal

from assistant.vision.label_values import Column, Doubt, Nutrient, Quantity, title
from assistant.vision.label_vocabulary import nutrients

GRAMS = {"g": Decimal(1), "mg": Decimal("0.001"), "mcg": Decimal("0.000001"), "µg": Decimal("0.000001")}
_WEIGHTS = {
    "g": (Decimal(1), "g"),
    "kg": (Decimal(1000), "g"),
    "oz": (Decimal("28.349523125"), "g"),
    "ml": (Decimal(1), "ml"),
    "cl": (Decimal(10), "ml"),
    "l": (Decimal(1000), "ml"),
}
KJ_PER_KCAL = Decimal("4.184")
_PARTS = (
    ("saturated_fat", "fat"),
    ("trans_fat", "fat"),
    ("polyunsaturated_fat", "fat"),
    ("monounsaturated_fat", "fat"),
    ("sugars", "carbohydrate"),
    ("added_sugars", "sugars"),
    ("added_sugars", "carbohydrate"),
    ("starch", "carbohydrate"),
    ("sugar_alcohol", "carbohydrate"),
    ("soluble_fiber", "fiber"),
    ("insoluble_fiber", "fiber"),
)
_VITAMIN_PERCENT = Decimal("0.15")
"""How far a percent may be from its amount, as a share of it: labels round both."""


def doubts_of(layout: str | None, columns: tuple[Column, ...]) -> tuple[Doubt, ...]:
    """The doubts about the first column, which is the one that is reported; the others serve to check it."""
    first, *others = columns
    values = {nutrient.name: nutrient for nutrient in first.nutrients}
    found = [*_as_read(first), *_sizes(layout, first, values), *_parts(layout, values), *_energies(layout, values)]
    found += [*_salts(values), *_daily_values(layout, first), *_across(first, others)]
    return tuple(doubt for doubt in found if not _all_checked(doubt, values))


def grams(nutrient: Nutrient | None) -> Decimal | None:
    """A nutrient's mass in grams; None where it has none."""
    if nutrient is None or nutrient.amount is None or nutrient.unit not in GRAMS:
        return None
    return nutrient.amount * GRAMS[nutrient.unit]


def last_place(nutrient: Nutrient) -> Decimal:
    """The worth of the last digit that the label gives: 1 for 12 g, 0.1 for 0.5 g."""
    return Decimal(1).scaleb(int((nutrient.amount or Decimal(0)).as_tuple().exponent))


def _all_checked(doubt: Doubt, values: dict[str, Nutrient]) -> bool:
    known = [values[name] for name in doubt.about if name in values]
    return bool(known) and len(known) == len(doubt.about) and all(nutrient.checked for nutrient in known)


def _said(nutrient: Nutrient) -> str:
    return f"{title(nutrient.name)} ({nutrient.amount} {nutrient.unit})"


def _as_read(column: Column) -> Iterator[Doubt]:
    for nutrient in column.nutrients:
        if nutrient.doubt:
            yield Doubt((nutrient.name,), nutrient.doubt)
        if nutrient.amount is not None and nutrient.amount < 0:
            yield Doubt((nutrient.name,), f"A negative amount of {title(nutrient.name)} cannot be.")


def weight(column: Column) -> Quantity | None:
    """How many grams or millilitres the column is for."""
    if column.per in ("100 g", "100 ml"):
        return Quantity(Decimal(100), column.per[4:])
    if column.of and column.of.unit in _WEIGHTS:
        factor, unit = _WEIGHTS[column.of.unit]
        return Quantity(column.of.amount * factor, unit)
    return None


def _sizes(layout: str | None, column: Column, values: dict[str, Nutrient]) -> Iterator[Doubt]:
    """No more of anything than there is food, and no more energy than pure fat has."""
    size = weight(column)
    if size is None or size.amount <= 0:
        return
    # A millilitre may weigh more than a gram.
    most = size.amount * (Decimal("1.5") if size.unit == "ml" else Decimal("1.02")) + 1
    whole = f"{size.amount} {size.unit}"
    for nutrient in column.nutrients:
        mass = grams(nutrient)
        if mass is not None and mass > most:
            yield Doubt((nutrient.name,), f"There is more {_said(nutrient)} than food ({whole}).")
    # Carbohydrate holds the fibre in America and does not in Europe.
    apart = ("fiber",) if layout in ("eu", "uk") else ()
    main = [values[name] for name in ("fat", "carbohydrate", *apart, "protein", "salt") if name in values]
    masses = [mass for mass in map(grams, main) if mass is not None]
    rounding = sum((last_place(nutrient) * GRAMS.get(nutrient.unit, Decimal(1)) for nutrient in main), Decimal(0)) / 2
    if sum(masses) > most + rounding and all(mass <= most for mass in masses):
        names = tuple(nutrient.name for nutrient in main)
        yield Doubt(names, f"{', '.join(map(title, names))} together are more than the food ({whole}).")
    calories = values.get("calories")
    if calories and calories.amount is not None and calories.amount > most * 9 + 5:
        yield Doubt(("calories",), f"{calories.amount} kcal in {whole} is more than pure fat has.")


def _parts(layout: str | None, values: dict[str, Nutrient]) -> Iterator[Doubt]:
    pairs = (*_PARTS, ("fiber", "carbohydrate")) if layout == "us" else _PARTS
    for part, whole in pairs:
        one, all_of_it = values.get(part), values.get(whole)
        if one is None or all_of_it is None or all_of_it.less or one.less:
            continue
        mass, whole_mass = grams(one), grams(all_of_it)
        rounding = last_place(all_of_it) * GRAMS.get(all_of_it.unit, Decimal(1)) / 2
        if mass is not None and whole_mass is not None and mass > whole_mass + rounding:
            yield Doubt((part, whole), f"There is more {_said(one)} than {_said(all_of_it)}, of which it is a part.")


def _energies(layout: str | None, values: dict[str, Nutrient]) -> Iterator[Doubt]:
    calories, joules = values.get("calories"), values.get("energy_kj")
    if calories and joules and calories.amount is not None and joules.amount is not None:
        expected = calories.amount * KJ_PER_KCAL
        if abs(expected - joules.amount) > expected * Decimal("0.05") + 6:
            yield Doubt(
                ("calories", "energy_kj"), f"{calories.amount} kcal and {joules.amount} kJ are not the same energy."
            )
    fat, carbohydrate, protein = (grams(values.get(name)) for name in ("fat", "carbohydrate", "protein"))
    if calories is None or calories.amount is None or fat is None or carbohydrate is None or protein is None:
        return
    fiber, polyols = grams(values.get("fiber")) or Decimal(0), grams(values.get("sugar_alcohol")) or Decimal(0)
    alcohol = grams(values.get("alcohol")) or Decimal(0)
    most = 9 * fat + 4 * (carbohydrate + protein) + 7 * alcohol + (0 if layout == "us" else 2 * fiber)
    least = most - 4 * polyols - (4 * fiber if layout == "us" else 2 * fiber)
    if not least * Decimal("0.85") - 12 <= calories.amount <= most * Decimal("1.15") + 12:
        names = ("calories", "fat", "carbohydrate", "protein")
        yield Doubt(
            names, f"Fat, carbohydrate and protein give about {most:.0f} kcal, the label says {calories.amount}."
        )


def _salts(values: dict[str, Nutrient]) -> Iterator[Doubt]:
    salt, sodium = values.get("salt"), values.get("sodium")
    mass, sodium_mass = grams(salt), grams(sodium)
    if salt is None or sodium is None or mass is None or sodium_mass is None:
        return
    expected = sodium_mass * Decimal("2.5")
    rounding = last_place(salt) * GRAMS[salt.unit] + last_place(sodium) * GRAMS[sodium.unit] * Decimal("2.5")
    if abs(mass - expected) > expected * Decimal("0.08") + rounding:
        yield Doubt(("salt", "sodium"), f"{_said(salt)} should be 2.5 times {_said(sodium)}.")


def _daily_values(layout: str | None, column: Column) -> Iterator[Doubt]:
    for nutrient in column.nutrients:
        share = nutrient.daily_value
        if share is None or nutrient.amount is None or nutrient.less:
            continue
        known = nutrients()[nutrient.name]
        references = (
            (*known.daily, *known.nrv) if layout == "supplement" else known.daily if layout == "us" else known.nrv
        )
        amount = _in_unit(nutrient, known.unit)
        if not references or amount is None:
            continue
        rounding = last_place(nutrient) * amount / nutrient.amount if nutrient.amount else Decimal(1)
        wide = _VITAMIN_PERCENT if nutrient.name not in ("fat", "carbohydrate") else Decimal("0.08")
        near = (
            abs(share - amount * 100 / reference) <= 2 + share * wide + 100 * rounding / reference
            for reference in references
        )
        if not any(near):
            yield Doubt((nutrient.name,), f"{_said(nutrient)} and {share} % of the daily value do not fit together.")


def _in_unit(nutrient: Nutrient, unit: str) -> Decimal | None:
    if nutrient.amount is None or nutrient.unit == unit:
        return nutrient.amount
    if nutrient.unit not in GRAMS or unit not in GRAMS:
        return None
    return nutrient.amount * GRAMS[nutrient.unit] / GRAMS[unit]


def _across(first: Column, others: list[Column]) -> Iterator[Doubt]:
    """Columns for different weights must agree."""
    size = weight(first)
    for other in others:
        other_size = weight(other)
        if (
            size is None
            or other_size is None
            or size.unit != other_size.unit
            or not other_size.amount
            or not size.amount
        ):
            continue
        if size.amount == other_size.amount:
            # The same food in another state: as sold and as prepared.
            continue
        values = {nutrient.name: nutrient for nutrient in other.nutrients}
        for nutrient in first.nutrients:
            twin = values.get(nutrient.name)
            if twin is None or twin.unit != nutrient.unit or twin.amount is None or nutrient.amount is None:
                continue
            scale = size.amount / other_size.amount
            if nutrient.less or twin.less or nutrient.checked:
                continue
            expected = twin.amount * scale
            rounding = last_place(nutrient) + last_place(twin) * scale
            if abs(expected - nutrient.amount) > expected * Decimal("0.08") + rounding:
                there = f"{twin.amount} {twin.unit} in {other_size.amount} {other_size.unit}"
                yield Doubt((nutrient.name,), f"{_said(nutrient)} does not fit the {there}.")
