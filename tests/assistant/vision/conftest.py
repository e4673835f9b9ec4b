"""The real reader, loaded once for all tests of sight."""

import pytest

from assistant.vision.ocr import RapidOcr


@pytest.fixture(scope="session")
def rapid() -> RapidOcr:
    ocr = RapidOcr(threads=1)
    ocr.warm()
    return ocr
