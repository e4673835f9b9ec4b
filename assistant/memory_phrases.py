"""What people say when they want something remembered or forgotten, as patterns of one language.

All are matched without regard to case against one sentence without its last punctuation mark.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """The patterns of one language; each matches a whole sentence unless it says otherwise."""

    language: str
    opener: re.Pattern[str]
    """A greeting, a courtesy or a filler before the wish; matches a beginning."""
    remember: tuple[re.Pattern[str], ...]
    """Groups: `ask` where it is put as a question, `that` where a clause follows, `free` where anything may
    follow (after a colon), `todo` where an action follows, `fact` what is to be remembered."""
    remember_this: re.Pattern[str]
    """Points to the sentence before or after it."""
    remembered_after: re.Pattern[str]
    """A fact and then the wish, in one sentence; group `fact`."""
    forget: tuple[re.Pattern[str], ...]
    """Groups: `that` where a clause follows, `words` what is to be forgotten, `name` likewise where it
    is named so briefly that it must be all the person says."""
    forget_all: re.Pattern[str]
    undo: re.Pattern[str]
    again: re.Pattern[str]
    """What joins a wish to the one before it; the wish itself is not part of the match. Matches anywhere."""
    withdrawn: re.Pattern[str]
    """Takes back what was just said."""
    task: re.Pattern[str]
    """What asks for work on a text, or addresses somebody in a letter: that text follows; matches a beginning."""
    subject: re.Pattern[str]
    """How a statement of a person begins; matches a beginning."""
    pointing: re.Pattern[str]
    """How a statement begins that speaks of what was said before; matches a beginning."""
    not_a_fact: re.Pattern[str]
    """How something begins that only looks like a statement; matches a beginning."""
    question: re.Pattern[str]
    """A fact and then a question in one sentence; groups `fact` and `question`."""
    please: re.Pattern[str]
    """What makes a question a request; matches anywhere."""
    courtesy: re.Pattern[str]
    """What is said for politeness at the end of a sentence; matches an end."""
    and_that: re.Pattern[str]
    """Joins the clauses of one wish; matches anywhere."""
    comma_that: re.Pattern[str]
    """Likewise, before the last of them; matches anywhere."""
    joined: re.Pattern[str]
    """Joins the things in a list; matches anywhere."""


_AND = "(?:and|so|but|now|und|also|et|alors|y|e|allora|entonces)"


def phrases(
    language: str,
    *,
    ask: str,
    please: str,
    tag: str,
    question: str,
    conjunction: str,
    that: str,
    remember: tuple[str, ...],
    forget: tuple[str, ...],
    **patterns: str,
) -> Phrases:
    """Patterns in which `ASK` stands for the polite ways to begin.

    `please` ends a sentence as it is, a `tag` ("right") only after a comma, since it may be what the sentence says.
    """

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern.replace("ASK", ask), re.IGNORECASE)

    return Phrases(
        language=language,
        remember=tuple(compiled(pattern) for pattern in remember),
        forget=tuple(compiled(pattern) for pattern in forget),
        question=compiled(
            rf"(?P<fact>.+?)(?:\s*[,;–-]\s*(?:{_AND}\s+)?|\s+{_AND}\s+)(?P<question>¿?(?:{question})\b.+)"
        ),
        please=compiled(rf"\b(?:{please})\b"),
        courtesy=compiled(rf"(?:\s*,\s*(?:{please}|{tag}|okay|ok)|\s+(?:{please}))$"),
        and_that=compiled(rf"(?:\s*,)?\s+(?:{conjunction})\s+{that}"),
        comma_that=compiled(rf"\s*,\s*{that}"),
        joined=compiled(rf"\s*,\s*(?:(?:{conjunction})\s+)?|\s+(?:{conjunction})\s+"),
        **{name: compiled(pattern) for name, pattern in patterns.items()},
    )
