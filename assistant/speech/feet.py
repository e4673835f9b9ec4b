"""Tells the marks of feet and inches from quotation marks: `5'10"` becomes `5′ 10″`."""

import re

MARKED = re.compile(r"[\d½¼¾⅛⅜⅝⅞]\s?['’′\"”″]|\d\sin\b")
"""Where such a mark may stand."""
_NUMBER = r"(?:\d{1,3}(?:\.\d{1,3}|[ -]?[½¼¾⅛⅜⅝⅞]|[ -]\d/\d{1,2})?|\d/\d{1,2}|[½¼¾⅛⅜⅝⅞])"
_BOTH = re.compile(
    rf"(?<![\w.,°'’′])(\d{{1,3}})(?:\s?['’′]\s?({_NUMBER})\s?(?:[\"”″]|''|’’)|['’′](1[01]|\d)(?![\w'’\"”]))"
)
_ANGLE = re.compile(r"(?<=°)\s?(\d{1,2})\s?['’′](?:\s?(\d{1,2}(?:\.\d{1,9})?)\s?[\"”″])?")
_SIDES = re.compile(rf"(?<![\w.,°'’′])({_NUMBER})['’](\s?[x×]\s?{_NUMBER})['’](?!\w)")
_IN = re.compile(rf"(?<![\w.,])({_NUMBER})\sin(?=\s?[=×)]|\sx\s\d|\.?\s*$)")
_LENGTH = re.compile(rf"(?<![\w.,'’]){_NUMBER}$")
_ARTICLE = re.compile(r"\b(?:an?|the|into|your)\s\S+$", re.IGNORECASE)
"""Before an amount that describes a thing, as `a 12" pizza`: it stays in the singular."""
_GOES_ON = re.compile(r"$|[\s),.;:-]|[x×]")


def primes(text: str) -> str:
    """The text with ′ and ″ after feet and inches."""
    text = _ANGLE.sub(lambda m: f" {m[1]} min" + (f" {m[2]} s" if m[2] else ""), _IN.sub(r"\1″", text))
    text = _BOTH.sub(lambda m: f"{m[1]}′ {m[2] or m[3]}″", text)
    return _inches(_SIDES.sub(r"\1′\2′", text))


def _inches(text: str) -> str:
    """A mark after a short number that closes no quotation is one for inches."""
    before, *rest = text.split('"')
    said, quoted = [before], False
    for part in rest:
        inches = not quoted and _LENGTH.search(before[-12:]) and _GOES_ON.match(part)
        quoted = quoted if inches else not quoted
        describes = inches and part[:2].strip().isalpha() and part[1:2] != "x" and _ARTICLE.search(before[-20:])
        said += [("-″" if describes else "″") if inches else '"', part]
        before = part
    return "".join(said)
