"""Whisper tiny.en and Piper joe for real: what one says the other hears; noise is not speech."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from faster_whisper import WhisperModel
from jiwer import wer

from assistant import loading
from assistant.audio.clip import Clip, join
from assistant.audio.files import read_clip, resample
from assistant.cancel import CancelToken
from assistant.errors import Cancelled, SttError, TtsError
from assistant.settings import Settings
from assistant.speech.hearing import Hearing
from assistant.speech.stt import RATE, Whisper
from assistant.speech.tts import Piper
from models.store import Installed, Store

QUESTION = Path(__file__).parents[3] / "assistant" / "demo" / "question.wav"
SECONDS = 4
TIME = np.arange(SECONDS * RATE) / RATE
RNG = np.random.default_rng(0)


def pink() -> np.ndarray:
    spectrum = np.fft.rfft(RNG.normal(size=len(TIME)))
    noise = np.fft.irfft(spectrum / np.sqrt(np.arange(1, len(spectrum) + 1)), len(TIME))
    return noise / np.abs(noise).max()


SOUNDS = {
    "nothing": np.zeros(0),
    "an instant": RNG.normal(size=200) * 0.1,
    "silence": np.zeros(len(TIME)),
    "faint hiss": RNG.normal(size=len(TIME)) * 0.01,
    "loud hiss": RNG.normal(size=len(TIME)) * 0.3,
    "pink noise": pink() * 0.5,
    "breath": pink() * np.clip(np.sin(np.pi * TIME), 0, 1) * 0.3,
    "mains hum": 0.3 * np.sin(2 * np.pi * 50 * TIME) + 0.1 * np.sin(2 * np.pi * 150 * TIME),
    "a tone": 0.3 * np.sin(2 * np.pi * 440 * TIME),
    "chords": sum(0.1 * np.sin(2 * np.pi * f * TIME) * (np.sin(4 * np.pi * TIME) > 0) for f in (261, 329, 392)),
    "clicks": (RNG.random(len(TIME)) > 0.9995) * 0.9,
    "overdriven noise": np.sign(RNG.normal(size=len(TIME))) * 0.99,
}


@pytest.fixture(scope="module")
def whisper(model: Callable[[str], Path]) -> Iterator[Whisper]:
    whisper = Whisper(model("faster-whisper-tiny.en"), threads=1)
    yield whisper
    whisper.close()


@pytest.fixture(scope="module")
def piper(model: Callable[[str], Path]) -> Piper:
    return Piper(model("en_US-joe-medium"), threads=1)


def speak(piper: Piper, text: str) -> Clip:
    return join([clip.samples for clip in piper.synthesize(text)], piper.rate)


def hear(whisper: Whisper, clip: Clip) -> str:
    hearing = Hearing(whisper, "auto", CancelToken(), lambda text: None)
    hearing.feed(resample(clip, RATE).samples)
    return hearing.finish().text


@pytest.mark.parametrize(
    "text",
    ["What is the capital of France?", "How many minutes are there in three hours?", "I am allergic to almonds."],
)
def test_what_the_voice_says_is_heard(whisper: Whisper, piper: Piper, text: str) -> None:
    assert wer(text.lower().rstrip(".?"), hear(whisper, speak(piper, text)).lower().rstrip(".?")) == 0


def test_sounds_of_any_length_are_few_lengths_to_the_encoder(whisper: Whisper, monkeypatch: pytest.MonkeyPatch) -> None:
    """oneDNN keeps what it made for each length, so that many lengths would fill the memory."""
    lengths, encode = set[int](), WhisperModel.encode

    def measured(self: WhisperModel, features: np.ndarray) -> object:
        lengths.add(features.shape[-1])
        return encode(self, features)

    monkeypatch.setattr(WhisperModel, "encode", measured)
    voice = read_clip(QUESTION).samples
    for seconds in np.arange(1.1, 2, 0.1):
        whisper.transcribe(voice[: round(seconds * RATE)], "en", CancelToken(), lambda text: None)
    assert lengths - {3000} == {1400}, "the margin's 12 s and 2; 30 where the text was doubtful"


@pytest.mark.parametrize("name", SOUNDS)
def test_what_is_not_speech_has_no_words(whisper: Whisper, name: str) -> None:
    assert hear(whisper, Clip(SOUNDS[name].astype(np.float32), RATE)) == ""


def test_speech_between_silences_and_in_noise_is_heard(whisper: Whisper, piper: Piper) -> None:
    voice = resample(speak(piper, "What is the capital of France?"), RATE).samples
    padded = np.concatenate([np.zeros(3 * RATE), voice, np.zeros(3 * RATE)])
    noisy = (padded + RNG.normal(size=len(padded)) * 0.005).astype(np.float32)
    hearing = Hearing(whisper, "auto", CancelToken(), lambda text: None)
    hearing.feed(noisy)
    assert "capital of France" in hearing.finish().text
    assert hearing.seconds == pytest.approx(len(voice) / RATE, abs=0.5)


@pytest.mark.parametrize(
    ("name", "rate", "channels", "subtype"),
    [
        ("8k.wav", 8_000, 1, "PCM_16"),
        ("48k-stereo.wav", 48_000, 2, "PCM_24"),
        ("float.wav", 44_100, 1, "FLOAT"),
        ("question.flac", 16_000, 1, "PCM_16"),
        ("question.ogg", 48_000, 1, "VORBIS"),
        ("question.mp3", 44_100, 2, "MPEG_LAYER_III"),
    ],
)
def test_sound_of_every_kind_is_heard(
    whisper: Whisper, tmp_path: Path, name: str, rate: int, channels: int, subtype: str
) -> None:
    clip = resample(read_clip(QUESTION), rate)
    soundfile.write(tmp_path / name, np.stack([clip.samples] * channels, axis=1), rate, subtype=subtype)
    assert "sky blue" in hear(whisper, read_clip(tmp_path / name))


def test_ten_minutes_of_speech_are_heard_to_the_end(whisper: Whisper, piper: Piper) -> None:
    sentence = resample(speak(piper, "The quick brown fox jumps over the lazy dog."), RATE).samples
    pause = np.zeros(RATE * 44, np.float32)
    last = resample(speak(piper, "This is the very last sentence."), RATE).samples
    samples = np.concatenate([np.tile(np.concatenate([sentence, pause]), 13), last])
    assert len(samples) / RATE >= 590
    growing: list[str] = []
    hearing = Hearing(whisper, "auto", CancelToken(), growing.append)
    hearing.feed(samples)
    text = hearing.finish().text
    assert text.lower().count("fox") >= 12
    assert "last sentence" in text
    assert len(growing) > 5


def test_a_cancelled_transcription_stops(whisper: Whisper, piper: Piper) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        whisper.transcribe(resample(speak(piper, "Never heard."), RATE).samples, "auto", cancel, lambda text: None)


def test_the_voices_speed_can_be_set(piper: Piper, model: Callable[[str], Path]) -> None:
    fast = Piper(model("en_US-joe-medium"), threads=1, speed=2.0)
    text = "One, two, three, four, five, six, seven, eight."
    assert speak(fast, text).seconds < 0.7 * speak(piper, text).seconds


def test_the_voice_takes_as_many_threads_as_the_settings_say(
    model: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = model("en_US-joe-medium")
    monkeypatch.setattr(loading, "choose", lambda *_: Installed("joe", "tts", path, None, "Joe"))
    monkeypatch.setattr(Store, "check", lambda *_: None)
    voice = loading.load_tts(Settings(threads=3), Store(path.parent), lambda _: None)
    assert isinstance(voice, Piper)
    assert voice._voice.session.get_session_options().intra_op_num_threads == 3


@pytest.mark.parametrize("text", ["", " ", "...", "🎉", "\x00", "漢字"])
def test_what_cannot_be_pronounced_does_no_harm(piper: Piper, text: str) -> None:
    assert speak(piper, text).seconds < 10


def test_a_damaged_speech_model_is_one_sentence(tmp_path: Path, model: Callable[[str], Path]) -> None:
    with pytest.raises(SttError, match="lacks"):
        Whisper(tmp_path, threads=1)
    for file in model("faster-whisper-tiny.en").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes()[:1000])
    with pytest.raises(SttError, match="cannot be loaded"):
        Whisper(tmp_path, threads=1)


def test_a_damaged_voice_is_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "voice.onnx"
    broken.write_bytes(b"nothing")
    with pytest.raises(TtsError, match="cannot be loaded"):
        Piper(broken, threads=1)
