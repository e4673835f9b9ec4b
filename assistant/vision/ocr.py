"""Reads the text in a picture."""

import logging
import threading
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import VisionError

log = logging.getLogger(__name__)

LONGEST_SIDE = 4096
"""Pixels; a larger picture is scaled down before it is read."""
MOST_PIXELS = 175_000_000
"""What a picture may declare before it is refused; Pillow by itself refuses a little above that."""


class Ocr:
    """RapidOCR, loaded when the first picture comes."""

    def __init__(self) -> None:
        self._engine: Any = None
        self._lock = threading.Lock()

    def read(self, path: Path) -> str:
        """The text of a picture file, a line of it on each line; empty where there is none. Raises `VisionError`."""
        picture = open_picture(path)
        try:
            found = self._loaded()(picture)
        except Exception as error:
            raise VisionError(f"{path.name} could not be read; try another picture.") from error
        return "\n".join(found.txts or ())

    def _loaded(self) -> Any:
        with self._lock:
            if self._engine is None:
                from rapidocr import RapidOCR

                self._engine = RapidOCR(params={"Global.log_level": "error"})
            return self._engine


def open_picture(path: Path) -> npt.NDArray[np.uint8]:
    """A picture file as BGR pixels, shape (height, width, 3), upright by its EXIF note. Raises `VisionError`."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise VisionError(f"{path.name} is too large a picture; scale it down first.")
                upright = ImageOps.exif_transpose(picture).convert("RGB")
    except Image.DecompressionBombError as error:
        raise VisionError(f"{path.name} is too large a picture; scale it down first.") from error
    except OSError as error:
        raise VisionError(f"{path.name} cannot be opened as a picture; choose a JPEG, PNG or WebP file.") from error
    except (ValueError, SyntaxError) as error:
        raise VisionError(f"{path.name} is damaged; choose another picture.") from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return np.asarray(upright)[:, :, ::-1].copy()
