"""Tells what a line of Markdown is from as little of its beginning as possible."""

import re
from enum import Enum, auto


class Line(Enum):
    PROSE = auto()
    ITEM = auto()
    HEADING = auto()
    BLANK = auto()
    FENCE = auto()
    RULE = auto()
    """A horizontal rule, or what underlines a heading."""
    TABLE = auto()
    DELIMITER = auto()
    """The row of dashes under a table's head that has no outer bars."""
    FORMULA = auto()
    CODE = auto()
    """Indented code."""
    DEFINITION = auto()
    """Where a link or a footnote is defined."""


LONGEST_LOOK = 160
"""Characters of a line after which it is prose if it was not anything else before."""
_CONTAINER = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*")
_ITEM = re.compile(r"(?:[-*+•–][ \t]+|\d{1,9}[.)][ \t]+)(?:\[[ xX]\][ \t]+)?")
_ITEM_BEGUN = re.compile(r"(?:[-*+•–]|\d{1,9}[.)]?|(?:[-*+•–]|\d{1,9}[.)])[ \t]+(?:\[(?:[ xX]\]?)?)?)")
_HEADING = re.compile(r"#{1,6}[ \t]+")
_RULE = re.compile(r"(?:[-*_=][ \t]*){3,}|=+[ \t]*|--[ \t]*")
_RULE_BEGUN = re.compile(r"([-*_=])[ \t]*(?:\1[ \t]*)*")
_DELIMITER = re.compile(r":?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*")
_DELIMITER_BEGUN = re.compile(r"[-:| \t]+")
_DEFINITION = re.compile(r"\[[^\]\[]{1,100}\]:")
_DEFINITION_BEGUN = re.compile(r"\[[^\]\[]{0,100}\]?")
_TASK_BEGUN = re.compile(r"\[[ xX]?\]?[ \t]*")
_FORMULA = re.compile(r"\$\$|\\\[|\\begin\{")
_FORMULA_BEGUN = re.compile(r"\$|\\(?:b(?:e(?:g(?:i(?:n)?)?)?)?)?")


def whole_line(beginning: str) -> bool:
    """Whether a line that begins so can only be told when it has ended."""
    body = beginning[container(beginning) :]
    return body.startswith(("|", "```", "~~~"))


def container(line: str) -> int:
    """Characters of indentation and quotation marks before a line's own text."""
    match = _CONTAINER.match(line)
    return match.end() if match else 0


def classify(beginning: str, *, ended: bool, code_may_begin: bool) -> tuple[Line, int] | None:
    """What a line is and how many of its characters are marks; None while more of it must be seen.

    `ended` says that the line has no more characters; `code_may_begin`, that indentation would make it code.
    """
    marks = container(beginning)
    body = beginning[marks:]
    if not body:
        if ended:
            return Line.BLANK, marks
        return (Line.PROSE, marks) if marks > LONGEST_LOOK else None
    if code_may_begin and beginning[:marks].expandtabs(4).startswith("    "):
        return Line.CODE, 0
    if not ended and len(body) > LONGEST_LOOK:
        return Line.PROSE, marks
    if body[0].isalpha():
        return Line.PROSE, marks
    return _of_marks(body, marks, ended=ended)


def _of_marks(  # noqa: PLR0911 - a table of cases
    body: str, marks: int, *, ended: bool
) -> tuple[Line, int] | None:
    if body.startswith(("```", "~~~")):
        return _fence(body, marks, ended=ended)
    if body[0] == "|":
        if not ended:
            return None
        is_row = body.count("|") > 1 and (body.rstrip().endswith("|") or body[1].isspace())
        return (Line.TABLE if is_row else Line.PROSE), marks
    if match := _FORMULA.match(body):
        return Line.FORMULA, marks
    if match := _HEADING.match(body):
        return Line.HEADING, marks + match.end()
    if ended:
        if _RULE.fullmatch(body):
            return Line.RULE, marks
        if _DELIMITER.fullmatch(body):
            return Line.DELIMITER, marks
    elif _may_become_something(body):
        return None
    if _DEFINITION.match(body):
        return Line.DEFINITION, marks
    if match := _ITEM.match(body):
        return _item(body, marks, match.end(), ended=ended)
    return Line.PROSE, marks


def _item(body: str, marks: int, end: int, *, ended: bool) -> tuple[Line, int] | None:
    """An item may itself begin with a fence, a heading or a quotation."""
    rest = body[end:]
    if rest.startswith(("```", "~~~")):
        return _fence(rest, marks + end, ended=ended)
    if match := _HEADING.match(rest):
        return Line.ITEM, marks + end + match.end()
    if not ended and rest and set(rest) <= set("`~#") and len(rest) <= 6:
        return None
    return Line.ITEM, marks + end


def _fence(body: str, marks: int, *, ended: bool) -> tuple[Line, int] | None:
    mark = body[0]
    info = body.lstrip(mark)
    if mark == "`" and "`" in info:
        return Line.PROSE, marks
    return (Line.FENCE, marks) if ended else None


def _may_become_something(body: str) -> bool:
    return (
        body in ("`", "``", "~", "~~")
        or (body[0] == "#" and len(body) <= 6 and not body.strip("#"))
        or any(
            pattern.fullmatch(body)
            for pattern in (
                _ITEM_BEGUN, _RULE_BEGUN, _DELIMITER_BEGUN, _DEFINITION_BEGUN, _TASK_BEGUN, _FORMULA_BEGUN,
            )
        )
    )  # fmt: skip
