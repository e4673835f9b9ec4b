"""The sentences of what was said, without what belongs to talking only, and which of them are a text to work on."""

import re

from assistant.memory_languages import LANGUAGES
from assistant.memory_phrases import Phrases

_ABBREVIATION = re.compile(r"(?:\b(?:dr|mr|mrs|ms|st|nr|no|e\.g|i\.e|z\.b|bzw|ca|vs|sra?|dra|m|mme)|\b[a-z])\.$", re.I)
_MONTH = re.compile(r"(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)\b", re.I)
_BREAK = re.compile(r"(?<=[.!?…])[\"'”»)]*\s+|(?<=[^:\s])[^\S\n]*\n\s*")
_COLON = re.compile(r":(?:[\s\"“«„]|$)")


def sentences(text: str) -> list[str]:
    """The sentences; a line is at least one, unless it ends with a colon."""
    found: list[str] = []
    start = 0
    for gap in _BREAK.finditer(text):
        before, after = text[start : gap.start()], text[gap.end() :]
        if _is_quoting(text[: gap.end()]) or ("\n" not in gap[0] and _goes_on(before, after)):
            continue
        found.append(text[start : gap.end()].strip())
        start = gap.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def _is_quoting(text: str) -> bool:
    """Whether a quotation is open at the text's end."""
    return bool(text.count('"') % 2) or any(text.count(a) > text.count(b) for a, b in ("“”", "«»", "„“"))


def _goes_on(before: str, after: str) -> bool:
    """Whether the full stop between them ends an abbreviation or a German ordinal, and not the sentence."""
    if _ABBREVIATION.search(before):
        return True
    return bool(re.search(r"\d\.$", before)) and (bool(_MONTH.match(after)) or after[:1].islower())


def body(sentence: str, phrases: Phrases) -> str:
    """The sentence without greeting, last punctuation and courtesies."""
    words = sentence.lstrip("¿¡-–\"“«' ")
    if (opener := phrases.opener.match(words)) and opener.end() < len(words):
        words = words[opener.end() :].lstrip("¿¡ ")
    return courteous(words, phrases)


def courteous(words: str, phrases: Phrases) -> str:
    """The words without last punctuation and courtesies."""
    bare = _unended(words)
    while courtesy := phrases.courtesy.search(bare):
        bare = _unended(bare[: courtesy.start()])
    return bare


def _unended(words: str) -> str:
    """The words without last punctuation, but with a password's sign, a quotation's end and inches."""
    while words := words.rstrip(" .…,;"):
        if words.endswith(("!", "?")):
            last = words.rsplit(maxsplit=1)[-1].strip('¿¡("“„«!?…»”)')
            if last and not re.sub(r"['’-]", "", last).isalpha():
                break
            words = words.rstrip("!?")
        elif words.endswith(('"', "”", "»")) and words.count(words[-1]) > _opened(words):
            words = words[:-1]
        else:
            break
    return words


def _opened(words: str) -> int:
    """How many quotation marks like the last letter may stand in the words."""
    if words[-1] == '"':
        return words.count('"') // 2 * 2 + words[-2:-1].isdigit()
    return words.count("«") if words[-1] == "»" else words.count("“") + words.count("„")


def is_courtesy(sentence: str) -> bool:
    """Whether nothing was said but a greeting or thanks."""
    words = sentence.rstrip(" .!?…,")
    return any(phrases.opener.fullmatch(words) or phrases.courtesy.fullmatch(f" {words}") for phrases in LANGUAGES)


def withdraws(sentence: str) -> bool:
    """Whether the sentence takes back the one before: "No, wait."."""
    return any(phrases.withdrawn.fullmatch(sentence) for phrases in LANGUAGES)


def gives_a_text(sentence: str) -> bool:
    """Whether what follows the sentence is a text that somebody wrote: after a colon, "Translate …" or "Dear Sam,"."""
    bodies = [(phrases, body(sentence, phrases)) for phrases in LANGUAGES]
    return any(phrases.task.match(words) for phrases, words in bodies) or all(
        _COLON.search(words) for _, words in bodies
    )
