"""The typefaces that labels are set in: Debian's for the bench, those that come with matplotlib for tests."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

DEBIAN = Path("/usr/share/fonts/truetype")
PACKAGES = ("fonts-liberation", "fonts-lato", "fonts-open-sans", "fonts-roboto-unhinted")


@dataclass(frozen=True, slots=True)
class Face:
    name: str
    regular: Path
    bold: Path
    italic: Path

    def font(self, x_height: float, style: str = "regular") -> ImageFont.FreeTypeFont:
        """The face at the size at which a lower-case x is this many pixels high."""
        return _font(str(getattr(self, style)), round(x_height / _x_share(str(self.regular))))


class FontsMissing(Exception):
    """Says which packages to install."""


def bench_faces() -> tuple[Face, ...]:
    """The faces of the bench. Raises `FontsMissing`."""
    faces = (
        _face("Liberation Sans", "liberation", "LiberationSans-{}.ttf"),
        _face("Liberation Sans Narrow", "liberation", "LiberationSansNarrow-{}.ttf"),
        _face("Liberation Serif", "liberation", "LiberationSerif-{}.ttf"),
        _face("Roboto", "roboto/unhinted/RobotoTTF", "Roboto-{}.ttf"),
        _face("Roboto Condensed", "roboto/unhinted", "RobotoCondensed-{}.ttf"),
        _face("Open Sans", "open-sans", "OpenSans-{}.ttf"),
        _face("Lato", "lato", "Lato-{}.ttf"),
        *plain_faces(),
    )
    if not all(path.is_file() for face in faces for path in (face.regular, face.bold, face.italic)):
        raise FontsMissing(f"Fonts are missing. On Debian type: sudo apt-get install {' '.join(PACKAGES)}")
    return faces


def plain_faces() -> tuple[Face, ...]:
    """Faces that every development environment has."""
    import matplotlib

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    sans, serif = folder / "DejaVuSans.ttf", folder / "STIXGeneral.ttf"
    return (
        Face("DejaVu Sans", sans, folder / "DejaVuSans-Bold.ttf", folder / "DejaVuSans-Oblique.ttf"),
        Face("STIX", serif, folder / "STIXGeneralBol.ttf", folder / "STIXGeneralItalic.ttf"),
    )


def _face(name: str, folder: str, pattern: str) -> Face:
    return Face(name, *(DEBIAN / folder / pattern.format(style) for style in ("Regular", "Bold", "Italic")))


@cache
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


@cache
def _x_share(path: str) -> float:
    _, top, _, bottom = ImageFont.truetype(path, 1000).getbbox("x", anchor="ls")
    return (bottom - top) / 1000
