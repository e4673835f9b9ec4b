"""What a person's words ask of the memory, by rule: "remember that …", "forget …", and what is left.

What only sounds like it ("do you remember …?", "forget it", a story where somebody says so) asks for nothing.
"""

import re
from dataclasses import dataclass

from assistant import memory_facts
from assistant.memory_languages import LANGUAGES
from assistant.memory_phrases import Phrases
from assistant.memory_sentences import body, courteous, gives_a_text, is_courtesy, sentences, withdraws
from assistant.memory_wishes import AskBack, Forget, ForgetAll, Remember, Undo, Wish

MAX_HEARD = 2000
"""Characters; a longer text was pasted or read from somewhere, so that no sentence of it is a wish."""
MAX_LINES = 2
"""Lines; more of them are a text too, but for its first paragraph where that is one line."""


@dataclass(frozen=True, slots=True)
class Heard:
    wishes: tuple[Wish, ...]
    """In the order in which they were said."""
    rest: str
    """What is left for the model; empty where all was wishes, the whole text where there is no wish."""


_NEVER_MIND = re.compile(r"i (?:\w+ )?(?:said|asked|told you|mentioned)(?: it| that| this| anything| so)?", re.I)
_PRESENT = re.compile(
    r"(?:i['’]m|i am|i have|i['’]ve|i live|i work|i like|i love|i hate|i don['’]t|my (?:\w+ ){1,3}?(?:is|are))\b", re.I
)
_HABIT = re.compile(r"\b(?:always|easily|often|sometimes|tend to|usually)\b", re.I)
_SAYS = re.compile(r"\b(?:say|says|said|sagte?|dit|disait|dice|decía|diceva)$", re.I)


def parse(text: str) -> Heard:
    """Take the wishes to remember and to forget out of what was said.

    Text of several lines is somebody's text, unless each line is a wish; but its first line may be one where it stands
    apart from the rest.
    """
    if len(text) > MAX_HEARD:
        return Heard((), text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) <= MAX_LINES or all(is_courtesy(line) or _is_only_wishes(line) for line in lines):
        return _heard(text)
    if not (apart := re.fullmatch(r"\s*(\S[^\n]*)\n\s*?\n(.+)", text, re.DOTALL)):
        return Heard((), text)
    heard = _heard(apart[1], more=True)
    if not heard.wishes or any(isinstance(wish, AskBack) for wish in heard.wishes):
        return Heard(heard.wishes, text)
    return Heard(heard.wishes, f"{heard.rest}\n\n{apart[2]}".strip())


def _is_only_wishes(line: str) -> bool:
    heard = _heard(line)
    return bool(heard.wishes) and not heard.rest


def _heard(text: str, more: bool = False) -> Heard:
    """The wishes in a text; `more` says that there is more text, in which none is looked for."""
    wishes: list[Wish] = []
    rest: list[str] = []
    following = sentences(text)
    while following:
        sentence = following.pop(0)
        if wishes and withdraws(sentence):
            return Heard((), text)
        if found := _pointing(sentence, rest, following):
            wishes.append(found)
            continue
        taken, left = _wishes_in(sentence, follows=bool(rest))
        wishes += taken
        if left:
            rest.append(left)
        if not taken and gives_a_text(sentence):
            rest += following
            break
    left_over = " ".join(sentence for sentence in rest if not is_courtesy(sentence))
    if not wishes:
        return Heard((), text)
    if left_over or more or len(wishes) > 1:
        wishes = [AskBack(wish.language) if isinstance(wish, ForgetAll) else wish for wish in wishes]
    asked_back = any(isinstance(wish, AskBack) for wish in wishes)
    return Heard(tuple(wishes), text if asked_back and left_over else left_over)


def _pointing(sentence: str, before: list[str], after: list[str]) -> Remember | None:
    """A sentence like "Remember that.": what it points to is taken from its neighbours."""
    for phrases in LANGUAGES:
        if not phrases.remember_this.fullmatch(body(sentence, phrases)):
            continue
        for neighbours, place in ((before, -1), (after, 0)):
            if not neighbours or neighbours[place].endswith("?"):
                continue
            statement = body(neighbours[place], phrases)
            if phrases.subject.match(statement):
                neighbours.pop(place)
                return Remember(memory_facts.fact(statement, phrases), phrases.language)
    return None


def _wishes_in(sentence: str, follows: bool) -> tuple[list[Wish], str]:
    """The wishes of one sentence and what is left of it; `follows` says that other sentences went before."""
    clauses = _clauses(sentence, follows)
    if len(clauses) == 1 and sentence.endswith("?"):
        # It is the first clause that makes a question of "Can you remember that … and forget that …?".
        first, *others = _clauses(sentence[:-1], follows)
        clauses = [f"{first}?", *others]
    heard = [_wishes_of(clause, follows) for clause in clauses]
    if len(heard) > 1 and all(taken for taken, _ in heard):
        return [wish for taken, _ in heard for wish in taken], " ".join(left for _, left in heard if left)
    return _wishes_of(sentence, follows)


def _clauses(sentence: str, follows: bool) -> list[str]:
    """The sentence cut where a wish begins after another: "remember that … and forget that …"."""
    for phrases in LANGUAGES:
        cuts = list(phrases.again.finditer(sentence))
        starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(sentence)]
        found: list[tuple[int, int]] = []
        for start, end in zip(starts, ends, strict=True):
            wishes, _ = _wishes_of(sentence[start:end], follows) if found else ([], "")
            if found and (not wishes or _goes_on(sentence[slice(*found[-1])], wishes[0])):
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        if len(found) > 1:
            return [sentence[start:end] for start, end in found]
    return [sentence]


def _goes_on(before: str, wish: Wish) -> bool:
    """Whether what sounds like a wish belongs to what was said before: "I sometimes faint and forget that …"."""
    return bool(_SAYS.search(before)) or (isinstance(wish, Forget) and bool(_HABIT.search(before)))


def _wishes_of(clause: str, follows: bool) -> tuple[list[Wish], str]:
    for phrases in LANGUAGES:
        words = body(clause, phrases)
        asks = clause.endswith("?") and not phrases.courtesy.search(clause.rstrip(" ?"))
        if phrases.forget_all.fullmatch(words):
            doubtful = asks and not phrases.please.search(clause)
            return [AskBack(phrases.language) if doubtful else ForgetAll(phrases.language)], ""
        if phrases.undo.fullmatch(words) and not follows:
            return [Undo(phrases.language)], ""
        tail = ""
        if asks and (split := phrases.question.fullmatch(words)):
            words, tail = courteous(split["fact"], phrases), f"{split['question']}?"
        taken = _remembered(words, phrases, asks and not tail, follows) or _forgotten(
            words, phrases, asks and not tail, bool(tail)
        )
        if taken:
            return taken, tail[:1].upper() + tail[1:]
    return [], clause


def _remembered(  # noqa: PLR0911
    words: str, phrases: Phrases, asks: bool, follows: bool
) -> list[Wish]:
    for pattern in phrases.remember:
        if not (match := pattern.fullmatch(words)):
            continue
        groups = match.groupdict()
        if action := groups.get("action"):
            if asks and not groups["ask"]:
                return []
            return [Remember(memory_facts.todo(action, phrases), phrases.language)]
        fact = groups["fact"].strip(" ,:")
        if asks and groups["ask"]:
            fact = fact.removesuffix("?")
        elif asks and not _PRESENT.match(fact):
            return []
        if follows and phrases.pointing.match(fact):
            return []
        if groups.get("free") is None and not memory_facts.is_told(fact, phrases, clause=bool(groups.get("that"))):
            return []
        return [
            Remember(memory_facts.fact(part, phrases, bool(groups.get("that"))), phrases.language)
            for part in memory_facts.parts(fact, phrases)
        ]
    after = phrases.remembered_after.fullmatch(words)
    if after and not asks and phrases.subject.match(after["fact"]):
        return [Remember(memory_facts.fact(after["fact"], phrases), phrases.language)]
    return []


def _forgotten(words: str, phrases: Phrases, asks: bool, more: bool) -> list[Wish]:
    for pattern in phrases.forget:
        if not (match := pattern.fullmatch(words)):
            continue
        groups = match.groupdict()
        named, clause = groups.get("name"), bool(groups.get("that"))
        meant = courteous(named or groups["words"], phrases)
        if (asks and not groups["ask"]) or (named and more) or _NEVER_MIND.fullmatch(meant):
            return []
        if clause and not memory_facts.states(meant, phrases, clause=True):
            return []
        several = memory_facts.parts(meant, phrases) if clause else [meant]
        return [Forget(part, phrases.language, states=clause) for part in several]
    return []
