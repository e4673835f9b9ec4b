"""What a person's words ask of the memory, by rule: "remember that …", "forget …", and what is left.

What only sounds like it ("do you remember …?", "forget it", a story where somebody says so) asks for nothing.
"""

import re
from dataclasses import dataclass
from datetime import date

from assistant import memory_facts, memory_replies
from assistant.errors import MemoryRefused
from assistant.events import Change
from assistant.memory import Added, Memory
from assistant.memory_entries import Entry
from assistant.memory_phrases import LANGUAGES, Phrases

MAX_HEARD = 2000
"""Characters; a longer text was pasted or read from somewhere, so that no sentence of it is a wish."""


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


@dataclass(frozen=True, slots=True)
class ForgetAll:
    language: str


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the last change."""

    language: str


Wish = Remember | Forget | ForgetAll | Undo


@dataclass(frozen=True, slots=True)
class Heard:
    wishes: tuple[Wish, ...]
    """In the order in which they were said."""
    rest: str
    """What is left for the model; empty where all was wishes, the whole text where there is no wish."""


@dataclass(frozen=True, slots=True)
class CarriedOut:
    sentence: str
    """One or two sentences to show and to speak."""
    changes: tuple[tuple[Change, str], ...] = ()
    """What became of which entry, in order; empty where nothing changed."""


_ABBREVIATION = re.compile(r"(?:\b(?:dr|mr|mrs|ms|st|nr|no|e\.g|i\.e|z\.b|bzw|ca|vs|sra?|dra|m|mme)|\b[a-z])\.$", re.I)
_MONTH = re.compile(r"(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)\b", re.I)
_BREAK = re.compile(r"(?<=[.!?…])[\"'”»)]*\s+|\s*\n\s*")
_NEVER_MIND = re.compile(r"i (?:\w+ )?(?:said|asked|told you|mentioned)(?: it| that| this| anything| so)?", re.I)
_PRESENT = re.compile(
    r"(?:i['’]m|i am|i have|i['’]ve|i live|i work|i like|i love|i hate|i don['’]t|my \w+ (?:is|are))\b", re.I
)


def parse(text: str) -> Heard:
    """Take the wishes to remember and to forget out of what was said."""
    if len(text) > MAX_HEARD:
        return Heard((), text)
    wishes: list[Wish] = []
    rest: list[str] = []
    sentences = _sentences(text)
    while sentences:
        sentence = sentences.pop(0)
        if found := _pointing(sentence, rest, sentences):
            wishes.append(found)
            continue
        taken, left = _wishes_in(sentence, follows=bool(rest))
        wishes += taken
        if left:
            rest.append(left)
        if not taken and sentence.rstrip("\"'”»").endswith(":"):
            # What follows a colon is somebody's text to work on.
            rest += sentences
            break
    if not wishes:
        return Heard((), text)
    return Heard(tuple(wishes), " ".join(sentence for sentence in rest if not _is_courtesy(sentence)))


def _sentences(text: str) -> list[str]:
    sentences: list[str] = []
    start = 0
    for gap in _BREAK.finditer(text):
        before, after = text[start : gap.start()], text[gap.end() :]
        if _is_quoting(text[: gap.end()]) or ("\n" not in gap[0] and _goes_on(before, after)):
            continue
        sentences.append(text[start : gap.end()].strip())
        start = gap.end()
    sentences.append(text[start:].strip())
    return [sentence for sentence in sentences if sentence]


def _is_quoting(text: str) -> bool:
    """Whether a quotation is open at the text's end."""
    return bool(text.count('"') % 2) or any(text.count(a) > text.count(b) for a, b in ("“”", "«»", "„“"))


def _goes_on(before: str, after: str) -> bool:
    """Whether the full stop between them ends an abbreviation or a German ordinal, and not the sentence."""
    if _ABBREVIATION.search(before):
        return True
    return bool(re.search(r"\d\.$", before)) and (bool(_MONTH.match(after)) or after[:1].islower())


def _pointing(sentence: str, before: list[str], after: list[str]) -> Remember | None:
    """A sentence like "Remember that.": what it points to is taken from its neighbours."""
    for phrases in LANGUAGES:
        if not phrases.remember_this.fullmatch(_body(sentence, phrases)):
            continue
        for neighbours, place in ((before, -1), (after, 0)):
            if not neighbours or neighbours[place].endswith("?"):
                continue
            statement = _body(neighbours[place], phrases)
            if phrases.subject.match(statement):
                neighbours.pop(place)
                return Remember(memory_facts.fact(statement, phrases), phrases.language)
    return None


def _body(sentence: str, phrases: Phrases) -> str:
    """The sentence without greeting, last punctuation and courtesies."""
    body = sentence.lstrip("¿¡-–\"“«' ")
    if (opener := phrases.opener.match(body)) and opener.end() < len(body):
        body = body[opener.end() :].lstrip("¿¡ ")
    return _courteous(body, phrases)


def _courteous(words: str, phrases: Phrases) -> str:
    bare = words.rstrip(' .!?…"”»,;')
    while courtesy := phrases.courtesy.search(bare):
        bare = bare[: courtesy.start()].rstrip(" .!?…,;")
    return bare


def _is_courtesy(sentence: str) -> bool:
    words = sentence.rstrip(" .!?…,")
    return any(phrases.opener.fullmatch(words) or phrases.courtesy.fullmatch(f" {words}") for phrases in LANGUAGES)


def _wishes_in(sentence: str, follows: bool) -> tuple[list[Wish], str]:
    """The wishes of one sentence and what is left of it; `follows` says that other sentences went before."""
    for phrases in LANGUAGES:
        body = _body(sentence, phrases)
        asks = sentence.endswith("?") and not phrases.courtesy.search(sentence.rstrip(" ?"))
        if phrases.forget_all.fullmatch(body):
            return [ForgetAll(phrases.language)], ""
        if phrases.undo.fullmatch(body) and not follows:
            return [Undo(phrases.language)], ""
        tail = ""
        if asks and (split := phrases.question.fullmatch(body)):
            body, tail = _courteous(split["fact"], phrases), f"{split['question']}?"
        taken = _remembered(body, phrases, asks and not tail, follows) or _forgotten(
            body, phrases, asks and not tail, bool(tail)
        )
        if taken:
            return taken, tail[:1].upper() + tail[1:]
    return [], sentence


def _remembered(  # noqa: PLR0911
    body: str, phrases: Phrases, asks: bool, follows: bool
) -> list[Wish]:
    for pattern in phrases.remember:
        if not (match := pattern.fullmatch(body)):
            continue
        groups = match.groupdict()
        if action := groups.get("action"):
            if asks and not groups["ask"]:
                return []
            return [Remember(memory_facts.todo(action, phrases), phrases.language)]
        fact = (groups["fact"] or "").strip(" ,:")
        if asks and not groups["ask"] and not _PRESENT.match(fact):
            return []
        if follows and re.match(r"(?:it|this|these|those)\b", fact, re.I):
            return []
        if groups.get("free") is None and not memory_facts.states(fact, phrases, clause=groups.get("that") is not None):
            return []
        return [
            Remember(memory_facts.fact(part, phrases, bool(groups.get("that"))), phrases.language)
            for part in memory_facts.parts(fact, phrases)
        ]
    after = phrases.remembered_after.fullmatch(body)
    if after and not asks and phrases.subject.match(after["fact"]):
        return [Remember(memory_facts.fact(after["fact"], phrases), phrases.language)]
    return []


def _forgotten(body: str, phrases: Phrases, asks: bool, more: bool) -> list[Wish]:
    for pattern in phrases.forget:
        if not (match := pattern.fullmatch(body)):
            continue
        groups = match.groupdict()
        named = groups.get("name")
        words = _courteous(named or groups["words"], phrases)
        if (asks and not groups["ask"]) or (named and more) or _NEVER_MIND.fullmatch(words):
            return []
        if groups.get("that") and not memory_facts.states(words, phrases, clause=True):
            return []
        return [Forget(words, phrases.language)]
    return []


def carry_out(wish: Wish, memory: Memory, today: date | None = None) -> CarriedOut:
    """Do what was asked and say so; a refusal is a reply too, with its reason in English."""
    try:
        if isinstance(wish, Remember):
            return _told(memory.add(wish.fact, today), wish.language)
        if isinstance(wish, Forget):
            gone = memory.forget(wish.words)
            if not gone:
                return CarriedOut(memory_replies.NOT_FOUND[wish.language].format(fact=_ended(wish.words)))
            told = memory_replies.FORGOTTEN[wish.language].format(fact=_listed(gone))
        elif isinstance(wish, ForgetAll):
            gone = memory.forget_all()
            told = (memory_replies.ALL_FORGOTTEN if gone else memory_replies.EMPTY)[wish.language]
        elif memory.undo():
            return CarriedOut(memory_replies.UNDONE[wish.language], ((Change.UNDONE, ""),))
        else:
            return CarriedOut(memory_replies.NOTHING_TO_UNDO[wish.language])
    except MemoryRefused as refused:
        return CarriedOut(str(refused))
    return CarriedOut(told, tuple((Change.FORGOTTEN, entry.text) for entry in gone))


def _told(added: Added, language: str) -> CarriedOut:
    if added.already:
        return CarriedOut(memory_replies.ALREADY[language].format(fact=_ended(added.entry.text)))
    reply = memory_replies.ADDED[language].format(fact=added.entry.text)
    if added.replaces:
        replaces = memory_replies.REPLACES[language].format(fact=_listed(added.replaces))
        reply = f"{reply} {replaces}"
    change = Change.REPLACED if added.replaces else Change.ADDED
    return CarriedOut(reply, ((change, added.entry.text),))


def _listed(entries: tuple[Entry, ...]) -> str:
    return " ".join(_ended(entry.text) for entry in entries)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
