"""Says a number that is written in digits: cardinals, decimals, fractions, ordinals, years."""

import re
from functools import lru_cache

from assistant.speech.words import Lexicon, Noun

LONGEST = 16
"""A whole number with so many digits is said digit by digit."""
GLYPHS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
}  # fmt: skip
_AGREEING = {
    "de": (("eins", "ein", "eine"),),
    "fr": (("un", "un", "une"),),
    "es": (("veintiuno", "veintiún", "veintiuna"), ("uno", "un", "una")),
}
"""A number's last letters, and what they become before a masculine and a feminine noun."""
_GLYPH = "[" + "".join(GLYPHS) + "]"
_FRACTION = re.compile(rf"(?:(\d{{1,3}})\s)?(\d{{1,2}})/(\d{{1,3}})|(\d{{0,3}})\s?({_GLYPH})")
_MILLIONS = re.compile(r"(?:million|milliard|millón|millones|mill?ard[oi]|milion[ei]|billón|billones)s?$")


def pattern(words: Lexicon) -> str:
    """A regular expression, without groups, for a number as this language writes it: `2,300.50`."""
    mark, group = re.escape(words.decimal), f"[{re.escape(words.thousands)}]"
    whole = rf"\d{{1,3}}(?:{group}\d{{3}})+(?!\d)"
    other = "" if words.decimal == "." else r"|\d+\.\d+"
    return rf"(?:{whole}(?:{mark}\d+)?{other}|\d+(?:{mark}\d+)?)"


def fraction_pattern() -> str:
    """A regular expression, without groups, for `1/2`, `2 3/4`, `½` and `1½`."""
    return rf"(?:(?:\d{{1,3}}\s)?\d{{1,2}}/(?:10|16|100|[2-9])(?![\d/])|(?:\d{{1,3}}\s?)?{_GLYPH})"


@lru_cache(maxsize=4096)
def cardinal(number: int, code: str) -> str:
    """A whole number in words: 2300 → `two thousand three hundred`."""
    from num2words import num2words

    return str(num2words(number, lang=code)).replace(",", "")


@lru_cache(maxsize=512)
def ordinal(number: int, code: str) -> str:
    """22 → `twenty-second`."""
    from num2words import num2words

    return str(num2words(number, lang=code, to="ordinal")) if number < 10**6 else cardinal(number, code)


@lru_cache(maxsize=512)
def year(number: int, code: str) -> str:
    """2026 → `twenty twenty-six`."""
    from num2words import num2words

    return str(num2words(number, lang=code, to="year")).replace(",", "")


def digits(text: str, code: str) -> str:
    """Each digit by itself: `555` → `five five five`."""
    return " ".join(cardinal(int(digit), code) for digit in text if digit.isdecimal())


def split(text: str, words: Lexicon) -> tuple[str, str]:
    """The digits before and after the decimal mark of a number as this language writes it."""
    if words.decimal != "." and re.fullmatch(r"\d+\.\d+", text) and not re.fullmatch(r"\d{1,3}\.\d{3}", text):
        whole, _, part = text.partition(".")
        return whole, part
    whole, _, part = text.partition(words.decimal)
    return "".join(character for character in whole if character.isdecimal()), part


def is_one(text: str, words: Lexicon) -> bool:
    """Whether what is counted stands in the singular after this number."""
    if re.fullmatch(fraction_pattern(), text):
        return not re.match(r"\d+\s|[1-9]\d*\s?[^\d\s/]", text)
    whole, part = split(text, words)
    if words.code == "fr":
        return whole.lstrip("0") in ("", "1")
    return whole == "1" and not part


def said(text: str, words: Lexicon) -> str:
    """A number or fraction as it is written, in words; `text` matches one of the two patterns."""
    if re.fullmatch(fraction_pattern(), text):
        return _fraction(text, words)
    whole, part = split(text, words)
    if not part:
        return _whole(whole, words)
    before = _whole(whole, words) if whole.strip("0") else cardinal(0, words.code)
    return f"{before} {words.point} {_decimals(part, words)}"


def counted(text: str, noun: Noun, words: Lexicon) -> str:
    """A number with what it counts: `1`, gram → `one gram`; `21`, gramo → `veintiún gramos`."""
    number = said(text, words)
    _, part = split(text, words)
    if not part and text.isdecimal():
        number = _agree(number, int(text), noun, words)
    name = noun.one if is_one(text, words) else noun.many
    if words.of[0] and _MILLIONS.search(number):
        number += " " + words.of["aeiouéh".find(name[0].lower()) >= 0]
        return number + name
    return f"{number} {name}"


def _whole(written: str, words: Lexicon) -> str:
    if len(written) >= LONGEST or (len(written) > 1 and int(written[0]) == 0):
        return digits(written, words.code)
    return cardinal(int(written), words.code)


def _decimals(part: str, words: Lexicon) -> str:
    if words.digits_after_point or len(part) > 2:
        return digits(part, words.code)
    zeros = part[: len(part) - len(part.lstrip("0"))]
    rest = part.lstrip("0")
    return " ".join(filter(None, (digits(zeros, words.code), cardinal(int(rest), words.code) if rest else "")))


def _fraction(text: str, words: Lexicon) -> str:
    match = _FRACTION.fullmatch(text)
    if match is None:
        return text
    if match[5]:
        whole, (above, below) = match[4], GLYPHS[match[5]]
    else:
        whole, above, below = match[1], int(match[2]), int(match[3])
    if below not in words.halves:
        over = f"{cardinal(above, words.code)} {words.signs['over']} {cardinal(below, words.code)}"
        return f"{cardinal(int(whole), words.code)}{words.one_and_half}{over}" if whole else over
    single, plural = words.halves[below]
    name = single if above == 1 else plural
    count = _agree(cardinal(above, words.code), above, Noun(name, name), words)
    if whole:
        first = cardinal(int(whole), words.code)
        if words.code == "de" and below == 2:
            return f"{'einein' if whole == '1' else first}halb"
        if (above, below) == (1, 2) and words.code != "de":
            count = "a" if words.code == "en" else ""
        elif words.code == "en" and above == 1:
            count = "a"
        return f"{first}{words.one_and_half}{count} {name}".replace("  ", " ")
    if (above, below) == (1, 2) and words.code in ("de", "es", "it"):
        return {"de": "ein halb", "es": "medio", "it": "mezzo"}[words.code]
    return f"{count} {name}"


def _agree(said_number: str, number: int, noun: Noun, words: Lexicon) -> str:
    """Fit a number's last word to the noun's gender, where the language does so."""
    if number % 10 != 1 or number % 100 == 11:
        return said_number
    if words.code in ("de", "it") and number == 1:
        masculine, feminine = ("ein", "eine") if words.code == "de" else ("un", "una")
        return feminine if noun.feminine else masculine
    for last, masculine, feminine in _AGREEING.get(words.code, ()):
        if said_number.endswith(last):
            return said_number[: -len(last)] + (feminine if noun.feminine else masculine)
    return said_number
