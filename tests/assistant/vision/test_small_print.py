"""Small print is found, whether it was read or not, and the better reading stays."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from assistant.cancel import CancelToken
from assistant.errors import Cancelled
from assistant.vision.lines import Line
from assistant.vision.ocr import LOOKED_AT, RapidOcr
from assistant.vision.picture import Picture
from assistant.vision.small_print import read_again, regions
from tests.assistant.vision.paper import LABEL, level, line, listed, paper, picture


@dataclass
class ScriptedOcr:
    """Reads the same lines in every picture, and keeps the pictures."""

    lines: list[Line] = field(default_factory=list)
    seen: list[Picture] = field(default_factory=list)

    def warm(self) -> None:
        pass

    def read(self, picture: Picture, cancel: CancelToken) -> list[Line]:
        self.seen.append(picture)
        return self.lines


def package(height: int = 2400, letters: int = 13) -> Picture:
    """A large picture with a headline and a small list below it."""
    pixels = paper([(300, 200, "CRUNCHY OATS")], (3200, height), 240)
    small = listed(letters=letters)
    pixels[1500 : 1500 + len(small), 1800 : 1800 + small.shape[1]] = small
    return picture(pixels)


def test_the_small_print_of_a_whole_package_is_read(rapid: RapidOcr) -> None:
    whole = package()
    first = rapid.read(whole, CancelToken())
    assert not set(LABEL) <= {each.text for each in first}
    lines = read_again(whole, first, rapid, CancelToken())
    assert {"CRUNCHY OATS", *LABEL} <= {each.text for each in lines}
    (facts,) = [each for each in lines if each.text == LABEL[0]]
    left, top, _, bottom = level(facts.box)
    assert left == pytest.approx(1840, abs=12)
    assert top < 1539 < bottom


def test_a_part_full_of_print_that_was_not_read_at_all_is_found() -> None:
    whole = package()
    (found,) = regions(whole, [line("CRUNCHY OATS", 290, 220, 1900, 260)], LOOKED_AT / 3200)
    assert found.left < 1840
    assert found.right > 1930
    assert found.top < 1540
    assert found.bottom > 1640


def test_print_that_is_large_enough_is_not_read_twice() -> None:
    ocr, lines = ScriptedOcr(), [line("Total Fat 8 g", 40, 40, 300, 40)]
    assert read_again(picture(listed()), lines, ocr, CancelToken()) == lines
    assert ocr.seen == []


def test_small_print_that_was_read_surely_is_left_where_enlarging_shows_no_more() -> None:
    ocr = ScriptedOcr()
    lines = [line("Contains milk", 40, 40, 80, 10, sure=0.99)]
    assert read_again(picture(np.full((400, 600, 3), 255, np.uint8)), lines, ocr, CancelToken()) == lines
    assert ocr.seen == []


def test_the_second_reading_replaces_the_first_where_it_is_surer() -> None:
    unsure = line("Contalns mllk", 100, 100, 80, 10, sure=0.6)
    beside = line("Large", 300, 100, 200, 60)
    sheet = picture(np.full((400, 600, 3), 255, np.uint8))
    ocr = ScriptedOcr([line("Contains milk", 100, 90, 320, 40, sure=0.99)])
    read = read_again(sheet, [unsure, beside], ocr, CancelToken())
    assert [each.text for each in read] == ["Large", "Contains milk"]
    (seen,) = ocr.seen
    assert seen.height > 40
    left, top, right, bottom = level(read[1].box)
    assert (left, right) == pytest.approx((100, 190), abs=30)
    assert 70 < top < bottom < 130


def test_the_first_reading_stays_where_the_second_is_no_better() -> None:
    unsure = line("Contains milk", 100, 100, 80, 10, sure=0.8)
    for worse in ([], [line("Gomains", 100, 90, 320, 40, sure=0.5)]):
        sheet = picture(np.full((400, 600, 3), 255, np.uint8))
        assert read_again(sheet, [unsure], ScriptedOcr(list(worse)), CancelToken()) == [unsure]


def test_no_part_is_read_once_it_is_cancelled() -> None:
    ocr, cancel = ScriptedOcr(), CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        read_again(package(), [], ocr, cancel)
    assert ocr.seen == []
