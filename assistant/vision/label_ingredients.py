"""An ingredient list from its text: in order, what stands in parentheses staying with its ingredient."""

import re

_LESS_THAN = re.compile(
    r"(?:and\s*)?contains?:?\s*(?:(?:one or more of the following|less\s*than)\s*)?"
    r"(?:\d+\s*%\s*(?:or\s*less)?\s*(?:of)?|of)"
    r"\s*(?:each\s*of\s*)?(?:the\s*following)?\s*:?|less\s*than\s*\d+\s*%\s*(?:of)?\s*:?|\d\s*%\s*or\s*less\s*of\s*:?",
    re.I,
)
_NOT_A_LIST = re.compile(r"^[^,;:(]{25,}$")
_OPEN, _CLOSE = "([{", ")]}"
MOST = 200
"""Ingredients; no label has more."""


def ingredients_of(text: str) -> tuple[str, ...]:
    """The ingredients that the text after "Ingredients:" lists."""
    text = _LESS_THAN.sub(",", " ".join(text.split()))
    items = _split(text, nested=True)
    if _depth(text) != 0 and max(map(len, items), default=0) > 0.6 * len(text):
        # A parenthesis was not read: it must not swallow the rest.
        items = _split(text, nested=False)
    cleaned = (item.strip(" .,;:*•·|†-") for item in items)
    return tuple(item for item in cleaned if any(map(str.isalpha, item)))[:MOST]


def _depth(text: str) -> int:
    return sum(letter in _OPEN for letter in text) - sum(letter in _CLOSE for letter in text)


def _split(text: str, nested: bool) -> list[str]:
    items: list[str] = []
    start = depth = 0
    for place, letter in enumerate(text):
        if nested and letter in _OPEN:
            depth += 1
        elif nested and letter in _CLOSE:
            depth = max(depth - 1, 0)
        elif depth == 0 and _separates(text, place):
            items.append(text[start:place])
            start = place + 1
            if letter == "." and _NOT_A_LIST.match(text[start:].strip()) and " " in text[start:].strip():
                # A sentence after the list.
                return items
    return [*items, text[start:]]


def _separates(text: str, place: int) -> bool:
    letter = text[place]
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if letter in ",，":
        return not (before.isdigit() and after.isdigit())
    if letter == ".":
        return (after.isspace() or after.isalpha()) and len(re.split(r"[\s,(]", text[:place])[-1]) > 3
    return letter in ";•·|"
