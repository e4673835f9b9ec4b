"""Words as the memory compares them: without case, accents, contractions and plural endings."""

import re
import unicodedata

_CONTRACTIONS = (
    (r"\bcan't\b|\bcannot\b", "can not"),
    (r"\bwon't\b", "will not"),
    (r"n't\b", " not"),
    (r"\bi'm\b", "i am"),
    (r"'re\b", " are"),
    (r"'ve\b", " have"),
    (r"'ll\b", " will"),
    (r"\b(he|she|it|that|there|what|where|who|name)'s\b", r"\1 is"),
)
_OWNER = re.compile(r"^(my [\w -]+?)'s (?!.*\b(?:is|are|was)\b)")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


def word_set(*words: str) -> frozenset[str]:
    """The words of texts in which blanks separate them."""
    return frozenset(word for text in words for word in text.split())


def plain(text: str) -> str:
    """Lower case, straight apostrophes, no accents, English contractions written out, no full stop last."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    folded = "".join(letter for letter in folded if not unicodedata.combining(letter))
    for pattern, full in _CONTRACTIONS:
        folded = re.sub(pattern, full, folded)
    folded = " ".join(folded.split()).rstrip(" .!")
    return _OWNER.sub(r"\1 is ", folded)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in order, each as `plain` leaves it."""
    return tuple(_WORD.findall(plain(text)))


def stem(word: str) -> str:
    """The word without the endings that do not change what it is about: almonds, allergic, parked."""
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending, shortest in (("ing", 4), ("ed", 4), ("ic", 6), ("y", 6)):
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            return word[: -len(ending)]
    return word
