"""Tesseract sees pictures straight, large and evenly lit; where it is missing one line says how to get it."""

import shutil
import sys
from collections.abc import Iterator

import cv2
import numpy as np
import pytesseract.pytesseract as calls
import pytest

from assistant.cancel import CancelToken
from assistant.errors import Cancelled, VisionError
from assistant.settings import Settings
from assistant.vision import tesseract
from assistant.vision.layout import row_texts
from assistant.vision.ocr import RapidOcr
from assistant.vision.readers import reader
from assistant.vision.tesseract import SEEN_AT, Tesseract, evenly_lit, prepare, tilt
from tests.assistant.vision.paper import LABEL, level, listed, picture
from tests.assistant.vision.test_ocr import tilted

INSTALLED = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed here")


@pytest.fixture(autouse=True)
def _library_as_it_was() -> Iterator[None]:
    before = calls.tesseract_cmd, calls.environ
    yield
    calls.tesseract_cmd, calls.environ = before


@pytest.mark.parametrize(("system", "how"), list(tesseract.INSTALL.items()))
def test_where_it_is_missing_one_line_says_how_to_install_it(
    system: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(tesseract, "PLACES", ())
    monkeypatch.setattr(sys, "platform", system)
    for begin in (Tesseract().warm, lambda: Tesseract().read(picture(listed()), CancelToken())):
        with pytest.raises(VisionError) as failed:
            begin()
        assert str(failed.value) == f"Tesseract is not installed; {how}."


def test_a_program_that_does_not_start_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/nowhere/tesseract")
    with pytest.raises(VisionError, match="Tesseract does not start"):
        Tesseract().warm()


@INSTALLED
@pytest.mark.parametrize("degrees", [0, 9])
def test_a_small_dim_tilted_list_is_read(degrees: float) -> None:
    dim = listed(letters=16).astype(np.float32) * np.linspace(0.8, 0.25, listed(letters=16).shape[1])[None, :, None]
    ocr = Tesseract()
    ocr.warm()
    lines = ocr.read(picture(tilted(dim.astype(np.uint8), degrees) if degrees else dim.astype(np.uint8)), CancelToken())
    found = [text.replace(" ", "") for text in row_texts(lines)]
    assert found == [text.replace(" ", "") for text in LABEL]


@INSTALLED
def test_lines_lie_where_they_are_in_the_picture() -> None:
    lines = Tesseract().read(picture(listed()), CancelToken())
    (facts,) = [line for line in lines if line.text == LABEL[0]]
    left, top, _, bottom = level(facts.box)
    assert left == pytest.approx(40, abs=10)
    assert top < 48 < bottom
    assert facts.sure > 0.8


@INSTALLED
def test_a_picture_without_text_has_none() -> None:
    assert Tesseract().read(picture(np.full((40, 60, 3), 255, np.uint8)), CancelToken()) == []


def test_a_reading_that_was_cancelled_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        Tesseract().read(picture(listed()), cancel)


@INSTALLED
def test_the_program_gets_none_of_our_secrets_and_no_more_threads_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSIGHT_REMOTE_KEY", "secret")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    Tesseract(threads=1).warm()
    assert "secret" not in calls.environ.values()
    assert "PYTHONPATH" not in calls.environ
    assert calls.environ["OMP_THREAD_LIMIT"] == "1"


def test_from_a_package_the_program_gets_the_systems_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: "/nowhere/tesseract")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/package/lib")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/system/lib")
    with pytest.raises(VisionError):
        Tesseract().warm()
    assert calls.environ["LD_LIBRARY_PATH"] == "/system/lib"


@pytest.mark.parametrize("degrees", [-13, 0, 8])
def test_a_tilt_is_measured(degrees: float) -> None:
    gray = cv2.cvtColor(tilted(listed(), degrees), cv2.COLOR_RGB2GRAY)
    assert tilt(gray) == pytest.approx(-degrees, abs=0.7)


def test_light_that_falls_off_is_evened_and_light_text_made_dark() -> None:
    gray = cv2.cvtColor(listed(), cv2.COLOR_RGB2GRAY)
    shaded = (gray * np.linspace(1.0, 0.3, gray.shape[1])).astype(np.uint8)
    even = evenly_lit(shaded)
    assert (even[gray == 255] > 230).mean() > 0.98
    assert (even[gray == 0] < 100).mean() > 0.98
    inverted = evenly_lit(np.where(gray > 128, 20, 250).astype(np.uint8))
    assert np.median(inverted) > 230


def test_small_pictures_are_enlarged_and_large_ones_reduced() -> None:
    assert max(prepare(listed(letters=12)).gray.shape) > 1.5 * max(listed(letters=12).shape)
    assert max(prepare(np.full((300, 4000, 3), 255, np.uint8)).gray.shape) <= SEEN_AT + 1


def test_the_settings_choose_the_reader() -> None:
    assert isinstance(reader(Settings()), RapidOcr)
    assert isinstance(reader(Settings(ocr="tesseract")), Tesseract)
