"""How much a serving is, how many there are in the package, and what the package holds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from assistant.vision.label_heads import even, measure_pattern
from assistant.vision.label_rows import CELL, Row, row_of
from assistant.vision.label_tokens import Name, tokens_of
from assistant.vision.label_values import Quantity
from assistant.vision.label_vocabulary import table

_NUMBER = r"(?:\d+\s+\d\s?/\s?\d|\d+\s?/\s?\d+|\d+(?:[.,]\d+)?)"
_METRIC = re.compile(r"(?P<amount>[\dlo]+(?:[.,]\d+)?)\s?(?P<unit>g(?:r|ramm|rams)?|ml|mi|m1|l|cl|kg)(?![a-z0-9])")


@dataclass(frozen=True, slots=True)
class Serving:
    size: Quantity | None = None
    text: str = ""
    count: Quantity | None = None
    package: Quantity | None = None


@cache
def _phrases(name: str) -> str:
    words = sorted({even(word) for word in table("phrases")[name]}, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s?") for word in words)


@cache
def _size_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![a-z])(?:{_phrases('serving_size')})(?!s?\s?(?:per|pro|je|par|por))\s?[:=(-]?\s?(?P<rest>[^\n]*)"
    )


@cache
def _count_patterns() -> tuple[re.Pattern[str], ...]:
    about = r"(?:about|approx\.?|approximately|ca\.?|circa|environ|env\.?|aprox\.?|etwa|about|=)?"
    words = _phrases("servings")
    makers = _phrases("contains_servings")
    plural = r"(?:servings?|portions?|portionen|raciones|porciones|porzioni|ration(?:en|s)?)"
    return (
        re.compile(rf"(?<![a-z])(?:{words})\s?[:=]?\s?{about}\s?(?P<count>{_NUMBER})(?!\s?(?:g|ml|%|[.,]?\d))"),
        re.compile(rf"(?<![\d.,/])(?P<count>{_NUMBER})\s?(?:{words})\s?(?:per|pro|je|par|por)"),
        re.compile(rf"(?:{makers})\s?{about}\s?(?P<count>{_NUMBER})\s?{plural}"),
        re.compile(rf"^\s?{about}\s?(?P<count>{_NUMBER})\s?{plural}\s?$"),
        re.compile(rf"(?<![\d.,/])(?P<count>{_NUMBER})\s?servings(?!\s?(?:of|a day|daily))"),
    )


@cache
def _net_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{_phrases('net')})(?![a-z])\.?\s?[:=]?\s?(?P<rest>[^\n]*)")


@cache
def _household() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<count>{_NUMBER})\s?(?:level |heaped |rounded |large |small |medium )?"
        rf"(?P<measure>{measure_pattern()})(?![a-z])"
    )


def serving_of(rows: Sequence[Row]) -> Serving:
    """What the rows say about servings."""
    size: Quantity | None = None
    text = ""
    count = package = None
    for number, row in enumerate(rows):
        folded = even(row.text)
        if not size and (match := _size_pattern().search(folded)):
            size, text = _size(row, folded, match.start("rest"), _cell_end(folded, match.start("rest")))
            if not size and number + 1 < len(rows) and not match["rest"].strip():
                below = even(rows[number + 1].text)
                size, text = _size(rows[number + 1], below, 0, _cell_end(below, 0))
        count = count or _count(row, folded)
        if not package and (match := _net_pattern().search(folded)):
            package = _metric(row, folded, match.start("rest"))
    return Serving(size, text, count, package)


def _cell_end(text: str, start: int) -> int:
    """Where the cell ends that holds the serving: this one, or the next where this one ends there."""
    first = text.find(CELL, start)
    if first < 0:
        return len(text)
    if any(map(str.isdigit, text[start:first])):
        return first
    second = text.find(CELL, first + 1)
    return len(text) if second < 0 else second


def without_serving(row: Row) -> Row | None:
    """The row without the cells that speak of the serving, whose amounts are no nutrient's; None if none is left."""
    kept = []
    drops = False
    for cell in row.cells:
        tokens = tokens_of(cell.text)
        named = any(isinstance(token, Name) for token in tokens)
        if drops and tokens and not named:
            drops = False
            continue
        kind = _speaks_of_serving(cell.text) and not named
        drops = kind and not any(map(str.isdigit, cell.text))
        if not kind:
            kept.append(cell)
    if len(kept) == len(row.cells):
        return row
    return row_of(kept) if kept else None


def _speaks_of_serving(text: str) -> bool:
    folded = even(text)
    return bool(
        re.match(rf"\W*(?:{_phrases('serving_size')})(?![a-z])\s?[:=(]?\s?(?:\D{{0,24}})(?:\d|$)", folded)
        or any(pattern.search(folded) for pattern in _count_patterns())
        or _net_pattern().search(folded)
    )


def _size(row: Row, folded: str, start: int, end: int) -> tuple[Quantity | None, str]:
    """The serving in grams or millilitres where they stand there, else in pieces."""
    for stop in (r"\b(?:servings?|portions?|portionen|raciones|porciones|porzioni)\s?per\b", r"\t\s?\d+\s?servings"):
        if match := re.compile(stop).search(folded, start):
            end = min(end, match.start())
    rest = folded[start:end]
    metric = _metric(row, folded, start, end)
    household = next(_pieces(row, rest, start), None)
    if not metric and not household:
        return None, ""
    return metric or household, " ".join(row.text[start:end].split()).strip(" .;:")


def _metric(row: Row, folded: str, start: int, end: int | None = None) -> Quantity | None:
    matches = list(_METRIC.finditer(folded, start, len(folded) if end is None else end))
    for match in matches:
        digits = match["amount"].replace("l", "1").replace("o", "0").replace(",", ".")
        unit = {"mi": "ml", "m1": "ml", "gr": "g", "gramm": "g", "grams": "g"}.get(match["unit"], match["unit"])
        if any(letter.isdigit() for letter in match["amount"]) and re.fullmatch(r"\d+(?:\.\d+)?", digits):
            return Quantity(Decimal(digits), unit, row.box(match.start(), match.end()))
    return None


def _pieces(row: Row, rest: str, start: int) -> Iterator[Quantity]:
    for match in _household().finditer(rest):
        printed = row.text[start + match.start("measure") : start + match.end("measure")]
        yield Quantity(number_of(match["count"]), printed, row.box(start + match.start(), start + match.end()))


def _count(row: Row, folded: str) -> Quantity | None:
    for pattern in _count_patterns():
        if match := pattern.search(folded):
            amount = number_of(match["count"])
            if 0 < amount < 1000:
                return Quantity(amount, "serving", row.box(match.start("count"), match.end("count")))
    return None


def number_of(text: str) -> Decimal:
    """2/3, 1 1/2, 0,5 and 12 as numbers; thirds are cut after three places."""
    total = Decimal(0)
    for part in re.sub(r"\s?/\s?", "/", text).replace(",", ".").split():
        whole, _, below = part.partition("/")
        total += (
            (Decimal(whole) / Decimal(below)).quantize(Decimal("0.001")).normalize()
            if below and int(below)
            else Decimal(whole)
        )
    return total
