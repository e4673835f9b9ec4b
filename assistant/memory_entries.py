"""The memory file's lines: dated list items that people may also write by hand, in any way they like."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.textfile import CONTROLS, clean

TITLE = "# Facts about the user, in the user's own words"
MAX_FACT = 500
"""Characters of one fact."""

_BULLET = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})[ \t]*(?::[ \t]*|(?=[ \t])[ \t]+)")
_OUTDATED = re.compile(r"[ \t]*\(no longer true since (\d{4}-\d{2}-\d{2})\)$", re.IGNORECASE)
_REPLACING = re.compile(r"[ \t]*\(replaces (?:the entry of \d{4}-\d{2}-\d{2}|an older entry)\)$", re.IGNORECASE)
_NOT_AN_ENTRY = re.compile(r"[ \t]*(?:#|```|~~~|<!--|>[ \t]*$|[^\w]*$)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to remember."""

    text: str
    day: date | None = None
    """When it was added; None where a person wrote it without a date."""
    replaced: date | None = None
    """No longer true since that day."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry and its lines in the file: from `start` up to but without `end`."""

    entry: Entry
    start: int
    end: int


def split_lines(raw: str) -> list[str]:
    """The file's lines, each with its own line end; joined they are the file again."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", raw)


def entries_in(lines: list[str]) -> list[Placed]:
    """Every list item and every sentence that stands by itself; headings and blank lines are none.

    A line that goes on with the sentence before it, or is indented below a list item, belongs to that entry.
    """
    placed: list[Placed] = []
    for start, end in _blocks([clean(line) for line in lines]):
        words = " ".join(clean(line).strip() for line in lines[start:end])
        entry = _parsed(words)
        if entry.text:
            placed.append(Placed(entry, start, end))
    return placed


def _blocks(lines: list[str]) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for number, line in enumerate(lines):
        if _NOT_AN_ENTRY.match(line):
            if start is not None:
                yield start, number
            start = None
        elif start is None:
            start = number
        elif not _goes_on(lines[number - 1], line):
            yield start, number
            start = number
    if start is not None:
        yield start, len(lines)


def _goes_on(before: str, line: str) -> bool:
    if _BULLET.match(line):
        return False
    return line[:1] in " \t" or (line[:1].islower() and not before.endswith((".", "!", "?", ":", ";")))


def _parsed(line: str) -> Entry:
    text = line[bullet.end() :] if (bullet := _BULLET.match(line)) else line
    day = None
    if (dated := _DATE.match(text)) and (day := _day(dated[1])):
        text = text[dated.end() :]
    replaced = None
    if (outdated := _OUTDATED.search(text)) and (replaced := _day(outdated[1])):
        text = text[: outdated.start()]
    return Entry(_REPLACING.sub("", text).strip(), day, replaced)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def as_line(entry: Entry, replaces: tuple[Entry, ...]) -> str:
    """A new entry's line without its line end."""
    return f"- {entry.day}: {entry.text}" + "".join(f" (replaces {_named(old)})" for old in replaces[-1:])


def _named(old: Entry) -> str:
    return f"the entry of {old.day}" if old.day else "an older entry"


def outdated(line: str, since: date) -> str:
    """The line of an older entry, marked as no longer true; the rest of it stays byte for byte."""
    body = line.rstrip()
    return f"{body} (no longer true since {since}){line[len(body) :]}"


def as_fact(words: str) -> str:
    """One line that stays inside its list item and is a sentence: a capital first, a full stop last."""
    fact = " ".join(CONTROLS.sub("", re.sub(r"[\s\u0085\u2028\u2029]+", " ", words)).split())
    while (bare := _REPLACING.sub("", _OUTDATED.sub("", fact))) != fact:
        fact = bare
    if not any(unicodedata.category(letter)[0] in "LNS" for letter in fact):
        return ""
    first = fact.split(" ", 1)[0]
    if first.islower() and "://" not in first and "@" not in first:
        fact = fact[0].upper() + fact[1:]
    last = fact.rsplit(" ", 1)[-1]
    if unicodedata.category(fact[-1])[0] in "LNS" and "://" not in last:
        fact += "."
    return fact
