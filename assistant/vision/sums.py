"""Questions of amount about a label, answered by exact sums: two servings, the whole package, a share of a limit."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from assistant.vision.facts import Facts, number
from assistant.vision.label_asked import Asked, Portion, asked_of
from assistant.vision.label_doubts import GRAMS, KJ_PER_KCAL, weight
from assistant.vision.label_values import Column, Nutrient, Quantity, title

_SALT_PER_SODIUM = Decimal("2.5")
_MAIN = ("calories", "fat", "saturated_fat", "carbohydrate", "sugars", "protein", "sodium", "salt")
"""What is told where a question names an amount of food and no nutrient."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """How much food is meant."""

    factor: Decimal
    """Times the column's amount."""
    column: Column
    words: str
    """"2 servings", "50 g"."""
    exact: bool
    """Whether the factor is a number the label or the question gave, and no quotient."""


def sums(question: str, facts: Facts) -> list[str]:
    """Sentences that answer a question of amount; empty where it is none."""
    asked = asked_of(question)
    if not asked.nutrients and not asked.portion and not asked.how_many:
        return []
    if not facts.nutrients:
        return ["No nutrition table could be read in the picture."] if asked.of_amount else []
    if asked.how_many and not asked.limit:
        return [_servings(facts)]
    scale = _scale(asked.portion, facts)
    if isinstance(scale, str):
        return [scale]
    said = []
    if asked.portion and not asked.nutrients and (size := weight(scale.column)) and not asked.portion.unit:
        said.append(f"{scale.words}: {_rounded(size.amount * scale.factor, size.amount, scale)} {size.unit}.")
    names = asked.nutrients or tuple(name for name in _MAIN if facts.nutrient(name))
    for name in names:
        said += _told(name, asked, scale, facts)
    return said


def _servings(facts: Facts) -> str:
    if not facts.servings:
        return "The label does not say how many servings the package holds, or it could not be read."
    return f"The package holds {number(facts.servings.amount)} servings."


def _told(name: str, asked: Asked, scale: _Scale, facts: Facts) -> Iterator[str]:
    said = title(name)
    begins = said[0].upper() + said[1:]
    nutrient, how = _value(name, scale.column)
    if nutrient is None or nutrient.amount is None:
        share = f"{number(nutrient.daily_value)} % of the daily value" if nutrient and nutrient.daily_value else ""
        yield f"The label gives {share or 'no amount'} for {said}{'.' if share else ', or it could not be read.'}"
        return
    amount = nutrient.amount * scale.factor
    told = _rounded(amount, nutrient.amount, scale)
    less = "less than " if nutrient.less else ""
    result = f"{less}{told} {nutrient.unit}"
    if how:
        yield how
    if scale.factor == 1:
        daily = f", {number(nutrient.daily_value)} % of the daily value" if nutrient.daily_value is not None else ""
        yield f"{begins} in {scale.words}: {result}{daily}."
    else:
        factor = number(scale.factor.quantize(Decimal("0.0001")).normalize())
        sign = "=" if scale.exact else "≈"
        base = f"{number(nutrient.amount)} {nutrient.unit}"
        yield f"{begins} in {scale.words}: {factor} × {base} {sign} {result}."
    if asked.limit and (limit := _limit_in(asked.limit, nutrient)) is not None:
        yield _against(said, amount, limit, nutrient, asked)
    for doubt in facts.doubts:
        if name in doubt.about:
            yield f"The {said} is doubtful: {doubt.text}"


def _against(name: str, amount: Decimal, limit: Decimal, nutrient: Nutrient, asked: Asked) -> str:
    bound = f"{number(limit)} {nutrient.unit}"
    if limit <= 0:
        return f"A limit of {bound} leaves room for none."
    if asked.how_many and amount > 0:
        count = limit / amount
        whole = int(count)
        quotient = f"{bound} ÷ {number(amount)} {nutrient.unit} = {_places(count, 1)}"
        return f"{quotient}: {whole} whole servings stay within {bound} of {name}."
    percent = f"{_places(amount * 100 / limit, 1)} % of {bound}"
    if asked.compares:
        relation = "more than" if amount > limit else "less than" if amount < limit else "just as much as"
        return f"That is {relation} {bound} of {name} ({percent})."
    rest = f"{number(abs(limit - amount))} {nutrient.unit} {'are left' if limit >= amount else 'too much'}"
    return f"That is {percent} of {name}; {rest}."


def _limit_in(limit: Quantity, nutrient: Nutrient) -> Decimal | None:
    """The limit in the nutrient's own unit; None where it is of another kind."""
    if limit.unit == nutrient.unit or not limit.unit:
        return limit.amount
    if limit.unit in GRAMS and nutrient.unit in GRAMS:
        return (limit.amount * GRAMS[limit.unit] / GRAMS[nutrient.unit]).normalize()
    return None


def _value(name: str, column: Column) -> tuple[Nutrient | None, str]:
    """A nutrient of the column, or what follows from another one, and then the sentence that says so."""
    found = next((nutrient for nutrient in column.nutrients if nutrient.name == name), None)
    if found:
        return found, ""
    for wanted, given, factor, unit in (
        ("salt", "sodium", _SALT_PER_SODIUM, "g"),
        ("sodium", "salt", 1 / _SALT_PER_SODIUM, "mg"),
        ("calories", "energy_kj", 1 / KJ_PER_KCAL, "kcal"),
        ("energy_kj", "calories", KJ_PER_KCAL, "kJ"),
    ):
        other = next((nutrient for nutrient in column.nutrients if nutrient.name == given), None)
        if name != wanted or other is None or other.amount is None:
            continue
        amount = other.amount * factor
        if unit in GRAMS and other.unit in GRAMS:
            amount = amount * GRAMS[other.unit] / GRAMS[unit]
        amount = amount.quantize(Decimal(1)) if unit in ("kcal", "kJ") else amount.normalize()
        source = f"{number(other.amount)} {other.unit} of {title(given)}"
        how = f"The label gives no {title(wanted)}; it follows from {source}."
        return Nutrient(name, amount, unit, less=other.less), how
    return None, ""


def _scale(portion: Portion | None, facts: Facts) -> _Scale | str:
    """How much food the question means; a sentence where the label does not say what is needed."""
    column = Column(facts.per, facts.serving_size, facts.nutrients)
    if portion is None:
        what = facts.per_what
        return _Scale(Decimal(1), column, what if what[0].isdigit() else f"one {what}", exact=True)
    count = number(portion.amount)
    if portion.unit:
        return _by_weight(Quantity(portion.amount, portion.unit), (column, *facts.columns), f"{count} {portion.unit}")
    if portion.package:
        words = "the whole package" if portion.amount == 1 else f"{count} × the package"
        return _package(portion.amount, facts, column, words)
    words = f"{count} serving{'' if portion.amount == 1 else 's'}"
    if not column.per.startswith("100"):
        return _Scale(portion.amount, column, words, exact=True)
    size = facts.serving_size
    if size is None or size.unit not in ("g", "ml"):
        return "The label does not say how much a serving is, so nothing can be computed for servings."
    return _by_weight(Quantity(size.amount * portion.amount, size.unit), (column,), words)


def _package(count: Decimal, facts: Facts, column: Column, words: str) -> _Scale | str:
    if column.per == "container":
        return _Scale(count, column, words, exact=True)
    if facts.servings and not column.per.startswith("100"):
        return _Scale(count * facts.servings.amount, column, words, exact=True)
    whole = facts.package
    if whole is None and facts.servings and facts.serving_size and facts.serving_size.unit in ("g", "ml"):
        whole = Quantity(facts.servings.amount * facts.serving_size.amount, facts.serving_size.unit)
    if whole is None:
        return "The label does not say how much the whole package holds, or it could not be read."
    return _by_weight(Quantity(whole.amount * count, whole.unit), (column, *facts.columns), words)


def _by_weight(food: Quantity, columns: tuple[Column, ...], words: str) -> _Scale | str:
    for column in sorted(columns, key=lambda column: not column.per.startswith("100")):
        size = weight(column)
        wanted = weight(Column("serving", food, ()))
        if size and wanted and size.amount > 0 and size.unit == wanted.unit:
            factor = wanted.amount / size.amount
            return _Scale(factor, column, words, exact=size.amount * factor == wanted.amount and len(str(factor)) < 12)
    return f"The label does not say for how many {food.unit} its amounts are, so {words} cannot be computed."


def _rounded(amount: Decimal, given: Decimal, scale: _Scale) -> str:
    """Exact where it can be, else with one place more than the label gave."""
    if scale.exact:
        return number(amount)
    places = max(-int(given.as_tuple().exponent), 0) + 1
    return _places(amount, places)


def _places(amount: Decimal, places: int) -> str:
    return number(amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
