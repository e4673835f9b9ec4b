"""What a fact claims: a subject that can have one value only ("my PIN", "I live in"), and the value it gives it."""

import re
from dataclasses import dataclass
from itertools import takewhile

from assistant.wording import exact_words, plain, secrets, stem, word_set, words_of

NEGATIONS = word_set("not no never nobody nothing nicht kein keine keinen nie pas jamais non nunca")
_HAS_CLAUSE = re.compile(
    r"[;!?]|(?<!\d)(?<!\bdr)(?<!\bmr)(?<!\bst)(?<!\bmrs)\. "
    r"|(?:,|\b(?:and|but|because|while|since|when|if|or|so)) (?:i|my|we|he|she|they|it)\b"
)


def _stems(*words: str) -> frozenset[str]:
    return frozenset(map(stem, word_set(*words)))


_MAY_BE_MANY = _stems(
    "brother sister sibling son daughter child kid cousin uncle aunt niece nephew friend neighbour colleague coworker",
    "roommate flatmate classmate teacher student client hobby interest sport language instrument bruder schwester sohn",
    "tochter kind onkel tante freund freundin nachbar kollege frere soeur fils fille enfant cousine oncle ami amie",
    "voisin hermano hermana hijo hija primo prima tio tia amigo amiga vecino fratello sorella figlio figlia cugino",
    "cugina zio zia amico amica vicino nipote",
)
_ONLY_ONE = _stems("wife husband partner spouse boyfriend girlfriend mother mum mom father dad boss")
# Of things that move, one place excludes every other.
_MOVABLE = _stems("car bike bicycle van truck phone laptop computer key glasses wallet passport bag luggage")
# People and things of which much can be said.
_ENTITIES = (
    _MAY_BE_MANY
    | _ONLY_ONE
    | _MOVABLE
    | _stems(
        "fiance fiancee parent children baby grandmother grandma grandfather grandpa dog cat pet horse house flat",
        "apartment home room team family",
    )
)
_FREE = re.compile(
    r".*(?:pass(?:word|phrase|code|wort)|kennwort|code)|passe|contrasena|clave|codigo|codice|pin|pronoun"
)
_NUMBERED = re.compile(
    r".*(?:address|adresse|e?mail|number|nummer|birthday|geburtstag)|direccion|indirizzo|telefono|phone"
    r"|numero|anniversaire|cumpleanos?|compleanno"
)
_NAMES = re.compile(r".*name|(?:pre)?nom|nombre|apellido|nome|cognome")
_COLOURS = word_set("black white red green blue yellow orange purple pink brown grey silver gold beige hazel blond")
_PEOPLES = word_set(
    "afghan african albanian algerian american arab argentinian asian australian austrian belgian bosnian",
    "brazilian british bulgarian cambodian canadian chilean chinese colombian croatian cuban cypriot czech danish",
    "dutch ecuadorian egyptian english estonian ethiopian european filipino finnish french georgian german",
    "ghanaian greek hungarian icelandic indian indonesian iranian iraqi irish israeli italian jamaican japanese",
    "jordanian kenyan korean kurdish latvian lebanese libyan lithuanian malaysian maltese mexican moroccan",
    "nepalese nigerian norwegian pakistani persian peruvian polish portuguese romanian russian scottish serbian",
    "slovak slovenian somali spanish sudanese swedish swiss syrian taiwanese tanzanian thai tibetan tunisian",
    "turkish ukrainian venezuelan vietnamese welsh atheist buddhist catholic christian evangelical hindu jewish",
    "mormon muslim orthodox protestant sikh",
)
# Single words after "at", "in" or "is" that name nobody and no place.
_NO_NAMES = word_set(
    "home night nights noon day days weekends school work sea university campus fun money free myself life peace fear",
    "short long hard easy difficult rare common unusual uncommon strange funny nice beautiful ugly old misspelled",
    "nacht geld schwer leicht kurz lang selten moi vivre nuit ville rare difficile facile long court vivir noche casa",
    "dificil facil largo corto raro vivere soldi notte solo sola lungo lunga raro",
)
_PARTICLES = word_set("of the and de la las los el le les du di da del van von der den die das und y et e al bin")
_GOES_ON = re.compile(r"(?:with|from|since|now|mit|aus|seit|avec|depuis|con|desde)\b|(?:in|at) (?!\d)")
_NEW = word_set("new current neue neuer neues nouveau nouvelle nuevo nueva nuovo nuova")
_PREPOSITIONS = word_set("for to of at in fur zu du de des d' del della di para por per a")
_WEEKDAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_TIMES = (
    (r"at \d.*|at (?:noon|midnight)|\d{1,2}(?::\d\d)? ?[ap]\.?m\b.*|\d{1,2}:\d\d", "clock"),
    (rf"(?:on |this |next )?{_WEEKDAY}(?: at .+)?", "weekday"),
    (rf"(?:on |in |this |next )?(?:the )?(?:\d+\w* (?:of )?)?(?:{_MONTH})(?:,? (?:the )?\d+\w*){{0,2}}", "day"),
    (r"on (?:the )?\d[\d/.]*(?:st|nd|rd|th)?", "day"),
)
_PLACE = re.compile(
    r"(?:(?P<put>parked|kept|stored|hidden) )?"
    r"(?P<where>in|at|on|under|behind|next to|near|by|outside|inside) (?P<value>.+)"
)
_NUMBER = r"\d+(?:[.,]\d+)?"
_MEASURE = re.compile(
    rf"{_NUMBER} ?(?P<unit>[ckm]?m|[km]?g|kilos?|pounds|lbs?|feet|ft|inches|miles"
    r"|minutes|hours|days|weeks|months|years)"
)

_RULES: tuple[tuple[str, str], ...] = (
    (r"i (?:now )?(?:work|am working) as (?P<value>an? .+)", "job"),
    (r"i (?:am|turned) (?P<value>\d{1,3})(?: years old)?(?: now)?", "age"),
    (r"my age is (?P<value>\d{1,3})(?: years)?", "age"),
    (r"i was born on (?P<value>.+)", "born on"),
    (r"i was born in (?P<value>\d{4})", "born in year"),
    (rf"i was born in (?!(?:{_MONTH})\b)(?P<value>\D+)", "born in"),
    (r"i (?:now )?(?:live|am living) in (?P<value>an? (?:\w+ ){0,2}(?:house|flat|apartment|studio|condo))", "dwelling"),
    (r"i (?:now )?drive (?P<value>an? (?!lot\b|bit\b).+)", "drive"),
    (r"i am (?:a |an )?(?P<value>vegan|vegetarian|pescatarian|omnivore)", "diet"),
    (r"i am (?P<value>single|married|engaged|divorced|widowed)", "marital"),
    (
        r"i have (?P<value>\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|no) (?P<what>\w+)",
        "have",
    ),
    (rf"(?:i weigh|my weight is|ich wiege|je pese|peso) (?P<value>{_NUMBER}) ?(?P<what>[a-z]*)", "weight"),
    (
        rf"(?:i am|my height is|ich bin|je mesure|mido|sono alt[oa]) (?P<value>{_NUMBER}) ?(?P<what>c?m|feet|ft|met\w+)"
        r"(?: tall| gross)?",
        "height",
    ),
    (r"ich bin (?P<value>\d{1,3})(?: jahre alt)?", "age"),
    (r"j'ai (?P<value>\d{1,3}) ans", "age"),
    (r"tengo (?P<value>\d{1,3}) anos", "age"),
    (r"ho (?P<value>\d{1,3}) anni", "age"),
)
# Where the value has to be a name: nobody is called "hard to spell", nor works for "night".
_NAMED_RULES: tuple[tuple[str, str], ...] = (
    (r"i (?:now )?(?:live|am living) (?:now )?in (?P<value>.+)", "live"),
    (r"i (?:now )?(?:live|am living) (?:now )?(?P<what>at|on) (?P<value>.+)", "street"),
    (r"i (?:have )?moved to (?P<value>.+)", "live"),
    (r"i (?:now )?(?:work|am working) (?:now )?(?:at|for) (?P<value>.+)", "employer"),
    (r"i work in (?!it\b|hr\b|pr\b)(?P<value>.+)", "work place"),
    (r"(?:i am (?:called|named)|call me|i go by) (?P<value>.+)", "name"),
    (r"ich wohne (?:jetzt )?in (?!(?:de[rmn]|(?:ein|mein|unser)e[rm]) )(?P<value>.+)", "live"),
    (r"ich wohne (?:jetzt )?(?P<what>an|am) (?P<value>.+)", "street"),
    (r"ich heisse (?P<value>.+)", "name"),
    (r"ich arbeite (?:jetzt )?(?:bei|fur) (?P<value>.+)", "employer"),
    (r"j'habite (?:maintenant )?a (?P<value>.+)", "live"),
    (r"j'habite (?:maintenant )?(?:au|aux|en) (?P<value>.+)", "country"),
    (r"je m'appelle (?P<value>.+)", "name"),
    (r"je travaille (?:chez|pour) (?P<value>.+)", "employer"),
    (r"vivo (?:ahora )?en (?P<value>.+)", "live"),
    (r"me llamo (?P<value>.+)", "name"),
    (r"trabajo para (?P<value>.+)", "employer"),
    (r"(?:abito|vivo) (?:ora )?a (?P<value>.+)", "live"),
    (r"mi chiamo (?P<value>.+)", "name"),
    (r"lavoro (?:per|da|presso) (?P<value>.+)", "employer"),
)
_COMPILED = tuple(
    (re.compile(pattern), subject, rules is _NAMED_RULES)
    for rules in (_RULES, _NAMED_RULES)
    for pattern, subject in rules
)
_OWNED = tuple(
    re.compile(rf"(?P<owner>{owner}) ?(?P<what>{what}) (?:(?P<called>{called})|{verb}) (?:{now} )?(?P<value>.+)")
    for owner, what, verb, called, now in (
        (r"my\b|our\b|the\b|[\w-]+(?: [\w-]+)?'s\b", r"[\w' -]+?", "is|are", "(?:is|are) (?:called|named)", "now"),
        (r"meine?\b|unsere?\b|der\b|die\b|das\b", r"[\w' -]+?", "ist|sind|lautet", "heisst", "jetzt"),
        (r"mon\b|ma\b|notre\b|le\b|la\b|l'", r"[\w' -]+?", "est|sont", "s'appelle", "maintenant"),
        (r"mi\b|nuestr[oa]\b|el\b|la\b", r"[\w' -]+?", "es|son", "se llama", "ahora"),
        (r"(?:(?:il |la |l')?(?:mi|nostr)[oa]\b)|il\b|la\b|l'", r"[\w' -]+?", "e|sono", "si chiama", "ora"),
    )
)
_IS_MINE = re.compile(r"(?P<value>.+?) (?:is|are) (?:now )?(?P<owner>my|our) (?P<what>[\w' -]+)")
_OF_MINE = re.compile(r"^the ([\w ]{1,60}?) of (my|our) ([\w -]{1,60}?) (?=is\b)")
_LABELLED = re.compile(r"^(?:(my|our|the) )?([\w' -]{1,60}?) ?[:=] +")
_PREFER = re.compile(r"i (?:now )?prefer (?P<value>.+)")


@dataclass(frozen=True, slots=True)
class Claim:
    subject: tuple[str, ...]
    value: str


def claimed(fact: str) -> Claim | None:
    """What the fact claims; None where it claims nothing that excludes another value."""
    text = _OF_MINE.sub(r"\2 \3's \1 ", plain(fact))
    text = _LABELLED.sub(lambda label: f"{label[1] or 'the'} {label[2]} is ", text)
    if (_HAS_CLAUSE.search(text) and not secrets(fact)) or NEGATIONS & set(words_of(text)) - {"no"}:
        return None
    for rule, subject, is_named in _COMPILED:
        if match := rule.fullmatch(text):
            groups = match.groupdict()
            one_word = subject not in ("street", "work place")
            value = _name(groups["value"], fact, one_word=one_word) if is_named else groups["value"]
            if value:
                return Claim((subject, _unit(stem(groups.get("what") or ""))), value)
    if match := _PREFER.fullmatch(text):
        return _preference(match["value"])
    for language, pattern in enumerate((*_OWNED, _IS_MINE)):
        if (match := pattern.fullmatch(text)) and (claim := _possession(match, fact, language in (0, len(_OWNED)))):
            return claim
    return None


def _unit(word: str) -> str:
    return "kg" if word.startswith("kilo") else word


def _preference(value: str) -> Claim | None:
    """Two single words are of one kind, and two choices of one thing ("window seats", "aisle seats")."""
    words = re.split(r" (?:to|over|rather than|instead of) ", value, maxsplit=1)[0].split()
    if len(words) > 3:
        return None
    return Claim(("prefer", stem(words[-1]) if len(words) > 1 else ""), " ".join(words))


def _possession(match: re.Match[str], fact: str, english: bool) -> Claim | None:  # noqa: PLR0911 - one for each kind
    """What can hold one value only: "my PIN"; of a person or a thing only its name, age, place or colour."""
    groups = match.groupdict()
    value = groups["value"]
    words = [stem(word) for word in words_of(groups["what"].replace("mot de passe", "passe")) if word not in _NEW]
    named = list(takewhile(lambda word: word not in _PREPOSITIONS, words))
    if not named or any("allerg" in word for word in words) or re.match(r"(?:called |named )?after |allerg", value):
        return None
    owner, head = re.sub(r"^(?:il |la |l')(?=\w)", "", groups["owner"]), named[-1]
    subject = (owner, *words)
    if groups.get("called") or _NAMES.fullmatch(head):
        return _named(subject, _name(value, fact, one_word=True), bool(groups.get("called")))
    if english and owner != "the" and (claim := _when_or_where(subject, head, value)):
        return claim
    if _FREE.fullmatch(head) or any(word.startswith(("favour", "favorit", "liebling", "prefer")) for word in words):
        return Claim(subject, value)
    name = _name(value, fact)
    if _NUMBERED.fullmatch(head):
        return Claim(subject, value) if name or re.search(r"[\d@]", value) else None
    if not english or owner == "the":
        return None
    if value in _COLOURS:
        return Claim((*subject, "colour"), value)
    if head in _ENTITIES:
        if re.fullmatch(r"\d{1,3}(?: years old| months old)?", value):
            return Claim((*subject, "age"), value)
        return Claim((*subject, "name"), name) if name and head in _ONLY_ONE else None
    if measure := _MEASURE.fullmatch(value):
        return Claim((*subject, _unit(stem(measure["unit"]))), value)
    if re.match(r"\S*\d", value):
        return Claim((*subject, "number"), value)
    return Claim((*subject, "name"), name) if name and not _MAY_BE_MANY & set(words) else None


def _named(subject: tuple[str, ...], name: str, called: bool) -> Claim | None:
    """ "My dog is called Rex" and "my dog's name is Rex" claim the same; of several brothers each has a name."""
    owner, *words = subject
    if not name or _MAY_BE_MANY & set(words):
        return None
    if called:
        words.append("name")
    elif (owner, *words) in (("my", "name"), ("mein", "name"), ("mon", "nom"), ("mi", "nombre"), ("mio", "nome")):
        return Claim(("name", ""), name)
    return Claim((owner, *words), name)


def _when_or_where(subject: tuple[str, ...], head: str, value: str) -> Claim | None:
    """A time or a place; what stays where it is can be in a town, on a hill and near a lake."""
    for pattern, kind in _TIMES:
        if re.fullmatch(pattern, value):
            return Claim((*subject, kind), value)
    if place := _PLACE.fullmatch(value):
        moves = place["put"] or head in _MOVABLE
        exact = place["where"] in ("in", "at", "on", "under", "inside")
        return Claim((*subject, "place", "" if moves and exact else place["where"]), place["value"])
    return None


def _name(value: str, fact: str, one_word: bool = False) -> str:
    """The name with which the value begins, by its capitals, or empty; `one_word` takes a small one that stands alone.

    "Swiss" is none, and "Bern on weekdays" is not only Bern.
    """
    words = exact_words(value)
    capital = {
        word
        for part in re.split(r"\s|(?<=\w)-(?=\w)", fact)
        if part.strip("\"“„«'(")[:1].isupper()
        for word in exact_words(part)
    }
    name = list(takewhile(lambda word: word in capital or word in _PARTICLES or word[0].isdigit(), words))
    while name and name[-1] in _PARTICLES:
        name.pop()
    if _PEOPLES & set(name) or (len(words) == 1 and words[0] in _NO_NAMES):
        return ""
    rest = " ".join(words[len(name) :])
    if any(word in capital for word in name) and (not rest or _GOES_ON.match(rest)):
        return " ".join(name)
    return words[0] if one_word and len(words) == 1 and words[0].isalpha() else ""
