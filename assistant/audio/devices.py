"""Which microphones and speakers there are, and opening a stream on one at a rate it takes."""

import atexit
import logging
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Protocol

import numpy as np

from assistant.audio.clip import Samples
from assistant.errors import AudioError

log = logging.getLogger(__name__)

CLOSING = 2.0
"""Seconds that closing a device may take."""

_lock = threading.RLock()
"""Held while PortAudio lists, opens or starts anew, which it cannot do side by side."""
_open: list["OpenStream"] = []


class Kind(StrEnum):
    INPUT = "input"
    OUTPUT = "output"

    @property
    def thing(self) -> str:
        return "microphone" if self is Kind.INPUT else "speaker"


@dataclass(frozen=True, slots=True)
class Device:
    name: str
    kind: Kind
    default: bool
    channels: int
    default_rate: int
    """In Hz."""
    index: int
    """PortAudio's number for it, good until the next `refresh`."""


class Clock(Protocol):
    """PortAudio's times of one block, in seconds of a clock of its own."""

    currentTime: float  # noqa: N815 - PortAudio's names
    inputBufferAdcTime: float  # noqa: N815
    outputBufferDacTime: float  # noqa: N815


class Flags(Protocol):
    output_underflow: bool


Callback = Callable[[Samples, int, Clock, Flags], None]
"""Gets or fills a block of shape (frames, channels)."""


class OpenStream:
    """A running PortAudio stream."""

    def __init__(self, stream: Any, rate: int) -> None:
        """`rate` is what the device was opened with, in Hz."""
        self.stream = stream
        self.rate = rate
        self._closing = False
        _open.append(self)

    @property
    def active(self) -> bool:
        return bool(self.stream.active)

    def close(self) -> None:
        """Stop at once and give the device back; never raises, and never waits long."""
        with _lock:
            if self._closing:
                return
            self._closing = True
            # The driver of a device that went away can wait for itself for ever: so let a thread close it,
            # and if that does not return, keep PortAudio from closing it once more when Python ends.
            closer = threading.Thread(target=self._give_back, name="earsight-close-device", daemon=True)
            closer.start()
            closer.join(CLOSING)
            if closer.is_alive():
                log.warning("a sound device does not close; it is left as it is")
                atexit.unregister(_portaudio()._exit_handler)

    def _give_back(self) -> None:
        with suppress(Exception):
            self.stream.close(ignore_errors=True)
        _open.remove(self)


def _portaudio() -> Any:
    _quiet_alsa()
    try:
        import sounddevice
    except OSError as error:
        line = "apt install libportaudio2" if sys.platform == "linux" else "pip install --force-reinstall sounddevice"
        raise AudioError(f"The PortAudio library for sound is missing; type: {line}") from error
    return sounddevice


@cache
def _quiet_alsa() -> object:
    """Keep ALSA from writing to the terminal while somebody talks; what it returns has to live as long as ALSA does."""
    import ctypes

    try:
        alsa = ctypes.CDLL("libasound.so.2")
    except OSError:
        return None
    handler = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p)
    nothing = handler(lambda *_: None)
    alsa.snd_lib_error_set_handler(nothing)
    return nothing


def list_devices() -> tuple[Device, ...]:
    """Every microphone and speaker of the system's preferred sound interface.

    Raises `AudioError`, with the line to type, only where the PortAudio library is missing.
    """
    portaudio = _portaudio()
    with _lock:
        try:
            apis = portaudio.query_hostapis()
            infos = portaudio.query_devices()
        except portaudio.PortAudioError as error:
            log.warning("sound devices cannot be listed: %s", error)
            return ()
    # Windows shows each device once per interface; WASAPI is the one with short delays and whole names.
    api = next((api for api in apis if api["name"] == "Windows WASAPI"), None)
    if api is None or not api["devices"]:
        api = next((api for api in apis if api["devices"]), None)
    found = []
    for kind in Kind:
        indices = [i for i in (api["devices"] if api else []) if infos[i][f"max_{kind}_channels"] > 0]
        default = api[f"default_{kind}_device"] if api else -1
        if default not in indices:
            default = indices[0] if indices else -1
        for index in indices:
            info = infos[index]
            found.append(
                Device(
                    name=info["name"],
                    kind=kind,
                    default=index == default,
                    channels=info[f"max_{kind}_channels"],
                    default_rate=round(info["default_samplerate"]),
                    index=index,
                )
            )
    return tuple(found)


def find(kind: Kind, name: str = "") -> Device:
    """The device of that name, in whole or in a part only it has; the default one for an empty name.

    Raises `AudioError` where there is none.
    """
    devices = [device for device in list_devices() if device.kind is kind]
    if not name:
        for device in devices:
            if device.default:
                return device
        raise AudioError(f"There is no {kind.thing}; plug one in, or use sound files instead.")
    for matches in (
        [device for device in devices if device.name == name],
        [device for device in devices if name.casefold() in device.name.casefold()],
    ):
        if len(matches) == 1:
            return matches[0]
    known = ", ".join(device.name for device in devices) or "none"
    raise AudioError(f"There is no {kind.thing} named {name!r}; choose one of these: {known}.")


def has_microphone() -> bool:
    return _has(Kind.INPUT)


def has_speaker() -> bool:
    return _has(Kind.OUTPUT)


def _has(kind: Kind) -> bool:
    try:
        find(kind)
    except AudioError:
        return False
    return True


def refresh() -> bool:
    """Look again which devices there are; False, and nothing done, while one of our streams is open."""
    portaudio = _portaudio()
    with _lock:
        if _open:
            return False
        try:
            portaudio._terminate()
            portaudio._initialize()
        except portaudio.PortAudioError as error:
            log.warning("sound cannot be started anew: %s", error)
        return True


def open_stream(kind: Kind, name: str, rate: int, *, block: float, latency: float, callback: Callback) -> OpenStream:
    """Start a stream at `rate` Hz, or at the device's own rate where it refuses that one.

    `block` and `latency` are in seconds. The callback's blocks have one channel, or two where the device
    takes no fewer. Raises `AudioError` if the device is not there or does not open, after having looked
    for it anew.
    """
    with _lock:
        try:
            return _open_listed(kind, name, rate, block=block, latency=latency, callback=callback)
        except AudioError:
            if not refresh():
                raise
        return _open_listed(kind, name, rate, block=block, latency=latency, callback=callback)


def _open_listed(kind: Kind, name: str, rate: int, *, block: float, latency: float, callback: Callback) -> OpenStream:
    portaudio = _portaudio()
    device = find(kind, name)
    make = portaudio.InputStream if kind is Kind.INPUT else portaudio.OutputStream
    refusal: Exception | None = None
    for wanted in dict.fromkeys((rate, device.default_rate)):
        for channels in range(1, min(2, device.channels) + 1):
            try:
                stream = make(
                    samplerate=wanted,
                    blocksize=round(block * wanted),
                    device=device.index,
                    channels=channels,
                    dtype=np.float32,
                    latency=latency,
                    callback=callback,
                )
            except portaudio.PortAudioError as error:
                refusal = error
                continue
            opened = OpenStream(stream, wanted)
            try:
                stream.start()
            except portaudio.PortAudioError as error:
                refusal = error
                opened.close()
                continue
            return opened
    raise AudioError(
        f"The {kind.thing} {device.name!r} does not open; see whether another program holds it, or choose another."
    ) from refusal
