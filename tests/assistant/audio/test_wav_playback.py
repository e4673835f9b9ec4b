"""Replies go into one WAV file, whole, at the rate of the first."""

from pathlib import Path

import numpy as np
import pytest

from assistant.audio.clip import Samples
from assistant.audio.files import read_clip
from assistant.audio.playback import Playback
from assistant.audio.wav_playback import WavPlayback
from assistant.errors import AudioError


def tone(seconds: float, rate: int) -> Samples:
    return (0.5 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def test_replies_follow_each_other_in_one_file(tmp_path: Path) -> None:
    playback: Playback = WavPlayback(tmp_path / "reply.wav")
    for rate in (22050, 16000, 22050):
        playback.start(rate)
        assert (playback.first_sample_at, playback.played()) == (None, 0)
        for piece in np.array_split(tone(1, rate), 3):
            playback.write(piece)
        assert playback.first_sample_at is not None
        assert playback.played() == rate
        playback.finish()
    assert not (tmp_path / "reply.wav").exists()
    playback.close()
    clip = read_clip(tmp_path / "reply.wav")
    assert clip.rate == 22050
    assert clip.seconds == pytest.approx(3, abs=0.001)
    for part in np.split(clip.samples[: 3 * 22050], 3):
        assert np.argmax(np.abs(np.fft.rfft(part))) == 440


def test_a_stop_keeps_what_was_written_and_drops_the_rest(tmp_path: Path) -> None:
    playback = WavPlayback(tmp_path / "reply.wav")
    playback.start(22050)
    playback.write(tone(1, 22050))
    playback.stop()
    playback.write(tone(1, 22050))
    playback.finish()
    assert playback.played() == 22050
    playback.close()
    playback.close()
    assert read_clip(tmp_path / "reply.wav").seconds == 1


def test_no_reply_makes_no_file(tmp_path: Path) -> None:
    WavPlayback(tmp_path / "reply.wav").close()
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_reported_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="does not exist; make it first"):
        WavPlayback(tmp_path / "missing" / "reply.wav").start(22050)
