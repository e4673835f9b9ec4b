"""The facts of a label as rows to check: what each row shows, and which doubts stand beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.unseen import visible
from assistant.vision.facts import Facts
from assistant.vision.label_values import Doubt, Nutrient, Quantity
from assistant.vision.label_vocabulary import nutrients
from assistant.vision.lines import Box
from ui.label_listed import Listed, listed
from ui.label_words import ENERGY, SERVING_SIZE, SERVINGS, amount_text, level, title

ABOUT_LISTS = (("ingredients",), ("allergens",), ("may_contain",))
"""What doubts are about that stand beside a list."""


@dataclass(frozen=True, slots=True)
class Value:
    """One row."""

    name: str
    title: str
    amount: Decimal | None
    unit: str
    less: bool = False
    share: Decimal | None = None
    """Percent of the daily value."""
    box: Box | None = None
    level: int = 0
    """How far below another nutrient it stands."""
    note: str = ""
    is_checked: bool = False
    is_changed: bool = False
    """A person corrected or added it."""
    was: str = ""
    """How it was read, where it was read."""
    is_doubtful: bool = False
    doubts: tuple[str, ...] = ()
    """Sentences that stand beside this row; those on several values stand beside the first of them."""

    @property
    def amount_text(self) -> str:
        if self.amount is None:
            return ""
        return f"{'< ' if self.less else ''}{amount_text(self.amount, self.unit)}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows of one label."""

    values: tuple[Value, ...]
    doubts: tuple[str, ...]
    """Those that concern the label as a whole."""
    lists: tuple[Listed, ...] = ()
    """Ingredients and allergens."""

    @property
    def to_check(self) -> list[Value | Listed]:
        """All that counts as something to check."""
        return [*self.values, *(one for one in self.lists if one.counts)]

    @property
    def doubtful(self) -> int:
        return sum(one.is_doubtful for one in self.to_check)

    @property
    def checked(self) -> int:
        return sum(one.is_checked for one in self.to_check)

    @property
    def is_done(self) -> bool:
        return bool(self.to_check) and self.checked == len(self.to_check)


def sheet(facts: Facts, first: Facts, sent: Mapping[str, Quantity]) -> Sheet:
    """`first` is as they were read, `sent` what the person said of the servings."""
    values = [_serving(SERVING_SIZE, facts, first, sent), _serving(SERVINGS, facts, first, sent)]
    order = list(nutrients())
    in_order = sorted(facts.nutrients, key=lambda one: (one.name not in ENERGY, order.index(one.name)))
    values += [_value(nutrient, first.nutrient(nutrient.name), facts.layout) for nutrient in in_order]
    return replace(_with_doubts([value for value in values if value], facts), lists=listed(facts, first))


def sentence(sheet: Sheet) -> str:
    """What the card asks for at its top."""
    count = len(sheet.to_check)
    if not count:
        return "Compare this with the picture before you rely on it."
    if sheet.is_done:
        rest = (
            "" if all(one.counts for one in sheet.lists) else " What was not read may be on the package all the same."
        )
        return f"You have checked every value.{rest}"
    said = "Check these values against the picture before you rely on them."
    parts = []
    if sheet.doubtful:
        parts.append(f"{sheet.doubtful} of {count} {'is' if sheet.doubtful == 1 else 'are'} in doubt")
    if sheet.checked:
        whole = "" if parts else f" of {count}"
        parts.append(f"{sheet.checked}{whole} {'is' if sheet.checked == 1 else 'are'} checked")
    return f"{said} {', '.join(parts)}." if parts else said


def _serving(name: str, facts: Facts, first: Facts, sent: Mapping[str, Quantity]) -> Value | None:
    now, then = _quantity(facts, name), _quantity(first, name)
    if now is None:
        return None
    said = sent.get(name)
    checked = said is not None and (said.amount, said.unit) == (now.amount, now.unit)
    unit = "" if name == SERVINGS else now.unit
    changed = checked and (then is None or (then.amount, then.unit) != (now.amount, now.unit))
    was = amount_text(then.amount, "" if name == SERVINGS else then.unit) if then else ""
    note = visible(facts.serving_text) if name == SERVING_SIZE else ""
    return Value(
        name,
        title(name),
        now.amount,
        unit,
        box=now.box,
        note=note,
        is_checked=checked,
        is_changed=changed,
        was=was,
    )


def _quantity(facts: Facts, name: str) -> Quantity | None:
    return facts.servings if name == SERVINGS else facts.serving_size


def _value(nutrient: Nutrient, first: Nutrient | None, layout: str | None) -> Value:
    changed = nutrient.checked and (first is None or (first.amount, first.unit) != (nutrient.amount, nutrient.unit))
    was = amount_text(first.amount, first.unit) if first and first.amount is not None else ""
    return Value(
        nutrient.name,
        title(nutrient.name, layout),
        nutrient.amount,
        nutrient.unit,
        nutrient.less,
        nutrient.daily_value,
        nutrient.box,
        level(nutrient.name),
        is_checked=nutrient.checked,
        is_changed=changed,
        was=was,
    )


def _with_doubts(values: list[Value], facts: Facts) -> Sheet:
    places = {value.name: place for place, value in enumerate(values)}
    whole = []
    for doubt in facts.doubts:
        about = sorted(places[name] for name in doubt.about if name in places)
        open_ones = [place for place in about if not values[place].is_checked]
        if not about and doubt.about not in ABOUT_LISTS:
            whole.append(_said(doubt))
        for place in open_ones:
            values[place] = replace(values[place], is_doubtful=True)
        if open_ones:
            value = values[open_ones[0]]
            values[open_ones[0]] = replace(value, doubts=(*value.doubts, _said(doubt)))
    return Sheet(tuple(values), tuple(whole))


def _said(doubt: Doubt) -> str:
    text = visible(doubt.text)
    return text[:1].upper() + text[1:]
