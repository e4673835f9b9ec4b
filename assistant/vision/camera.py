"""Frames of a camera, a stream, a video or a picture, one after the other; OpenCV is loaded with the first one."""

import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import VisionError
from assistant.vision import camera_devices, camera_opencv
from assistant.vision.picture import Picture, Pixels, open_picture
from assistant.vision.sharpness import sharpness

OPEN_SECONDS = 5.0
"""How long a camera is waited for until it is opened."""
LONGEST_SIDE = 1920
"""Pixels; larger frames are scaled down, since several are kept."""
STILL_PAUSE = 0.1
"""Seconds between two looks at a picture that does not change."""
MISSES = 10
"""Frames in a row that a camera may fail to give: a damaged one is no end."""
RATES = (1.0, 120.0)
"""Frames per second of a video that are believed."""
USUAL_RATE = 25.0
LOOKED = 1.0
"""Seconds of frames of which one picture is the sharpest."""
SCHEMES = ("http", "https", "rtsp", "rtsps")
PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".avif"}

NOT_AN_ADDRESS = "{name} is not a camera's address: it begins with http://, https:// or rtsp://."
LATE = "{name} does not answer: connect it anew, or choose another camera."
SILENT = "{name} does not answer: check its address and that it is switched on."
STOPPED = "{name} sends no more pictures: check that it is connected."
NO_VIDEO = "{name} cannot be opened as a picture or a video: choose another file."


class Camera:
    """Something that gives frames; one thread at a time uses it."""

    is_still = False
    """Every frame is the same object."""

    def __init__(self, name: str) -> None:
        self.name = name

    def read(self) -> Pixels:
        """The next frame, waited for; raises `VisionError` where no more come."""
        raise NotImplementedError

    def close(self) -> None:
        """Give it back; nothing is read any more."""


def open_camera(source: str, *, timeout: float = OPEN_SECONDS) -> Camera:
    """Open a camera by its number or name, an address (http or rtsp) or a file, within `timeout` seconds.

    An empty source is the first camera there is. Raises `VisionError`.
    """
    if "://" in source:
        return _Stream(source, timeout)
    if is_file(source):
        path = Path(source).expanduser()
        return _Still(path) if path.suffix.lower() in PICTURES else _Video(path, timeout)
    camera_devices.ask_permission()
    cameras = camera_devices.list_cameras()
    if source.isdecimal():
        number = int(source)
        name = next((one.name for one in cameras if one.number == number), camera_devices.call(number))
        return _Device(number, name, timeout)
    for one in cameras:
        if source in (one.name, ""):
            return _Device(one.number, one.name, timeout)
    if not source:
        raise VisionError("No camera was found: connect one, or name an address or a file.")
    raise VisionError(f"There is no camera or file {source}: connect the camera, or check the name.")


def name_of(source: str) -> str:
    """What a source is called before it is open; an address without its password."""
    if source.isdecimal():
        return camera_devices.call(int(source))
    if "://" in source:
        try:
            return urlsplit(source).hostname or "That"
        except ValueError:
            return "That"
    return Path(source).name if is_file(source) else source


def is_file(source: str) -> bool:
    """Whether it is the name of a file that is there."""
    if source.isdecimal() or "://" in source:
        return False
    try:
        return Path(source).expanduser().is_file()
    except (OSError, RuntimeError, ValueError):
        return False


def grab(source: str, *, timeout: float = OPEN_SECONDS) -> Picture:
    """The sharpest frame of the first second; raises `VisionError`."""
    with closing(open_camera(source, timeout=timeout)) as camera:
        best = camera.read()
        if camera.is_still:
            return Picture(camera.name, best)
        sharp, until = sharpness(best), time.monotonic() + LOOKED
        try:
            while time.monotonic() < until:
                frame = camera.read()
                if (now := sharpness(frame)) > sharp:
                    best, sharp = frame, now
        except VisionError:
            pass  # What was seen until then is a picture all the same.
        return Picture(camera.name, best)


class _Still(Camera):
    is_still = True

    def __init__(self, path: Path) -> None:
        super().__init__(path.name)
        self._pixels = open_picture(path).pixels
        self._was_read = False

    def read(self) -> Pixels:
        if self._was_read:
            time.sleep(STILL_PAUSE)
        self._was_read = True
        return self._pixels


class _Capture(Camera):
    """What OpenCV opens."""

    def __init__(self, name: str, capture: Any, why_not: Callable[[], str]) -> None:
        super().__init__(name)
        self._capture, self._why_not = capture, why_not
        if capture is None or not capture.isOpened():
            raise VisionError(why_not())

    def close(self) -> None:
        self._capture.release()

    def _next(self) -> "Pixels | None":
        """The next frame as RGB of a bearable size; None where there is none."""
        import cv2

        try:
            is_there, frame = self._capture.read()
        except cv2.error:
            return None
        if not is_there or frame is None or frame.ndim != 3 or not frame.size:
            return None
        share = LONGEST_SIDE / max(frame.shape)
        if share < 1:
            frame = cv2.resize(frame, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        pixels: Pixels = cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)
        return pixels


class _Device(_Capture):
    def __init__(self, number: int, name: str, timeout: float) -> None:
        self._has_seen = False
        capture = camera_opencv.open_device(number, timeout)
        super().__init__(name, capture, lambda: _why_not(number, name, is_late=capture is None))

    def read(self) -> Pixels:
        until = time.monotonic() + camera_opencv.READ_SECONDS
        for _ in range(MISSES):
            if (frame := self._next()) is not None:
                self._has_seen = True
                return frame
            if time.monotonic() > until:
                break
        # A camera in use can often be opened, and then gives nothing.
        raise VisionError(STOPPED.format(name=self.name) if self._has_seen else self._why_not())


class _Stream(_Capture):
    def __init__(self, address: str, timeout: float) -> None:
        name = name_of(address)
        if not address.lower().startswith(tuple(f"{scheme}://" for scheme in SCHEMES)) or name == "That":
            raise VisionError(NOT_AN_ADDRESS.format(name=name))
        super().__init__(name, camera_opencv.open_ffmpeg(address, timeout), lambda: SILENT.format(name=name))

    def read(self) -> Pixels:
        frame = self._next()
        if frame is None:
            raise VisionError(STOPPED.format(name=self.name))
        return frame


class _Video(_Capture):
    """Played at its own speed, again and again."""

    def __init__(self, path: Path, timeout: float) -> None:
        capture = camera_opencv.open_ffmpeg(str(path), timeout)
        super().__init__(path.name, capture, lambda: NO_VIDEO.format(name=path.name))
        import cv2

        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self._pause = 1 / (rate if RATES[0] <= rate <= RATES[1] else USUAL_RATE)
        self._due = time.monotonic()

    def read(self) -> Pixels:
        import cv2

        now = time.monotonic()
        time.sleep(max(0.0, self._due - now))
        self._due = max(self._due, now) + self._pause
        frame = self._next()
        if frame is None:
            self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
            frame = self._next()
        if frame is None:
            raise VisionError(self._why_not())
        return frame


def _why_not(number: int, name: str, *, is_late: bool) -> str:
    return LATE.format(name=name) if is_late else camera_devices.why_not(number, name)
