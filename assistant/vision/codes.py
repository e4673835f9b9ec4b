"""Barcodes and QR codes: what they say is shown, and never opened by itself."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.unseen import is_unseen
from assistant.vision.lines import Box, Line
from assistant.vision.picture import Picture, Pixels
from assistant.vision.rotation import Corners

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
    box: Box
    """Where it is: left above, right above, right below, left below."""

    def covers(self, line: Line) -> bool:
        """Whether the line's middle lies within the code: it is no text then."""
        (left, top), (right, bottom) = self.box[0], self.box[2]
        x, y = (sum(place) / 4 for place in zip(*line.box, strict=True))
        return left <= x <= right and top <= y <= bottom


def find_codes(picture: Picture) -> list[Code]:
    """The codes that can be read in a picture, each once, from above to below."""
    import cv2

    scale = min(1.0, LOOKED_AT / max(picture.width, picture.height))
    small = cv2.resize(picture.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    gray = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    found: dict[tuple[str, str], Code] = {}
    for look in (_qr_codes, _barcodes):
        try:
            for kind, text, corners in look(gray):
                if text:
                    code = Code(kind, harmless(text), _around(corners / scale))
                    found.setdefault((code.kind, code.text), code)
        # What OpenCV makes of noise may end in any of its errors, or in bytes that are no text.
        except (cv2.error, UnicodeDecodeError, ValueError):
            log.info("codes could not be read", exc_info=True)
    return sorted(found.values(), key=lambda code: code.box[0][1])


def _around(corners: Corners) -> Box:
    (left, top), (right, bottom) = corners.min(0).tolist(), corners.max(0).tolist()
    return (left, top), (right, top), (right, bottom), (left, bottom)


def harmless(text: str) -> str:
    """The text on one line: line ends as ↵, what cannot be seen as �."""
    lines = re.sub(r"\s*(?:\r\n|[\n\r\v\f\x85\u2028\u2029])\s*", " ↵ ", text.strip())
    shown = (char if char == " " or not is_unseen(char) else "�" for char in lines.replace("\t", " "))
    return "".join(shown)[:LONGEST]


Found = Iterator[tuple[str, str, Corners]]
"""Kind, text, and corners in what was looked at."""


def _qr_codes(gray: Pixels) -> Found:
    import cv2

    _, texts, corners, _ = cv2.QRCodeDetector().detectAndDecodeMulti(gray)
    for text, place in zip(texts, corners if corners is not None else (), strict=False):
        yield "QR", text, place


def _barcodes(gray: Pixels) -> Found:
    """OpenCV finds bars of some widths only, and none that are sharp: it is shown several sizes, a little blurred."""
    import cv2

    detector = cv2.barcode.BarcodeDetector()
    for scale in SIZES:
        sized = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        if min(sized.shape) < LEAST_SIDE:
            return
        _, texts, kinds, corners = detector.detectAndDecodeWithType(cv2.GaussianBlur(sized, (0, 0), 1))
        for text, kind, place in zip(texts, kinds, corners if corners is not None else (), strict=False):
            yield kind.replace("_", "-"), text, place / scale
