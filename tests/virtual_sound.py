"""A microphone and a speaker for tests on a machine without sound hardware, made of PulseAudio's null sinks.

A test that asks for the fixture `sound` sees one microphone and one speaker, as default devices:

    sound.say(path)                 plays a WAV into the microphone and returns when all of it was heard
    sound.say(path, wait=False)     the same at once; wait for the process it returns
    with sound.record() as heard:   what the speaker plays meanwhile, then heard.clip()
    with sound.hears_itself():      the speaker's sound reaches the microphone
    sound.environment               what a child process needs to see the same devices (already in os.environ)

The server lives for the whole session; the devices are seen only by the tests that ask for them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from assistant.audio import devices
from assistant.audio.clip import Clip
from assistant.errors import AudioError

PACKAGES = "apt install pulseaudio pulseaudio-utils libasound2-plugins libportaudio2"
RATE = 48_000
"""Of both sinks and of what is recorded, in Hz."""
SINKS = ("speaker", "feed")
TAIL = 0.1
"""Seconds recorded after the end, longer than the speaker's own delay."""


def missing() -> str:
    """What this machine lacks for virtual sound, as a reason to skip; empty if nothing."""
    if sys.platform != "linux":
        return "virtual sound needs PulseAudio, which is tested on Linux only"
    tools = [tool for tool in ("pulseaudio", "pactl", "paplay", "parec") if shutil.which(tool) is None]
    plugin = list(Path("/usr/lib").glob("**/alsa-lib/libasound_module_pcm_pulse.so"))
    if tools or not plugin:
        return f"no virtual sound on this machine; type: {PACKAGES}"
    try:
        devices.list_devices()
    except AudioError as error:
        return str(error)
    return ""


class Heard:
    """A recording of the speaker."""

    def __init__(self, environment: dict[str, str], sink: str) -> None:
        self._samples = bytearray()
        self._grown = threading.Condition()
        self._over = False
        self._process = subprocess.Popen(
            [
                *("parec", f"--device={sink}.monitor", "--raw", "--latency-msec=10"),
                *("--format=float32le", f"--rate={RATE}", "--channels=1"),
            ],
            env=environment,
            stdout=subprocess.PIPE,
        )
        self._thread = threading.Thread(target=self._read, name="earsight-test-recorder")
        self._thread.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as stdout:
            while chunk := os.read(stdout.fileno(), 65536):
                with self._grown:
                    self._samples += chunk
                    self._grown.notify_all()
        with self._grown:
            self._over = True
            self._grown.notify_all()

    def wait(self, seconds: float) -> None:
        """Wait until that much more was recorded."""
        with self._grown:
            enough = len(self._samples) + round(seconds * RATE) * 4
            assert self._grown.wait_for(lambda: self._over or len(self._samples) >= enough, timeout=20)

    def end(self) -> None:
        self._process.terminate()
        self._process.wait()
        self._thread.join()

    def clip(self) -> Clip:
        """All that was recorded so far."""
        with self._grown:
            whole = len(self._samples) // 4 * 4
            return Clip(np.frombuffer(bytes(self._samples[:whole]), np.float32), RATE)


class VirtualSound:
    """A private PulseAudio server with a microphone and a speaker."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="earsight-sound-", dir="/tmp"))
        config = self._folder / "asound.conf"
        config.write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
        self.environment = {
            "PULSE_SERVER": f"unix:{self._folder}/native",
            "PULSE_COOKIE": f"{self._folder}/cookie",
            "ALSA_CONFIG_PATH": f"/usr/share/alsa/alsa.conf:{config}",
        }
        self._all = {**os.environ, **self.environment}
        self._children: list[subprocess.Popen[bytes]] = []
        self.come_back()

    def come_back(self) -> None:
        """Plug both devices in: at the beginning, or again after `lose`."""
        with (self._folder / "log").open("wb") as log:
            self._server = subprocess.Popen(
                ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
                + [f"--load=module-native-protocol-unix socket={self._folder}/native auth-anonymous=1"]
                + [f"--load=module-null-sink sink_name={sink} rate={RATE}" for sink in SINKS]
                + ["--load=module-remap-source source_name=microphone master=feed.monitor"],
                env={**self._all, "XDG_RUNTIME_DIR": str(self._folder), "HOME": str(self._folder)},
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        try:
            deadline = time.monotonic() + 20
            while self._pactl("info") != 0:
                if self._server.poll() is not None or time.monotonic() > deadline:
                    pytest.fail("PulseAudio does not start:\n" + (self._folder / "log").read_text())
                time.sleep(0.02)
            assert self._pactl("set-default-sink", "speaker") == 0
            assert self._pactl("set-default-source", "microphone") == 0
            # A null sink that nobody listens to works in steps of up to two seconds.
            for sink in SINKS:
                self._start("parec", f"--device={sink}.monitor", "--raw", "--latency-msec=10")
            for sink in SINKS:
                with self.record(sink):
                    pass
        except BaseException:
            self.close()
            raise

    def say(self, path: Path, *, wait: bool = True) -> subprocess.Popen[bytes]:
        """Play a sound file into the microphone."""
        player = self._start("paplay", "--device=feed", str(path))
        if wait:
            assert player.wait(timeout=120) == 0
        return player

    @contextmanager
    def record(self, sink: str = "speaker") -> Iterator[Heard]:
        """Record what the speaker plays, from before the block begins to after its end.

        With `feed`, what is said into the microphone.
        """
        heard = Heard(self._all, sink)
        try:
            heard.wait(0.02)
            yield heard
            heard.wait(TAIL)
        finally:
            heard.end()

    @contextmanager
    def hears_itself(self, *, delay: float = 0.1, decibels: float = -8) -> Iterator[None]:
        """What the speaker plays is heard by the microphone, after that many seconds, as in one room."""
        module = self._ask(
            *("load-module", "module-loopback", "source=speaker.monitor", "sink=feed"),
            *(f"latency_msec={round(delay * 1000)}", "source_dont_move=true", "sink_dont_move=true"),
        )
        try:
            inputs = [line.split("\t") for line in self._ask("list", "short", "sink-inputs").splitlines()]
            (echo,) = [fields[0] for fields in inputs if "module-loopback.c" in fields]
            assert self._pactl("set-sink-input-volume", echo, f"{decibels}dB") == 0
            yield
        finally:
            assert self._pactl("unload-module", module) == 0

    def lose(self) -> None:
        """Take the devices away, as if both were unplugged."""
        self._server.kill()
        self._server.wait()

    def close(self) -> None:
        for child in (*self._children, self._server):
            if child.poll() is None:
                child.terminate()
            child.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(command, env=self._all, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._children.append(child)
        return child

    def _ask(self, *arguments: str) -> str:
        command = ["pactl", *arguments]
        return subprocess.run(command, env=self._all, capture_output=True, check=True, text=True).stdout.strip()

    def _pactl(self, *arguments: str) -> int:
        return subprocess.run(["pactl", *arguments], env=self._all, capture_output=True, check=False).returncode


def unplugged(script: str, begun: str) -> str:
    """What a Python script prints once its devices are gone; it has to end, without an error.

    They are its own, and go when it prints `begun`.
    """
    devices_lost = VirtualSound()
    try:
        environment = {**os.environ, **devices_lost.environment}
        command = [sys.executable, "-c", script]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as child:
            try:
                assert child.stdout is not None
                assert child.stdout.readline() == f"{begun}\n"
                devices_lost.lose()
                output, _ = child.communicate(timeout=60)
            finally:
                child.kill()
        assert child.returncode == 0
        return output
    finally:
        devices_lost.close()


_session: list[VirtualSound] = []


@pytest.fixture
def sound(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[VirtualSound]:
    """One microphone and one speaker, seen by this test; a stream left open fails it."""
    if reason := missing():
        pytest.skip(reason)
    if not _session:
        server = VirtualSound()
        _session.append(server)
        request.config.add_cleanup(server.close)
    virtual = _session[0]
    with monkeypatch.context() as patch:
        for name, value in virtual.environment.items():
            patch.setenv(name, value)
        assert devices.refresh()
        yield virtual
    assert devices.refresh(), "a sound stream was left open"
