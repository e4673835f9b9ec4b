"""What may be wished of the memory, how it is carried out, and how it is confirmed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant import memory_replies
from assistant.errors import MemoryRefused
from assistant.events import Change
from assistant.memory import Added, Memory
from assistant.memory_entries import Entry
from assistant.memory_languages import LANGUAGES
from assistant.memory_match import matching

_ONESELF = re.compile(
    r"j['’]|(?:i|im|ive|i['’]\w+|we|we['’]\w+|je|nous|yo|soy|estoy|tengo|vivo|trabajo|me|no"
    r"|io|sono|ho|non|abito|lavoro|mi piac\w+)\b",
    re.IGNORECASE,
)
"""How a statement about oneself begins, in languages that have the verb next."""
_PHRASES = {phrases.language: phrases for phrases in LANGUAGES}


@dataclass(frozen=True, slots=True)
class Remember:
    fact: str
    """A whole sentence."""
    language: str
    """Two-letter code of the language in which it was asked."""


@dataclass(frozen=True, slots=True)
class Forget:
    words: str
    language: str
    states: bool = field(default=False, compare=False)
    """Whether the words are a statement ("I live in Bern"), and not a name ("my address")."""


@dataclass(frozen=True, slots=True)
class ForgetAll:
    language: str


@dataclass(frozen=True, slots=True)
class AskBack:
    """To forget everything was said in a way that may be meant otherwise."""

    language: str


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the last change."""

    language: str


Wish = Remember | Forget | ForgetAll | AskBack | Undo


@dataclass(frozen=True, slots=True)
class CarriedOut:
    sentence: str
    """A few sentences to show and to speak."""
    changes: tuple[tuple[Change, str], ...] = ()
    """What became of which entry, in order; empty where nothing changed."""


def carry_out(wish: Wish, memory: Memory, today: date | None = None) -> CarriedOut:
    """Do what was asked and say so; a refusal is a reply too, with its reason in English."""
    try:
        match wish:
            case Remember(fact, language):
                return _added(memory.add(fact, today), language)
            case Forget():
                return _forgotten(wish, memory)
            case ForgetAll(language):
                replies = memory_replies.ALL_FORGOTTEN if (gone := memory.forget_all()) else memory_replies.EMPTY
                return CarriedOut(replies[language], _changes(gone))
            case Undo(language):
                replies = memory_replies.UNDONE if (undone := memory.undo()) else memory_replies.NOTHING_TO_UNDO
                return CarriedOut(replies[language], ((Change.UNDONE, ""),) if undone else ())
            case AskBack(language):
                return CarriedOut(memory_replies.ASK_BACK[language])
    except MemoryRefused as refused:
        return CarriedOut(str(refused))


def _added(added: Added, language: str) -> CarriedOut:
    if added.already:
        return CarriedOut(memory_replies.ALREADY[language].format(fact=_ended(added.entry.text)))
    reply = memory_replies.ADDED[language].format(fact=added.entry.text)
    if added.replaces:
        replaces = memory_replies.REPLACES[language].format(fact=_listed(added.replaces))
        reply = f"{reply} {replaces}"
    change = Change.REPLACED if added.replaces else Change.ADDED
    return CarriedOut(reply, ((change, added.entry.text),))


def _forgotten(wish: Forget, memory: Memory) -> CarriedOut:
    known = [entry.text for entry in memory.read().entries]
    meant = [wish.words]
    if not matching(wish.words, known):
        meant = _apart(wish, known) or meant
    gone = memory.forget(*meant)
    missing = [one for one in meant if not matching(one, known)] if gone else [wish.words]
    told = [memory_replies.FORGOTTEN[wish.language].format(fact=_listed(gone))] if gone else []
    told += [memory_replies.NOT_FOUND[wish.language].format(fact=_ended(one)) for one in missing]
    return CarriedOut(" ".join(told), _changes(gone))


def _apart(wish: Forget, known: Sequence[str]) -> list[str]:
    """The things that "my name and my address" means; none where it may be the name of one thing.

    Unless each is said in full, as in "almonds and walnuts", each has to be known.
    """
    phrases = _PHRASES[wish.language]
    first, *others = phrases.joined.split(wish.words)
    about_oneself = bool(_ONESELF.match(first))
    if wish.states and not about_oneself:
        return []
    meant = [first]
    for other in others:
        if phrases.subject.match(other):
            meant.append(other)
        elif whole := next((full for full in _completed(other, first) if matching(full, known)), None):
            meant.append(whole)
        elif phrases.subject.match(first):
            return []
        else:
            meant.append(other)
    in_full = all(phrases.subject.match(one) for one in (first, *others)) and not about_oneself
    return meant if in_full or all(matching(one, known) for one in meant) else []


def _completed(short: str, first: str) -> Iterator[str]:
    """What a thing named in short may be in full, after the first one: "I like tea", "coffee" as "I like coffee"."""
    words = first.split()
    last = len(words) - 1
    for kept in range(last, max(min(last, 2), last - len(short.split())) - 1, -1):
        yield " ".join((*words[:kept], short))


def _changes(gone: Sequence[Entry]) -> tuple[tuple[Change, str], ...]:
    return tuple((Change.FORGOTTEN, entry.text) for entry in gone)


def _listed(entries: tuple[Entry, ...]) -> str:
    return " ".join(_ended(entry.text) for entry in entries)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
