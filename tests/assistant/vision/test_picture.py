"""Whatever a file holds: upright RGB, or one sentence."""

import io
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assistant.errors import VisionError
from assistant.vision.picture import FEW_PIXELS, LONGEST_SIDE, MOST_PIXELS, decode_picture, open_picture

RED, GREEN = (250, 10, 10), (10, 250, 10)


def flag() -> Image.Image:
    """Red, 60 wide and 40 high, with a green corner at its top left."""
    image = Image.new("RGB", (60, 40), RED)
    image.paste(GREEN, (0, 0, 16, 16))
    return image


def file_of(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def is_near(pixel: object, color: tuple[int, int, int]) -> bool:
    return bool(np.abs(np.asarray(pixel, int) - color).max() < 25)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "PPM"])
def test_every_common_kind_is_rgb(kind: str) -> None:
    pixels = decode_picture(file_of(flag(), kind), "a").pixels
    assert (pixels.shape, pixels.dtype) == ((40, 60, 3), np.uint8)
    assert is_near(pixels[4, 4], GREEN)
    assert is_near(pixels[30, 50], RED)


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "P", "LA", "RGBA", "YCbCr", "LAB"])
def test_every_mode_of_color_is_met(mode: str) -> None:
    kind = {"CMYK": "JPEG", "YCbCr": "JPEG", "LAB": "TIFF"}.get(mode, "PNG")
    pixels = decode_picture(file_of(flag().convert(mode), kind), "a").pixels
    assert pixels.shape == (40, 60, 3)
    if mode in ("CMYK", "P", "RGBA", "YCbCr"):
        assert is_near(pixels[4, 4], GREEN)


@pytest.mark.parametrize(("kind", "depth"), [("PNG", np.uint16), ("TIFF", np.int32), ("TIFF", np.float32)])
def test_more_than_eight_bits_are_stretched_from_darkest_to_brightest(kind: str, depth: type) -> None:
    ramp = np.linspace(1000, 5000, 2400).reshape(40, 60).astype(depth)
    pixels = decode_picture(file_of(Image.fromarray(ramp), kind), "a").pixels
    assert (pixels.min(), pixels.max()) == (0, 255)
    assert (np.diff(pixels[:, :, 0].ravel().astype(int)) >= 0).all()


def test_numbers_that_are_none_do_not_spoil_a_picture() -> None:
    odd = np.array([[0.0, np.nan], [np.inf, 1.0]], np.float32)
    assert decode_picture(file_of(Image.fromarray(odd), "TIFF"), "a").pixels.shape == (2, 2, 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize(
    ("held", "back"),
    [
        (1, None),
        (2, Image.Transpose.FLIP_LEFT_RIGHT),
        (3, Image.Transpose.ROTATE_180),
        (4, Image.Transpose.FLIP_TOP_BOTTOM),
        (5, Image.Transpose.TRANSPOSE),
        (6, Image.Transpose.ROTATE_90),
        (7, Image.Transpose.TRANSVERSE),
        (8, Image.Transpose.ROTATE_270),
    ],
)
def test_a_picture_is_turned_as_its_camera_was_held(kind: str, held: int, back: Image.Transpose | None) -> None:
    taken = flag() if back is None else flag().transpose(back)
    note = Image.Exif()
    note[0x0112] = held
    pixels = decode_picture(file_of(taken, kind, exif=note), "a").pixels
    assert pixels.shape == (40, 60, 3)
    assert is_near(pixels[4, 4], GREEN)


def test_of_an_animation_the_first_picture_is_taken() -> None:
    data = file_of(flag(), "GIF", save_all=True, append_images=[Image.new("RGB", (60, 40), "blue")])
    assert is_near(decode_picture(data, "a").pixels[30, 50], RED)


def test_what_is_transparent_is_white() -> None:
    clear = flag().convert("RGBA")
    clear.putalpha(0)
    assert (decode_picture(file_of(clear, "PNG"), "a").pixels == 255).all()


def test_a_single_pixel_is_a_picture() -> None:
    assert decode_picture(file_of(Image.new("RGB", (1, 1)), "PNG"), "a").pixels.shape == (1, 1, 3)


def test_a_large_picture_is_opened_without_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.new("1", (60, 50)).save(tmp_path / "a.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 2000)
    picture = open_picture(tmp_path / "a.png")
    assert (picture.name, picture.width, picture.height) == ("a.png", 60, 50)


def test_a_jpeg_of_a_hundred_megapixels_is_scaled_down_and_takes_no_gigabyte(tmp_path: Path) -> None:
    Image.new("RGB", (11_000, 9_100), RED).save(tmp_path / "huge.jpg")
    script = (
        "import sys; from pathlib import Path; from assistant.vision.picture import open_picture\n"
        "picture, status = open_picture(Path(sys.argv[1])), Path('/proc/self/status')\n"
        "peak = status.read_text().split('VmHWM:')[1].split()[0] if status.exists() else 0\n"
        "print(picture.width, picture.height, int(peak) // 1024)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "huge.jpg")]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    width, height, megabytes = map(int, done.stdout.split())
    assert max(width, height) == LONGEST_SIDE
    assert width / height == pytest.approx(11_000 / 9_100, rel=0.01)
    assert megabytes < 500


@pytest.mark.parametrize("side", [int(MOST_PIXELS**0.5) + 1, 100_000])
def test_a_picture_beyond_the_most_is_refused_in_a_sentence(tmp_path: Path, side: int) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    (tmp_path / "huge.png").write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", b"") + chunk(b"IEND", b""))
    with pytest.raises(VisionError, match=r"huge\.png is too large a picture; scale it down first\."):
        open_picture(tmp_path / "huge.png")


def test_a_phones_photo_of_48_megapixels_costs_no_more_than_to_decode_it() -> None:
    """All that follows is done with a quarter of its pixels; with all of them it takes three times as long."""
    photo = Image.effect_noise((2016, 1512), 30).convert("RGB").resize((8064, 6048), Image.Resampling.BILINEAR)
    data = file_of(photo, "JPEG")
    assert len(data) > 3_000_000
    picture = decode_picture(data, "a")
    assert (picture.width, picture.height) == (4032, 3024)
    decoded = seconds(lambda: Image.open(io.BytesIO(data)).load())
    assert seconds(lambda: decode_picture(data, "a")) < 2 * decoded


def flat(side: int) -> bytes:
    """A few dozen bytes that declare so many pixels a side."""
    return file_of(Image.new("RGB", (side, side)), "WEBP", lossless=True, method=0, quality=0)


def test_the_most_that_a_few_bytes_may_declare_takes_little_longer_than_a_usual_picture() -> None:
    """Which is of 4 megapixels, and takes less than a tenth of a second."""
    most, usual = flat(int(FEW_PIXELS**0.5)), flat(2000)
    assert decode_picture(most, "a").width ** 2 == FEW_PIXELS
    assert seconds(lambda: decode_picture(most, "a")) < 8 * seconds(lambda: decode_picture(usual, "a"))


def test_few_bytes_that_declare_too_much_are_refused() -> None:
    clearer = file_of(Image.new("RGB", (1000, 1000)), "JPEG", progressive=True)
    assert decode_picture(clearer, "a").width == 1000
    scan = clearer[clearer.rfind(b"\xff\xda") : -2]
    for data in (flat(int(FEW_PIXELS**0.5) + 1), clearer[:-2] + 300 * scan + clearer[-2:]):
        with pytest.raises(VisionError, match=r"^a is too large a picture; scale it down first\.$"):
            decode_picture(data, "a")


def seconds(work: Callable[[], object]) -> float:
    """Of processor time, the lesser of two times: to be set against another, which a busy machine slows alike."""

    def once() -> float:
        began = time.process_time()
        work()
        return time.process_time() - began

    return min(once() for _ in range(2))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF"])
def test_a_picture_that_ends_too_early_is_damaged(kind: str) -> None:
    data = file_of(Image.effect_noise((300, 300), 60), kind)
    with pytest.raises(VisionError, match=r"^cut\.jpg is damaged; choose another picture\.$"):
        decode_picture(data[: len(data) // 2], "cut.jpg")


def test_no_piece_of_a_picture_raises_anything_but_a_sentence() -> None:
    data = file_of(flag(), "PNG")
    refused = 0
    for length in range(1, len(data)):
        try:
            decode_picture(data[:length], "cut.png")
        except VisionError:
            refused += 1
    assert refused > len(data) / 2


def test_no_flipped_byte_raises_anything_but_a_sentence() -> None:
    refused = 0
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"):
        data = file_of(flag(), kind)
        for place in range(0, len(data), 3):
            try:
                decode_picture(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :], "odd")
            except VisionError:
                refused += 1
    assert refused


POSTSCRIPT = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"
"""For which Pillow would start another program."""


@pytest.mark.parametrize("data", [b"hello", POSTSCRIPT, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\0" * 5000])
def test_what_is_no_picture_is_said(data: bytes) -> None:
    with pytest.raises(VisionError, match=r"^a cannot be opened as a picture; choose a JPEG, PNG or WebP file\.$"):
        decode_picture(data, "a")


def test_an_empty_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    with pytest.raises(VisionError, match=r"^a\.png is empty; choose another picture\.$"):
        open_picture(tmp_path / "a.png")


def test_what_is_not_there_and_what_is_no_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(VisionError, match="There is no file"):
        open_picture(tmp_path / "none.png")
    with pytest.raises(VisionError, match="is not a file"):
        open_picture(tmp_path)
    with pytest.raises(VisionError):
        open_picture(Path("\0.png"))
