"""Reads the text in a picture, and where it stands."""

import threading
from collections.abc import Iterator, Sequence
from typing import Protocol, cast

import numpy as np

from assistant.cancel import CancelToken
from assistant.errors import Cancelled, VisionError
from assistant.vision.bend import with_bend
from assistant.vision.layout import in_reading_order
from assistant.vision.lines import Line, Point
from assistant.vision.page import page_of
from assistant.vision.picture import Picture, Pixels
from assistant.vision.rapid import BATCH, RapidModels
from assistant.vision.rotation import ELONGATED, Corners, along, as_box, axis, common_axis, cut

LOOKED_AT = 1280
"""Pixels of the longer side at which lines are looked for; they are read from the picture as it is."""
LEAST_SIDE = 32
"""Pixels below which a side is widened by its own border."""
JURY = 6
"""Lines that say whether the text stands on its head."""
DOUBT = 0.25
"""Of the jury, from which on the lines are read both ways."""
WEAK = 0.9
"""How sure a line is at most that is read again, enlarged."""
MOST_WEAK = 24
"""Lines of a picture that are read again."""
BENT = 0.1
"""Of its height, from which on a line's bend spoils its reading."""
LEAST_BENT = 2
"""Bent lines for which a page is laid flat and looked through once more."""
LEAST_SURE = 0.5
"""What is read with less is no text."""


class Ocr(Protocol):
    def read(self, picture: Picture, cancel: CancelToken) -> list[Line]:
        """The text of a picture in reading order, the cells of a row beside each other; empty where there is none.

        Raises `VisionError`, and `Cancelled` soon after the token is set.
        """
        ...

    def warm(self) -> None:
        """Load beforehand what the first picture would wait for; raises `VisionError`."""
        ...


class RapidOcr:
    """RapidOCR, loaded when the first picture comes. Safe to be asked from several threads."""

    def __init__(self, threads: int) -> None:
        """`threads` of the processor are used at most."""
        self._threads = threads
        self._models: RapidModels | None = None
        self._lock = threading.Lock()

    def warm(self) -> None:
        models = self._loaded()
        models.find(np.full((64, 64, 3), 255, np.uint8))
        models.recognize([np.full((48, 320, 3), 255, np.uint8)])

    def read(self, picture: Picture, cancel: CancelToken) -> list[Line]:
        cancel.check()
        models = self._loaded()
        try:
            return in_reading_order(_read(models, picture.pixels, cancel))
        except Cancelled:
            raise
        except Exception as error:
            raise VisionError(f"{picture.name} could not be read; try another picture.") from error

    def _loaded(self) -> RapidModels:
        with self._lock:
            if self._models is None:
                try:
                    self._models = RapidModels(self._threads)
                except Exception as error:
                    raise VisionError("The text reader could not be loaded; install Earsight anew.") from error
            return self._models


def _read(models: RapidModels, pixels: Pixels, cancel: CancelToken) -> list[Line]:
    boxes = _find(models, pixels)
    cancel.check()
    boxes = _upright(models, pixels, boxes, cancel)
    cancel.check()
    page = with_bend(page_of(boxes), pixels, boxes)
    if sum(page.sagitta(corners) > BENT for corners in boxes) >= LEAST_BENT:
        flat, first = page.lay_flat(pixels)
        level = [along(corners, (1.0, 0.0)) for corners in _find(models, flat)]
        pieces = [cut(flat, corners) for corners in level]
        boxes = [page.back(corners + first).astype(np.float32) for corners in level]
    else:
        pieces = [cut(pixels, corners) for corners in boxes]
    found = _recognize(models, pieces, cancel)
    _read_weak_again(models, pieces, found, cancel)
    return [
        Line(text.strip(), as_box(corners), sure)
        for corners, (text, sure) in zip(boxes, found, strict=True)
        if text.strip() and sure >= LEAST_SURE
    ]


def _find(models: RapidModels, pixels: Pixels) -> list[Corners]:
    """Lines in the picture's own pixels."""
    import cv2

    height, width = pixels.shape[:2]
    scale = min(1.0, LOOKED_AT / max(height, width))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
    below, beside = (max(0, LEAST_SIDE - side) for side in small.shape[:2])
    if below or beside:
        small = cv2.copyMakeBorder(small, 0, below, 0, beside, cv2.BORDER_REPLICATE)
    limit = np.array([width - 1, height - 1], np.float32)
    return [np.clip(corners / np.float32(scale), 0, limit) for corners in models.find(cast(Pixels, small))]


def _upright(models: RapidModels, pixels: Pixels, boxes: Sequence[Corners], cancel: CancelToken) -> list[Corners]:
    """The boxes, each beginning where its text begins; lines across the others (on a package's side) by themselves."""
    if not boxes:
        return []
    main = common_axis(boxes)
    is_across = [_is_across(corners, main) for corners in boxes]
    ways: dict[bool, Point] = {}
    for across in set(is_across):
        group = [corners for corners, is_so in zip(boxes, is_across, strict=True) if is_so is across]
        ways[across] = _way(models, pixels, group, common_axis(group) if across else main, cancel)
    return [along(corners, ways[across]) for corners, across in zip(boxes, is_across, strict=True)]


def _is_across(corners: Corners, main: Point) -> bool:
    (x, y), ratio = axis(corners)
    return ratio >= ELONGATED and abs(x * main[0] + y * main[1]) < 0.5


def _way(models: RapidModels, pixels: Pixels, boxes: Sequence[Corners], ahead: Point, cancel: CancelToken) -> Point:
    """`ahead`, or the opposite where the text of the boxes stands on its head."""
    longest = sorted(boxes, key=lambda corners: -float(np.ptp(corners, axis=0).max()))[:JURY]
    pieces = [cut(pixels, along(corners, ahead)) for corners in longest]
    doubt = float(np.mean(models.upside_down(pieces)))
    cancel.check()
    if doubt < DOUBT:
        return ahead
    here = models.recognize(pieces)
    there = models.recognize([np.ascontiguousarray(piece[::-1, ::-1]) for piece in pieces])
    is_upside_down = sum(sure for _, sure in there) > sum(sure for _, sure in here)
    return (-ahead[0], -ahead[1]) if is_upside_down else ahead


def _recognize(models: RapidModels, pieces: Sequence[Pixels], cancel: CancelToken) -> list[tuple[str, float]]:
    """Each piece's text; those of like width together, so that none is padded much."""
    found = [("", 0.0)] * len(pieces)
    order = sorted(range(len(pieces)), key=lambda number: pieces[number].shape[1] / pieces[number].shape[0])
    for batch in _batches(order):
        cancel.check()
        for number, read in zip(batch, models.recognize([pieces[number] for number in batch]), strict=True):
            found[number] = read
    return found


def _batches(order: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(order), BATCH):
        yield order[first : first + BATCH]


def _read_weak_again(
    models: RapidModels, pieces: Sequence[Pixels], found: list[tuple[str, float]], cancel: CancelToken
) -> None:
    """Read doubtful lines a second time, with even light and sharper; the surer reading stays."""
    weak = sorted((number for number, (_, sure) in enumerate(found) if sure < WEAK), key=lambda n: -found[n][1])
    weak = weak[:MOST_WEAK]
    for number, read in zip(weak, _recognize(models, [clearer(pieces[n]) for n in weak], cancel), strict=True):
        if read[1] > found[number][1]:
            found[number] = read


def clearer(piece: Pixels) -> Pixels:
    """A line of text twice as large, its light evened and its edges sharpened."""
    import cv2

    large = cv2.resize(piece, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    lab = cv2.cvtColor(large, cv2.COLOR_RGB2LAB)
    lab[:, :, 0] = cv2.createCLAHE(2.0, (2, 8)).apply(lab[:, :, 0])
    even = cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)
    return cast(Pixels, cv2.addWeighted(even, 1.6, cv2.GaussianBlur(even, (0, 0), 2), -0.6, 0))
