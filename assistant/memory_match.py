"""Which entries a person means by the words after "forget": all of the words must be in the entry."""

import re
from collections.abc import Iterable
from itertools import takewhile

from assistant.wording import exact_words, plain, secrets, stem, word_set, words_of

_STOP_WORDS = word_set(
    "a an the this that these those i me my mine we us our you your he him his she her it its they them",
    "their am is are was were be been have has had do does did will would can could and or of to in on",
    "at for from with by about as so what which who when where how old new former previous current",
    "anymore longer now any all fact thing things said told mentioned entry memory please ich mich mir",
    "mein meine meinen meinem meiner wir uns unser unsere du dein er sie es der die das den dem des ein",
    "eine einen einem einer bin ist sind war habe hat haben und oder von zu im an auf fur mit uber dass",
    "was alte alten neue neuen gegen je j moi mon ma mes nous notre tu le la les l un une des du de d",
    "suis est sont etais ai ont et ou que qu dans en sur pour avec au aux ancien ancienne yo mi mis",
    "nosotros nuestro el los las una unos unas soy es son era ha tengo y o con para por del al sobre",
    "antiguo antigua io mio mia miei mie noi nostro il lo gli uno sono e ho hai abbiamo che di da per",
    "su vecchio vecchia",
)
_NEGATIONS = word_set("not no never nicht kein keine keinen nie pas jamais non nunca")
_ONESELF = word_set("i ich je j'ai j'habite j'aime yo io")
_MINE = word_set(
    "my our mein meine meinen meinem meiner meines unser unsere unseren unserem unserer unseres mon ma mes notre",
    "nos mi mis nuestro nuestra nuestros nuestras mio mia miei mie nostro nostra nostri nostre",
)
_GENITIVES = word_set("meines meiner unseres unserer")
_OTHERS = word_set(
    "his her their your sein seine seinen seinem seiner ihr ihre ihren ihrem ihrer dein deine deinen deinem",
    "deiner son sa ses leur leurs ton ta tes su sus tu tus suo sua suoi sue loro tuo tua tuoi tue",
)
_ARTICLES = word_set("the der die das le la el il lo l")
_OF = word_set("of von vom de du des del di della d")


def matching(phrase: str, texts: Iterable[str]) -> list[int]:
    """The places of the texts that the phrase means, in order.

    A clause about oneself ("I live in Bern") only means entries about oneself that affirm or deny alike, and "my name"
    no entry in which only somebody else's name is. Where an entry says just what the phrase says, the entries that say
    more are not meant.
    """
    wanted = _content(phrase)
    clause = _is_clause(phrase)
    is_mine = bool(_MINE & set(_words(phrase)[:2]))
    found: list[tuple[int, int]] = []
    for place, text in enumerate(texts):
        if plain(text) == plain(phrase):
            found.append((place, 0))
            continue
        content = _content(text)
        if not wanted or not wanted <= (_stems(_without_what_others_have(text, wanted)) if is_mine else content):
            continue
        if clause and (_denies(phrase) != _denies(text) or not _is_clause(text)):
            continue
        found.append((place, len(content - wanted)))
    exact = [place for place, more in found if more == 0]
    return exact or [place for place, _ in found]


def same(one: str, other: str) -> bool:
    """Whether two facts are the same but for case, accents and punctuation; a password has to be the same exactly."""
    return exact_words(one) == exact_words(other) and secrets(one) == secrets(other)


def _words(text: str) -> list[str]:
    return [word for part in exact_words(text) for word in re.split("(?<=^[djlmnst])'|(?<=^qu)'", part) if word]


def _content(text: str) -> frozenset[str]:
    return _stems(_words(text))


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in words if word not in _STOP_WORDS | _NEGATIONS)


def _without_what_others_have(text: str, wanted: frozenset[str]) -> list[str]:
    """The words without those for what belongs to somebody that is not wanted: the name in "my dog's name".

    So also in "the name of my dog", "Toms Name", "der Name meines Hundes", "el nombre de mi perro".
    """
    words = _words(re.sub(r"(?<=\w)['’]s\b", " his", text))
    theirs: set[int] = set()
    for place, word in enumerate(words):
        is_genitive = place == 0 and re.search("[^s]s$", word) and word not in _STOP_WORDS
        if (word in _OTHERS or is_genitive) and not {stem(word), stem(words[max(0, place - 1)])} & wanted:
            theirs.update(_run(words, place + 1, 1))
        if word not in _OF | _GENITIVES or not (owned := _run(words, place - 1, -1)):
            continue
        first = owned[-1]
        after = words[place + 1 : place + 4]
        owner = next((later for later in after if later not in _STOP_WORDS), "")
        if stem(owner) in wanted or (first and words[first - 1] in _MINE):
            continue
        begins = first == 0 or (first == 1 and words[0] in _ARTICLES)
        if word in _GENITIVES or begins or _MINE & set(after[:2]):
            theirs.update(owned)
    return [word for place, word in enumerate(words) if place not in theirs]


def _run(words: list[str], start: int, step: int) -> list[int]:
    """The places from the start on, up to a word that means nothing by itself; three at most."""
    places = range(start, min(start + 3, len(words)) if step > 0 else max(start - 3, -1), step)
    return list(takewhile(lambda place: words[place] not in _STOP_WORDS, places))


def _is_clause(text: str) -> bool:
    return bool(_ONESELF & set(words_of(text)[:1]))


def _denies(text: str) -> bool:
    return bool(_NEGATIONS & set(words_of(text)))
