"""Pictures as plain pixels: whatever a file holds, upright RGB of a bearable size, or a sentence why not."""

import contextlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias

from assistant.errors import VisionError

if TYPE_CHECKING:  # the window, which names pictures and makes none before it is seen, does not wait for numpy
    import numpy as np
    import numpy.typing as npt
    from PIL import Image

Pixels: TypeAlias = "npt.NDArray[np.uint8]"
"""Shape (height, width, 3): red, green, blue; upright."""

LONGEST_SIDE = 4096
"""Pixels; a larger picture is scaled down as it is opened."""
MOST_PIXELS = 175_000_000
"""What a picture may declare before it is refused; Pillow by itself refuses a little above that."""
FEW_PIXELS = 16_000_000
"""What any file may declare; of more, a file has to hold at least a byte for every `PIXELS_A_BYTE`.

Some hundred bytes can declare a picture that takes many seconds. A page of text of 600 dots to the inch, which packs
best of all that is real, holds a byte for every 400 pixels.
"""
PIXELS_A_BYTE = 500
USUAL_SCANS = 16
"""Of a JPEG that comes clearer bit by bit, with its previews. Each goes over all pixels: more count as more pixels."""
FINE_SIDE = 3600
"""Pixels that are left of a larger JPEG's longer side, at least, when it is decoded at a part of its size."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "PPM", "ICO")
"""What is opened: what cameras, scanners and programs make. Some of Pillow's others start programs (EPS)."""
PIXELS_AT_ONCE = 1 << 18
"""Of a picture of more than 8 bits, as it is brought down to them."""
DEEP_MODES = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")
"""Pillow's modes of one channel with more than 8 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture as everything that looks at it gets it."""

    name: str
    """What the person knows it by: a file's name, or where it came from."""
    pixels: Pixels

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])


def open_picture(path: Path) -> Picture:
    """A picture file; of an animation the first picture. Raises `VisionError`."""
    try:
        if not path.exists():
            raise VisionError(f"There is no file {path}; check the name.")
        if not path.is_file():
            raise VisionError(f"{path} is not a file; choose a picture.")
        with path.open("rb") as file:
            return _decode(file, path.name)
    except (OSError, ValueError) as error:
        raise VisionError(f"{path} cannot be opened; check its name and whether you may read it.") from error


def decode_picture(data: bytes, name: str) -> Picture:
    """A picture from the bytes of a file, as `open_picture`."""
    return _decode(io.BytesIO(data), name)


def scaled(pixels: Pixels, side: int) -> Pixels:
    """The same picture, its longer side at most `side` pixels."""
    import numpy as np
    from PIL import Image

    if max(pixels.shape) <= side:
        return pixels
    small = Image.fromarray(pixels)
    small.thumbnail((side, side), Image.Resampling.BICUBIC)
    return np.array(small)


def _decode(file: IO[bytes], name: str) -> Picture:
    import numpy as np
    from PIL import Image, ImageOps

    with _told_in_a_sentence(name), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if not file.read(1):
            raise VisionError(f"{name} is empty; choose another picture.")
        file.seek(0)
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS or _declares_too_much(picture, file):
                raise VisionError(f"{name} is too large a picture; scale it down first.")
            # A JPEG is decoded at a half, a quarter or an eighth of its size, which spares most of the time and memory.
            parts = max(1, max(picture.size) // FINE_SIDE)
            picture.draft(None, (max(1, picture.width // parts), max(1, picture.height // parts)))
            picture.load()
            ready = _with_eight_bits(picture)
            ready.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            ready.getexif()[ORIENTATION] = picture.getexif().get(ORIENTATION, 1)
            return Picture(name, np.array(_opaque(ImageOps.exif_transpose(ready))))


def _declares_too_much(picture: "Image.Image", file: IO[bytes]) -> bool:
    """Whether decoding would take far longer than so few bytes are worth."""
    at, size, again = file.tell(), file.seek(0, io.SEEK_END), 1.0
    if picture.format in {"JPEG", "MPO"}:
        file.seek(0)
        again = max(again, file.read(MOST_PIXELS).count(START_OF_SCAN) / USUAL_SCANS)
    file.seek(at)
    return picture.width * picture.height * again > max(FEW_PIXELS, PIXELS_A_BYTE * size)


START_OF_SCAN = b"\xff\xda"
"""JPEG's mark, which stands nowhere in a scan itself."""
ORIENTATION = 0x0112
"""EXIF's tag of how the camera was held."""


def _with_eight_bits(picture: "Image.Image") -> "Image.Image":
    """The same picture in a mode that can be scaled: grey values of more bits stretched from darkest to brightest."""
    import numpy as np
    from PIL import Image

    if picture.mode in DEEP_MODES:
        deep = np.nan_to_num(np.asarray(picture), posinf=0, neginf=0)
        darkest, brightest = float(deep.min()), float(deep.max())
        steep = 255 / max(brightest - darkest, 1e-9)
        # Some rows at a time: a float of every pixel would take four times the picture.
        rows = max(1, PIXELS_AT_ONCE // deep.shape[1])
        flat = np.empty(deep.shape, np.uint8)
        for top in range(0, len(deep), rows):
            flat[top : top + rows] = (deep[top : top + rows] - darkest) * steep
        return Image.fromarray(flat)
    if picture.mode in ("RGB", "L", "RGBA"):
        return picture
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _opaque(picture: "Image.Image") -> "Image.Image":
    """RGB; what is transparent is white, as on paper."""
    from PIL import Image

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    whole = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole).convert("RGB")


@contextlib.contextmanager
def _told_in_a_sentence(name: str) -> Iterator[None]:
    """Turn all that Pillow raises on a file that somebody else made into `VisionError`."""
    from PIL import Image, UnidentifiedImageError

    try:
        yield
    except VisionError:
        raise
    except Image.DecompressionBombError as error:
        raise VisionError(f"{name} is too large a picture; scale it down first.") from error
    except UnidentifiedImageError as error:
        raise VisionError(f"{name} cannot be opened as a picture; choose a JPEG, PNG or WebP file.") from error
    except MemoryError as error:
        raise VisionError(f"{name} does not fit into this machine's memory; scale it down first.") from error
    except Exception as error:
        raise VisionError(f"{name} is damaged; choose another picture.") from error
