"""What a question about a label asks: which nutrients, for how much food, against which limit."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from assistant.vision.label_tokens import Name, tokens_of
from assistant.vision.label_values import Quantity
from assistant.vision.label_vocabulary import fold, normal, table

_LONGEST = 1000
"""Characters of a question that are looked at."""
_OF_FOOD = ("g", "ml", "kg", "l", "cl", "oz")


@dataclass(frozen=True, slots=True)
class Portion:
    """How much food is meant: servings, packages, or an amount by weight or volume."""

    amount: Decimal
    unit: str = ""
    """g, ml, oz …; empty for servings and packages."""
    package: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    nutrients: tuple[str, ...]
    portion: Portion | None
    limit: Quantity | None
    compares: bool
    """Whether it asks for more or less."""
    how_many: bool
    """Whether it asks how many servings."""
    of_amount: bool


@cache
def questions() -> dict[str, Any]:
    return table("questions")


def asked_of(question: str) -> Asked:
    """What a question asks of a label: nutrients, amounts, portions, limits; its first characters are looked at."""
    text = fold(normal(question[:_LONGEST]))
    words = questions()["words"]
    quantities = _quantities(text)
    portion = _portion(text)
    compares = _has(text, words["more"]) or _has(text, words["less"])
    limited = compares or _has(text, words["share"])
    limit: Quantity | None = None
    for quantity, place, end in quantities:
        of_nutrient = bool(re.match(r"\s(?:of|an|de|di|d')?\s?", text[end:])) and _begins_with_nutrient(text[end:])
        if quantity.unit not in _OF_FOOD or of_nutrient or (limited and (portion or _bounds(text[:place]))):
            limit = limit or quantity
        elif not portion:
            portion = Portion(quantity.amount, quantity.unit)
    how_many = _has(text, words["how_many"])
    return Asked(
        _nutrients(text, quantities, limit),
        None if how_many else portion,
        limit,
        compares,
        how_many,
        _has(text, words["amount"]),
    )


def _has(text: str, phrases: list[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) for phrase in phrases)


def _bounds(before: str) -> bool:
    """Whether what stands before an amount makes it a limit: "my", "limit of", "more than"."""
    words = questions()["words"]
    near = before[-30:]
    return _has(
        near,
        [
            *words["more"],
            *words["less"],
            *words["share"],
            "my",
            "mein",
            "meine",
            "meinen",
            "mes",
            "mon",
            "mis",
            "mi",
            "miei",
            "mio",
        ],
    )


def _begins_with_nutrient(text: str) -> bool:
    tokens = tokens_of(re.sub(r"^\s?(?:of|an|de|di|d')?\s?", "", text)[:40])
    return bool(tokens) and isinstance(tokens[0], Name) and tokens[0].start == 0


def _nutrients(text: str, quantities: list[tuple[Quantity, int, int]], limit: Quantity | None) -> tuple[str, ...]:
    """The nutrients that are named, each once; a limit's own unit names none but the energy."""
    masked = list(text)
    for _, place, end in quantities:
        masked[place:end] = " " * (end - place)
    found = [token.nutrient for token in tokens_of("".join(masked).strip()) if isinstance(token, Name)]
    if "kilojoul" in text or re.search(r"\bkj\b", "".join(masked)):
        found = ["energy_kj", *(name for name in found if name != "calories")]
    if not found and limit and limit.unit in ("kcal", "kJ"):
        found = ["calories" if limit.unit == "kcal" else "energy_kj"]
    return tuple(dict.fromkeys(found))


_NUMBER = (
    r"\d{1,3}(?:[ ,.]\d{3}){1,2}(?!\d)|\d{1,3}\s\d\s?/\s?\d|\d{1,3}\s?/\s?\d{1,3}"
    r"|\d{1,9}(?:[.,]\d{1,4})?"
)


@cache
def _number_words() -> dict[str, Decimal]:
    return {word: Decimal(value) for value, words in questions()["numbers"].items() for word in words}


@cache
def _spoken() -> str:
    return "|".join(sorted(map(re.escape, _number_words()), key=len, reverse=True))


@cache
def _units() -> dict[str, str]:
    """Each word for a unit, and the unit."""
    return {word: unit for unit, words in questions()["units"].items() for word in words}


@cache
def _quantity_pattern() -> re.Pattern[str]:
    units = "|".join(sorted(map(re.escape, _units()), key=len, reverse=True))
    return re.compile(rf"(?<![\w.,])(?P<number>{_NUMBER}|{_spoken()})[\s-]?(?P<unit>{units})(?!\w)")


@cache
def _portion_pattern() -> re.Pattern[str]:
    words = questions()["words"]
    serving, package, whole = (
        "|".join(sorted(words[kind], key=len, reverse=True)) for kind in ("serving", "package", "whole")
    )
    article = "|".join(sorted(words["article"], key=len, reverse=True))
    half = r"(?:and|und|et|y|e) (?:a|one|eine?|une|una)? ?(?:half|halbe|demie?|media|mezza)"
    return re.compile(
        rf"(?<![\w.,])(?:(?P<number>{_NUMBER}|{_spoken()})\s(?:and a half\s)?)?"
        rf"(?:(?:{article})\s){{0,3}}(?:(?P<whole>{whole})\s)?"
        rf"(?:(?P<serving>{serving})|(?P<package>{package}))(?!\w)(?:\s(?P<behind>{whole}|{half})(?!\w))?"
    )


def _portion(text: str) -> Portion | None:
    for match in _portion_pattern().finditer(text):
        amount = number_in(match["number"]) if match["number"] else Decimal(1)
        if amount is None:
            continue
        half = "and a half" in match[0] or re.search(r"(?:half|halbe|demie?|media|mezza)$", match["behind"] or "")
        if match["number"] and half and amount == amount.to_integral_value():
            amount += Decimal("0.5")
        if match["serving"]:
            return Portion(amount)
        # "Can" is a verb more often than a container.
        if match["package"] in ("can", "cans", "dose") and not (
            match["number"] or match["whole"] or re.search(r"\b(?:the|this|der|die)\s(?:can|dose)$", match[0])
        ):
            continue
        return Portion(amount, package=True)
    return None


def _quantities(text: str) -> list[tuple[Quantity, int, int]]:
    found = []
    for match in _quantity_pattern().finditer(text):
        amount = number_in(match["number"])
        spoken_article = match["number"] in ("a", "an", "un", "una", "une", "uno", "ein", "eine", "einen", "einer")
        if amount is not None and not spoken_article:
            found.append((Quantity(amount, _units()[match["unit"]]), match.start(), match.end()))
    return found


def number_in(text: str) -> Decimal | None:
    """2,300 and 2.300 and 2300; 1.5 and 1,5; 1 1/2; two and a half."""
    if text in _number_words():
        return _number_words()[text]
    if re.fullmatch(r"\d{1,3}(?:[ ,.]\d{3})+", text) and not text.startswith("0"):
        return Decimal(re.sub(r"\D", "", text))
    total = Decimal(0)
    for part in re.sub(r"\s?/\s?", "/", text).replace(",", ".").split():
        whole, _, below = part.partition("/")
        if not re.fullmatch(r"\d+(?:\.\d+)?", whole) or (below and not int(below)):
            return None
        total += Decimal(whole) / Decimal(below) if below else Decimal(whole)
    return total
