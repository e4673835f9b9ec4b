"""The reader of text that the settings ask for."""

from assistant.settings import Settings
from assistant.threads import threads
from assistant.vision.ocr import Ocr, RapidOcr
from assistant.vision.tesseract import Tesseract


def reader(settings: Settings) -> Ocr:
    """The chosen reader, not loaded yet; what it lacks is said as it is loaded."""
    kind = Tesseract if settings.ocr == "tesseract" else RapidOcr
    return kind(threads(settings))
