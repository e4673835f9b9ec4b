"""Pictures of every size are read in silence or refused in one sentence."""

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from assistant.errors import VisionError
from assistant.vision.picture import MOST_PIXELS, open_picture


def test_a_large_picture_is_opened_without_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.new("1", (60, 50)).save(tmp_path / "a.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 2000)
    assert open_picture(tmp_path / "a.png").pixels.shape == (50, 60, 3)


@pytest.mark.parametrize("side", [int(MOST_PIXELS**0.5) + 1, 100_000])
def test_a_picture_beyond_the_most_is_refused_in_a_sentence(tmp_path: Path, side: int) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    (tmp_path / "huge.png").write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", b"") + chunk(b"IEND", b""))
    with pytest.raises(VisionError, match=r"huge\.png is too large a picture; scale it down first\."):
        open_picture(tmp_path / "huge.png")
