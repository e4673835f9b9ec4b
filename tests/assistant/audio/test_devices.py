"""Devices are listed, found by name, and a missing library or device is one plain sentence."""

import atexit
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

from assistant.audio import devices
from assistant.audio.devices import Kind
from assistant.errors import AudioError
from tests.faults.marks import Says
from tests.virtual_sound import VirtualSound


class PortAudioError(Exception):
    pass


class FakeStream:
    active = True

    def __init__(self, library: "FakePortAudio", settings: dict[str, Any]) -> None:
        self.library = library
        self.settings = settings
        self.closed = False

    def start(self) -> None:
        if self.library.start_fails:
            raise PortAudioError("Unanticipated host error")

    def close(self, ignore_errors: bool = True) -> None:
        assert self.library.may_close.wait(timeout=10)
        self.closed = True


class FakePortAudio:
    """The parts of sounddevice that are used, with devices as scripted and a record of what was opened."""

    PortAudioError = PortAudioError

    def __init__(self, *infos: tuple[str, int, int, float], takes: Any = lambda rate, channels: True) -> None:
        self.infos = [
            {"name": n, "max_input_channels": i, "max_output_channels": o, "default_samplerate": r}
            for n, i, o, r in infos
        ]
        self.apis: list[dict[str, Any]] = [
            {
                "name": "ALSA",
                "devices": list(range(len(infos))),
                "default_input_device": -1,
                "default_output_device": -1,
            }
        ]
        self.takes = takes
        self.start_fails = False
        self.asked: list[tuple[int, int]] = []
        self.streams: list[FakeStream] = []
        self.initialized = 0
        self.may_close = threading.Event()
        self.may_close.set()

    def _exit_handler(self) -> None:
        pass

    def query_devices(self) -> list[dict[str, Any]]:
        return self.infos

    def query_hostapis(self) -> list[dict[str, Any]]:
        return self.apis

    def _terminate(self) -> None:
        pass

    def _initialize(self) -> None:
        self.initialized += 1

    def InputStream(self, **settings: Any) -> FakeStream:  # noqa: N802 - sounddevice's name
        self.asked.append((settings["samplerate"], settings["channels"]))
        if not self.takes(settings["samplerate"], settings["channels"]):
            raise PortAudioError("Invalid sample rate")
        self.streams.append(FakeStream(self, settings))
        return self.streams[-1]

    OutputStream = InputStream


class StillClock:
    """In place of the module `time`: time passes only where a test says so."""

    def __init__(self) -> None:
        self.now = time.monotonic()

    def monotonic(self) -> float:
        return self.now


def use(monkeypatch: pytest.MonkeyPatch, library: FakePortAudio) -> FakePortAudio:
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    return library


def ignore(*_: object) -> None:
    pass


def test_a_missing_library_names_the_line_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    class Absent:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Absent(), *sys.meta_path])
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(AudioError, match="apt install libportaudio2"):
        devices.list_devices()
    assert not devices.has_microphone()
    assert not devices.has_speaker()


@pytest.mark.fault(
    "there is no sound device at all",
    says="There is no speaker; plug one in, or use sound files instead.",
    intact="everything that needs no sound",
)
def test_a_machine_without_sound_has_no_devices(monkeypatch: pytest.MonkeyPatch, says: Says) -> None:
    use(monkeypatch, FakePortAudio())
    assert devices.list_devices() == ()
    assert not devices.has_microphone()
    with pytest.raises(AudioError) as told:
        devices.find(Kind.OUTPUT)
    says(told.value)


def test_listing_survives_an_error_of_portaudio(monkeypatch: pytest.MonkeyPatch) -> None:
    library = use(monkeypatch, FakePortAudio(("Desk", 1, 0, 44100)))

    def broken() -> list[dict[str, Any]]:
        raise PortAudioError("PortAudio not initialized")

    monkeypatch.setattr(library, "query_devices", broken)
    assert devices.list_devices() == ()


def test_a_device_is_found_by_name_or_by_a_part_only_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    library = use(
        monkeypatch,
        FakePortAudio(("Desk", 1, 0, 44100), ("Desk Pro", 2, 0, 48000), ("Headset", 1, 2, 16000)),
    )
    library.apis[0]["default_input_device"] = 1
    assert devices.find(Kind.INPUT).name == "Desk Pro"
    assert devices.find(Kind.INPUT, "Desk").index == 0
    assert devices.find(Kind.INPUT, "pro").index == 1
    assert devices.find(Kind.OUTPUT).name == "Headset"
    with pytest.raises(AudioError, match=r"no microphone named 'Des'; choose one of these: Desk, Desk Pro, Head"):
        devices.find(Kind.INPUT, "Des")


def test_windows_shows_each_device_once(monkeypatch: pytest.MonkeyPatch) -> None:
    library = use(monkeypatch, FakePortAudio(("Micro (Truncat", 1, 0, 44100), ("Micro (Whole)", 2, 0, 48000)))
    library.apis = [
        {"name": "MME", "devices": [0], "default_input_device": 0, "default_output_device": -1},
        {"name": "Windows WASAPI", "devices": [1], "default_input_device": 1, "default_output_device": -1},
    ]
    assert [device.name for device in devices.list_devices()] == ["Micro (Whole)"]


@pytest.mark.fault(
    "the microphone refuses the sample rate", says="", intact="the sound, taken at the device's own rate"
)
def test_a_refused_rate_falls_back_to_the_devices_own(monkeypatch: pytest.MonkeyPatch) -> None:
    library = use(monkeypatch, FakePortAudio(("Desk", 2, 0, 44100), takes=lambda rate, _: rate == 44100))
    opened = devices.open_stream(Kind.INPUT, "", 16000, block=0.02, latency=0.1, callback=ignore)
    assert opened.rate == 44100
    assert library.streams[-1].settings["channels"] == 1
    assert library.streams[-1].settings["blocksize"] == 882
    opened.close()
    assert library.streams[-1].closed


def test_a_device_without_a_mono_mode_is_opened_in_stereo(monkeypatch: pytest.MonkeyPatch) -> None:
    library = use(monkeypatch, FakePortAudio(("Desk", 8, 0, 48000), takes=lambda rate, n: (rate, n) == (48000, 2)))
    opened = devices.open_stream(Kind.INPUT, "", 16000, block=0.02, latency=0.1, callback=ignore)
    opened.close()
    assert library.asked == [(16000, 1), (16000, 2), (48000, 1), (48000, 2)]


@pytest.mark.fault(
    "the microphone is held by another program",
    says="The microphone 'Desk' does not open; see whether another program holds it, or choose another.",
    intact="everything else",
)
@pytest.mark.parametrize("where", ["open", "start"])
def test_a_device_that_does_not_open_is_looked_for_anew_then_reported(
    monkeypatch: pytest.MonkeyPatch, where: str, says: Says
) -> None:
    library = use(monkeypatch, FakePortAudio(("Desk", 1, 0, 44100), takes=lambda *_: where == "start"))
    library.start_fails = True
    with pytest.raises(AudioError) as told:
        devices.open_stream(Kind.INPUT, "", 16000, block=0.02, latency=0.1, callback=ignore)
    says(told.value)
    assert library.initialized == 1
    assert all(stream.closed for stream in library.streams)


def test_devices_are_not_looked_for_while_a_stream_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    library = use(monkeypatch, FakePortAudio(("Desk", 1, 0, 44100)))
    opened = devices.open_stream(Kind.INPUT, "", 16000, block=0.02, latency=0.1, callback=ignore)
    assert not devices.refresh()
    opened.close()
    opened.close()
    assert devices.refresh()
    assert library.initialized == 1


@pytest.mark.fault("a sound device's driver hangs", says="", intact="the program, which ends all the same")
def test_a_device_that_does_not_close_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    library = use(monkeypatch, FakePortAudio(("Desk", 1, 0, 44100)))
    at_exit: list[object] = [library._exit_handler]
    monkeypatch.setattr(atexit, "unregister", at_exit.remove)
    monkeypatch.setattr(devices, "CLOSING", 0.05)
    opened = devices.open_stream(Kind.INPUT, "", 16000, block=0.02, latency=0.1, callback=ignore)
    library.may_close.clear()
    opened.close()
    assert at_exit == [], "PortAudio would hang when Python ends"
    assert not devices.refresh(), "PortAudio would hang when it starts anew"
    second = devices.open_stream(Kind.INPUT, "", 16000, block=0.02, latency=0.1, callback=ignore)
    library.may_close.set()
    second.close()
    assert library.streams[1].closed
    closer = next((t for t in threading.enumerate() if t.name == "earsight-close-device"), None)
    if closer is not None:
        closer.join(timeout=5)
    assert devices.refresh()


@pytest.mark.skipif(sys.platform != "linux", reason="ALSA is of Linux")
def test_alsa_writes_nothing_to_the_terminal() -> None:
    program = (
        "import ctypes\n"
        "from assistant.audio import devices\n"
        "devices.list_devices()\n"
        "print(ctypes.CDLL('libasound.so.2').snd_pcm_open(ctypes.byref(ctypes.c_void_p()), b'nonsense', 0, 0))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert int(done.stdout) < 0
    assert done.stderr == ""


def test_the_virtual_devices_are_the_defaults(sound: VirtualSound) -> None:
    assert devices.has_microphone()
    assert devices.has_speaker()
    assert devices.find(Kind.OUTPUT).name == "default"
    assert devices.find(Kind.INPUT).channels >= 1
