"""Tesseract as another reader: pictures are straightened, enlarged and evenly lit before it sees them."""

import math
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from assistant.cancel import CancelToken
from assistant.errors import VisionError
from assistant.vision.layout import in_reading_order
from assistant.vision.lines import Box, Line
from assistant.vision.picture import Picture, Pixels

Gray = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]
"""Shape (2, 3): from the picture to what Tesseract sees."""

LANGUAGES = ("eng", "deu", "fra", "spa", "ita")
"""Those of labels; of them it reads the ones that are installed."""
SEEN_AT = 2400
"""Pixels of the longer side as Tesseract sees it; smaller pictures are enlarged, at most by `MOST`."""
MOST = 3.0
GRAIN = 0.7
"""Sigma in pixels of the blur that takes the sensor's noise away."""
WHITE = 0.85
"""Of the way from ink to paper, from which on there is no ink: what noise remains costs Tesseract minutes."""
LEAST_CONTRAST = 0.25
"""Of the brightness of the paper, by which ink is darker at least."""
STEEPEST = 20.0
"""Degrees of tilt that are straightened."""
TURNED = 2.0
"""How sure Tesseract has to be that a picture lies on its side or its head."""
GAP = 1.5
"""Heights of a line that part two cells of it."""
MODE = 11
"""Of reading the page: text wherever it is, for labels are more tables than paragraphs."""
SECONDS = 120
"""After which a picture is given up."""
INSTALL = {
    "linux": "on Debian or Ubuntu type: sudo apt-get install tesseract-ocr",
    "darwin": "on macOS type: brew install tesseract",
    "win32": "on Windows type: winget install UB-Mannheim.TesseractOCR",
}
PLACES = (
    "/opt/homebrew/bin/tesseract",
    "/usr/local/bin/tesseract",
    r"C:\Program Files\Tesseract-OCR\tesseract.exe",
)
"""Where it is installed to without being on the path of a program with a window."""


@dataclass(frozen=True, slots=True)
class Prepared:
    gray: Gray
    matrix: Matrix


class Tesseract:
    """The program that the system has installed, through pytesseract."""

    def __init__(self, threads: int = 2) -> None:
        """`threads` of the processor are used at most."""
        self._threads = threads
        self._languages = ""

    def warm(self) -> None:
        """Find the program and its languages; raises `VisionError` where it is missing."""
        if self._languages:
            return
        library = self._library()
        try:
            installed = library.get_languages()
        except (OSError, library.TesseractError, SystemExit) as error:
            raise VisionError("Tesseract does not start; install it anew, or let RapidOCR read.") from error
        self._languages = "+".join(name for name in LANGUAGES if name in installed) or "eng"

    def read(self, picture: Picture, cancel: CancelToken) -> list[Line]:
        """The same as `Ocr.read`."""
        cancel.check()
        self.warm()
        library = self._library()
        try:
            upright, turn = _turned_upright(library, picture.pixels)
            cancel.check()
            ready = prepare(upright)
            cancel.check()
            words = library.image_to_data(
                ready.gray, lang=self._languages, config=f"--psm {MODE}", output_type="dict", timeout=SECONDS
            )
        except (OSError, RuntimeError, library.TesseractError) as error:
            raise VisionError(f"Tesseract could not read {picture.name}; let RapidOCR read it.") from error
        cancel.check()
        back = np.linalg.inv(np.vstack([_joined(ready.matrix, turn), (0, 0, 1)]))[:2]
        return in_reading_order(_lines(words, back))

    def _library(self) -> Any:
        """pytesseract, told which program to start and with what environment."""
        import pytesseract
        from pytesseract import pytesseract as calls

        program = shutil.which("tesseract") or next((place for place in PLACES if Path(place).is_file()), None)
        if program is None:
            how = INSTALL.get(sys.platform, "install tesseract-ocr")
            raise VisionError(f"Tesseract is not installed; {how}.")
        calls.tesseract_cmd = program
        calls.environ = _clean_environment(self._threads)
        return pytesseract


def _clean_environment(threads: int) -> dict[str, str]:
    """For a program of the system: without our secrets and without the libraries of a package we may run from."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("EARSIGHT_", "PYTHON"))}
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        before = clean.pop(f"{name}_ORIG", None)
        if getattr(sys, "frozen", False):
            clean.pop(name, None)
            if before:
                clean[name] = before
    return clean | {"OMP_THREAD_LIMIT": str(threads)}


def prepare(pixels: Pixels) -> Prepared:
    """Gray, evenly lit, enlarged and straight, with the way there."""
    import cv2

    height, width = pixels.shape[:2]
    scale = min(MOST, SEEN_AT / max(height, width))
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    even = evenly_lit(cast(Gray, cv2.GaussianBlur(gray, (0, 0), GRAIN)))
    angle = tilt(even)
    cosine, sine = abs(math.cos(math.radians(angle))), abs(math.sin(math.radians(angle)))
    size = (
        max(1, round((width * cosine + height * sine) * scale)),
        max(1, round((width * sine + height * cosine) * scale)),
    )
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, scale)
    matrix[:, 2] += np.array(size) / 2 - np.array([width / 2, height / 2])
    straight = cv2.warpAffine(even, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return Prepared(cast(Gray, straight), matrix)


def evenly_lit(gray: Gray) -> Gray:
    """Dark text on white, whatever the light: each place between the ink and the paper around it."""
    import cv2

    height, width = gray.shape
    scale = min(1.0, 320 / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(gray, size, interpolation=cv2.INTER_AREA)
    if float(np.median(small)) < float(small.mean()) and float(np.median(small)) < 100:
        # Light text on dark paper.
        gray, small = 255 - gray, 255 - small
    near = np.ones((9, 9), np.uint8)
    paper = cv2.dilate(cv2.medianBlur(small, 5), near)
    ink = cv2.erode(cv2.resize(cv2.erode(gray, near), size, interpolation=cv2.INTER_AREA), near)

    def around(plane: Gray) -> npt.NDArray[np.float32]:
        spread = cv2.GaussianBlur(plane, (0, 0), 7)
        return cast(npt.NDArray[np.float32], cv2.resize(spread, (width, height)).astype(np.float32))

    brightest = around(cast(Gray, paper))
    range_of = np.maximum(brightest - around(cast(Gray, ink)), LEAST_CONTRAST * brightest) + 1
    return cast(Gray, np.clip((1 - (brightest - gray) / range_of) / WHITE * 255, 0, 255).astype(np.uint8))


def tilt(gray: Gray) -> float:
    """Degrees by which the picture has to be turned to the left's height so that its rows are sharpest."""
    import cv2

    scale = min(1.0, 600 / max(gray.shape))
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = np.where(small < 160, 255, 0).astype(np.uint8)
    height, width = ink.shape

    def sharpness(angle: float) -> float:
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
        rows = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_NEAREST).sum(1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    coarse = max(np.arange(-STEEPEST, STEEPEST + 1, 1.0), key=sharpness)
    return float(max(np.arange(coarse - 1, coarse + 1.01, 0.2), key=sharpness))


def _turned_upright(library: Any, pixels: Pixels) -> tuple[Pixels, Matrix]:
    """The picture turned by quarters as Tesseract thinks it should be, and the way there."""
    height, width = pixels.shape[:2]
    whole = np.eye(3)[:2]
    try:
        seen = library.image_to_osd(prepare(pixels).gray, output_type="dict", timeout=SECONDS)
    except library.TesseractError:
        # Too little text to tell.
        return pixels, whole
    turns = round(seen["rotate"] / 90) % 4 if seen["orientation_conf"] >= TURNED else 0
    ways = {
        0: whole,
        1: np.array([(0.0, -1, height), (1, 0, 0)]),
        2: np.array([(-1.0, 0, width), (0, -1, height)]),
        3: np.array([(0.0, 1, 0), (-1, 0, width)]),
    }
    return np.ascontiguousarray(np.rot90(pixels, -turns)), ways[turns]


def _joined(second: Matrix, first: Matrix) -> Matrix:
    return cast(Matrix, (np.vstack([second, (0, 0, 1)]) @ np.vstack([first, (0, 0, 1)]))[:2])


def _lines(words: dict[str, list[Any]], back: Matrix) -> list[Line]:
    """Words that follow each other on a line as one; a wide gap begins another."""
    found: list[Line] = []
    line: list[int] = []
    for number, text in enumerate(words["text"]):
        if words["level"][number] != 5 or not text.strip():
            continue
        if line and not _goes_on(words, line[-1], number):
            found.append(_line(words, line, back))
            line = []
        line.append(number)
    return [*found, _line(words, line, back)] if line else found


def _goes_on(words: dict[str, list[Any]], last: int, number: int) -> bool:
    same = all(words[key][last] == words[key][number] for key in ("block_num", "par_num", "line_num"))
    gap = words["left"][number] - words["left"][last] - words["width"][last]
    return same and gap <= GAP * max(words["height"][last], words["height"][number])


def _line(words: dict[str, list[Any]], numbers: list[int], back: Matrix) -> Line:
    left = min(words["left"][n] for n in numbers)
    top = min(words["top"][n] for n in numbers)
    right = max(words["left"][n] + words["width"][n] for n in numbers)
    bottom = max(words["top"][n] + words["height"][n] for n in numbers)
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)
    placed = corners @ back[:, :2].T + back[:, 2]
    box = tuple((round(float(x), 1), round(float(y), 1)) for x, y in placed)
    sure = float(np.mean([float(words["conf"][n]) for n in numbers])) / 100
    return Line(" ".join(words["text"][n] for n in numbers), cast(Box, box), max(0.0, min(1.0, sure)))
