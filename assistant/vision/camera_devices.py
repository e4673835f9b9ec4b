"""The cameras at this machine, by the names their makers gave them, and why one cannot be used."""

import logging
import os
import sys
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import VisionError

log = logging.getLogger(__name__)

PERMISSION_SECONDS = 60.0
"""How long macOS's own question whether Earsight may see is waited for."""
MAC_REFUSED = "macOS does not let Earsight use the camera: allow it in System Settings, Privacy & Security, Camera."
WINDOWS_REFUSED = (
    "{name} cannot be opened: close the program that uses it, or allow the camera in Settings, Privacy & security."
)
GROUP = "This account may not use {name}: type `sudo usermod -aG video $USER` and log in again."
GONE = "{name} is not connected: plug it in, or choose another camera."
BUSY = "{name} is used by another program: close that program, or choose another camera."


@dataclass(frozen=True, slots=True)
class CameraDevice:
    number: int
    """What the system counts it by, and what opens it."""
    name: str


def backend() -> int:
    """OpenCV's number for this system's own way to cameras, which counts them as the list does."""
    import cv2

    ways = {"win32": cv2.CAP_MSMF, "darwin": cv2.CAP_AVFOUNDATION, "linux": cv2.CAP_V4L2}
    return int(ways.get(sys.platform, cv2.CAP_ANY))


def list_cameras() -> list[CameraDevice]:
    """The cameras that can be seen now, by number; those of the same name are told apart by it."""
    from cv2_enumerate_cameras import enumerate_cameras

    try:
        found = sorted((int(one.index), str(one.name or "")) for one in enumerate_cameras(backend()))
    except Exception:  # Drivers of many makers answer here.
        log.exception("the cameras cannot be listed")
        return []
    names = {number: " ".join(name.split()) or call(number) for number, name in found}
    times = Counter(names.values())
    return [CameraDevice(number, name if times[name] == 1 else f"{name} ({number})") for number, name in names.items()]


def call(number: int) -> str:
    """What a camera is called whose name is not known."""
    return f"Camera {number}"


def why_not(number: int, name: str, devices: Path = Path("/dev")) -> str:
    """A sentence why this camera could not be opened, as far as the system tells; `devices` is Linux's folder."""
    if sys.platform == "win32":
        return WINDOWS_REFUSED.format(name=name)
    if sys.platform != "linux":
        return BUSY.format(name=name)
    node = devices / f"video{number}"
    if not node.exists():
        return GONE.format(name=name)
    if not os.access(node, os.R_OK | os.W_OK):
        return GROUP.format(name=name)
    return BUSY.format(name=name)


def ask_permission() -> None:
    """On macOS, wait until the person has said whether Earsight may see; raises `VisionError` where not."""
    if sys.platform == "darwin":
        import AVFoundation

        _ask_mac(AVFoundation)


def _ask_mac(system: Any) -> None:
    device, video = system.AVCaptureDevice, system.AVMediaTypeVideo
    status = device.authorizationStatusForMediaType_(video)
    allowed = status == system.AVAuthorizationStatusAuthorized
    if status == system.AVAuthorizationStatusNotDetermined:
        answered = threading.Event()
        answers: list[bool] = []

        def answer(granted: bool) -> None:
            answers.append(granted)
            answered.set()

        device.requestAccessForMediaType_completionHandler_(video, answer)
        answered.wait(PERMISSION_SECONDS)
        allowed = answers == [True]
    if not allowed:
        raise VisionError(MAC_REFUSED)
