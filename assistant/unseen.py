"""Characters that show as nothing, or turn what stands around them: text of others is never shown with them."""

import json
import re
import unicodedata

_FLAG = "\U0001f3f4[\U000e0030-\U000e007a]{2,6}\U000e007f"
"""England, Scotland and Wales: the only use of tag characters that shows as something."""
_HAN = "\u2e80-\u2fdf\u3001-\u303e\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SIGNS = "0-9#*\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u27ff\u2900-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_BURMESE, _SUMS = "\u1000-\u109f\uaa60-\uaa7f\ua840-\ua873", "\u2190-\u22ff"
_FORMS = (
    f"(?<=[{_HAN}])[\ufe00-\ufe02\U000e0100-\U000e01ef]|(?<=[\u1820-\u18aa])[\u180b-\u180f]|"
    f"(?<=[{_BURMESE}{_SUMS}])\ufe00|(?<=[{_SIGNS}])\ufe0e"
)
"""One other form of the letter or sign before it: of Han, Mongolian and Burmese letters, of signs in sums, of emoji."""
_UNPARTED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff"
_BETWEEN = (
    f"(?<=[{_UNPARTED}])\u200b(?=[{_UNPARTED}])|(?<=[\u2801-\u28ff])\u2800(?=[\u2801-\u28ff])|"
    "(?<=[\u1100-\u115e])\u1160|\u115f(?=[\u1161-\u11a7])|(?<=\\w)\xad(?=\\w)"
)
"""Words of scripts without blanks, and of Braille; where an old Korean syllable lacks a part; where a word may part."""
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0e\uffa0"
"""Letters and marks that show as nothing, or as another form of what stands before them."""
_HIDDEN = re.compile(
    f"({_FLAG}|{_FORMS}|{_BETWEEN})|"
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef"
    f"{_FILLERS}\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_UNSEEN = re.compile(f"[{_FILLERS}\U000e0100-\U000e01ef]")
_JOINERS = "\u200c\u200d"
"""They hold emoji and the letters of some scripts together."""


def whole(text: str) -> str:
    """Text that can be stored and sent: halves of characters, and bytes that are none, show as �."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def visible(text: str) -> str:
    """Text in which control characters and marks that turn its direction show as their number."""
    return _HIDDEN.sub(lambda found: found[1] or f"[U+{ord(found[0]):04X}]", text)


def plain(text: str) -> str:
    """Text that cannot steer a terminal: the same characters show as �."""
    return _HIDDEN.sub(lambda found: found[1] or "\ufffd", text.replace("\r\n", "\n"))


def escaped(document: str) -> str:
    """A JSON document that holds the same, with what hides or steers a terminal written as `\\uXXXX`."""
    return _HIDDEN.sub(lambda found: found[1] or json.dumps(found[0])[1:-1], document)


def one_line(text: str) -> str:
    """A name as one line: line ends and tabs are spaces, and what cannot be seen shows as its number."""
    return visible(" ".join(text.split()))


def legible(text: str) -> str:
    """Text of others for a model: what a person would not see in it is left out, but for line ends and tabs."""
    return "".join(char for char in text.replace("\r\n", "\n") if not is_unseen(char) or char in "\n\t" + _JOINERS)


def is_unseen(char: str) -> bool:
    """Controls, marks that turn the direction or have no width, fillers, and what is no character.

    U+FE0F is seen: it makes emoji of many signs.
    """
    return bool(_UNSEEN.match(char)) or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
