"""The pieces of a table's row: names of nutrients, amounts, lone units, and words that are none of these."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.vision.label_amounts import Amount, amount_at, unit_at
from assistant.vision.label_rows import CELL
from assistant.vision.label_vocabulary import (
    Words,
    ends_word,
    nutrient_names,
    phrases,
    squeeze,
    squeeze_places,
    starts_word,
)


@dataclass(frozen=True, slots=True)
class Name:
    nutrient: str
    start: int
    end: int
    inside: bool
    """It stands in parentheses."""


@dataclass(frozen=True, slots=True)
class Unit:
    unit: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Other:
    """Words that are known as nothing else."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Includes:
    """Announces an amount whose name comes behind it."""

    start: int
    end: int


Token = Name | Amount | Unit | Other | Includes

_LETTERS = re.compile(r"[^\W\d_]+(?:['.-][^\W\d_]+)*")
_PHRASE = re.compile(r"[^\W\d_][^\d<\t(/:*%,;•|]{0,50}")
_GLUED = re.compile(r"[0-9OoQIl|][0-9OoIl|]{0,4}(?:[.,][0-9OoIl]{1,2})?\s?(?:g|mg|mcg|µg|q|kcal|kJ|%)(?![a-zà-ÿ])")
_DIGIT_LAST = re.compile(r"\d\s?(?:mcg|µg|ug|mg|g|IU|%)(?![a-z])|\d\d")


@cache
def _leads() -> Words:
    return phrases("lead")


@cache
def _includes() -> Words:
    return phrases("includes")


class Lexer:
    """Takes one row's text apart."""

    def __init__(self, text: str, comma: bool | None) -> None:
        self._text = text
        self._comma = comma
        self._has_amounts = any(map(str.isdigit, text))
        self._squeezed, self._places = squeeze_places(text)
        self._first = {place: number for number, place in reversed(list(enumerate(self._places)))}

    def tokens(self) -> list[Token]:
        """All of the text's tokens, from left to right."""
        tokens: list[Token] = []
        text, place, end = self._text, 0, 0
        while place < len(text):
            if not text[place].isalnum() and text[place] not in "<≤.,|!":
                place += 1
                continue
            token = self._token(place, glued=bool(tokens) and end == place)
            if not token:
                place += 1
                continue
            tokens.append(token)
            place = end = token.end
        return tokens

    def _token(self, place: int, glued: bool) -> Token | None:
        text = self._text
        can_start = starts_word(text, place) or glued
        if can_start and text[place].isalpha() and (name := self._name(place)):
            return name
        if (can_start or not text[place].isalnum()) and (amount := amount_at(text, place, self._comma)):
            return amount
        if can_start and (unit := unit_at(text, place)):
            return Unit(unit[0], place, unit[1])
        letters = _LETTERS.match(text, place)
        if not letters:
            return None
        return (can_start and (self._includes(place) or self._guess(place))) or self._other(place, letters.end())

    def _other(self, place: int, end: int) -> Other:
        end = next((camel for camel in range(place + 1, end) if starts_word(self._text, camel)), end)
        return Other(self._text[place:end], place, end)

    def _name(self, place: int) -> Name | None:
        """The longest name there, with "of which" and the like before it."""
        start = self._first.get(place)
        while start is not None:
            if found := self._known(start):
                return Name(found[0], place, found[1], self._inside(place))
            start = self._after_lead(start)
        return None

    def _known(self, start: int) -> tuple[str, int] | None:
        names = nutrient_names()
        lengths = names.lengths_at(self._squeezed, start)
        for length in lengths:
            last = self._places[start + length - 1]
            if CELL in self._text[self._places[start] : last]:
                continue
            if not (ends_word(self._text, last + 1) or _GLUED.match(self._text, last + 1)):
                continue
            if self._text[last].isdigit() and self._splits_number(
                last, shorter=self._is_letter_name(start, length - 1)
            ):
                continue
            nutrient = names.get(self._squeezed[start : start + length])
            if nutrient:
                return nutrient, last + 1
        return None

    def _is_letter_name(self, start: int, length: int) -> bool:
        last = self._places[start + length - 1]
        return self._text[last].isalpha() and self._squeezed[start : start + length] in nutrient_names().meanings

    def _splits_number(self, last: int, shorter: bool) -> bool:
        """Whether a digit that ends a name ("vitamin D2") belongs to an amount instead ("vitamin D 2mcg")."""
        apart = self._text[last - 1] in " \t" and self._text[last - 2 : last - 1].isalpha() and shorter
        return apart or (shorter and bool(_DIGIT_LAST.match(self._text, last)))

    def _after_lead(self, start: int) -> int | None:
        for length in _leads().lengths_at(self._squeezed, start):
            after = start + length
            if after < len(self._places) and CELL not in self._text[self._places[start] : self._places[after]]:
                return after
        return None

    def _includes(self, place: int) -> Includes | None:
        start = self._first.get(place)
        if start is None:
            return None
        for length in _includes().lengths_at(self._squeezed, start):
            last = self._places[start + length - 1]
            if ends_word(self._text, last + 1) or _GLUED.match(self._text, last + 1):
                return Includes(place, last + 1)
        return None

    def _guess(self, place: int) -> Name | None:
        """A name with a letter wrong: the whole phrase up to the next number, or its first words."""
        match = _PHRASE.match(self._text, place)
        if not match or not self._has_amounts:
            return None
        end = match.end()
        tries = 0
        while end > place and tries < 4:
            phrase = self._text[place:end].rstrip()
            squeezed = squeeze(phrase)
            nutrient = nutrient_names().guess(squeezed)
            if not nutrient:
                for length in _leads().lengths_at(squeezed, 0):
                    nutrient = nutrient or nutrient_names().guess(squeezed[length:])
            if nutrient:
                return Name(nutrient, place, place + len(phrase), self._inside(place))
            end = place + phrase.rfind(" ") if " " in phrase else place
            tries += 1
        return None

    def _inside(self, place: int) -> bool:
        before = self._text[:place]
        return before.count("(") > before.count(")")


LONGEST_ROW = 4000
"""Characters; what a row holds beyond them is left out."""


@lru_cache(maxsize=2048)
def tokens_of(text: str, comma: bool | None = None) -> tuple[Token, ...]:
    """The pieces of a row's text. `comma` says whether the label's decimals stand behind a comma."""
    return tuple(Lexer(text[:LONGEST_ROW], comma).tokens())
