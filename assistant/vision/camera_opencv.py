"""OpenCV opening a camera, a stream or a video, within a time and without a word of its own."""

import logging
import os
import threading
from collections.abc import Callable
from typing import Any

from assistant.vision import camera_devices

log = logging.getLogger(__name__)

WIDTH, HEIGHT = 1280, 960
"""Pixels a camera is asked for; it gives what is nearest."""
READ_SECONDS = 3.0
"""How long the next frame is waited for."""
ENVIRONMENT = {
    "OPENCV_FFMPEG_LOGLEVEL": "-8",  # nothing
    "OPENCV_FFMPEG_IS_THREAD_SAFE": "1",  # else an address that does not answer keeps all others waiting
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": f"{READ_SECONDS:.0f}",
    "OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS": "0",  # looking for them takes many seconds
    "OPENCV_AVFOUNDATION_SKIP_AUTH": "1",  # `camera_devices.ask_permission` has asked
}
"""Read by OpenCV when the first camera is opened."""


def open_device(number: int, seconds: float) -> Any:
    """A camera of this machine as OpenCV's `VideoCapture`; None where it was not ready within `seconds`."""

    def opens() -> Any:
        cv2 = _opencv()
        capture = cv2.VideoCapture(number, camera_devices.backend())
        if capture.isOpened():
            # As JPEG, since plain frames of this size do not fit through USB 2 at full speed.
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
            capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH)
            capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT)
        return capture

    return within(seconds, opens)


def open_ffmpeg(name: str, seconds: float) -> Any:
    """A stream or a video, as `open_device`."""

    def opens() -> Any:
        cv2 = _opencv()
        open_milliseconds = round(seconds * 900)  # Before `within` gives up, so that its thread ends with it.
        read_milliseconds = round(READ_SECONDS * 1000)
        times = {
            cv2.CAP_PROP_OPEN_TIMEOUT_MSEC: open_milliseconds,
            cv2.CAP_PROP_READ_TIMEOUT_MSEC: read_milliseconds,
        }
        return cv2.VideoCapture(name, cv2.CAP_FFMPEG, [number for pair in times.items() for number in pair])

    return within(seconds, opens)


def within(seconds: float, opens: Callable[[], Any]) -> Any:
    """What `opens` returns, or None where that fails or takes longer; what comes too late is released."""
    lock = threading.Lock()
    done = threading.Event()
    opened: list[Any] = []
    is_late = False

    def work() -> None:
        try:
            capture = opens()
        except Exception:
            log.exception("OpenCV failed")
            done.set()
            return
        with lock:
            opened.append(capture)
            done.set()
            if is_late:
                capture.release()

    threading.Thread(target=work, name="earsight-camera-opens", daemon=True).start()
    done.wait(seconds)
    with lock:
        is_late = not opened
        return opened[0] if opened else None


def _opencv() -> Any:
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    import cv2

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    return cv2
