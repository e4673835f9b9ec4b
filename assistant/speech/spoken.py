"""Turns a reply's Markdown into the words a voice says."""

import re
from collections.abc import Iterable
from functools import cache

from assistant.speech import dates, feet, formulas, measures, references
from assistant.speech.dates import Rewrite
from assistant.speech.plain import plain, plain_inline
from assistant.speech.words import Lexicon, lexicon

_SPACES = re.compile(r"\s+")
_BEFORE_MARK = re.compile(r"\s+([,.;:!?…])(?=\s|$)")
_EMPTY_BRACKETS = re.compile(r"\(\s*[,;.]?\s*\)|\[\s*\]")
_WORD = re.compile(r"\w")
_INITIALS = re.compile(r"\b((?:[A-Z]\.\s?){1,6})(?=[A-Z][\w’'-])|\b((?:[A-Z]\.){2,})")
_SLASH = re.compile(r"(?<=[^\W\d_]{2})/(?=[^\W\d_]{2})")
_SPACED_SLASH = re.compile(r"(?<=\w) / (?=\w)")
_AMPERSAND = re.compile(r"\s*&\s*")
_ARROW = re.compile(r"\s*(?:→|⇒|⟶|->|=>)\s*")
_UNDERSCORE = re.compile(r"(?<=[^\W_])_+(?=[^\W_])")
_AT = re.compile(r"(?<=\w)\s?@\s?(?=\w)")
_STRAY = re.compile(r"[|\\<>{}\[\]•·▪◦‣■□●○★☆✓✔✗✘^`\u2062]|(?<!\w)[*_~#]+|(?:[*_~]|(?<![A-Z])#)+(?!\w)")
_TRIGGER = re.compile(r"[^\W\d_]\.|[\d_²³⁰-⁹₀-₉½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]|[^\w\s.,;:!?'’\"“”()-]|/")


def speakable(markdown: str, language: str = "en") -> str:
    """The words to say for a stretch of Markdown: one line, empty if nothing in it is for the ear.

    Code blocks, tables, pictures, HTML tags, emoji, thinking and formulas that stand by themselves or are not simple
    are left out. Numbers, units, sums and abbreviations become words in English, German, French, Spanish and Italian,
    and addresses "the link"; other languages keep digits and leave addresses out.
    """
    return say(plain(markdown, _link(language)), language)


def speakable_inline(prose: str, language: str = "en") -> str:
    """As `speakable`, for part of one paragraph: a leading `-` or `#` is text, not a list or a heading."""
    return say(plain_inline(prose, _link(language)), language)


def _link(language: str) -> str:
    words = lexicon(language)
    return words.link if words is not None else ""


def say(text: str, language: str = "en") -> str:
    """Plain text, without Markdown, in words."""
    if _TRIGGER.search(text):
        words = lexicon(language)
        if words is not None:
            text = _in_words(text, words)
        text = _STRAY.sub(" ", _UNDERSCORE.sub(" ", text))
        text = _EMPTY_BRACKETS.sub(" ", text)
    text = (
        _BEFORE_MARK.sub(r"\1", _SPACES.sub(" ", text)) if _language_joins_marks(language) else _SPACES.sub(" ", text)
    )
    text = text.strip()
    return text if _WORD.search(text) else ""


def _language_joins_marks(language: str) -> bool:
    return not language.lower().startswith("fr")


def _in_words(text: str, words: Lexicon) -> str:
    text = _abbreviations(words)(text)
    if feet.MARKED.search(text):
        text = feet.primes(text)
    if _RECKONED.search(text):
        text = formulas.rewriter(words)(text)
    if _DIGIT.search(text):
        for module in (dates, references, measures):
            text = module.rewriter(words)(text)
    if "²" in text or "³" in text:
        text = formulas.held_powers(text, words)
    text = _AMPERSAND.sub(f" {words.signs['and']} ", text)
    text = _AT.sub(f" {words.signs['at']} ", text)
    text = _ARROW.sub(f" {words.signs['to']} ", text)
    text = _SIGNS.sub(lambda m: f" {words.signs[m[1]]} ", text)
    return _SPACED_SLASH.sub(", ", _SLASH.sub(" ", text))


_DIGIT = re.compile(r"[\d½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞²³]|/[a-z]")
_RECKONED = re.compile(r"[\d^√π⁰-⁹₀-₉²³⁄·*+=≈≠≤≥±<>-]")
_SIGNS = re.compile(r"(?<=\w)\s+([+=≠≈<>≤≥×÷±])\s+(?=\w)")


@cache
def _abbreviations(words: Lexicon) -> Rewrite:
    """A function that says abbreviations in full, and initials without their stops."""
    titles = re.compile(rf"(?<!\w)({_either(words.titles)})\s?(?=[^\W\d_a-zß-ÿ]|(?:and|und|et|y|e|&)\s)")
    phrases = re.compile(
        rf"(?<![\w.])({_either(words.phrases)})(?!\w)(?P<end>(?=\s*$|\s+(?-i:[A-ZÀ-Þ\"“])))?", re.IGNORECASE
    )
    full = {_key(short): (short, long) for short, long in words.phrases.items()}

    def say_phrase(match: re.Match[str]) -> str:
        short, long = full.get(_key(match[1]), (match[1], match[1]))
        if match[1][0].isupper() and short[0].islower() and long[0].islower():
            long = long[0].upper() + long[1:]
        return long + "." if match["end"] is not None and short in words.may_end else long

    def say_initials(match: re.Match[str]) -> str:
        ends = match[2] is not None and match.end() == len(match.string)
        letters = re.sub(r"\.\s?", " " if match[1] and " " in match[1].strip() else "", match[0]).strip()
        return letters + ("." if ends else " " if match[1] else "")

    def rewrite(text: str) -> str:
        text = titles.sub(lambda m: words.titles[m[1]] + " ", text)
        return _INITIALS.sub(say_initials, phrases.sub(say_phrase, text))

    return rewrite


def _key(abbreviation: str) -> str:
    return _SPACES.sub("", abbreviation).lower()


def _either(names: Iterable[str]) -> str:
    return "|".join(re.escape(name).replace(r"\ ", r"\s?") for name in sorted(names, key=len, reverse=True))
