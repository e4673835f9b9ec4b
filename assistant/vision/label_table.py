"""The columns of a nutrition table with their nutrients, from the groups that its rows make."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import mode

from assistant.vision.label_amounts import Amount
from assistant.vision.label_groups import Group, Value
from assistant.vision.label_heads import Head
from assistant.vision.label_values import Nutrient, title
from assistant.vision.label_vocabulary import nutrients

_ENERGY = ("kJ", "kcal")
_OF_ENERGY = {"kJ": "energy_kj", "kcal": "calories"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A nutrient's values, one for each column at most."""

    name: str
    values: tuple[Value, ...]
    percents: tuple[tuple[Amount, float], ...]
    group: Group


def columns_of(groups: Sequence[Group], heads: Sequence[Head]) -> list[list[Nutrient]]:
    """For each head the nutrients of its column, in the order in which facts are listed."""
    entries = _entries(groups)
    counts = [len(entry.values) for entry in entries if entry.values and entry.name not in _OF_ENERGY.values()]
    usual = mode(counts) if counts else 1
    bare = _without_units(entries)
    columns: list[dict[str, Nutrient]] = [{} for _ in heads]
    for entry in entries:
        placed = _placed(entry.values, heads, usual)
        for number, value in placed.items():
            percent = value.percent
            if percent is None and len(placed) == 1 and entry.percents:
                percent = entry.percents[0][0]
            columns[number].setdefault(entry.name, _nutrient(entry, value, percent, bare))
        if not entry.values and entry.percents:
            percent = entry.percents[0][0]
            only = Nutrient(entry.name, None, "", percent.number, percent.less, entry.group.box)
            columns[0].setdefault(entry.name, only)
    order = list(nutrients())
    return [sorted(column.values(), key=lambda nutrient: order.index(nutrient.name)) for column in columns]


def _entries(groups: Sequence[Group]) -> list[_Entry]:
    """Groups by nutrient; of several for one, the first that stands as a table's row does."""
    entries: dict[str, _Entry] = {}
    for group in sorted(groups, key=lambda group: (group.before, not group.values)):
        if group.nutrient == "calories":
            for name, values in _energy(group).items():
                if values:
                    percents = tuple(group.percents)
                    entries.setdefault(name, _Entry(name, tuple(values), percents, group))
        elif group.nutrient != "calories_from_fat" and not group.empty:
            values = [value for value in group.values if (value.unit or value.amount.unit) not in _ENERGY]
            entries.setdefault(group.nutrient, _Entry(group.nutrient, tuple(values), tuple(group.percents), group))
    return list(entries.values())


def _energy(group: Group) -> dict[str, list[Value]]:
    """The group's values by the unit they are in; where none stands, by what the name says or by their relation."""
    found: dict[str, list[Value]] = {"calories": [], "energy_kj": []}
    unitless: list[Value] = []
    for value in group.values:
        unit = value.unit or value.amount.unit
        if unit in _ENERGY:
            found[_OF_ENERGY[unit]].append(value)
        elif not unit:
            unitless.append(value)
    units = [unit for unit in dict.fromkeys(group.units) if unit in _ENERGY]
    if not units and len(unitless) > 1 and _are_joules(unitless[0].amount.number, unitless[1].amount.number):
        units = ["kJ", "kcal"]
    for number, value in enumerate(unitless):
        unit = units[number % len(units)] if units else "kcal"
        if found[_OF_ENERGY[unit]] and not units:
            continue
        found[_OF_ENERGY[unit]].append(value)
    return found


def _are_joules(one: Decimal, other: Decimal) -> bool:
    return other > 0 and Decimal("3.9") < one / other < Decimal("4.5")


def _placed(values: Sequence[Value], heads: Sequence[Head], usual: int) -> dict[int, Value]:
    """Which column each value stands in."""
    ordered = sorted(values, key=lambda value: value.along)
    if not ordered:
        return {}
    if len(ordered) == len(heads):
        return dict(enumerate(ordered))
    if len(heads) == 1 and (usual == 1 or heads[0].along is None):
        return {0: ordered[0]}
    if len(ordered) > len(heads) > 1:
        return dict(enumerate(ordered[: len(heads)]))
    placed: dict[int, Value] = {}
    for value in ordered:
        number = min(range(len(heads)), key=lambda n: abs((heads[n].along or 0.0) - value.along))
        held = placed.get(number)
        if held is None or _off(value, heads[number]) < _off(held, heads[number]):
            placed[number] = value
    return placed


def _off(value: Value, head: Head) -> float:
    return abs(value.along - (head.along or 0.0))


def _without_units(entries: Sequence[_Entry]) -> bool:
    """Whether the table writes its amounts without units, so that one that is missing means nothing."""
    values = [
        bool(value.unit or value.amount.unit or entry.group.units)
        for entry in entries
        for value in entry.values
        if entry.name not in _OF_ENERGY.values()
    ]
    return sum(values) * 2 < len(values)


def _nutrient(entry: _Entry, value: Value, percent: Amount | None, bare: bool) -> Nutrient:
    amount = value.amount
    daily = percent.number if percent else None
    usual = nutrients()[entry.name].unit
    unit = value.unit or amount.unit or next(iter(entry.group.units), "")
    if entry.name in ("calories", "energy_kj"):
        return Nutrient(entry.name, amount.number, usual, daily, amount.less, value.box)
    if unit:
        return Nutrient(entry.name, amount.number, unit, daily, amount.less, value.box)
    number, doubt = _mended(entry.name, amount, daily, bare)
    return Nutrient(entry.name, number, usual, daily, amount.less, value.box, doubt=doubt)


def _mended(name: str, amount: Amount, daily: Decimal | None, bare: bool) -> tuple[Decimal, str]:
    """An amount without a unit: a "g" at its end may have been read as a 9."""
    known = nutrients()[name]
    said = title(name)
    said = said[0].upper() + said[1:]
    if bare:
        return amount.number, ""
    without = amount.digits[:-1].rstrip(".,")
    shorter = Decimal(without.replace(",", ".")) if without.replace(",", "").replace(".", "").isdigit() else None
    if known.unit == "g" and amount.digits.endswith("9") and shorter is not None:
        if shorter and len(without) == 2 and without[0] == "0":
            shorter = Decimal(f"0.{without[1]}")
        whole_fits = _fits(amount.number, daily, known.daily)
        if not whole_fits:
            return shorter, f"{said} was read as {amount.digits}, taken as {shorter} g; check it."
    return amount.number, f"{said} was read as {amount.digits} without a unit; check it."


def _fits(number: Decimal, daily: Decimal | None, references: Sequence[Decimal]) -> bool:
    return daily is not None and any(abs(number * 100 / reference - daily) <= 2 for reference in references)
