"""Any sound file a person has becomes one mono clip; any other file becomes one plain sentence."""

import os
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.audio import files
from assistant.audio.clip import Clip, Samples
from assistant.audio.files import WavWriter, read_clip, resample, write_wav
from assistant.errors import AudioError


def tone(seconds: float, rate: int, hertz: float = 440) -> Samples:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def pitch(clip: Clip) -> float:
    spectrum = np.abs(np.fft.rfft(clip.samples * np.hanning(len(clip.samples))))
    return float(np.argmax(spectrum)) / clip.seconds


def wav_bytes(path: Path, samples: Samples, rate: int = 16000) -> bytes:
    soundfile.write(path, samples, rate, subtype="PCM_16")
    return path.read_bytes()


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 44100, 48000, 96000, 192000])
@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "FLOAT"])
def test_wav_of_every_rate_and_width(tmp_path: Path, rate: int, subtype: str) -> None:
    soundfile.write(tmp_path / "a.wav", tone(0.5, rate), rate, subtype=subtype)
    clip = read_clip(tmp_path / "a.wav")
    assert clip.samples.dtype == np.float32
    assert clip.samples.ndim == 1
    assert clip.rate == rate
    assert np.abs(clip.samples - tone(0.5, rate)).max() < 1e-4


@pytest.mark.parametrize(
    ("name", "subtype"),
    [
        ("a.wav", "PCM_U8"),
        ("a.wav", "PCM_32"),
        ("a.wav", "DOUBLE"),
        ("a.wav", "ALAW"),
        ("a.wav", "ULAW"),
        ("a.wav", "IMA_ADPCM"),
        ("a.flac", "PCM_16"),
        ("a.flac", "PCM_24"),
        ("a.ogg", "VORBIS"),
        ("a.ogg", "OPUS"),
        ("a.mp3", "MPEG_LAYER_III"),
        ("a.aiff", "PCM_16"),
    ],
)
def test_every_format_keeps_the_sound(tmp_path: Path, name: str, subtype: str) -> None:
    soundfile.write(tmp_path / name, tone(1, 48000), 48000, subtype=subtype)
    clip = read_clip(tmp_path / name)
    assert clip.rate == 48000
    assert clip.seconds == pytest.approx(1, abs=0.05)
    assert pitch(clip) == pytest.approx(440, abs=1.5)
    assert np.sqrt(np.mean(clip.samples**2)) == pytest.approx(0.5 / 2**0.5, rel=0.05)


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.mp3"])
def test_stereo_is_averaged(tmp_path: Path, name: str) -> None:
    both = np.stack([tone(1, 44100, 440), tone(1, 44100, 880)], axis=1)
    soundfile.write(tmp_path / name, both, 44100)
    clip = read_clip(tmp_path / name)
    spectrum = np.abs(np.fft.rfft(clip.samples))
    low, high = (spectrum[round(hertz * clip.seconds)] for hertz in (440, 880))
    assert low == pytest.approx(high, rel=0.2)
    assert pitch(clip) in (pytest.approx(440, abs=2), pytest.approx(880, abs=2))


def test_eight_channels_are_averaged(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.full((100, 8), 0.1) * np.arange(8), 48000, subtype="FLOAT")
    assert read_clip(tmp_path / "a.wav").samples == pytest.approx(0.35)


def test_ten_minutes(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).uniform(-0.1, 0.1, 600 * 16000).astype(np.float32)
    write_wav(tmp_path / "long.wav", Clip(noise, 16000))
    clip = read_clip(tmp_path / "long.wav")
    assert clip.seconds == 600
    assert np.abs(clip.samples - noise).max() < 1e-4


def test_longer_than_the_limit_is_refused(tmp_path: Path) -> None:
    write_wav(tmp_path / "long.wav", Clip(tone(2, 16000), 16000))
    assert read_clip(tmp_path / "long.wav", limit=2).seconds == 2
    with pytest.raises(AudioError, match=r"longer than 1\.5 seconds; cut it"):
        read_clip(tmp_path / "long.wav", limit=1.5)


def test_longer_than_an_hour_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "hours.wav").open("wb") as file:
        file.write(wav_bytes(tmp_path / "a.wav", tone(0.1, 4000), 4000)[:40] + struct.pack("<I", 3601 * 8000))
        file.truncate(44 + 3601 * 8000)
    with pytest.raises(AudioError, match="longer than 60 minutes"):
        read_clip(tmp_path / "hours.wav")


def test_values_that_are_no_numbers_become_silence(tmp_path: Path) -> None:
    soundfile.write(
        tmp_path / "a.wav", np.array([0.5, np.nan, np.inf, -np.inf, -0.5], np.float32), 16000, subtype="FLOAT"
    )
    assert read_clip(tmp_path / "a.wav").samples.tolist() == [0.5, 0, 0, 0, -0.5]


@pytest.mark.parametrize("peak", [1.5, 32767.0, 3e38])
def test_a_file_above_full_scale_is_brought_down_whole(tmp_path: Path, peak: float) -> None:
    both = np.array([[peak, peak], [-peak / 2, -peak / 2]], np.float32)
    soundfile.write(tmp_path / "a.wav", both, 16000, subtype="FLOAT")
    assert read_clip(tmp_path / "a.wav").samples.tolist() == pytest.approx([1.0, -0.5])


@pytest.mark.parametrize("claimed", [0x7FFFFFF0, 0xFFFFFFF0, 0xFFFFFFFF])
def test_a_length_in_the_header_that_is_not_there_gives_what_is(tmp_path: Path, claimed: int) -> None:
    whole = wav_bytes(tmp_path / "a.wav", tone(1, 16000))
    (tmp_path / "b.wav").write_bytes(whole[:40] + struct.pack("<I", claimed) + whole[44:])
    assert read_clip(tmp_path / "b.wav").seconds == 1
    (tmp_path / "c.wav").write_bytes(whole[:40] + struct.pack("<I", claimed))
    with pytest.raises(AudioError, match="holds no sound"):
        read_clip(tmp_path / "c.wav")


@pytest.mark.parametrize(("place", "value"), [(24, 0), (24, 1), (24, 400_000), (24, 0xFFFFFFFF), (22, 0)])
def test_an_absurd_header_is_refused(tmp_path: Path, place: int, value: int) -> None:
    whole = wav_bytes(tmp_path / "a.wav", tone(1, 16000))
    size = "<H" if place == 22 else "<I"
    broken = whole[:place] + struct.pack(size, value) + whole[place + struct.calcsize(size) :]
    (tmp_path / "b.wav").write_bytes(broken)
    with pytest.raises(AudioError, match=r"b\.wav (claims|is not a sound file)"):
        read_clip(tmp_path / "b.wav")


def test_half_a_flac_is_reported_as_damaged(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.flac", tone(5, 16000), 16000)
    whole = (tmp_path / "a.flac").read_bytes()
    (tmp_path / "b.flac").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(AudioError, match="damaged"):
        read_clip(tmp_path / "b.flac")


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.raw", "a.txt", "no extension"])
def test_what_is_not_sound_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("What am I allergic to?\n" * 100)
    with pytest.raises(AudioError, match="is not a sound file that can be read"):
        read_clip(tmp_path / name)


def test_an_empty_file_and_a_wav_without_samples(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"")
    with pytest.raises(AudioError, match="is empty"):
        read_clip(tmp_path / "a.wav")
    write_wav(tmp_path / "b.wav", Clip(np.zeros(0, np.float32), 16000))
    with pytest.raises(AudioError, match="holds no sound"):
        read_clip(tmp_path / "b.wav")


def test_no_file_a_folder_a_pipe_an_impossible_name(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="There is no file"):
        read_clip(tmp_path / "missing.wav")
    with pytest.raises(AudioError, match="is a folder"):
        read_clip(tmp_path)
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe.wav")
        with pytest.raises(AudioError, match="is not a file"):
            read_clip(tmp_path / "pipe.wav")
    with pytest.raises(AudioError, match="cannot be read"):
        read_clip(tmp_path / ("x" * 300))
    with pytest.raises(AudioError, match="cannot be read"):
        read_clip(tmp_path / "a\0b.wav")


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_wav(tmp_path / "a.wav", Clip(tone(0.1, 16000), 16000))

    def denied(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(AudioError, match=r"cannot be read \(Permission denied\)"):
        read_clip(tmp_path / "a.wav")


@pytest.mark.parametrize(("before", "after"), [(44100, 16000), (48000, 16000), (8000, 16000), (22050, 48000)])
def test_resampling_keeps_pitch_length_and_loudness(before: int, after: int) -> None:
    clip = resample(Clip(tone(1, before), before), after)
    assert clip.rate == after
    assert clip.samples.dtype == np.float32
    assert clip.seconds == pytest.approx(1, abs=0.001)
    assert pitch(clip) == pytest.approx(440, abs=1)
    assert np.sqrt(np.mean(clip.samples**2)) == pytest.approx(0.5 / 2**0.5, rel=0.02)


def test_resampling_to_the_same_rate_is_the_same_clip() -> None:
    clip = Clip(tone(0.1, 16000), 16000)
    assert resample(clip, 16000) is clip


def test_a_wav_is_16_bit_and_has_no_name_until_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "reply.wav"
    writer = WavWriter(path, 22050)
    writer.write(np.array([0.0, 0.5, 2.0, -2.0, np.nan], np.float32))
    assert not path.exists()
    writer.write(np.array([-0.5], np.float32))
    writer.close()
    writer.close()
    with soundfile.SoundFile(path) as file:
        assert (file.format, file.subtype, file.channels, file.samplerate) == ("WAV", "PCM_16", 1, 22050)
        assert file.read(dtype="int16").tolist() == [0, 16384, 32767, -32767, 0, -16384]
    assert [entry.name for entry in tmp_path.iterdir()] == ["reply.wav"]


def test_an_unfinished_wav_leaves_what_stood_there(tmp_path: Path) -> None:
    path = tmp_path / "reply.wav"
    path.write_text("older")
    with suppress(KeyError), WavWriter(path, 16000) as writer:
        writer.write(tone(1, 16000))
        raise KeyError
    assert path.read_text() == "older"
    assert len(list(tmp_path.iterdir())) == 1


def test_places_where_a_wav_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="does not exist; make it first"):
        WavWriter(tmp_path / "missing" / "reply.wav", 16000)
    with pytest.raises(AudioError, match=r"is a folder; give a file name in it, such as .*reply\.wav"):
        WavWriter(tmp_path, 16000)
    (tmp_path / "file").touch()
    with pytest.raises(AudioError, match="is not a folder"):
        WavWriter(tmp_path / "file" / "reply.wav", 16000)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders, and links only for some")
def test_a_wav_goes_through_a_link_and_never_in_place_of_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "link.wav").symlink_to(tmp_path / "reply.wav")
    write_wav(tmp_path / "link.wav", Clip(tone(0.1, 16000), 16000))
    assert (tmp_path / "link.wav").is_symlink()
    assert read_clip(tmp_path / "reply.wav").seconds == pytest.approx(0.1)
    os.mkfifo(tmp_path / "pipe.wav")
    (tmp_path / "to-pipe.wav").symlink_to(tmp_path / "pipe.wav")
    (tmp_path / "circle.wav").symlink_to(tmp_path / "circle.wav")
    for name in ("pipe.wav", "to-pipe.wav", "circle.wav"):
        with pytest.raises(AudioError, match="not a plain file"):
            WavWriter(tmp_path / name, 16000)
    assert (tmp_path / "pipe.wav").is_fifo()
    assert (tmp_path / "circle.wav").is_symlink()


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file may grow beyond 100 kB."""
    if sys.platform == "win32":
        pytest.skip("Windows cannot limit the size of a file")
    import resource
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.usefixtures("small_disk")
def test_a_disk_that_fills_up_leaves_no_half_wav(tmp_path: Path) -> None:
    path = tmp_path / "reply.wav"
    with pytest.raises(AudioError, match="cannot be written"):
        write_wav(path, Clip(tone(10, 16000), 16000))
    assert list(tmp_path.iterdir()) == []


def test_many_channels_are_read_in_small_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BLOCK_VALUES", 3)
    soundfile.write(tmp_path / "a.wav", np.full((10, 4), 0.5), 16000, subtype="FLOAT")
    assert read_clip(tmp_path / "a.wav").samples.tolist() == [0.5] * 10
