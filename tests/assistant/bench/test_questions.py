"""Questions to measure with: anybody's recordings, or spoken texts with a known silence at each end."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from assistant.audio.clip import Clip
from assistant.audio.files import read_clip, write_wav
from assistant.bench.questions import HEAD_SECONDS, TAIL_SECONDS, questions, recorded, spoken
from assistant.bench.texts import CONVERSATION, FACTS, QUESTIONS, TYPED
from assistant.errors import AudioError
from tests.fakes import FakeTts


def test_every_recording_of_a_folder_is_taken_and_nothing_else(tmp_path: Path, voice: Clip) -> None:
    write_wav(tmp_path / "b.wav", voice)
    shutil.copy(tmp_path / "b.wav", tmp_path / "a.WAV")
    shutil.copy(tmp_path / "b.wav", tmp_path / "b.flac")
    (tmp_path / "notes.txt").write_text("not a sound")
    (tmp_path / "._b.wav").write_bytes(b"what an archive adds beside a file")
    clips = recorded(tmp_path)
    assert [name for name, _ in clips] == ["a", "b", "b"]
    made = questions(clips, tmp_path / "questions")
    assert [one.name for one in made] == ["a", "b", "b"]
    assert len({one.path for one in made}) == 3
    assert all(read_clip(one.path).rate == one.clip.rate == 16_000 for one in made)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "There is no folder"),
        ({}, "There are no sound files in"),
        ({"notes.txt": b"words"}, "There are no sound files in"),
        ({"._a.wav": b"words"}, "There are no sound files in"),
        ({"a.wav": b"words"}, "a.wav is not a sound file"),
        ({"a.wav": b""}, "a.wav is empty"),
    ],
)
def test_a_folder_that_holds_no_questions_is_a_sentence(
    tmp_path: Path, content: dict[str, bytes] | None, said: str
) -> None:
    folder = tmp_path / "questions"
    if content is not None:
        folder.mkdir()
        for name, data in content.items():
            (folder / name).write_bytes(data)
    with pytest.raises(AudioError, match=said):
        recorded(folder)


def test_a_spoken_text_has_the_silence_of_a_held_key_around_it() -> None:
    ((name, clip),) = spoken(["Why?"], FakeTts())
    assert name == "Why?"
    loud = np.flatnonzero(clip.samples)
    assert loud[0] == round(HEAD_SECONDS * clip.rate)
    assert len(clip.samples) - 1 - loud[-1] == round(TAIL_SECONDS * clip.rate)
    assert len(loud) == 400


def test_there_are_enough_texts_and_none_twice() -> None:
    assert len(set(QUESTIONS)) == len(QUESTIONS) >= 20
    assert len(set(CONVERSATION)) == len(CONVERSATION) == 20
    assert len(set(TYPED)) == len(TYPED) == 20
    assert len(set(FACTS)) == len(FACTS)
