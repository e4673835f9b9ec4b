"""Barcodes and QR codes: what they say is shown, and never opened by itself."""

import logging
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.vision.picture import Picture, Pixels

log = logging.getLogger(__name__)

LOOKED_AT = 1600
"""Pixels of the longer side at which codes are looked for."""
SIZES = (1.0, 0.6, 0.36)
"""Shares of that at which barcodes are."""
LEAST_SIDE = 40
"""Pixels below which no barcode can be read."""
LONGEST = 4096
"""Characters of a code that are shown; a QR code holds no more letters than that."""


@dataclass(frozen=True, slots=True)
class Code:
    kind: str
    """As its makers call it: "QR", "EAN-13"."""
    text: str
    """On one line, and nothing in it that would steer a terminal or turn the direction of reading."""


def find_codes(picture: Picture) -> list[Code]:
    """The codes that can be read in a picture, each once, from above to below."""
    import cv2

    scale = min(1.0, LOOKED_AT / max(picture.width, picture.height))
    small = cv2.resize(picture.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    gray = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    found: dict[Code, float] = {}
    for look in (_qr_codes, _barcodes):
        try:
            for kind, text, top in look(gray):
                if text:
                    found.setdefault(Code(kind, harmless(text)), top)
        # What OpenCV makes of noise may end in any of its errors, or in bytes that are no text.
        except (cv2.error, UnicodeDecodeError, ValueError):
            log.info("codes could not be read", exc_info=True)
    return sorted(found, key=lambda code: found[code])


def harmless(text: str) -> str:
    """The text on one line: line ends as ↵, what cannot be seen as �."""
    lines = re.sub(r"\s*(?:\r\n|[\n\r\v\f\x85\u2028\u2029])\s*", " ↵ ", text.strip())
    shown = (char if char == " " or not _is_unseen(char) else "�" for char in lines.replace("\t", " "))
    return "".join(shown)[:LONGEST]


def _is_unseen(char: str) -> bool:
    """Controls, marks that turn the direction or have no width, and what is no character."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _qr_codes(gray: Pixels) -> Iterator[tuple[str, str, float]]:
    import cv2

    _, texts, corners, _ = cv2.QRCodeDetector().detectAndDecodeMulti(gray)
    for text, place in zip(texts, corners if corners is not None else (), strict=False):
        yield "QR", text, float(place[:, 1].min())


def _barcodes(gray: Pixels) -> Iterator[tuple[str, str, float]]:
    """OpenCV finds bars of some widths only, and none that are sharp: it is shown several sizes, a little blurred."""
    import cv2

    detector = cv2.barcode.BarcodeDetector()
    for scale in SIZES:
        sized = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        if min(sized.shape) < LEAST_SIDE:
            return
        _, texts, kinds, corners = detector.detectAndDecodeWithType(cv2.GaussianBlur(sized, (0, 0), 1))
        for text, kind, place in zip(texts, kinds, corners if corners is not None else (), strict=False):
            yield kind.replace("_", "-"), text, float(place[:, 1].min()) / scale
