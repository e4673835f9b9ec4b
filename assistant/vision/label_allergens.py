"""Which allergens a text names, and by which words; what only sounds like one ("coconut milk") is none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assistant.vision.label_vocabulary import SHORTEST_GUESS, fold, gaps, phrases, table

_ALIKE = str.maketrans("015i", "olsl")
"""Letters and digits that look alike count as one in words of four letters and more."""
_UNLIKE = frozenset(("maiz",))
"""Words that would be another word if alike letters counted as one: Spanish maize, German malt."""
_OF_A_LIST = frozenset(
    ("free from", "free of", "frei von", "does not contain", "ne contient pas", "no contiene", "non contiene")
)
"""Claims that hold for a whole list, up to the sentence's end."""
_SENTENCE_END = re.compile(r"[.;:()\[\]]")
_ITEM_END = re.compile(r"[.;:()\[\]\n,]")
_CLAIM = re.compile(r"fr[e3]|frei|no|sans|sin|senza|with|ohne|kein|priv|exen|libre|less", re.I)
"""What is in every word that claims something to be absent."""
_WORD = re.compile(r"[^\W_]+")
_GUESS_FROM = SHORTEST_GUESS + 1


@dataclass(frozen=True, slots=True)
class Found:
    name: str
    word: str
    """As it stands in the text."""
    start: int


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    """Folded."""
    start: int
    end: int
    follows: bool
    """No sign but a hyphen or an apostrophe parts it from the word before."""


class Vocabulary:
    """Words with stars (`*milk*`) and phrases, each with the key it means."""

    def __init__(self, keys: dict[str, list[str]]) -> None:
        self._whole: dict[str, str] = {}
        self._begin: dict[str, str] = {}
        self._inner: list[tuple[str, str]] = []
        self._end: dict[str, str] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._gaps: dict[str, tuple[str, str]] = {}
        for key, words in keys.items():
            for word in words:
                self._add(word, key)

    def _add(self, word: str, key: str) -> None:
        parts = tuple(_alike(part) for part in re.split(r"[\s'-]+", word))
        word = parts[0]
        bare = word.strip("*")
        if len(parts) > 1:
            self._phrases.setdefault(parts[0].strip("*"), []).append((parts, key))
            return
        match (word[0] == "*", word[-1] == "*"):
            case (True, True):
                self._inner.append((bare, key))
            case (True, False):
                self._end.setdefault(bare, key)
            case (False, True):
                self._begin.setdefault(bare, key)
            case _:
                self._whole.setdefault(bare, key)
        if len(bare) >= _GUESS_FROM:
            for gap in gaps(bare):
                self._gaps.setdefault(gap, (bare, key))

    def phrase_at(self, words: list[_Word], number: int) -> tuple[str, int] | None:
        """The key of the longest phrase that begins with that word, and how many words it has."""
        best: tuple[str, int] | None = None
        for parts, key in self._phrases.get(words[number].text, ()):
            ahead = words[number : number + len(parts)]
            whole = len(ahead) == len(parts) and all(word.follows for word in ahead[1:])
            fits = whole and all(_fits(word.text, part) for word, part in zip(ahead, parts, strict=True))
            if fits and (best is None or len(parts) > best[1]):
                best = (key, len(parts))
        return best

    def keys_of(self, word: str) -> list[str]:
        """The keys that one word means."""
        keys = [self._whole[word]] if word in self._whole else []
        keys += [self._begin[word[:end]] for end in range(2, len(word) + 1) if word[:end] in self._begin]
        keys += [self._end[word[start:]] for start in range(len(word) - 1) if word[start:] in self._end]
        keys += [key for stem, key in self._inner if stem in word]
        return list(dict.fromkeys(keys))

    def guess(self, word: str) -> str | None:
        """The key of a long word that has a letter wrong, missing or too many."""
        if len(word) < _GUESS_FROM or len(word) > 40:
            return None
        for gap in gaps(word):
            bare, key = self._gaps.get(gap, ("", ""))
            if bare and bare[0] == word[0] and abs(len(bare) - len(word)) <= 1:
                return key
        return None


def _fits(word: str, part: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part


def _alike(word: str) -> str:
    folded = fold(word)
    return folded.translate(_ALIKE) if len(folded.strip("*")) > 3 and folded not in _UNLIKE else folded


@cache
def _allergens() -> Vocabulary:
    return Vocabulary({key: entry["words"] for key, entry in table("allergens").items() if "words" in entry})


@cache
def _instead() -> Vocabulary:
    return Vocabulary(table("allergens")["instead"])


@cache
def order() -> tuple[str, ...]:
    """The keys of all allergens, in the order in which they are listed."""
    return tuple(key for key, entry in table("allergens").items() if "words" in entry)


@cache
def _free() -> tuple[frozenset[tuple[str, ...]], frozenset[str]]:
    before = frozenset(
        tuple(map(_alike, _WORD.findall(phrase))) for phrase in phrases("text", "free").meanings.values()
    )
    behind = frozenset(_alike(word) for word in phrases("text", "free_behind").meanings.values())
    return before, behind


def words_in(text: str) -> list[_Word]:
    words: list[_Word] = []
    for match in _WORD.finditer(text):
        before = text[words[-1].end : match.start()] if words else ","
        words.append(_Word(_alike(match[0]), match.start(), match.end(), not before.strip(" \n'’-")))
    return words


def found_in(text: str) -> list[Found]:
    """The allergens that the text names, in the text's order; not those it claims to be free from."""
    return [found for found, free in _all(text) if not free]


def claimed_free(text: str) -> list[Found]:
    """The allergens that the text claims to be free from."""
    if not _CLAIM.search(text):
        return []
    return [found for found, free in _all(text) if free]


def _all(text: str) -> Iterator[tuple[Found, bool]]:
    words = words_in(text)
    number = 0
    free_until = -1
    while number < len(words):
        if length := _claims(words, number):
            number += length
            free_until = _clause_end(
                text, words, number, " ".join(word.text for word in words[number - length : number])
            )
            continue
        keys, length = _meaning(words, number)
        first, last = words[number], words[min(number + length, len(words)) - 1]
        behind = words[number + length].text if number + length < len(words) else ""
        between = text[last.end : words[number + length].start] if behind else ""
        free = first.start < free_until or (behind in _free()[1] and between in (" ", "-", "- "))
        free = free or any(first.text.endswith(claim) and len(first.text) > len(claim) for claim in _free()[1])
        for key in keys:
            yield Found(key, text[first.start : last.end], first.start), free
        number += length
    return


def _meaning(words: list[_Word], number: int) -> tuple[list[str], int]:
    """The keys that the word, or the phrase that begins with it, means; and how many words it has."""
    word = words[number].text
    instead = _instead().phrase_at(words, number)
    phrase = _allergens().phrase_at(words, number)
    if instead and (not phrase or instead[1] >= phrase[1]):
        return _stand_in(instead[0]), instead[1]
    if phrase:
        return [phrase[0]], phrase[1]
    if stand_ins := _instead().keys_of(word):
        return [key for stand_in in stand_ins for key in _stand_in(stand_in)], 1
    if keys := _allergens().keys_of(word):
        return _without_doubles(keys), 1
    guessed = _allergens().guess(word)
    return ([guessed] if guessed and not _instead().guess(word) else []), 1


def _stand_in(word: str) -> list[str]:
    return [] if word == "nothing" else _allergens().keys_of(word)


def _without_doubles(keys: list[str]) -> list[str]:
    """A word that means a nut and a peanut means the peanut; a cuttlefish is no fish."""
    return [
        key for key in keys if not (key == "nuts" and "peanuts" in keys) and not (key == "fish" and "molluscs" in keys)
    ]


def _claims(words: list[_Word], number: int) -> int:
    """How many words there are that claim what follows to be absent: "free from", "ohne"."""
    for length in (3, 2, 1):
        ahead = words[number : number + length]
        if (
            len(ahead) == length
            and all(word.follows for word in ahead[1:])
            and tuple(word.text for word in ahead) in _free()[0]
        ):
            return length
    return 0


def _clause_end(text: str, words: list[_Word], number: int, claim: str) -> int:
    """Where the claim ends: with its clause, or with its first ingredient where a list may go on."""
    if number >= len(words):
        return len(text)
    stop = (_SENTENCE_END if claim in _lists() else _ITEM_END).search(text, words[number].start)
    return stop.start() if stop else len(text)


@cache
def _lists() -> frozenset[str]:
    return frozenset(" ".join(map(_alike, claim.split())) for claim in _OF_A_LIST)
