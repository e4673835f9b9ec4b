"""Decides where a voice may take breath: after a sentence, after a clause, or before a joining word."""

import re
from enum import Enum, auto
from functools import cache

from assistant.speech.words import lexicon, sentence


class Break(Enum):
    NONE = auto()
    JOINT = auto()
    """The next word is a preposition or the like: good enough where nothing better comes."""
    CONJUNCTION = auto()
    """The next word opens a clause."""
    CLAUSE = auto()
    SENTENCE = auto()


CJK_STOPS = "。！？｡"
CJK_PAUSES = "，、；：､"
_CLOSERS = r"[\"'”’»›)\]}*_~`」』）】]*"
_STOP = re.compile(rf"([.!?…。！？｡।॥؟۔]+)\s?{_CLOSERS}$")
_PAUSE = re.compile(rf"[,;:—–،؛，、；：､]{_CLOSERS}$")
_DASH = re.compile(r"^[—–-]$")
_OPERATOR = re.compile(r"^[+=<>≤≥≈≠±×÷*/]$")
_OPERAND = re.compile(r"^√?[^\W\d_]?(?:[²³]|\^.*)?[).,;:!?]*$")
"""A letter that a dash may be subtracting."""
_OPENERS = "\"'“„«‹([{*_~`「『（¿¡‚‘"

_ORDINAL = re.compile(r"^\W*(?:0?[1-9]|[12]\d|3[01])$")
_INITIAL = re.compile(r"^(?:[^\W\d_]\.-?)*[^\W\d_]$")
_ELIDED = re.compile(r"^(?:[dl]|all|dall|dell|nell|sull)['’]")
_STREET = "str"
"""German writes it behind the street's name: `Hauptstr.`"""
_NO_ABBREVIATION = 5
"""Letters of a word before a stop that ends a sentence although the next word is written small."""
_TRAILING = ("etc", "usw", "ecc")
"""What ends a list and does not stand alone."""
_LONGEST_SEEN = 60
"""Characters of a token that decide what follows it."""
_ALSO_WORDS = frozenset({"no", "art", "es", "ed", "dept", "sec", "mar", "s"})
"""Abbreviations that are whole words as well."""


class Boundaries:
    """The rules of one language."""

    def __init__(self, language: str) -> None:
        self._code = language.lower().replace("_", "-").split("-")[0]
        self._conjunctions = sentence.CONJUNCTIONS.get(self._code, frozenset())
        self._joining = self._conjunctions | sentence.JOINTS.get(self._code, frozenset())
        self._articles = sentence.ARTICLES.get(self._code, frozenset())
        self._tied = sentence.TIED.get(self._code, frozenset()) | self._articles
        self._starters = sentence.STARTERS.get(self._code, frozenset())
        self.spaced_closers = "»" if self._code == "fr" else ""
        """What ends a quotation although a space stands before it."""
        self._short, self._may_end = _abbreviations(self._code)
        self._before_name = sentence.BEFORE_NAME | sentence.BEFORE_NAME_IN.get(self._code, frozenset())

    def between(self, token: str, following: str, *, whole: bool) -> Break | None:
        """What lies between a token and the beginning of the next; None while more of that must be seen.

        Tokens are what whitespace separates. `following` is at least one character; `whole` says that it is
        the whole next token.
        """
        token = token[-_LONGEST_SEEN:]
        stop = _STOP.search(token)
        if stop:
            verdict = self._after_stop(token[: stop.start()], stop[1], following, whole=whole)
            if verdict is not Break.NONE:
                return verdict
            return Break.CLAUSE if len(stop[1]) > 1 or stop[1] == "…" else Break.NONE
        if _OPERATOR.match(token):
            return Break.NONE
        if _DASH.match(token) and _OPERAND.match(following) and following.lower() not in ("a", "i", *self._joining):
            return Break.NONE if whole else None
        if _PAUSE.search(token) or _DASH.match(token):
            return self._after_pause(following.lstrip(_OPENERS), whole=whole)
        return self._joint(token, following, whole=whole)

    def may_be_named(self, token: str, joining: str) -> bool:
        """Whether a name may go on behind a joining word: Alice *in* Wonderland."""
        is_written_large = self._code != "de" and token.lstrip(_OPENERS)[:1].isupper()
        return is_written_large and (joining not in self._conjunctions or joining in sentence.LINKS)

    def goes_on_as_name(self, following: str, *, whole: bool) -> bool | None:
        """Whether what comes behind the joining word is the rest of a name; None while more must be seen."""
        word = following.lstrip(_OPENERS)
        if word in self._articles or (not whole and any(article.startswith(word) for article in self._articles)):
            return None
        return word[:1].isupper()

    def _after_pause(self, start: str, *, whole: bool) -> Break | None:
        low = start[:3].lower()
        if not whole and len(low) < 3 and any(last.startswith(low) for last in _TRAILING):
            return None
        return Break.NONE if low[:1].isdigit() or low in _TRAILING else Break.CLAUSE

    def _joint(self, token: str, following: str, *, whole: bool) -> Break | None:
        if token[-1:].isdigit() or token in ("–", "—", "-") or not following[0].isalpha():
            return Break.NONE
        if not whole:
            return None
        word = following.rstrip(".,;:!?").lower()
        before = token.lower()
        if word not in self._joining or before in self._joining or before in self._tied:
            return Break.NONE
        return Break.CONJUNCTION if word in self._conjunctions else Break.JOINT

    def _after_stop(self, before: str, stop: str, following: str, *, whole: bool) -> Break | None:  # noqa: PLR0911 - a table of cases
        start = following.lstrip(_OPENERS)
        if not start and not whole:
            return None
        first = start[:1]
        if stop != ".":
            if first and first in "=+*/<>":
                return Break.NONE
            return Break.NONE if first.islower() and stop[-1] in ".!?…" else Break.SENTENCE
        word = before.lstrip(_OPENERS + "\"'")
        low = _ELIDED.sub("", word.lower())
        if low in sentence.BEFORE_NUMBER and first.isdigit():
            return Break.NONE
        if low in self._may_end:
            return self._new_unless_lower(first)
        if low in self._short and low not in _ALSO_WORDS:
            return Break.NONE
        if _INITIAL.match(word) or low in self._before_name or low.endswith(_STREET):
            return self._new(start, whole=whole)
        if self._code in sentence.ORDINAL_LANGUAGES and _ORDINAL.match(word):
            return self._new(start, whole=whole)
        if first.islower() and (len(word) < _NO_ABBREVIATION or "." in word) and not word[-1:].isdigit():
            return Break.NONE
        return Break.SENTENCE

    def _new(self, start: str, *, whole: bool) -> Break | None:
        """A sentence begins here only if the next word is one that often begins a sentence."""
        if not start[:1].isupper():
            return Break.NONE
        if not whole:
            return None
        word = start.rstrip(".,;:!?\"'”’").lower()
        return Break.SENTENCE if word.partition("'")[0].partition("’")[0] in self._starters else Break.NONE

    def _new_unless_lower(self, first: str) -> Break:
        return Break.NONE if first.islower() or first.isdigit() else Break.SENTENCE


@cache
def _abbreviations(code: str) -> tuple[frozenset[str], frozenset[str]]:
    """Abbreviations without their last stop, in lower case: first those that never end a sentence."""
    words = lexicon(code)
    if words is None:
        return sentence.ABBREVIATIONS, frozenset({"etc"})
    names = [*words.titles, *words.before_number, *words.phrases]
    # the parts of a spaced abbreviation (`z. B.`) come as tokens of their own
    short = {part.rstrip(".").lower() for name in names if name.endswith(".") for part in name.split()}
    ends = {name.split()[-1].rstrip(".").lower() for name in words.may_end}
    return sentence.ABBREVIATIONS | frozenset(short - ends), frozenset(ends)
