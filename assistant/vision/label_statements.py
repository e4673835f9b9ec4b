"""A label's running text by what it states: ingredients, "contains", "may contain", and what is none of these."""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from assistant.vision.label_vocabulary import Words, fold, phrases, squeeze_places

Kind = Literal["ingredients", "contains", "may_contain", "end"]


@dataclass(frozen=True, slots=True)
class Heading:
    kind: Kind
    start: int
    end: int
    """Behind the heading and its colon."""


@dataclass(frozen=True, slots=True)
class Statement:
    kind: Kind
    text: str
    start: int
    """Place in the passage where `text` begins."""


_SENTENCE = re.compile(r"[.!?](?=\s+[^\W\d_a-zà-ÿ]|\s*$|[A-ZÀ-Ý][a-zà-ÿ])")
_BEFORE = re.compile(r"(?:^|[.;:!?|•*·†\n-])\s*$")
_SHARE = re.compile(r"\s*(?:less than |moins de |weniger als )?(?:of )?\d", re.I)
_POINTING = re.compile(
    r"(?:including|incl\.?|einschlie(?:ß|ss)lich|y compris|incluidos?|compresi)\s*(?:the )?\s*"
    r"(?:cereals?\s*containing\s*gluten|glutenhaltige[smn]?\s*getreide|les c[ée]r[ée]ales contenant du gluten"
    r"|los cereales que contienen gluten|i cereali contenenti glutine)",
    re.I,
)


@cache
def _kinds() -> list[tuple[Kind, Words]]:
    return [
        ("may_contain", phrases("text", "may_contain")),
        ("ingredients", phrases("text", "ingredients")),
        ("contains", phrases("text", "contains")),
        ("end", phrases("text", "end")),
    ]


def without_pointers(text: str) -> str:
    """Without words that only point to allergens ("for allergens, including cereals containing gluten, see …")."""
    return _POINTING.sub(lambda match: " " * len(match[0]), text)


@lru_cache(maxsize=1024)
def headings(text: str) -> tuple[Heading, ...]:
    """The headings in the text, in order."""
    squeezed, places = squeeze_places(text)
    found: list[Heading] = []
    until = 0
    for number, place in enumerate(places):
        if place < until or not _word_start(text, place):
            continue
        if heading := _heading(text, squeezed, places, number):
            found.append(heading)
            until = heading.end
    return tuple(found)


def _word_start(text: str, place: int) -> bool:
    return place == 0 or not text[place - 1].isalnum() or (text[place - 1].islower() and text[place].isupper())


def _heading(text: str, squeezed: str, places: list[int], number: int) -> Heading | None:
    place = places[number]
    fresh = bool(_BEFORE.search(text[max(0, place - 4) : place])) or place == 0
    for kind, words in _kinds():
        for length in words.lengths_at(squeezed, number):
            last = places[number + length - 1] + 1
            if last < len(text) and text[last].isalnum() and not (text[last - 1].islower() and text[last].isupper()):
                continue
            colon = re.match(r"\s*[:;]\s*", text[last:])
            if _counts(kind, text, place, last, fresh, bool(colon)):
                return Heading(kind, place, last + (colon.end() if colon else 0))
        if fresh and kind == "ingredients" and (end := _misread(words, text, place)):
            return Heading(kind, place, end)
    return None


def _misread(words: Words, text: str, place: int) -> int | None:
    """Where a heading with a letter wrong ends, which a colon must follow."""
    match = re.compile(r"[\w ]{6,24}?\s*:\s*").match(text, place)
    return match.end() if match and words.guess(squeeze_places(match[0])[0]) else None


def _counts(kind: Kind, text: str, start: int, end: int, fresh: bool, colon: bool) -> bool:
    """Whether the words are a heading where they stand, and not part of a sentence or of an ingredient."""
    before = text[:start]
    inside = before.count("(") + before.count("[") > before.count(")") + before.count("]")
    behind = text[end:]
    if kind == "may_contain":
        if fold(text[start:end]) in ("kann", "konnen"):
            return "enthalten" in fold(behind[:400])
        return True
    if kind == "ingredients":
        return colon or (
            fresh and (end >= len(text) or not inside) and not re.match(r"\s+(?:in|en|are|from)\b", behind)
        )
    if inside:
        return False
    if kind == "contains":
        return not _SHARE.match(behind) and (fresh or colon)
    return fresh


def statements(text: str) -> list[Statement]:
    """What the passage states, in order. Statements on allergens end with their sentence, ingredients do not."""
    found = headings(text)
    stated: list[Statement] = []
    for number, heading in enumerate(found):
        end = found[number + 1].start if number + 1 < len(found) else len(text)
        if heading.kind in ("contains", "may_contain") and (stop := _SENTENCE.search(text, heading.end, end)):
            end = stop.end()
        if heading.kind == "may_contain":
            # What comes before "may contain" in the sentence may name its subject, never an allergen.
            closed = _closed(text, heading.end, end)
            if closed < end and stated and stated[-1].kind == "ingredients":
                # The list goes on behind the parenthesis.
                stated[-1] = replace(stated[-1], text=f"{stated[-1].text} {text[closed:end]}")
            end = closed
        stated.append(Statement(heading.kind, text[heading.end : end], heading.end))
    return stated


def _closed(text: str, start: int, end: int) -> int:
    """Before the parenthesis that closes one which was open at `start`."""
    depth = 0
    for place in range(start, end):
        depth += text[place] in "(["
        depth -= text[place] in ")]"
        if depth < 0:
            return place
    return end
