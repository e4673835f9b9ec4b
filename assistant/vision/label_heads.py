"""The headings of a nutrition table's columns, as they stand in one row."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from assistant.vision.label_rows import CELL, Row
from assistant.vision.label_values import Per, Quantity
from assistant.vision.label_vocabulary import fold, table

Kind = Per | Literal["share", "reference"]
"""A share is a column of percents; a reference holds a day's needs, which are no amounts of this food."""


@dataclass(frozen=True, slots=True)
class Head:
    kind: Kind
    of: Quantity | None = None
    along: float | None = None
    """The middle of the heading, in pixels along the row; None where there is no heading above the amounts."""
    daily: bool = False
    """A dose for a whole day."""


_NUMBER = r"\d+(?:[.,]\d+)?(?:\s?/\s?\d+)?"
_BRACKET = re.compile(
    r"[\s(\[]*(?:approx\.?|about|ca\.?|circa|env\.?|environ|aprox\.?|=|~|de|di|da|von|a|of|\()?\s*"
    r"(?P<amount>\d+(?:[.,]\d+)?)\s?(?P<unit>g|ml)\b"
)
_CONTAINERS = frozenset(
    (
        *("container", "package", "pack", "packs", "bottle", "can", "pot", "pouch", "bag", "tub", "jar", "tray"),
        *("packung", "packungen", "flasche", "becher", "paquet", "bouteille", "canette", "envase", "botella", "lata"),
        *("confezione", "bottiglia", "lattina"),
    )
)
_DOSES = frozenset(("capsule", "tablet", "gummy", "scoop", "lozenge", "drop", "sachet"))
_DAILY = (
    r"daily\s?(?:dose|serving|portion|intake)|tages(?:dosis|portion|ration|verzehrmenge)"
    r"|dose\s?journaliere|dosis\s?diaria|dose\s?giornaliera"
)


def even(text: str) -> str:
    """Folded letter by letter, so that places stay what they are."""
    return "".join((fold(letter) or letter)[0] for letter in text)


@cache
def measures() -> dict[str, str]:
    """Each household measure's folded word, and the word that stands for all its forms."""
    return {even(word): words[0] for words in table("phrases")["measure"] for word in words}


@cache
def measure_pattern() -> str:
    return _any_of(list(measures()))


def _any_of(words: list[str]) -> str:
    """A pattern of words in which blanks may be missing, the longest first."""
    return "|".join(re.escape(even(word)).replace(r"\ ", r"\s?") for word in sorted(words, key=len, reverse=True))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """In the order in which they are tried."""
    column = table("phrases")["column"]
    per, share = _any_of(column["per"]), _any_of(column["share"])
    measure = measure_pattern()
    return {
        "share": re.compile(rf"%\s?\*?\s?(?:of\s)?(?:{share})\b|\b(?:{share})\s?\*?\s?%|%\s?\*|%\s?(?=\t|$)"),
        "reference": re.compile(rf"\b(?:{_any_of(column['reference'])})\b\*?"),
        "hundred": re.compile(
            r"(?<![\d.,/])[1li][0o]{2}\s?(?P<unit>g|ml|mi|m1)(?:r|ramm|rammes|rams|rammi|ramos)?(?![a-z])"
        ),
        "daily": re.compile(rf"(?:(?:{per})\s?)?(?:{_DAILY})"),
        "counted": re.compile(rf"\b(?:{per}|/)\s?(?:(?P<count>{_NUMBER})\s?)?(?P<measure>{measure})(?![a-z])"),
        "weighed": re.compile(
            r"\b(?:per|pro|je|pour|par|por|each|ogni)\s?(?P<weight>\d+(?:[.,]\d+)?)\s?(?P<unit>g|ml)(?![a-z])"
        ),
        "bare": re.compile(rf"(?<![a-z])(?:(?P<count>{_NUMBER})\s)?(?P<measure>{measure})(?![a-z])"),
        "plain": re.compile(r"(?<![\d.,/(])(?P<weight>\d+(?:[.,]\d+)?)\s?(?P<unit>g|ml)(?![a-z)])"),
    }


def heads_in(row: Row) -> list[Head]:
    """The headings of one row, from left to right."""
    text = even(row.text)
    found: list[Head] = []
    place = last_end = 0
    while place < len(text):
        if text[place] in " \t(":
            place += 1
            continue
        between = text[last_end:place] if found else None
        head, end = _head_at(row, text, place, between)
        if head:
            # "je 100 g / per 100 g" heads one column.
            again = between is not None and not between.strip(" /|,;-") and CELL not in between
            if not again or (found[-1].kind, found[-1].daily) != (head.kind, head.daily):
                found.append(head)
            last_end = end
        place = max(end, place + 1)
    return found


def _head_at(row: Row, text: str, place: int, between: str | None) -> tuple[Head | None, int]:
    """The heading that begins there, if any, and where it ends; `between` stands after the last heading of the row."""
    before = text[place - 1] if place else CELL
    for kind, pattern in _patterns().items():
        match = pattern.match(text, place)
        if not match or (before.isalnum() and kind != "hundred"):
            continue
        if kind == "bare" and not _alone(text, match):
            continue
        if kind == "plain" and (between is None or between.strip() or before not in " \t"):
            continue
        return _head_from(kind, row, text, match)
    word = re.compile(r"[^\W_]+").match(text, place)
    if not word:
        return None, place + 1
    # "per100g" is one word.
    hundred = _patterns()["hundred"].search(text, place, word.end() + 3)
    return None, hundred.start() if hundred and hundred.start() < word.end() else word.end()


def _alone(text: str, match: re.Match[str]) -> bool:
    """Whether a measure is a heading of its own: nothing else stands in its cell but its weight."""
    before = text[: match.start()].rpartition(CELL)[2].strip()
    after = text[match.end() :].partition(CELL)[0].strip(" *:")
    return not before and (not after or bool(_BRACKET.match(after)))


def _head_from(kind: str, row: Row, text: str, match: re.Match[str]) -> tuple[Head, int]:
    along = row.along(match.start(), match.end())
    match kind:
        case "share" | "reference":
            return Head("share" if kind == "share" else "reference", along=along), match.end()
        case "hundred":
            return Head("100 g" if match["unit"] == "g" else "100 ml", along=along), match.end()
        case "weighed" | "plain":
            weight = decimal(match["weight"])
            if weight == 100:
                return Head("100 g" if match["unit"] == "g" else "100 ml", along=along), match.end()
            of = Quantity(weight, match["unit"], row.box(match.start(), match.end()))
            return Head("serving", of, along), match.end()
        case "daily":
            of_day, end = _dose_behind(row, text, match.end())
            return Head("dose", of_day, along, daily=True), end
    return _measured(row, text, match, along)


def _measured(row: Row, text: str, match: re.Match[str], along: float) -> tuple[Head, int]:
    """A heading that counts pieces or servings: "per slice (44 g)", "pour 3 gélules"."""
    word, count = match["measure"], match["count"]
    of, end = _weight_behind(row, text, match.end())
    if measures().get(word) in _DOSES:
        printed = row.text[match.start("measure") : match.end("measure")]
        pieces = Quantity(decimal(count or "1"), printed, row.box(match.start(), match.end()))
        return Head("dose", of or pieces, along), end
    whole = word in _CONTAINERS and count in (None, "1")
    return Head("container" if whole else "serving", of, along), end


def _weight_behind(row: Row, text: str, place: int) -> tuple[Quantity | None, int]:
    bracket = _BRACKET.match(text, place)
    if not bracket:
        return None, place
    box = row.box(bracket.start("amount"), bracket.end())
    return Quantity(decimal(bracket["amount"]), bracket["unit"], box), bracket.end()


def _dose_behind(row: Row, text: str, place: int) -> tuple[Quantity | None, int]:
    """What a daily dose is: "(2 capsules)", "(5 ml)"."""
    of, end = _weight_behind(row, text, place)
    pieces = re.compile(rf"[\s(=]*(?P<count>\d+)\s?(?P<measure>{measure_pattern()})(?![a-z])").match(text, place)
    if of or not pieces:
        return of, end
    printed = row.text[pieces.start("measure") : pieces.end("measure")]
    return Quantity(Decimal(pieces["count"]), printed, row.box(pieces.start("count"), pieces.end())), pieces.end()


def decimal(text: str) -> Decimal:
    """2, 2.5, 2,5 or 1/2."""
    whole, _, below = re.sub(r"\s", "", text).replace(",", ".").partition("/")
    return Decimal(whole) / Decimal(below) if below and Decimal(below) else Decimal(whole)
