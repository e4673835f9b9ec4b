"""From the words after "remember" to whole facts: what states something, and how it stands by itself."""

import re

from assistant.memory_entries import as_fact
from assistant.memory_phrases import Phrases

_TODO = {"en": "To do", "de": "Zu erledigen", "fr": "À faire", "es": "Por hacer", "it": "Da fare"}
_TO_THE_ASSISTANT = re.compile(
    r"(?:always |never )?(?:answer|reply|respond|speak|talk|address me|greet me|call me)\b", re.I
)
_VERB = re.compile(
    r"\b(?:is|are|am|was|were|has|have|had|does|do|did|can|cannot|will|would|should|must|needs?|likes?|loves?|hates?|"
    r"lives?|works?|wants?|prefers?|goes|comes?|starts?|ends?|opens?|closes?|costs?|means?|makes?|takes?|speaks?|"
    r"eats?|drinks?|\w+n['’]t|\w+['’](?:s|re|ll|ve|d|m))\b",
    re.I,
)

_THING = re.compile(
    r"(?:(?:one|first|last) )?(?:day|time|night|song|movie|film|guy|one|year|summer|trip|moment|question|name)s?\b"
    r"(?:$|(?P<whose>,|\s+(?:when|where|that|who|which|i|we|you|he|she|they|my|our)\b)"
    r"|\s+(?:by|of|from|in|at|on|with|about|for|to|last|next|again|ago|yesterday|today|tonight)\b)",
    re.I,
)
_ACTS = re.compile(
    r"[A-Z]\w+ \w+ \w|(?:(?!(?:about|by|for|from|in|of|on|to|with)\b)[\w-]+ ){1,3}?\w+(?:[^\Ws]s|ed) \w|.+ (?:me|us)$"
)
"""What looks like somebody who does something: a name and more, a word in "-s" or "-ed" before others."""


def states(fact: str, phrases: Phrases, clause: bool) -> bool:
    """Whether the words state something, rather than name it ("that day", "the Alamo").

    A `clause` is what follows "that", which English also says for "this": "forget that idea".
    """
    words = fact.split()
    if len(words) < 2 or (not clause and phrases.not_a_fact.match(fact)):
        return False
    if phrases.language != "en":
        return clause or (bool(phrases.subject.match(fact)) and len(words) > 2)
    if clause and names(fact):
        return False
    if re.match(r"(?:i|im|ive|i['’]\w+|it['’]s|we|we['’]\w+)\b", fact, re.I):
        return True
    return bool(_VERB.search(fact.split(maxsplit=1)[1])) or (
        any(letter.isdigit() for letter in fact) or (clause and bool(phrases.subject.match(fact) or _ACTS.match(fact)))
    )


def is_told(fact: str, phrases: Phrases, clause: bool) -> bool:
    """Whether it can be remembered: after "that" nearly anything can, since nobody says so by the way."""
    if clause and phrases.language == "en":
        return len(fact.split()) > 1 and not names(fact)
    return states(fact, phrases, clause)


def names(clause: str) -> bool:
    """Whether English words after "that" name a thing ("that song by the Beatles"), and say nothing about it."""
    thing = _THING.match(clause)
    return thing is not None and (bool(thing["whose"]) or not _VERB.search(clause))


def parts(fact: str, phrases: Phrases) -> list[str]:
    """Facts joined by a repeated conjunction: "that I am vegan, that I live in Bern and that my cat is called Tom"."""
    both = phrases.and_that.split(fact)
    # Elsewhere a comma may also begin a clause within the clause.
    if len(both) > 1 or phrases.language == "en":
        both = [part for some in both for part in phrases.comma_that.split(some)]
    return both if all(states(part, phrases, clause=True) for part in both) else [fact]


def todo(action: str, phrases: Phrases) -> str:
    """The fact that something is to be done: "to buy milk" as "To do: buy milk"."""
    if phrases.language == "en" and _TO_THE_ASSISTANT.match(action):
        return as_fact(f"I want you to {action}")
    if phrases.language == "de":
        action = re.sub(r"\bzu (?=\w+n$)", "", action)
    colon = " :" if phrases.language == "fr" else ":"
    return as_fact(f"{_TODO[phrases.language]}{colon} {action}")


def fact(words: str, phrases: Phrases, clause: bool = False) -> str:
    if phrases.language == "en":
        words = re.sub(r"\bi(?=['’]|\b(?!\.))", "I", words)
    elif phrases.language == "de" and clause:
        words = _main_clause(words)
    return as_fact(words)


def _main_clause(words: str) -> str:
    """German puts the verb of a dependent clause last: bring it behind the subject."""
    subject = re.match(
        r"(?:(?:ich|du|er|sie|es|wir|man)\b|(?:mein|dein|sein|ihr|unser|der|die|das|ein)\w* "
        r"(?:[a-zäöüß]+e[nrs]? )?[A-ZÄÖÜ]?\w+"
        r"|[A-ZÄÖÜ]\w+)",
        words,
        re.IGNORECASE if words.islower() else 0,
    )
    before, _, verb = words.rpartition(" ")
    if not subject or len(subject[0]) >= len(before) or "," in words:
        return words
    return f"{subject[0]} {verb}{before[subject.end() :]}"
