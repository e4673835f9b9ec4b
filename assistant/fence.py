"""What somebody else wrote, fenced so that it cannot end its own fence; and whether a message holds any."""

import re

from assistant.unseen import legible

_OPENS = "\n<source name="
_ANGLES = re.compile("[<\uff1c\ufe64]")
"""Also those that a model may take for one."""


def fenced(name: str, text: str) -> str:
    """The words between marks of which there are none inside."""
    told = " ".join(_harmless(name).replace('"', "'").replace(">", "›").split())
    return f'<source name="{told}">\n{_harmless(text)}\n</source>'


def holds_fence(message: str) -> bool:
    """Whether there is a fence below a message's first line, the date; a person who types one has it, too."""
    return _OPENS in message


def _harmless(text: str) -> str:
    return _ANGLES.sub("‹", legible(text))
