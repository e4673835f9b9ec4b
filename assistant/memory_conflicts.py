"""Which older entries a new fact contradicts, by rule: careful, since a wrong mark is worse than none.

A fact has at most one subject that can have one value only ("my address", "I live in"), and it affirms or
denies ("I like coffee", "I don't like coffee"). Allergies, likes, children, languages may be many.
"""

import re
from dataclasses import dataclass

from assistant.memory_entries import Entry
from assistant.wording import plain, stem, word_set, words_of

_NAME_WORD = r"[a-z][\w'-]*(?: [a-z][\w'-]*){0,2}"
_HAS_CLAUSE = re.compile(
    r"[;!?]|(?<!\bdr)(?<!\bmr)(?<!\bst)(?<!\bmrs)\. "
    r"|(?:,|\b(?:and|but|because|while|since|when|if|or|so)) (?:i|my|we|he|she|they|it)\b"
)
# People and things of which much can be said; as `stem` leaves the words.
_ENTITIES = word_set(
    "wife husband partner spouse boyfriend girlfriend fiance fiancee mother mum mom father dad parent",
    "brother sister sibl son daughter child children kid baby cousin uncle aunt niece nephew",
    "grandmother grandma grandfather grandpa friend neighbour neighbor colleague roommate flatmate boss",
    "dog cat pet horse car bike bicycle van truck house flat apartment home room phone laptop computer",
    "key glass wallet passport bag luggage team family",
)
_MAY_BE_MANY = word_set(
    "brother sister sibl son daughter child kid cousin uncle aunt niece nephew friend neighbour",
    "neighbor colleague roommate flatmate",
)
_ONLY_ONE = word_set("wife husband partner spouse boyfriend girlfriend mother mum mom father dad boss")
_COLOURS = word_set("black white red green blue yellow orange purple pink brown grey gray silver gold beige")
_DIETS = "vegan|vegetarian|pescatarian|omnivore"
_MARITAL = "single|married|engaged|divorced|widowed"
_NUMBERS = r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|no"
_NEGATIONS = word_set("not no never nobody nothing nicht kein keine keinen nie pas jamais non mai nunca")
_FILLERS = word_set(
    "a an the any do does did really very much anymore longer now also too still at all more so",
)
_LIKES = word_set("love loves likes enjoy enjoys adore adores")
_HATES = word_set("hate hates dislike dislikes detest detests loathe loathes")
_PLACE = r"(?:parked |kept |stored |hidden )?(?:in|at|on|under|behind|next to|near|by|outside|inside) .+"

_RULES: tuple[tuple[str, str], ...] = (
    (
        r"i (?:now )?(?:live|am living) (?:now )?(?:in|at|on) (?!an? |my |the (?:country|sub))(?P<value>.+)",
        "live",
    ),
    (r"i (?:have )?moved to (?P<value>.+)", "live"),
    (r"i (?:now )?(?:live|am living) in (?P<value>an? .+)", "dwelling"),
    (r"i (?:now )?(?:work|am working) (?:now )?(?:at|for) (?P<value>.+)", "employer"),
    (r"i (?:now )?(?:work|am working) as (?P<value>.+)", "job"),
    (r"i work in (?P<value>.+)", "work place"),
    (rf"(?:i am (?:called|named)|my name is|call me|i go by) (?P<value>{_NAME_WORD})", "name"),
    (r"i (?:am|turned) (?P<value>\d{1,3})(?: years old)?", "age"),
    (r"my age is (?P<value>\d{1,3})(?: years)?", "age"),
    (r"i was born on (?P<value>.+)", "born on"),
    (r"i was born in (?P<value>\d{4})", "born in year"),
    (r"i was born in (?P<value>\D+)", "born in"),
    (r"i (?:now )?drive (?P<value>an? .+)", "drive"),
    (rf"i am (?:a |an )?(?P<value>{_DIETS})", "diet"),
    (rf"i am (?P<value>{_MARITAL})", "marital"),
    (rf"i have (?P<value>{_NUMBERS}) (?P<what>\w+)", "have"),
    (r"ich wohne (?:jetzt )?(?:in|an|am) (?P<value>.+)", "live"),
    (r"(?:ich heisse|mein name ist) (?P<value>.+)", "name"),
    (r"ich bin (?P<value>\d{1,3})(?: jahre alt)?", "age"),
    (r"ich arbeite (?:jetzt )?(?:bei|fur) (?P<value>.+)", "employer"),
    (
        r"(?:mein|meine) (?P<what>lieblings\w+|adresse|geburtstag|nummer|pin|passwort) ist (?P<value>.+)",
        "my",
    ),
    (r"j'habite (?:maintenant )?(?:a|au|en|dans) (?P<value>.+)", "live"),
    (r"je m'appelle (?P<value>.+)", "name"),
    (r"j'ai (?P<value>\d{1,3}) ans", "age"),
    (r"je travaille (?:chez|pour) (?P<value>.+)", "employer"),
    (r"(?:mon|ma) (?P<what>[\w ]+ prefere?e?|adresse|anniversaire|code) est (?P<value>.+)", "my"),
    (r"vivo (?:ahora )?en (?P<value>.+)", "live"),
    (r"me llamo (?P<value>.+)", "name"),
    (r"tengo (?P<value>\d{1,3}) anos", "age"),
    (r"trabajo (?:en|para) (?P<value>.+)", "employer"),
    (r"mi (?P<what>[\w ]+ favorit[oa]|direccion|cumpleanos|pin) es (?P<value>.+)", "my"),
    (r"(?:abito|vivo) (?:ora )?a (?P<value>.+)", "live"),
    (r"mi chiamo (?P<value>.+)", "name"),
    (r"ho (?P<value>\d{1,3}) anni", "age"),
    (r"lavoro (?:per|da|presso) (?P<value>.+)", "employer"),
    (r"(?:il mio|la mia) (?P<what>[\w ]+ preferit[oa]|indirizzo|compleanno|pin) e (?P<value>.+)", "my"),
)
_COMPILED = tuple((re.compile(pattern), subject) for pattern, subject in _RULES)
_MINE = re.compile(r"my (?P<what>[\w' -]+?) (?:is|are|was) (?:now )?(?P<value>.+)")
_IS_MINE = re.compile(r"(?P<value>.+?) (?:is|are) (?:now )?my (?P<what>[\w' -]+)")
_PREFER = re.compile(r"i (?:now )?prefer (?P<value>.+)")


@dataclass(frozen=True, slots=True)
class Claim:
    subject: tuple[str, ...]
    value: str


def contradicted(fact: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries that are no longer true if the fact is; entries already marked are left out."""
    claim, (sense, positive) = _claim(fact), _polarity(fact)
    found = []
    for entry in entries:
        if entry.replaced:
            continue
        older, (older_sense, older_positive) = _claim(entry.text), _polarity(entry.text)
        if (claim and older and claim.subject == older.subject and words_of(claim.value) != words_of(older.value)) or (
            sense and sense == older_sense and positive != older_positive
        ):
            found.append(entry)
    return tuple(found)


def _claim(fact: str) -> Claim | None:
    text = plain(fact)
    if _HAS_CLAUSE.search(text) or _NEGATIONS & set(words_of(text)) - {"no"}:
        return None
    for rule, subject in _COMPILED:
        if match := rule.fullmatch(text):
            groups = match.groupdict()
            return Claim((subject, stem(groups.get("what") or "")), groups["value"])
    if match := _PREFER.fullmatch(text):
        return _preference(match["value"])
    if match := _MINE.fullmatch(text) or _IS_MINE.fullmatch(text):
        return _possession(match["what"], match["value"], fact)
    return None


def _preference(value: str) -> Claim | None:
    """Two single words are of one kind, and two choices of one thing ("window seats", "aisle seats")."""
    words = re.split(r" (?:to|over|rather than|instead of) ", value, maxsplit=1)[0].split()
    if len(words) > 3:
        return None
    return Claim(("prefer", stem(words[-1]) if len(words) > 1 else ""), " ".join(words))


def _possession(  # noqa: PLR0911 - one return for each kind of value
    what: str, value: str, fact: str
) -> Claim | None:
    """What can hold one value only: "my PIN"; of a person or a thing only its name, age, place or colour."""
    words = ["favourite" if word == "favorite" else word.removesuffix("'s") for word in what.split()]
    words = [stem(word) for word in words if word not in ("new", "current")]
    if not words or "allerg" in what or value.startswith(("allergic ", "called after ", "named after ")):
        return None
    if words[-1] == "name" and _MAY_BE_MANY & set(words):
        return None
    if re.fullmatch(_PLACE, value):
        return Claim(("my", *words, "place"), value)
    if words[-1] not in _ENTITIES or words[0] == "favourite":
        return Claim(("my", *words), value)
    if re.fullmatch(r"\d{1,3}(?: years old| months old)?", value):
        return Claim(("my", *words, "age"), value)
    if value in _COLOURS:
        return Claim(("my", *words, "colour"), value)
    called = re.fullmatch(rf"(?:called |named )({_NAME_WORD})", value)
    if words[-1] in _ONLY_ONE and (called or _is_capitalised(value, fact)):
        return Claim(("my", *words, "name"), called[1] if called else value)
    return None


def _is_capitalised(value: str, fact: str) -> bool:
    found = re.search(re.escape(value), fact, re.IGNORECASE)
    return found is not None and all(word[:1].isupper() for word in found[0].split())


def _polarity(fact: str) -> tuple[tuple[str, ...], bool]:
    """What the fact says without its negations, and whether it says so or denies it."""
    text = re.sub(r"\bcan not stand\b", "hate", plain(fact))
    sense, positive = [], True
    for word in words_of(text):
        if word in _NEGATIONS:
            positive = not positive
        elif word in _HATES:
            positive = not positive
            sense.append("like")
        elif word not in _FILLERS:
            sense.append("like" if word in _LIKES else stem(word))
    return tuple(sense), positive
