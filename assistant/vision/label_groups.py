"""Which amounts on a label belong to which nutrient's name, row by row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from assistant.vision.label_amounts import Amount
from assistant.vision.label_rows import Row, row_of
from assistant.vision.label_tokens import Includes, Name, Other, Token, Unit, tokens_of
from assistant.vision.label_vocabulary import phrases, squeeze
from assistant.vision.lines import Box

_ENERGY = ("kJ", "kcal")


@dataclass(slots=True)
class Value:
    """An amount in its place, and the percent that follows it."""

    amount: Amount
    along: float
    box: Box
    percent: Amount | None = None
    unit: str = ""


@dataclass(slots=True)
class Group:
    nutrient: str
    along: float
    middle: float
    height: float
    box: Box
    values: list[Value] = field(default_factory=list)
    percents: list[tuple[Amount, float]] = field(default_factory=list)
    """Those before which no amount stands."""
    units: list[str] = field(default_factory=list)
    """Units that the name gives for its amounts: "Fat (g)"."""
    before: bool = False
    """The amount stood before the name, as in claims on a package's front."""

    @property
    def empty(self) -> bool:
        return not self.values and not self.percents


@cache
def _footnotes() -> tuple[str, ...]:
    return tuple(squeeze(phrase) for phrase in phrases("footnote").meanings)


def is_footnote(text: str) -> bool:
    """Whether a line speaks of a day's needs."""
    squeezed = squeeze(text)
    return len(squeezed) > 18 and any(phrase in squeezed for phrase in _footnotes())


_TWO_DIETS = re.compile(r"2[,. ]?[0O]{3}\D{1,12}2[,. ]?5[0O]{2}")


class Grouping:
    """Goes through a table's rows from top to bottom."""

    def __init__(self, comma: bool | None) -> None:
        self._comma = comma
        self.groups: list[Group] = []
        self._waiting: list[Group] = []
        """Groups of the last row that have no amount yet."""
        self._stack: list[Group] = []
        """Groups that stand side by side and get their amounts from the rows below."""
        self._beside = 0
        """How many names with amounts the last row holds."""
        self._early: list[Value] = []
        """Amounts of a row without a name, for the next row's."""

    def go_through(self, rows: Sequence[Row]) -> list[Group]:
        for row in rows:
            if _TWO_DIETS.search(row.text):
                # The table of what two diets need, which ends older American labels.
                break
            kept = [cell for cell in row.cells if not is_footnote(cell.text)]
            if kept:
                self._row(row if len(kept) == len(row.cells) else row_of(kept))
        return self.groups

    def _row(self, row: Row) -> None:
        tokens = tokens_of(row.text, self._comma)
        reader = _RowReader(row, tokens)
        reader.read()
        if not reader.groups:
            self._nameless(row, reader)
            return
        if self._early:
            empty = [group for group in reader.groups if group.empty]
            if len(reader.groups) == 1 and empty:
                empty[0].values += self._early
        self._early = []
        self._stack = []
        self._beside = sum(not group.empty for group in reader.groups)
        self._waiting = [group for group in reader.groups if group.empty]
        self.groups += reader.groups

    def _nameless(self, row: Row, reader: "_RowReader") -> None:
        values = reader.orphans
        if not values and not reader.percents:
            return
        if not values and self._goes_on(row, reader):
            return
        if reader.unknown and not (len(self._waiting) == 1 and values):
            self._waiting = []
            self._claimed_energy(row, values)
            return
        near = [
            group
            for group in self._waiting or self._stack
            if row.middle - group.middle < 7.0 * max(row.height, group.height)
        ]
        if len(near) > 1:
            self._stacked(near, values, reader.percents)
            self._stack, self._waiting = near, []
        elif near and self._waiting:
            near[0].values += values
            near[0].percents += reader.percents
            # The kilocalories may stand below the kilojoules.
            self._waiting = near if near[0].nutrient == "calories" else []
        elif values and all((value.unit or value.amount.unit) in _ENERGY for value in values):
            self._energy(row, values)
        else:
            self._early = values

    def _goes_on(self, row: Row, reader: "_RowReader") -> bool:
        """Whether a percent ends the row above, in which several nutrients follow each other."""
        if self._beside < 2 or reader.unknown or not self.groups or not self.groups[-1].values:
            return False
        last = self.groups[-1]
        if last.values[-1].percent or row.middle - last.middle > 2.0 * last.height:
            return False
        last.values[-1].percent = reader.percents[0][0]
        return True

    def _claimed_energy(self, row: Row, values: list[Value]) -> None:
        """Calories beside words that are no name: they count where no row gives any."""
        values = [value for value in values if value.amount.unit in _ENERGY]
        if values:
            first = values[0]
            self.groups.append(Group("calories", first.along, row.middle, row.height, first.box, values, before=True))

    def _energy(self, row: Row, values: list[Value]) -> None:
        last = self.groups[-1] if self.groups else None
        if last and last.nutrient == "calories" and row.middle - last.middle < 4.0 * row.height:
            last.values += values
        else:
            self.groups.append(Group("calories", values[0].along, row.middle, row.height, values[0].box, values))

    def _stacked(self, groups: list[Group], values: list[Value], percents: list[tuple[Amount, float]]) -> None:
        """Names stand side by side, their amounts below them."""
        for value in values:
            nearest = min(groups, key=lambda group: abs(group.along - value.along))
            nearest.values.append(value)
        for percent, along in percents:
            nearest = min(groups, key=lambda group: abs(group.along - along))
            if nearest.values and not nearest.values[-1].percent:
                nearest.values[-1].percent = percent
            else:
                nearest.percents.append((percent, along))


class _RowReader:
    """Goes through one row's tokens from left to right."""

    def __init__(self, row: Row, tokens: Sequence[Token]) -> None:
        self.groups: list[Group] = []
        self.orphans: list[Value] = []
        """Amounts before which no name stands."""
        self.percents: list[tuple[Amount, float]] = []
        self.unknown = False
        """Words stand there that are no nutrient's name."""
        self._row = row
        self._tokens = tokens
        self._group: Group | None = None
        self._last: Value | None = None
        self._announced = False

    def read(self) -> None:
        for number, token in enumerate(self._tokens):
            match token:
                case Name():
                    self._name(token)
                case Amount():
                    self._amount(token, self._tokens[number - 1] if number else None)
                case Unit():
                    self._unit(token)
                case Includes():
                    self._announced = True
                    self._group = None
                    self.unknown = False
                case Other():
                    self._other(token)

    def _name(self, name: Name) -> None:
        group = self._group
        if group and (name.inside or name.nutrient == group.nutrient) and group.empty:
            return
        if group and name.inside and name.nutrient == group.nutrient:
            return
        row = self._row
        along = row.along(name.start, name.end)
        new = Group(name.nutrient, along, row.middle, row.height, row.box(name.start, name.end))
        if self.orphans and (self._announced or not self.groups):
            new.values = self.orphans
            new.before = not self._announced
            self.orphans = []
        self._announced = self.unknown = False
        self.groups.append(new)
        self._group = new
        self._last = new.values[-1] if new.values else None

    def _amount(self, amount: Amount, before: Token | None) -> None:
        row = self._row
        along = row.along(amount.start, amount.end)
        if amount.unit == "%":
            self._percent(amount, along)
            return
        if self.unknown and not self._announced and self.groups:
            return
        if isinstance(before, Amount) and before.unit != "%" and self._is_other_unit(before, amount):
            return
        if self._in_parentheses(amount) and self._group and self._group.values and amount.unit not in _ENERGY:
            return
        value = Value(amount, along, row.box(amount.start, amount.end))
        group = self._group
        if amount.unit in _ENERGY and group and not group.nutrient.startswith("calories"):
            self.groups.append(Group("calories", along, row.middle, row.height, value.box, [value]))
        elif group:
            group.values.append(value)
        else:
            self.orphans.append(value)
        self._last = value

    def _in_parentheses(self, amount: Amount) -> bool:
        before = self._row.text[: amount.start]
        return before.count("(") > before.count(")")

    def _is_other_unit(self, before: Amount, amount: Amount) -> bool:
        """Whether the amount only says the one before it in another unit: "25 mcg (1,000 IU)"."""
        between = self._row.text[before.end : amount.start].strip()
        if amount.unit in _ENERGY or before.unit in _ENERGY:
            return False
        return between[:1] in ("(", "/", "=") and bool(amount.unit) and amount.unit != before.unit

    def _percent(self, percent: Amount, along: float) -> None:
        if self._last and not self._last.percent:
            self._last.percent = percent
        elif self._group:
            self._group.percents.append((percent, along))
        elif not self.unknown:
            self.percents.append((percent, along))

    def _unit(self, unit: Unit) -> None:
        row = self._row
        if self._last and not self._last.amount.unit and not self._last.unit and unit.unit != "%":
            between = row.text[self._last.amount.end : unit.start]
            if not between.strip():
                self._last.unit = unit.unit
                return
        if self._group:
            if self._group.empty:
                self._group.units.append(unit.unit)
        elif unit.unit in _ENERGY:
            along = row.along(unit.start, unit.end)
            self._group = Group(
                "calories", along, row.middle, row.height, row.box(unit.start, unit.end), units=[unit.unit]
            )
            self.groups.append(self._group)

    def _other(self, other: Other) -> None:
        if len(other.text) < 4 or self._row.text[: other.start].count("(") > self._row.text[: other.start].count(")"):
            return
        if self._group is None or not self._group.empty:
            self.unknown = True
            self._group = None
            self._last = None
