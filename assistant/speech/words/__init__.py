"""How five languages say numbers, units, signs and abbreviations; each module holds one language."""

from functools import cache

from assistant.speech.words import de, en, es, fr, it
from assistant.speech.words.lexicon import Coin, Lexicon, Noun

__all__ = ["Coin", "Lexicon", "Noun", "lexicon"]

_LEXICONS = {words.LEXICON.code: words.LEXICON for words in (en, de, fr, es, it)}


@cache
def lexicon(language: str) -> Lexicon | None:
    """The words of a language given by its code (`en`, `de_DE`, `pt-BR` …), or None where there are none."""
    return _LEXICONS.get(language.lower().replace("_", "-").split("-")[0])
