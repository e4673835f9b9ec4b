"""Says numbers that name rather than count: telephone numbers, versions, ordinals, `No. 5`."""

import re
from functools import cache

from assistant.speech import numbers
from assistant.speech.dates import Rewrite
from assistant.speech.words import Lexicon

_PHONE = re.compile(
    r"(?<![\w.,/-])(?:\+\d{1,3}[\s.-]?(?:\(?\d{1,4}\)?[\s.-]?){1,3}\d{2,4}(?:[\s.-]\d{2,4})*"
    r"|\(\d{3}\)\s?\d{3}[-.\s]\d{4}|\d{3}([-.\s])\d{3}\1\d{4}|\d{3}-\d{4}|0\d(?:[ .]\d\d){4}"
    r"|1-\d{3}-\d{3}-\d{4}|0\d{2,5}[\s/-]?\d{4,8}(?:[\s-]\d{2,6})*)(?![\w-])(?!\.\d)"
)
_VERSION = re.compile(
    r"(?<![\w.])(?:[Vv]ersion\s)?v(\d{1,9}(?:\.\d{1,9}){0,9})(?!\w)(?!\.\d)"
    r"|(?<!\w)[Vv]ersion\s(\d{1,9}(?:\.\d{1,9}){1,9})(?![\w])(?!\.\d)"
)
_DOTTED = re.compile(r"(?<![\w.,])(\d{1,5}(?:\.\d{1,5}){2,})(?![\w])(?!\.\d)")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_SHARP = re.compile(r"(?<![\w#&])#(\d{1,6})(?!\w)")
_SECTION = re.compile(r"§+\s?(?=\d)")
_ORDINALS = {
    "en": re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3}){0,3}|\d{1,9})(?:st|nd|rd|th)\b"),
    "fr": re.compile(r"(?<![\w.,])(\d{1,4})(ers?|re|ères?|èmes?|e)\b"),
    "es": re.compile(r"(?<![\w.,])(\d{1,3})\.?([ºª°])(?![\wC])"),
    "it": re.compile(r"(?<![\w.,])(\d{1,3})([ºª°])(?![\wC])"),
}


@cache
def rewriter(words: Lexicon) -> Rewrite:
    """A function that replaces such numbers in a text by words."""
    code = words.code
    ordinals = _ORDINALS.get(code)
    short = "|".join(re.escape(name) for name in sorted(words.before_number, key=len, reverse=True))
    numbered = re.compile(rf"(?<!\w)({short})\s?(?=\d)")

    def dotted(match: re.Match[str]) -> str:
        if words.decimal == "," and _GROUPED.fullmatch(match[1]):
            return match[0]
        return _parts(match[1], words)

    def rewrite(text: str) -> str:
        text = _PHONE.sub(lambda m: _phone(m[0], words), text)
        text = _VERSION.sub(lambda m: f"{words.signs['version']} {_parts(m[1] or m[2], words)}", text)
        text = _DOTTED.sub(dotted, text)
        text = numbered.sub(lambda m: words.before_number[m[1]] + " ", text)
        text = _SHARP.sub(lambda m: f"{words.signs['number']} {numbers.cardinal(int(m[1]), code)}", text)
        text = _SECTION.sub(lambda _: words.signs["section"] + " ", text)
        return ordinals.sub(lambda m: _ordinal(m, words), text) if ordinals else text

    return rewrite


def _phone(written: str, words: Lexicon) -> str:
    if len(re.sub(r"\D", "", written)) < 7:
        return written
    groups = [numbers.digits(group, words.code) for group in re.findall(r"\d+", written)]
    return ("plus " if written.startswith("+") else "") + ", ".join(groups)


def _parts(dotted: str, words: Lexicon) -> str:
    point = {"de": "Punkt", "fr": "point", "es": "punto", "it": "punto"}.get(words.code, words.point)
    parts = (
        numbers.digits(part, words.code) if part[0] == "0" else numbers.cardinal(int(part), words.code)
        for part in dotted.split(".")
    )
    return f" {point} ".join(parts)


def _ordinal(match: re.Match[str], words: Lexicon) -> str:
    number = int(match[1].replace(",", ""))
    said = numbers.ordinal(number, words.code)
    if words.code == "fr" and number == 1:
        return "premier" if match[2].startswith("er") else "première"
    if words.code in ("es", "it") and match[2] == "ª":
        return " ".join(part[:-1] + "a" for part in said.split())
    return said
