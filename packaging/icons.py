"""Draws the mark as the files that the systems ask for: PNG in all sizes, SVG, .ico and .icns.

usage: icons.py FOLDER
"""

import io
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image  # noqa: E402
from PySide6.QtCore import QBuffer, QByteArray, QIODevice  # noqa: E402
from PySide6.QtGui import QGuiApplication, QImage, QPainter  # noqa: E402
from PySide6.QtSvg import QSvgRenderer  # noqa: E402

from ui import mark  # noqa: E402

LARGE = (512, 1024)
ICO = (16, 24, 32, 48, 64, 128, 256)


def drawn(size: int) -> Image.Image:
    """The mark, `size` pixels wide and high."""
    picture = QImage(size, size, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(mark.svg())).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    return Image.open(io.BytesIO(bytes(buffer.data().data())))


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    app = QGuiApplication([])
    sizes = {size: drawn(size) for size in (*mark.SIZES, *LARGE)}
    (folder / "earsight.svg").write_bytes(mark.svg())
    for size, picture in sizes.items():
        picture.save(folder / f"earsight-{size}.png")
    largest = sizes[max(sizes)]
    largest.save(folder / "earsight.ico", sizes=[(size, size) for size in ICO])
    largest.save(folder / "earsight.icns")
    app.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
