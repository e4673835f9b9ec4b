"""Codes are read as they are printed, and what they say can do no harm."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from assistant.vision.codes import LONGEST, Code, find_codes, harmless
from assistant.vision.picture import Pixels
from tests.assistant.vision.paper import level, line, picture

ODD = "0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011".split()  # noqa: SIM905
PARITY = "LLLLLL LLGLGG LLGGLG LLGGGL LGLLGG LGGLLG LGGGLL LGLGLG LGLGGL LGGLGL".split()  # noqa: SIM905


def qr(text: str) -> Pixels:
    code = cv2.QRCodeEncoder.create().encode(text)
    return np.repeat(np.repeat(code, 6, 0), 6, 1)


def ean(digits: str) -> Pixels:
    """An EAN-13 barcode."""
    inverted = ["".join("10"[int(bit)] for bit in code) for code in ODD]
    turned = [code[::-1] for code in inverted]
    kinds = zip(digits[1:7], PARITY[int(digits[0])], strict=True)
    left = [(ODD if kind == "L" else turned)[int(digit)] for digit, kind in kinds]
    bars = "101" + "".join(left) + "01010" + "".join(inverted[int(d)] for d in digits[7:]) + "101"
    return np.tile(np.repeat(np.array([255 * (bar == "0") for bar in bars], np.uint8), 3), (120, 1))


def sheet(*codes: Pixels) -> Pixels:
    """Codes below each other on white."""
    page = np.full((60 + sum(len(code) + 60 for code in codes), 500, 3), 255, np.uint8)
    top = 60
    for code in codes:
        page[top : top + len(code), 60 : 60 + code.shape[1]] = code[:, :, None]
        top += len(code) + 60
    return page


def said(codes: Sequence[Code]) -> list[tuple[str, str]]:
    return [(code.kind, code.text) for code in codes]


def test_qr_codes_and_barcodes_are_read_from_above_to_below() -> None:
    found = find_codes(picture(sheet(qr("https://example.org/oats"), ean("4006381333931"))))
    assert said(found) == [("QR", "https://example.org/oats"), ("EAN-13", "4006381333931")]
    left, top, right, bottom = level(found[0].box)
    assert (left, top) == pytest.approx((72, 72), abs=8)
    assert 60 + len(qr("https://example.org/oats")) == pytest.approx(bottom, abs=16) == pytest.approx(right, abs=16)


def test_a_code_in_a_large_picture_is_found() -> None:
    large = cv2.resize(sheet(qr("far away")), None, fx=6, fy=6, interpolation=cv2.INTER_NEAREST)
    (code,) = find_codes(picture(large))
    assert (code.kind, code.text) == ("QR", "far away")
    assert code.box[0] == pytest.approx((432, 432), abs=40)


def test_what_would_steer_a_terminal_or_turn_the_text_is_made_visible() -> None:
    (code,) = find_codes(picture(sheet(qr("https://exe\u202egpj.example\x1b[2J\nsecond line"))))
    assert code.text == "https://exe�gpj.example�[2J ↵ second line"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nb\u2028c", "a ↵ b ↵ c"),
        ("  \tplain text\t ", "plain text"),
        ("zero\u200bwidth \ufeffmark", "zero�width �mark"),
        ("\u2066isolated\u2069", "�isolated�"),
        ("Grüße, 東京 ñ", "Grüße, 東京 ñ"),
        ("a" * 9999, "a" * LONGEST),
    ],
)
def test_only_what_can_be_seen_is_left(text: str, shown: str) -> None:
    assert harmless(text) == shown


def test_where_there_is_no_code_none_is_found() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (300, 400, 3), np.uint8)
    for pixels in (noise, np.zeros((1, 1, 3), np.uint8), np.full((3, 900, 3), 255, np.uint8)):
        assert find_codes(picture(pixels)) == []


def test_a_line_within_a_code_is_told_from_one_beside_it() -> None:
    code = Code("QR", "x", ((100, 100), (200, 100), (200, 200), (100, 200)))
    assert code.covers(line("回", 130, 140, 40))
    assert not code.covers(line("Best before", 130, 210))
