"""The camera as signals: what its thread tells reaches the window, and chosen pictures become files."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal

from assistant.vision import camera, camera_devices, taken
from assistant.vision.camera import Camera
from assistant.vision.camera_devices import CameraDevice
from assistant.vision.capture import Capture, Chosen, Fresh, Live, Look, Lost, Preview, turned
from assistant.vision.picture import Pixels
from ui.worker import Worker

END_SECONDS = 0.5
"""A thread that OpenCV keeps longer than this is left behind."""
Opens = Callable[[str], Camera]
Lists = Callable[[], list[CameraDevice]]


def is_left_behind() -> bool:
    """Whether OpenCV still keeps a thread: one that came back while Python ends would abort it."""
    return any(one.name.startswith("earsight-camera") for one in threading.enumerate())


class CameraFeed(QObject):
    """Opens one source at a time."""

    listed = Signal(object)
    """The cameras there are: a list of `CameraDevice`."""
    live = Signal(str, bool)
    """Frames come: the source's name, and whether it is a picture that stands still."""
    lost = Signal(str)
    """A sentence why none come."""
    fresh = Signal()
    """There is a preview to be had; told again only when it was taken."""
    taken = Signal(object)
    """The file of a picture that was chosen, in place of the one before."""
    failed = Signal(str)
    """A sentence why a chosen picture could not be kept."""
    _told = Signal(object, object)

    def __init__(
        self, folder: Path, opens: Opens = camera.open_camera, lists: Lists = camera_devices.list_cameras
    ) -> None:
        """`folder` is where pictures are kept."""
        super().__init__()
        self._folder, self._opens, self._lists = folder, opens, lists
        self._capture: Capture | None = None
        self._ending: list[Capture] = []
        """Those that are over, but for what OpenCV still does."""
        self._look = Look()
        self._is_held = False
        self._worker = Worker("camera-pictures")
        self._lister = Worker("camera-list")
        self._kept: tuple[Pixels, int, Path] | None = None
        """The last frame that was written, with its turn."""
        self._told.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def is_open(self) -> bool:
        """Whether a source is open, or is being opened."""
        return self._capture is not None

    @property
    def is_held(self) -> bool:
        """Whether the talk key is down."""
        return self._is_held

    def list(self) -> None:
        """Look which cameras there are; answered by `listed`."""
        self._lister.run(self._lists, self.listed.emit)

    def open(self, source: str) -> None:
        """Show this source, as `open_camera` names it, in place of the one before; returns at once."""
        before = self._capture
        self.close()
        self._capture = Capture(source, self._opens, self._tell, self._look, before)
        if self._is_held:
            self._capture.began()
        self._capture.start()

    def close(self) -> None:
        """Give the camera back, as soon as its driver lets go of it."""
        if self._capture is not None:
            self._capture.over.set()
            self._ending = [one for one in (*self._ending, self._capture) if one.is_alive()]
            self._capture = None

    def finish(self) -> None:
        """The window closes: wait for the threads."""
        self.close()
        until = time.monotonic() + END_SECONDS
        for one in self._ending:
            one.join(max(0.0, until - time.monotonic()))
        self._lister.finish()
        self._worker.finish()

    def preview(self) -> Preview | None:
        """The latest preview, once."""
        return self._capture.preview() if self._capture is not None else None

    def fit(self, size: QSize) -> None:
        """How many pixels of the screen a preview has to fit into."""
        self._show(replace(self._look, width=size.width(), height=size.height()))

    def mirror(self, mirrored: bool) -> None:
        """Previews only: what is written would be read backwards."""
        self._show(replace(self._look, is_mirrored=mirrored))

    def turn(self) -> None:
        """By 90° clockwise, previews and pictures."""
        self._show(replace(self._look, quarters=(self._look.quarters + 1) % 4))

    def freeze(self, frozen: bool) -> None:
        """Stay with the sharpest of the last frames, or go on."""
        if self._capture is not None:
            self._capture.freeze(frozen=frozen)

    def hold_began(self) -> None:
        """The talk key went down: the sharpest frame is chosen from now on."""
        self._is_held = True
        if self._capture is not None:
            self._capture.began()

    def hold_ended(self) -> None:
        self._is_held = False
        if self._capture is not None:
            self._capture.ended()

    def take(self) -> None:
        """Choose a picture of what is seen now."""
        if self._capture is not None:
            self._capture.take()

    def _show(self, look: Look) -> None:
        self._look = look
        if self._capture is not None:
            self._capture.look = look

    def _tell(self, capture: Capture, what: Live | Lost | Fresh | Chosen) -> None:
        try:
            self._told.emit(capture, what)
        except RuntimeError:
            capture.over.set()  # The window is gone.

    def _take(self, capture: Capture, what: Live | Lost | Fresh | Chosen) -> None:
        if capture is not self._capture:
            return
        match what:
            case Live(name, is_still):
                self.live.emit(name, is_still)
            case Lost(why):
                self.lost.emit(why)
            case Fresh():
                self.fresh.emit()
            case Chosen(pixels, quarters):
                self._keep(capture, pixels, quarters)

    def _keep(self, capture: Capture, pixels: Pixels, quarters: int) -> None:
        def write() -> Path:
            if self._kept is None or self._kept[0] is not pixels or self._kept[1] != quarters:
                self._kept = pixels, quarters, taken.keep_picture(turned(pixels, quarters), self._folder)
            return self._kept[2]

        def written(path: Path) -> None:
            if capture is self._capture:
                self.taken.emit(path)

        self._worker.run(write, written, self.failed.emit)
