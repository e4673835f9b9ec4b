"""The words that labels use, in five languages, compared as the eye of a reader of pictures sees them.

What is compared is squeezed: without case, accents, blanks and punctuation, and with letters and digits that look
alike as one, so that "Tota1Fat" is "Total Fat".
"""

import tomllib
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).with_name("label_words")
_ALIKE = str.maketrans("01i5", "olls")
_PLAIN = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})
SHORTEST_GUESS = 6
"""Letters; a shorter word is never recognised with a letter wrong or missing."""


@cache
def table(name: str) -> dict[str, Any]:
    """A file of `label_words`."""
    with (_FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def normal(text: str) -> str:
    """The text with one sign for each meaning: hyphens, apostrophes, micro signs, blanks, fractions."""
    text = unicodedata.normalize("NFKC", text)
    return " ".join(text.translate(_SIGNS).split())


_SIGNS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("’‘`´", "'"),
        "μ": "µ",
        "⁄": "/",
        "·": "·",
        "\ufeff": "",
        "\u00ad": "",
    }
)


@cache
def _folded(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter.casefold().translate(_PLAIN))
    return "".join(part for part in plain if not unicodedata.combining(part))


def fold(text: str) -> str:
    """Without case and accents."""
    return "".join(map(_folded, text))


@cache
def _squeezed(letter: str) -> str:
    return "".join(part for part in _folded(letter) if part.isalnum()).translate(_ALIKE)


@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    return "".join(map(_squeezed, text))


def squeeze_places(text: str) -> tuple[str, list[int]]:
    """The squeezed text, and for each of its letters the place in `text` where it stands."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if squeezed := _squeezed(letter):
            letters.append(squeezed)
            places += [place] * len(squeezed)
    return "".join(letters), places


def starts_word(text: str, place: int) -> bool:
    """Whether a word can begin there: after a sign, a digit, or a small letter before a capital."""
    if place == 0:
        return True
    before, here = text[place - 1], text[place]
    return not before.isalpha() or (before.islower() and here.isupper())


def ends_word(text: str, place: int) -> bool:
    """Whether a word can end before `place`."""
    if place >= len(text):
        return True
    before, here = text[place - 1], text[place]
    return not here.isalpha() or (before.islower() and here.isupper())


def gaps(word: str) -> list[str]:
    """The word and all that is left of it with one letter taken out."""
    return [word, *(word[:place] + word[place + 1 :] for place in range(len(word)))]


class Words:
    """Phrases, each with what it means; found with a letter wrong, missing or too many where they are long."""

    def __init__(self, meanings: dict[str, str]) -> None:
        self.meanings = {squeeze(phrase): meaning for phrase, meaning in meanings.items()}
        self._lengths: dict[str, list[int]] = {}
        for phrase in sorted(self.meanings, key=len, reverse=True):
            lengths = self._lengths.setdefault(phrase[:2], [])
            if len(phrase) not in lengths:
                lengths.append(len(phrase))
        self._gaps: dict[str, str] = {}
        for phrase in self.meanings:
            # Vitamins differ by one letter, which must be read.
            if len(phrase) >= SHORTEST_GUESS and not phrase.startswith(squeeze("vit")):
                for gap in gaps(phrase):
                    self._gaps.setdefault(gap, phrase)

    def lengths_at(self, squeezed: str, start: int) -> list[int]:
        """How long the phrases are that stand in `squeezed` at `start`, the longest first."""
        lengths = self._lengths.get(squeezed[start : start + 2], ())
        left = len(squeezed) - start
        return [length for length in lengths if length <= left and squeezed[start : start + length] in self.meanings]

    def get(self, squeezed: str) -> str | None:
        return self.meanings.get(squeezed)

    def guess(self, squeezed: str) -> str | None:
        """The meaning of the one phrase that is nearly this, with the same first letter."""
        for likely in (squeezed, squeezed.replace("rn", "m")):
            if likely in self.meanings:
                return self.meanings[likely]
        if not SHORTEST_GUESS <= len(squeezed) <= 60:
            return None
        for gap in gaps(squeezed):
            phrase = self._gaps.get(gap)
            if phrase and phrase[0] == squeezed[0] and abs(len(phrase) - len(squeezed)) <= 1:
                return self.meanings[phrase]
        return None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a nutrient beforehand."""

    unit: str
    daily: tuple[Decimal, ...]
    """The FDA's daily values in `unit`, today's first."""
    nrv: tuple[Decimal, ...]
    """The EU's reference intakes in `unit`."""


LANGUAGES = ("en", "de", "fr", "es", "it")


@cache
def nutrients() -> dict[str, Known]:
    """By key, in the order in which facts are listed."""
    return {
        name: Known(
            entry["unit"],
            tuple(Decimal(str(value)) for value in entry.get("daily", ())),
            tuple(Decimal(str(value)) for value in entry.get("nrv", ())),
        )
        for name, entry in table("nutrients").items()
    }


@cache
def nutrient_names() -> Words:
    return Words(
        {
            phrase: name
            for name, entry in table("nutrients").items()
            for language in LANGUAGES
            for phrase in entry.get(language, ())
        }
    )


@cache
def phrases(*path: str) -> Words:
    """The phrases of one list in `phrases.toml`, each meaning itself."""
    found = table("phrases")
    for part in path:
        found = found[part]
    return Words({phrase: phrase for phrase in found})
