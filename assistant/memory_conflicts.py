"""Which older entries a new fact contradicts, by rule: careful, since a wrong mark is worse than none.

A fact claims at most one value of a subject that can have one only ("my address", "I live in"), and it affirms or
denies ("I like coffee", "I don't like coffee"). Allergies, likes, children, languages may be many.
"""

import re

from assistant.memory_claims import NEGATIONS, claimed
from assistant.memory_entries import Entry
from assistant.wording import exact_words, plain, secrets, stem, word_set

_FILLERS = word_set(
    "a an the any do does did really very much anymore longer now also too still at all more so ne mehr sehr wirklich",
    "jetzt vraiment beaucoup ya mucho piu molto mai",
)
_LIKES = word_set("love loves likes enjoy enjoys adore adores")
_HATES = word_set("hate hates dislike dislikes detest detests loathe loathes")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")
_JOINS = word_set("on in at the of am im den der le el il de di")


def contradicted(fact: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries that are no longer true if the fact is; entries already marked are left out."""
    return tuple(entry for entry in entries if not entry.replaced and _exclude(fact, entry.text))


def _exclude(one: str, other: str) -> bool:
    """Whether the two cannot both be true."""
    claim, older = claimed(one), claimed(other)
    if claim and older and claim.subject == older.subject:
        return secrets(one) != secrets(other) or _differ(claim.value, older.value)
    (sense, positive), (older_sense, older_positive) = _polarity(one), _polarity(other)
    return bool(sense) and sense == older_sense and positive != older_positive


def _differ(one: str, other: str) -> bool:
    """Whether neither value only says more than the other: "Bern" and "Bern, Switzerland", "May 3" and "3 May 1990"."""
    words, others = (
        {_ORDINAL.sub("", word) for word in exact_words(value) if word not in _JOINS} for value in (one, other)
    )
    return not (words <= others or others <= words)


def _polarity(fact: str) -> tuple[tuple[str, ...], bool]:
    """What the fact says without its negations, and whether it says so or denies it."""
    text = re.sub(r"\bcan not stand\b", "hate", plain(fact))
    text = re.sub(r"\b([jn])'", r"\1e ", text)
    text = re.sub(r"\b(ne \w+) plus\b", r"\1 pas", text)
    words = exact_words(text)
    sense, positive = [], not NEGATIONS & set(words)
    for word in words:
        if word in _HATES:
            positive = not positive
            sense.append("like")
        elif word not in _FILLERS | NEGATIONS:
            sense.append("like" if word in _LIKES else stem(word))
    return tuple(sense), positive
