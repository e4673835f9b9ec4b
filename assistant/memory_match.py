"""Which entries a person means by the words after "forget": all of the words must be in the entry."""

import re
from collections.abc import Iterable

from assistant.wording import plain, stem, word_set, words_of

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
_NEGATIONS = word_set("not no never nicht kein keine keinen nie pas jamais non mai nunca")
_ONESELF = word_set("i ich je j'ai j'habite j'aime yo io")


def matching(phrase: str, texts: Iterable[str]) -> list[int]:
    """The places of the texts that the phrase means, in order.

    A clause about oneself ("I live in Bern") only means entries about oneself that affirm or deny alike.
    Where an entry says just what the phrase says, the entries that say more are not meant.
    """
    wanted = _content(phrase)
    clause = _is_clause(phrase)
    found: list[tuple[int, int]] = []
    for place, text in enumerate(texts):
        if plain(text) == plain(phrase):
            found.append((place, 0))
            continue
        content = _content(text)
        if not wanted or not wanted <= content:
            continue
        if clause and (_denies(phrase) != _denies(text) or not _is_clause(text)):
            continue
        found.append((place, len(content - wanted)))
    exact = [place for place, more in found if more == 0]
    return exact or [place for place, _ in found]


def same(one: str, other: str) -> bool:
    """Whether two facts are the same but for case, accents and punctuation."""
    return words_of(one) == words_of(other)


def _content(text: str) -> frozenset[str]:
    words = [word for part in words_of(text) for word in re.split("(?<=^[djlmnst])'|(?<=^qu)'", part)]
    return frozenset(stem(word) for word in words if word and word not in _STOP_WORDS | _NEGATIONS)


def _is_clause(text: str) -> bool:
    return bool(_ONESELF & set(words_of(text)[:1]))


def _denies(text: str) -> bool:
    return bool(_NEGATIONS & set(words_of(text)))
