"""Speech comes out of the speaker without gaps, stops within 50 ms, and knows how far it was heard."""

import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest

from assistant.audio import playback
from assistant.audio.clip import Clip, Samples
from assistant.audio.playback import SpeakerPlayback
from assistant.errors import AudioError
from tests.assistant.audio.test_devices import FakePortAudio, StillClock, use
from tests.faults.marks import Says
from tests.virtual_sound import RATE as RECORDED
from tests.virtual_sound import VirtualSound, unplugged

RATE = 22050


def tone(seconds: float, rate: int = RATE, hertz: float = 440) -> Samples:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def pitch(samples: Samples, rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * rate / len(samples)


def sounding(clip: Clip) -> Samples:
    """From the first to the last loud sample."""
    above = np.flatnonzero(np.abs(clip.samples) > 0.02)
    return clip.samples[above[0] : above[-1] + 1] if len(above) else clip.samples[:0]


def envelope(samples: Samples) -> Samples:
    """Peak of every 2.5 ms: a whole period of 440 Hz."""
    step = RECORDED // 400
    peaks: Samples = np.abs(samples[: len(samples) // step * step]).reshape(-1, step).max(axis=1)
    return peaks


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> StillClock:
    still = StillClock()
    monkeypatch.setattr(playback, "time", still)
    return still


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch, clock: StillClock) -> FakePortAudio:
    return use(monkeypatch, FakePortAudio(("Desk", 0, 1, 48000)))


@pytest.fixture
def speaker() -> Iterator[SpeakerPlayback]:
    speaker = SpeakerPlayback()
    yield speaker
    speaker.close()


def pull(library: FakePortAudio, frames: int, delay: float = 0.0, underflow: bool = False) -> Samples:
    """One callback of the device, whose samples are heard `delay` seconds later; what it got."""
    channels = library.streams[-1].settings["channels"]
    out = np.full((frames, channels), 9, np.float32)
    clock = SimpleNamespace(currentTime=5.0, outputBufferDacTime=5.0 + delay, inputBufferAdcTime=0.0)
    flags = SimpleNamespace(output_underflow=underflow)
    library.streams[-1].settings["callback"](out, frames, clock, flags)
    assert (out == out[:, :1]).all()
    return out[:, 0].copy()


def test_pieces_follow_each_other_without_a_gap(speaker: SpeakerPlayback, library: FakePortAudio) -> None:
    speaker.start(RATE)
    whole = tone(0.1)
    for piece in np.split(whole, [7, 500, 501]):
        speaker.write(piece)
    got = np.concatenate([pull(library, 330) for _ in range(7)])
    assert (got[: len(whole)] == whole).all()
    assert not got[len(whole) :].any()
    assert speaker.gaps == 0


def test_what_was_written_may_be_changed_afterwards(speaker: SpeakerPlayback, library: FakePortAudio) -> None:
    speaker.start(RATE)
    piece = np.full(10, 0.5, np.float32)
    speaker.write(piece)
    piece[:] = 0
    assert (pull(library, 10) == 0.5).all()


def test_late_samples_leave_a_silence_that_is_counted_once(speaker: SpeakerPlayback, library: FakePortAudio) -> None:
    speaker.start(RATE)
    pull(library, 100)
    speaker.write(np.full(50, 0.5, np.float32))
    assert np.count_nonzero(pull(library, 100)) == 50
    pull(library, 100)
    assert speaker.gaps == 0, "nothing followed yet: the reply may be over"
    speaker.write(np.full(50, 0.5, np.float32))
    assert speaker.gaps == 1
    pull(library, 50)
    assert speaker.gaps == 1


def test_hushed_it_goes_softly_to_a_tenth_and_back(speaker: SpeakerPlayback, library: FakePortAudio) -> None:
    speaker.start(RATE)
    speaker.write(np.full(RATE, 0.5, np.float32))
    assert (pull(library, 330) == 0.5).all()
    speaker.is_hushed = True
    got = np.concatenate([pull(library, 330), pull(library, 330)])
    assert np.abs(np.diff(got)).max() < 0.0025, "a click"
    assert got[330:] == pytest.approx(0.5 * playback.HUSHED)
    speaker.is_hushed = False
    got = np.concatenate([pull(library, 330), pull(library, 330)])
    assert np.abs(np.diff(got)).max() < 0.0025, "a click"
    assert (got[330:] == 0.5).all()


def test_the_tap_is_given_all_that_goes_to_the_device(speaker: SpeakerPlayback, library: FakePortAudio) -> None:
    tapped: list[tuple[Samples, int]] = []
    speaker.tap = lambda block, rate: tapped.append((block, rate))
    speaker.start(RATE)
    speaker.write(tone(0.05))
    given = [pull(library, 330) for _ in range(5)]
    assert [rate for _, rate in tapped] == [RATE] * 5
    assert (np.concatenate([block for block, _ in tapped]) == np.concatenate(given)).all()
    speaker.tap = None
    pull(library, 330)
    assert len(tapped) == 5


def test_a_stop_fades_out_in_five_milliseconds_and_drops_the_rest(
    speaker: SpeakerPlayback, library: FakePortAudio, clock: StillClock
) -> None:
    speaker.start(RATE)
    speaker.write(np.full(RATE, 0.5, np.float32))
    pull(library, 330)
    speaker.stop()
    speaker.stop()
    speaker.write(np.full(RATE, 0.5, np.float32))
    speaker.finish()
    got = pull(library, 330)
    fade = round(playback.FADE * RATE)
    assert (np.diff(got[:fade]) < 0).all()
    assert np.abs(np.diff(got)).max() < 0.006, "a click"
    assert not got[fade:].any()
    assert speaker.played() == 330
    clock.now += 1
    assert speaker.played() == 330 + fade


def test_a_reply_begun_within_the_fade_counts_from_its_own_first_sample(
    speaker: SpeakerPlayback, library: FakePortAudio, clock: StillClock
) -> None:
    speaker.start(RATE)
    speaker.write(np.full(RATE, 0.5, np.float32))
    pull(library, 330)
    speaker.start(RATE)
    speaker.write(np.full(300, -0.5, np.float32))
    assert speaker.first_sample_at is None
    got = pull(library, 330, delay=0.5)
    fade = round(playback.FADE * RATE)
    assert (got[: fade - 1] > 0).all()
    assert (got[fade:] == -0.5).all()
    assert speaker.first_sample_at == pytest.approx(clock.now + 0.5 + fade / RATE, abs=1e-6)
    assert speaker.played() == 0


def test_a_stop_before_the_first_sample_is_heard_plays_nothing(
    speaker: SpeakerPlayback, library: FakePortAudio
) -> None:
    speaker.start(RATE)
    speaker.write(np.full(RATE, 0.5, np.float32))
    speaker.stop()
    assert not pull(library, 330).any()
    assert speaker.played() == 0
    assert speaker.first_sample_at is None


def test_played_counts_what_was_heard_not_what_was_handed_over(
    speaker: SpeakerPlayback, library: FakePortAudio, clock: StillClock
) -> None:
    speaker.start(RATE)
    speaker.write(tone(1))
    pull(library, 2205, delay=0.9)
    assert speaker.played() == 0
    pull(library, 2205, delay=0.05)
    assert speaker.played() == pytest.approx(2205 - 0.05 * RATE, abs=1)
    clock.now += 0.1
    assert speaker.played() == pytest.approx(2205 + 0.05 * RATE, abs=1)
    clock.now += 1
    assert speaker.played() == 4410


@pytest.mark.fault("the speaker refuses the sample rate", says="", intact="the speech, resampled without a gap")
def test_a_refused_rate_is_resampled(speaker: SpeakerPlayback, monkeypatch: pytest.MonkeyPatch) -> None:
    library = use(monkeypatch, FakePortAudio(("Desk", 0, 2, 48000), takes=lambda r, n: (r, n) == (48000, 2)))
    speaker.start(RATE)
    for piece in np.split(tone(1), 5):
        speaker.write(piece)
    waiting = threading.Thread(target=speaker.finish, name="earsight-test-finish")
    waiting.start()
    parts: list[Samples] = []
    hangs = time.monotonic() + 20
    while waiting.is_alive() and time.monotonic() < hangs:
        parts.append(pull(library, 720))
        waiting.join(timeout=0.001)
    assert not waiting.is_alive()
    got = np.concatenate(parts)
    heard = np.flatnonzero(np.abs(got) > 1e-3)
    assert heard[-1] - heard[0] == pytest.approx(48000, abs=150)
    assert pitch(got[heard[0] : heard[-1]], 48000) == pytest.approx(440, abs=1)
    assert speaker.played() == pytest.approx(RATE, abs=2)
    assert speaker.gaps == 0


def test_the_stream_stays_open_for_a_reply_at_another_rate(speaker: SpeakerPlayback, library: FakePortAudio) -> None:
    speaker.open(RATE)
    for rate in (RATE, 16000, RATE):
        speaker.start(rate)
        speaker.write(tone(0.5, rate))
        got = pull(library, RATE // 2)
        assert pitch(got, RATE) == pytest.approx(440, abs=4)
    assert len(library.streams) == 1


def test_a_device_that_starves_is_given_more_time_at_the_next_reply(
    speaker: SpeakerPlayback, library: FakePortAudio
) -> None:
    speaker.open(RATE)
    for _ in range(playback.HICCUPS):
        pull(library, 330, underflow=True)
    speaker.start(RATE)
    asked = [stream.settings["latency"] for stream in library.streams]
    assert asked == [playback.LATENCY, 2 * playback.LATENCY]
    assert library.streams[0].closed


def test_a_lost_device_is_an_error_and_is_opened_anew_at_the_next_reply(
    speaker: SpeakerPlayback, library: FakePortAudio, clock: StillClock
) -> None:
    speaker.start(RATE)
    speaker.write(tone(1))
    clock.now += playback.SILENT_DEVICE
    with pytest.raises(AudioError, match="speaker is gone"):
        speaker.finish()
    with pytest.raises(AudioError, match="speaker is gone"):
        speaker.write(tone(1))
    speaker.start(RATE)
    library.streams[-1].active = False
    with pytest.raises(AudioError, match="speaker is gone"):
        speaker.write(tone(1))
    assert len(library.streams) == 2


def test_a_stop_takes_back_what_the_system_holds_too_long(speaker: SpeakerPlayback, library: FakePortAudio) -> None:
    speaker.start(RATE)
    speaker.write(np.full(RATE, 0.5, np.float32))
    pull(library, 2205, delay=0.0)
    pull(library, 2205, delay=0.05)
    speaker.stop()
    heard = speaker.played()
    assert heard == pytest.approx(2205 - 0.05 * RATE, abs=1)
    assert [stream.closed for stream in library.streams] == [True, False]
    assert not pull(library, 330).any()
    assert speaker.played() == heard
    speaker.start(RATE)
    speaker.write(np.full(330, 0.5, np.float32))
    assert (pull(library, 330) == 0.5).all()
    assert len(library.streams) == 2


def test_three_pieces_are_heard_as_one_tone(sound: VirtualSound, speaker: SpeakerPlayback) -> None:
    whole = tone(1.5)
    speaker.open(RATE)
    for _ in range(3):
        with sound.record() as heard:
            before = time.monotonic()
            speaker.start(RATE)
            for piece in np.split(whole, 3):
                speaker.write(piece)
            speaker.finish()
            ended = time.monotonic()
        got = sounding(heard.clip())
        holes = int(np.count_nonzero(envelope(got)[2:-2] < 0.45))
        # A busy machine makes the sound server itself stumble; a fault of ours would be there every time.
        if not holes and not speaker.gaps:
            break
    assert (holes, speaker.gaps) == (0, 0)
    assert speaker.played() == len(whole)
    assert len(got) / RECORDED == pytest.approx(1.5, abs=0.005)
    assert pitch(got, RECORDED) == pytest.approx(440, abs=1)
    assert speaker.first_sample_at is not None
    assert before < speaker.first_sample_at < ended - 1.4


MOST_LATE = 0.050 + 0.010
MOST_WRONG = 0.010 + 0.005
"""Seconds; 10 ms are the null sink's own step."""


def test_a_stop_is_silent_within_50_ms_and_played_is_what_was_heard(
    sound: VirtualSound, speaker: SpeakerPlayback
) -> None:
    """Measured in samples, so that a busy machine does not blur it: what came out after the stop is what
    was recorded in all, less what had been heard when `stop` was called.
    """
    late: list[float] = []
    wrong: list[float] = []
    speaker.open(RATE)
    # A busy machine calls `stop` later than it read what was heard; a fault of ours would be there every time.
    while len(late) < 5 or (len(late) < 15 and not (sorted(late)[2] < MOST_LATE and sorted(wrong)[2] < MOST_WRONG)):
        with sound.record() as heard:
            speaker.start(RATE)
            speaker.write(tone(20))
            while speaker.played() < RATE // 4:
                heard.wait(0.01)
            at_stop = speaker.played() / RATE
            speaker.stop()
            speaker.finish()
        seconds = len(sounding(heard.clip())) / RECORDED
        late.append(seconds - at_stop)
        wrong.append(abs(speaker.played() / RATE - seconds))
    assert sorted(late)[2] < MOST_LATE
    assert sorted(wrong)[2] < MOST_WRONG


CHILD = """
import numpy as np
from assistant.audio.playback import SpeakerPlayback
from assistant.errors import AudioError
speaker = SpeakerPlayback()
speaker.start(22050)
speaker.write(np.zeros(60 * 22050, np.float32))
while not speaker.played(): pass
print("playing", flush=True)
try:
    speaker.finish()
except AudioError as error:
    print(error, flush=True)
speaker.close()
"""


@pytest.mark.fault(
    "the speaker is unplugged while it speaks (device)",
    says="The speaker is gone; plug it in again or choose another.\n",
    intact="the program",
)
def test_a_device_lost_while_speaking_is_an_error_not_a_hang(sound: VirtualSound, says: Says) -> None:
    says(unplugged(CHILD, "playing"))
