"""What is said into the microphone arrives whole, from before the key's press to its release."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.audio import microphone
from assistant.audio.clip import Clip, Samples
from assistant.audio.files import write_wav
from assistant.audio.microphone import RATE, Microphone, Recording, level
from assistant.errors import AudioError
from tests.assistant.audio.test_devices import FakePortAudio, StillClock, use
from tests.faults.marks import Says
from tests.virtual_sound import RATE as RECORDED
from tests.virtual_sound import VirtualSound, unplugged

READ = 10.0
"""Seconds that a read may wait."""


class Instant:
    """PortAudio's clock for a block that was captured `age` seconds ago."""

    currentTime = 10.0  # noqa: N815 - PortAudio's names
    outputBufferDacTime = 0.0  # noqa: N815

    def __init__(self, age: float) -> None:
        self.inputBufferAdcTime = self.currentTime - age


def tone(seconds: float, rate: int = RATE, hertz: float = 440) -> Samples:
    return (0.3 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def pitch(samples: Samples, rate: int = RATE) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * rate / len(samples)


def all_of(recording: Recording) -> Samples:
    parts = []
    while (part := recording.read(timeout=READ)) is not None:
        parts.append(part)
    return np.concatenate(parts)


def loud(samples: Samples, rate: int = RATE) -> tuple[float, float]:
    """First and last moment, in seconds, at which the sound is above a tenth of the tone."""
    above = np.flatnonzero(np.abs(samples) > 0.03)
    return above[0] / rate, above[-1] / rate


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> StillClock:
    """For what must not depend on how fast this machine is; a read that nothing comes for has no end."""
    still = StillClock()
    monkeypatch.setattr(microphone, "time", still)
    return still


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakePortAudio:
    return use(monkeypatch, FakePortAudio(("Desk", 1, 0, 44100)))


@pytest.fixture
def desk(library: FakePortAudio) -> Iterator[Microphone]:
    """A microphone on a scripted device."""
    desk = Microphone(preroll_seconds=0.1)
    desk.open()
    yield desk
    desk.close()


def give(library: FakePortAudio, block: Samples, age: float = 0.02) -> None:
    """One callback of the device."""
    library.streams[-1].settings["callback"](block.reshape(len(block), -1), len(block), Instant(age), None)


def test_level_is_the_root_mean_square() -> None:
    assert level(np.full(10, -0.5, np.float32)) == pytest.approx(0.5)
    assert level(np.zeros(0, np.float32)) == 0.0


@pytest.mark.usefixtures("clock")
def test_a_recording_begins_with_the_preroll_and_no_more(desk: Microphone, library: FakePortAudio) -> None:
    for value in range(20):
        give(library, np.full(320, value, np.float32))
    recording = desk.start()
    give(library, np.full(320, 20, np.float32))
    samples = recording.read(timeout=1)
    assert samples is not None
    assert list(dict.fromkeys(samples)) == [15, 16, 17, 18, 19, 20]


def test_a_second_recording_does_not_repeat_the_first(
    clock: StillClock, desk: Microphone, library: FakePortAudio
) -> None:
    first = desk.start()
    give(library, np.full(320, 0.1, np.float32))
    first.stop()
    give(library, np.full(320, 0.2, np.float32), age=0)
    assert set(all_of(first)) == {np.float32(0.1), np.float32(0.2)}
    second = desk.start()
    give(library, np.full(320, 0.3, np.float32))
    second.stop()
    clock.now += microphone.GRACE
    assert set(all_of(second)) == {np.float32(0.3)}


def test_sound_captured_before_the_release_but_delivered_after_it_is_kept(
    clock: StillClock, desk: Microphone, library: FakePortAudio
) -> None:
    recording = desk.start()
    recording.stop()
    give(library, np.full(320, 0.1, np.float32), age=0.08)
    give(library, np.full(320, 0.2, np.float32), age=0.06)
    give(library, np.full(320, 0.3, np.float32), age=0)
    give(library, np.full(320, 0.4, np.float32), age=0)
    assert list(dict.fromkeys(all_of(recording))) == [np.float32(x) for x in (0.1, 0.2, 0.3)]
    assert recording.read(timeout=0) is None


def test_a_release_waits_no_longer_than_the_grace(desk: Microphone, library: FakePortAudio) -> None:
    recording = desk.start()
    give(library, np.full(320, 0.1, np.float32))
    began = time.monotonic()
    recording.stop()
    assert len(all_of(recording)) == 320
    assert microphone.GRACE <= time.monotonic() - began < READ


def test_no_sound_in_time_is_an_empty_piece(desk: Microphone) -> None:
    samples = desk.start().read(timeout=0.01)
    assert samples is not None
    assert len(samples) == 0


def test_a_device_that_gives_nothing_any_more_is_an_error(
    clock: StillClock, desk: Microphone, library: FakePortAudio
) -> None:
    recording = desk.start()
    clock.now += microphone.SILENT_DEVICE
    with pytest.raises(AudioError, match="microphone is gone"):
        recording.read(timeout=30)
    desk.start()
    assert len(library.streams) == 2, "the device is opened anew at the next press"


@pytest.mark.usefixtures("clock")
def test_a_stopped_stream_is_an_error_at_once(desk: Microphone, library: FakePortAudio) -> None:
    recording = desk.start()
    library.streams[0].active = False
    with pytest.raises(AudioError, match="microphone is gone"):
        recording.read(timeout=30)


def test_closing_ends_a_recording(desk: Microphone, library: FakePortAudio) -> None:
    recording = desk.start()
    give(library, np.full(320, 0.1, np.float32))
    desk.close()
    assert len(all_of(recording)) == 320
    assert library.streams[0].closed


def test_a_stereo_device_at_its_own_rate_gives_mono_at_16_khz(monkeypatch: pytest.MonkeyPatch) -> None:
    library = use(monkeypatch, FakePortAudio(("Desk", 2, 0, 44100), takes=lambda rate, n: (rate, n) == (44100, 2)))
    desk = Microphone()
    desk.open()
    recording = desk.start()
    both = np.stack([2 * tone(2, 44100), np.zeros(88200, np.float32)], axis=1)
    for block in np.split(both, 100):
        library.streams[0].settings["callback"](block, len(block), Instant(0.02), None)
    recording.stop()
    samples = all_of(recording)
    desk.close()
    assert samples.dtype == np.float32
    assert len(samples) == pytest.approx(2 * RATE, abs=2)
    assert pitch(samples) == pytest.approx(440, abs=1)
    assert level(samples[1000:-1000]) == pytest.approx(0.3 / 2**0.5, rel=0.01)


def test_what_is_said_arrives(sound: VirtualSound, tmp_path: Path) -> None:
    write_wav(tmp_path / "tone.wav", Clip(tone(1.0, 22050), 22050))
    desk = Microphone()
    desk.open()
    recording = desk.start()
    sound.say(tmp_path / "tone.wav")
    recording.stop()
    samples = all_of(recording)
    desk.close()
    begin, end = loud(samples)
    assert end - begin == pytest.approx(1.0, abs=0.02)
    heard = samples[round(begin * RATE) : round(end * RATE)]
    assert pitch(heard) == pytest.approx(440, abs=2)
    steps = np.array([level(part) for part in np.array_split(heard, 50)])
    assert steps[1:-1].min() > 0.8 * steps.max(), "a hole in the sound"


@pytest.mark.parametrize(("preroll", "late", "whole"), [(0.6, 0.05, True), (0.0, 0.3, False)])
def test_the_word_that_began_before_the_press_is_whole_with_a_preroll_only(
    sound: VirtualSound, tmp_path: Path, preroll: float, late: float, whole: bool
) -> None:
    write_wav(tmp_path / "tone.wav", Clip(np.concatenate([np.zeros(RATE // 2, np.float32), tone(1.0)]), RATE))
    witness = Microphone()
    witness.open()
    desk = Microphone(preroll_seconds=preroll)
    desk.open()
    listening = witness.start()
    while not len(listening.read(timeout=5)):  # type: ignore[arg-type]
        pass
    player = sound.say(tmp_path / "tone.wav", wait=False)
    tone_heard = 0.0
    while tone_heard < late:
        part = listening.read(timeout=5)
        assert part is not None
        tone_heard += np.count_nonzero(np.abs(part) > 0.03) / RATE
    recording = desk.start()
    witness.close()
    assert player.wait(timeout=20) == 0
    recording.stop()
    samples = all_of(recording)
    desk.close()
    begin, end = loud(samples)
    if whole:
        assert begin > 0.05, "the recording begins in the silence before the word"
        assert end - begin == pytest.approx(1.0, abs=0.02)
    else:
        assert end - begin < 0.9


def rise(samples: Samples, rate: int) -> float:
    """How much of `RISING` was heard at the end of the samples, in seconds."""
    loudest = float(np.abs(samples[-round(0.025 * rate) :]).max(initial=0.0))
    return 3 * (loudest - 0.1) / 0.8


RISING = tone(3.0) / 0.3 * np.linspace(0.1, 0.9, 3 * RATE, dtype=np.float32)
"""A tone whose loudness tells the time."""


def test_sound_up_to_the_release_is_there(sound: VirtualSound, tmp_path: Path) -> None:
    """Measured in the sound itself, which a busy machine hears late but in the same order."""
    write_wav(tmp_path / "tone.wav", Clip(RISING, RATE))
    desk = Microphone(preroll_seconds=0)
    desk.open()
    with sound.record("feed") as room:
        player = sound.say(tmp_path / "tone.wav", wait=False)
        recording = desk.start()
        samples = np.zeros(0, np.float32)
        while rise(samples, RATE) < 1:
            part = recording.read(timeout=5)
            assert part is not None
            samples = np.concatenate([samples, part])
        room.wait(0.2)
        said = rise(room.clip().samples, RECORDED)
        recording.stop()
        samples = np.concatenate([samples, all_of(recording)])
        player.terminate()
    desk.close()
    heard = rise(samples, RATE)
    begin, end = loud(samples)
    assert said - 0.03 <= heard < 2.5
    assert end - begin == pytest.approx(heard, abs=0.05), "a hole in the sound"


CHILD = """
from assistant.audio.microphone import Microphone
from assistant.errors import AudioError
microphone = Microphone()
microphone.open()
recording = microphone.start()
while not len(recording.read(5)): pass
print("recording", flush=True)
try:
    while True: recording.read(5)
except AudioError as error:
    print(error, flush=True)
microphone.close()
"""


@pytest.mark.fault(
    "the microphone is unplugged while it listens (device)",
    says="The microphone is gone; plug it in again or choose another.\n",
    intact="the program",
)
def test_a_lost_device_ends_the_recording_with_an_error_not_a_hang(sound: VirtualSound, says: Says) -> None:
    says(unplugged(CHILD, "recording"))
