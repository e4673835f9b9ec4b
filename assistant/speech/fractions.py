"""Says what is written with a stroke between two numbers: fractions, scores, quotients."""

import re
from functools import cache

from assistant.speech import numbers
from assistant.speech.dates import Rewrite
from assistant.speech.words import Lexicon

SEASON = re.compile(r"(?:19|20)\d\d/\d{2,4}")
"""Two years, as of a season."""
_PART = re.compile(r"\s(?:of|von|d[eiu']|del)\b")
_SENTENCE_END = re.compile(r"[.!?;]\s")
_FEWEST_PULSE = 20
"""No blood pressure is written with less below the stroke."""


@cache
def rewriter(words: Lexicon) -> Rewrite:
    """A function that replaces the fractions in a text by words."""
    number = numbers.pattern(words)
    pattern = re.compile(rf"(?<![\w.,])(?<![^\W\d_]-)(?<!\d-){numbers.fraction_pattern()}(?![\w/])")
    stroke = re.compile(rf"(?<![\w./,])({number})/({number})(?![\w/])(?!\.\d)")
    score = re.compile(words.scores, re.IGNORECASE)

    def is_score(match: re.Match[str], above: str, below: str) -> bool:
        if not below.isdecimal() or numbers.split(above, words)[1]:
            return below.isdecimal()
        before, after = match.string[max(0, match.start() - 30) : match.start()], match.string[match.end() :][:12]
        return int(below) % 5 == 0 and bool(
            (below == "100" and not _PART.match(after))
            or (above == below and below in ("5", "10"))
            or score.search(_SENTENCE_END.split(before)[-1])
            or score.match(after.strip())
        )

    def say(match: re.Match[str]) -> str:
        above, _, below = match[0].partition("/")
        if match[0] == "24/7":
            return words.signs["24/7"]
        if not below or " " in above:
            return numbers.said(match[0], words)
        if is_score(match, above, below):
            link = "out of"
        elif is_quotient(above, below, words):
            link = "÷"
        elif re.fullmatch(numbers.fraction_pattern(), match[0]):
            return numbers.said(match[0], words)
        elif SEASON.fullmatch(match[0]):
            return f"{above} {below}"
        else:
            link = "" if above == below or match[0] == "9/11" else "over"
        said = (numbers.said(above, words), words.signs.get(link, ""), numbers.said(below, words))
        return " ".join(filter(None, said))

    def rewrite(text: str) -> str:
        text = pattern.sub(say, text)
        return stroke.sub(say, text) if "/" in text else text

    return rewrite


def is_quotient(above: str, below: str, words: Lexicon) -> bool:
    """Whether a number is divided here, rather than that a part or a pair is named."""
    if SEASON.fullmatch(f"{above}/{below}"):
        return False
    whole, part = numbers.split(above, words)
    by, by_part = numbers.split(below, words)
    if part or by_part or max(len(whole), len(by)) > 3:
        return True
    return 0 < int(by) < _FEWEST_PULSE and int(whole) >= 2 * int(by) and int(whole) % int(by) == 0
