"""Text is read as it stands on the paper, however the paper is held; a reading can be thrown away at any time."""

import math
from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from assistant.cancel import CancelToken
from assistant.errors import Cancelled, VisionError
from assistant.vision import ocr as reader
from assistant.vision.layout import row_texts
from assistant.vision.ocr import RapidOcr
from assistant.vision.picture import Pixels
from assistant.vision.rotation import Corners
from tests.assistant.vision.paper import LABEL, level, listed, paper, picture


def texts(ocr: RapidOcr, pixels: Pixels) -> list[str]:
    return row_texts(ocr.read(picture(pixels), CancelToken()))


def tilted(pixels: Pixels, degrees: float) -> Pixels:
    height, width = pixels.shape[:2]
    a = math.radians(abs(degrees))
    size = round(width * math.cos(a) + height * math.sin(a)), round(width * math.sin(a) + height * math.cos(a))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    return cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))  # type: ignore[no-any-return]


def bent(pixels: Pixels, sag: float) -> Pixels:
    """Wrapped around a jar that is seen from above: lines hang through by so many pixels."""
    height, width = pixels.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height + 2 * int(sag), dtype=np.float32))
    source = y - sag * 2 + sag * ((x - width / 2) / (width / 2)) ** 2
    return cv2.remap(pixels, x, source.astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[no-any-return]


def test_lines_come_in_order_with_their_places(rapid: RapidOcr) -> None:
    lines = rapid.read(picture(listed()), CancelToken())
    assert [line.text for line in lines] == list(LABEL)
    for row, line in enumerate(lines):
        left, top, _, bottom = level(line.box)
        assert left == pytest.approx(40, abs=12)
        assert top < 30 + 54 * row + 18 < bottom
        assert line.sure > 0.9


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_picture_on_its_side_or_head_is_read(rapid: RapidOcr, turns: int) -> None:
    assert texts(rapid, np.ascontiguousarray(np.rot90(listed(), turns))) == list(LABEL)


@pytest.mark.parametrize("degrees", [-25, 12])
def test_a_tilted_picture_is_read(rapid: RapidOcr, degrees: float) -> None:
    assert texts(rapid, tilted(listed(), degrees)) == list(LABEL)


def test_long_lines_around_a_jar_are_read(rapid: RapidOcr) -> None:
    long = (
        "Ingredients: whole grain oats, sugar, almonds, soy lecithin,",
        "whey powder, sea salt, natural flavour, vitamin E, honey and",
        "malt extract. Contains almonds, milk, soy and oats. It may",
        "contain peanuts and sesame. Keep it in a cool and dry place",
        "and use it within three days once the bag has been opened.",
    )
    assert texts(rapid, bent(listed(long, 22), 28)) == list(long)


def test_the_blank_between_a_number_and_its_unit_is_kept(rapid: RapidOcr) -> None:
    wanted = ("9.5 g", "37 g", "250 kcal", "1046 kJ", "0.49 g")
    assert texts(rapid, listed(wanted)) == list(wanted)


def test_cells_of_a_table_stay_in_their_row(rapid: RapidOcr) -> None:
    table = [
        (40, 40, "Energy"),
        (340, 40, "250 kcal"),
        (40, 100, "Fat"),
        (340, 100, "9.5 g"),
        (40, 160, "Salt"),
        (340, 160, "1.2 g"),
    ]
    assert texts(rapid, paper(table, (560, 240))) == ["Energy 250 kcal", "Fat 9.5 g", "Salt 1.2 g"]


def test_text_up_the_side_of_a_package_is_read_with_the_rest(rapid: RapidOcr) -> None:
    front = listed()
    side = np.rot90(paper([(20, 10, "Best before the end of May")], (len(front), 60)), 1)
    found = texts(rapid, np.concatenate([front, side], axis=1))
    assert {"Best before the end of May", *LABEL} <= set(found)


def test_letters_that_are_hardly_darker_than_the_paper_are_read(rapid: RapidOcr) -> None:
    faint = (225 + listed().astype(np.float32) * 20 / 255).astype(np.uint8)
    assert texts(rapid, faint) == list(LABEL)


@pytest.mark.parametrize("shape", [(1, 1), (2, 300), (300, 2), (3, 5000), (5000, 3), (31, 33), (200, 300)])
def test_where_there_is_no_text_nothing_is_read(rapid: RapidOcr, shape: tuple[int, int]) -> None:
    assert rapid.read(picture(np.full((*shape, 3), 255, np.uint8)), CancelToken()) == []


class Scripted:
    """Models that find the boxes they are told, and read every line upside down where they are told so."""

    def __init__(self, *boxes: Sequence[tuple[float, float]], headlong: float = 0.0) -> None:
        self.boxes = [np.array(box, np.float32) for box in boxes]
        self.headlong = headlong
        self.cancel: CancelToken | None = None
        self.recognized = 0

    def find(self, pixels: Pixels) -> list[Corners]:
        self._stage("find")
        return self.boxes

    def upside_down(self, pieces: Sequence[Pixels]) -> list[float]:
        self._stage("upside_down")
        return [self.headlong] * len(pieces)

    def recognize(self, pieces: Sequence[Pixels]) -> list[tuple[str, float]]:
        self._stage("recognize")
        self.recognized += len(pieces)
        return [(f"{piece[0, 0, 0]}", 0.5 + piece[0, 0, 0] / 512) for piece in pieces]

    last = ""

    def _stage(self, name: str) -> None:
        if self.cancel is not None and name == self.last:
            self.cancel.cancel()


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    models = Scripted([(10, 10), (110, 10), (110, 30), (10, 30)], [(10, 50), (110, 50), (110, 70), (10, 70)])
    monkeypatch.setattr(reader, "RapidModels", lambda threads: models)
    return models


@pytest.mark.parametrize("stage", ["find", "upside_down", "recognize"])
def test_a_reading_ends_soon_after_it_is_cancelled(
    scripted: Scripted, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "BATCH", 1)
    scripted.cancel, scripted.last = CancelToken(), stage
    with pytest.raises(Cancelled):
        RapidOcr(1).read(picture(np.zeros((100, 200, 3), np.uint8)), scripted.cancel)
    assert scripted.recognized <= 1


def test_a_reading_that_is_cancelled_before_it_began_loads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(threads: int) -> None:
        raise AssertionError

    monkeypatch.setattr(reader, "RapidModels", load)
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        RapidOcr(1).read(picture(listed()), cancel)


def test_where_the_text_may_stand_on_its_head_the_surer_way_is_taken(scripted: Scripted) -> None:
    pixels = np.zeros((100, 200, 3), np.uint8)
    # A bright end makes the scripted reader sure: it lies where lines begin that run to the left.
    pixels[:, 100:] = 250
    scripted.headlong = 0.5
    lines = RapidOcr(1).read(picture(pixels), CancelToken())
    assert [line.box[0][0] > line.box[1][0] for line in lines] == [True, True]


def test_what_goes_wrong_within_is_one_sentence(scripted: Scripted) -> None:
    scripted.boxes = [np.full((4, 2), np.nan, np.float32)]
    with pytest.raises(VisionError, match=r"^label\.jpg could not be read; try another picture\.$"):
        RapidOcr(1).read(picture(listed()), CancelToken())


def test_models_that_cannot_be_loaded_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(threads: int) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(reader, "RapidModels", load)
    with pytest.raises(VisionError, match="could not be loaded"):
        RapidOcr(1).warm()
