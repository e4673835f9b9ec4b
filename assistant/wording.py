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
    (r"\b(favo|colo|neighbo|flavo)r(s|ed|ite|ites)?\b", r"\1ur\2"),
    (r"\bgray\b", "grey"),
    (r"\bnamens?\b", "name"),
)
_OWNER = re.compile(r"^(my [\w -]+?)'s (?!.*\b(?:is|are|was)\b)")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_SIGNED = re.compile(
    rf"(?:(?<!\S)[-+](?=\d))?{_WORD.pattern}(?:[+#]+(?!\w)|(?:(?<=\b\w)|(?<=\b\w\w))-(?!\w)|(?<=\d) ?%)?"
)
_SECRET = re.compile(
    r"(?:pass(?:word|phrase|code|wort|e)|kennwort|contraseña|clave|code|código|codice|pin)\b.{0,80}?"
    r"(?:\b(?:is|ist|lautet|est|es|è)\s|[:=])\s*(?P<secret>.+)",
    re.I,
)
_DIGITS_WITHIN = re.compile(r"[^\W\d_]\d+[^\W\d_]")


def word_set(*words: str) -> frozenset[str]:
    """The words of texts in which blanks separate them."""
    return frozenset(word for text in words for word in text.split())


def plain(text: str) -> str:
    """Lower case, no accents, British spelling, English contractions written out, no full stop last."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    folded = "".join(letter for letter in folded if not unicodedata.combining(letter))
    for pattern, full in _CONTRACTIONS:
        folded = re.sub(pattern, full, folded)
    folded = " ".join(folded.split()).rstrip(" .!")
    return _OWNER.sub(r"\1 is ", folded)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in order, each as `plain` leaves it."""
    return tuple(_WORD.findall(plain(text)))


def exact_words(text: str) -> tuple[str, ...]:
    """As `words_of`, with the signs that make a word another one: A- and A+, C and C++, 5 and 5%, 20 and -20."""
    return tuple(word.replace(" ", "") for word in _SIGNED.findall(plain(text)))


def secrets(text: str) -> tuple[str, ...]:
    """What counts letter by letter, as it is written: what follows "the password is", and words like Tr0ub4dor."""
    words = unicodedata.normalize("NFC", text).removesuffix(".").split()
    found = [match["secret"]] if (match := _SECRET.search(" ".join(words))) else []
    return (*found, *(word for word in words if len(word) > 5 and _DIGITS_WITHIN.search(word)))


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
