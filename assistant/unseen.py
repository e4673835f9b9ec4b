"""Characters that show as nothing, or turn what stands around them: text of others is never shown with them."""

import re
import unicodedata

_FLAG = "\U0001f3f4[\U000e0030-\U000e007a]{2,6}\U000e007f"
"""England, Scotland and Wales: the only use of tag characters that shows as something."""
_HIDDEN = re.compile(
    f"({_FLAG})|"
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u206f"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_JOINERS = "\u200c\u200d"
"""They hold emoji and the letters of some scripts together."""


def visible(text: str) -> str:
    """Text in which control characters and marks that turn its direction show as their number."""
    return _HIDDEN.sub(lambda found: found[1] or f"[U+{ord(found[0]):04X}]", text)


def plain(text: str) -> str:
    """Text that cannot steer a terminal: the same characters show as �."""
    return _HIDDEN.sub(lambda found: found[1] or "\ufffd", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """A name as one line: line ends and tabs are spaces, and what cannot be seen shows as its number."""
    return visible(" ".join(text.split()))


def legible(text: str) -> str:
    """Text of others for a model: what a person would not see in it is left out, but for line ends and tabs."""
    return "".join(char for char in text.replace("\r\n", "\n") if not is_unseen(char) or char in "\n\t" + _JOINERS)


def is_unseen(char: str) -> bool:
    """Controls, marks that turn the direction or have no width, and what is no character."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
