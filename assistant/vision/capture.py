"""The thread of a camera: previews as large as they are shown, and the sharpest frame around a question."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

from assistant.errors import VisionError
from assistant.vision.camera import Camera, is_file
from assistant.vision.picture import Pixels
from assistant.vision.sharpness import Frame, Sharpest, sharpness

log = logging.getLogger(__name__)

MOST_FRAMES = 30.0
"""Previews per second."""
RETRY_SECONDS = 2.0
"""Between two tries to get a camera back."""
STEADY = 0.6
"""Share of the sharpest recent frame's sharpness below which the camera is moving."""
FADING = 0.97
"""What that sharpness keeps from frame to frame, so that another scene finds its own measure."""


@dataclass(frozen=True, slots=True)
class Look:
    """How frames are shown."""

    width: int = 640
    """Pixels of the screen that a preview has to fit into, as `height`."""
    height: int = 480
    is_mirrored: bool = False
    quarters: int = 0
    """Turns by 90° clockwise; pictures that are taken are turned, too."""


@dataclass(frozen=True, slots=True)
class Live:
    """Frames come."""

    name: str
    is_still: bool
    """A picture that does not change."""


@dataclass(frozen=True, slots=True)
class Lost:
    """No frames come, for now."""

    why: str


@dataclass(frozen=True, slots=True)
class Fresh:
    """There is a preview to be had; told again only when it was taken."""


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """This frame goes with the question, in place of the one before."""

    pixels: Pixels
    """Not turned yet."""
    quarters: int


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    pixels: Pixels
    is_steady: bool


Tell = Callable[["Capture", Live | Lost | Fresh | Chosen], None]


class Capture(threading.Thread):
    """One source, until `over` is set; it alone touches the camera.

    A source that fails is tried again, unless it is a file. `tell` is called by this thread, and `Chosen` also by
    those of the other methods.
    """

    def __init__(
        self, source: str, opens: Callable[[str], Camera], tell: Tell, look: Look, before: "Capture | None" = None
    ) -> None:
        """`before` is the capture that is over since now."""
        super().__init__(name="earsight-camera", daemon=True)
        self.source, self.look = source, look
        self.over = threading.Event()
        self._opens, self._tell = opens, tell
        self._before = before if before is not None and before.source == source else None
        """Holds the same camera, perhaps for a moment more."""
        self._lock = threading.RLock()
        self._sharpest = Sharpest()
        self._preview: Preview | None = None
        self._drawn: tuple[Pixels, Look] | None = None
        self._latest: Frame | None = None
        self._strongest = 0.0

    def run(self) -> None:
        if self._before is not None:
            self._before.join()
            self._before = None
        while not self.over.is_set():
            try:
                with closing(self._opens(self.source)) as camera:
                    self._follow(camera)
            except VisionError as error:
                log.info("the camera gives no picture", exc_info=True)
                self._say(Lost(str(error)))
            if is_file(self.source):
                return
            self.over.wait(RETRY_SECONDS)

    def preview(self) -> Preview | None:
        """The latest, once."""
        with self._lock:
            latest, self._preview = self._preview, None
            return latest

    def began(self) -> None:
        """The key went down."""
        with self._lock:
            self._sharpest.began(time.monotonic())
            self._choose()

    def ended(self) -> None:
        """The key was released."""
        with self._lock:
            self._sharpest.ended()

    def take(self) -> None:
        """Choose a picture of what is seen now."""
        with self._lock:
            self._sharpest.take(time.monotonic())
            self._choose()

    def freeze(self, *, frozen: bool) -> None:
        """Stay with the sharpest of the last frames, or go on."""
        with self._lock:
            if frozen:
                self._sharpest.freeze()
            else:
                self._sharpest.go_on()

    def _follow(self, camera: Camera) -> None:
        pixels = camera.read()
        self._say(Live(camera.name, camera.is_still))
        while not self.over.is_set():
            self._see(pixels)
            pixels = camera.read()

    def _see(self, pixels: Pixels) -> None:
        now = time.monotonic()
        latest = self._latest
        if latest is not None and pixels is latest.pixels:
            latest = replace(latest, at=now)
        elif latest is not None and now - latest.at < 0.9 / MOST_FRAMES:
            return
        else:
            latest = Frame(pixels, sharpness(pixels), now)
        self._latest = latest
        self._strongest = max(latest.sharp, FADING * self._strongest)
        with self._lock:
            self._sharpest.add(latest)
            shown = self._sharpest.still or latest
            self._choose()
        self._draw(shown.pixels, is_steady=latest.sharp >= STEADY * self._strongest)

    def _choose(self) -> None:
        frame = self._sharpest.pick(time.monotonic())
        if frame is not None:
            self._say(Chosen(frame.pixels, self.look.quarters))

    def _draw(self, pixels: Pixels, *, is_steady: bool) -> None:
        look = self.look
        if self._drawn is not None and self._drawn[0] is pixels and self._drawn[1] == look:
            return
        self._drawn = pixels, look
        preview = Preview(drawn(pixels, look), is_steady)
        with self._lock:
            was_taken, self._preview = self._preview is None, preview
        if was_taken:
            self._say(Fresh())

    def _say(self, what: Live | Lost | Fresh | Chosen) -> None:
        if not self.over.is_set():
            self._tell(self, what)


def turned(pixels: Pixels, quarters: int) -> Pixels:
    """The frame turned clockwise by so many times 90°."""
    import numpy as np

    return np.ascontiguousarray(np.rot90(pixels, -quarters)) if quarters else pixels


def drawn(pixels: Pixels, look: Look) -> Pixels:
    """The frame as it is shown: as large as fits, turned and mirrored."""
    import cv2
    import numpy as np

    height, width = pixels.shape[:2]
    room = (look.height, look.width) if look.quarters % 2 else (look.width, look.height)
    share = min(room[0] / width, room[1] / height)
    fitted = (max(1, round(width * share)), max(1, round(height * share)))
    shown: Pixels = cv2.resize(pixels, fitted, interpolation=cv2.INTER_AREA if share < 1 else cv2.INTER_LINEAR)
    shown = turned(shown, look.quarters)
    return np.ascontiguousarray(shown[:, ::-1]) if look.is_mirrored else shown
