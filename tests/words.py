"""What was said, so that it can be compared."""

from collections.abc import Iterable

from assistant.llm.base import Delta, Text


def letters(text: str) -> str:
    """Without capitals and marks."""
    return "".join(c for c in text.lower() if c.isalnum() or c.isspace())


def said(deltas: Iterable[Delta]) -> str:
    """The text of a reply."""
    return "".join(delta.text for delta in deltas if isinstance(delta, Text))
