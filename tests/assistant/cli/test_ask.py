"""`earsight ask` on the small real models: sound in, text and sound out, and every bad input in one line."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from jiwer import wer

from assistant import settings
from assistant.audio.clip import Clip
from assistant.audio.files import read_clip, resample, write_wav
from assistant.cancel import CancelToken
from assistant.cli import ask
from assistant.cli.main import run
from assistant.parts import Parts
from assistant.speech.spoken import speakable
from assistant.speech.stt import RATE, Whisper
from tests.earsight import earsight, events, here, is_one_line
from tests.fakes import FakeLlm
from tests.words import letters

QUESTION = Path(__file__).parents[3] / "assistant" / "demo" / "question.wav"
WISH = "the blue bicycle is in the garden behind the house and the key is on the kitchen table."
"""Plain words, so that what differs when it is heard again is the voice and not the spelling."""


@pytest.fixture(autouse=True)
def small(real_models: None) -> None:
    """The small real models; greedy, so that a test says the same thing every time."""
    settings.change(llm="smollm2-135m-instruct", threads=1, temperature=0.0, max_reply=20)


def test_a_recorded_question_comes_back_as_text_and_as_speech(tmp_path: Path) -> None:
    reply = tmp_path / "reply.wav"
    done = earsight("ask", "--audio", QUESTION, "--speak", reply, "--json")
    assert done.returncode == 0, done.stderr
    happened = events(done)
    names = [event["event"] for event in happened]
    assert names[-1] == "TurnFinished"
    assert names.count("TurnFinished") == 1
    for name in ("Transcribed", "ContextChanged", "ReplyStarted", "ReplyDelta", "ReplyFinished", "SentenceSpoken"):
        assert name in names
    assert [event["at"] for event in happened] == sorted(event["at"] for event in happened)  # type: ignore[type-var]
    heard = next(event for event in happened if event["event"] == "Transcribed")
    assert "sky blue" in str(heard["text"])
    finished = happened[-1]
    timings = finished["timings"]
    assert isinstance(timings, dict)
    assert set(timings) == {"transcript", "first_delta", "first_sentence", "first_audio", "done"}
    assert sorted(timings.values()) == list(timings.values())
    assert read_clip(reply).seconds > 1


def test_the_reply_is_spoken_as_it_is_written(
    tmp_path: Path, model: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    done = here(capsys, "ask", f"Remember that {WISH}", "--speak", tmp_path / "reply.wav", "--json")
    whisper = Whisper(model("faster-whisper-tiny.en"), threads=1)
    clip = resample(read_clip(tmp_path / "reply.wav"), RATE)
    heard = whisper.transcribe(clip.samples, "en", CancelToken(), lambda text: None).text
    whisper.close()
    assert wer(letters(speakable(str(events(done)[-1]["reply"]))), letters(speakable(heard))) <= 0.15


def test_what_was_remembered_is_known_in_the_next_conversation(capsys: pytest.CaptureFixture[str]) -> None:
    assert here(capsys, "memory", "add", "I am allergic to almonds").returncode == 0
    done = here(capsys, "ask", "What am I allergic to?")
    assert done.returncode == 0
    assert "almonds" in done.stdout


def test_a_wish_is_kept_without_asking_the_model(capsys: pytest.CaptureFixture[str]) -> None:
    done = here(capsys, "ask", "Remember that I am allergic to almonds.")
    assert "almonds" in done.stdout
    assert "I am allergic to almonds." in here(capsys, "memory", "list").stdout
    assert "almonds" in here(capsys, "ask", "Forget that I am allergic to almonds.").stdout
    assert "almonds" not in here(capsys, "memory", "list").stdout


def test_a_chat_is_continued_by_its_number_or_as_the_latest(capsys: pytest.CaptureFixture[str]) -> None:
    first = events(here(capsys, "ask", "Remember that I live in Bern.", "--json"))[-1]["chat"]
    assert events(here(capsys, "ask", "Remember that I like tea.", "--continue", "--json"))[-1]["chat"] == first
    other = events(here(capsys, "ask", "Remember that I am vegan.", "--json"))[-1]["chat"]
    assert other != first
    continued = events(here(capsys, "ask", "Back again.", "--chat", str(first), "--json"))
    assert continued[-1]["chat"] == first
    (context,) = [event for event in continued if event["event"] == "ContextChanged"]
    assert isinstance(context["history"], int)
    assert context["history"] > 20
    assert "Remember that I like tea." in here(capsys, "chats", "show", str(first)).stdout


def test_a_question_in_an_mp3_is_heard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clip = resample(read_clip(QUESTION), 44_100)
    soundfile.write(tmp_path / "question.mp3", np.stack([clip.samples] * 2, axis=1), 44_100)
    settings.change(max_reply=16)
    done = here(capsys, "ask", "--audio", tmp_path / "question.mp3")
    assert done.returncode == 0, done.stderr
    assert "sky blue" in done.stderr


def test_silence_and_noise_are_no_speech(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    noise = np.random.default_rng(0).normal(size=3 * RATE) * 0.05
    for samples in (np.zeros(3 * RATE), noise):
        write_wav(tmp_path / "quiet.wav", Clip(samples.astype(np.float32), RATE))
        done = here(capsys, "ask", "--audio", tmp_path / "quiet.wav", "--json")
        assert done.returncode == 1
        assert [event["event"] for event in events(done)] == ["TurnFinished"]
        assert events(done)[0]["outcome"] == "no_speech"


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not a sound at all", b"RIFF\x24\0\0\0WAVEfmt "])
def test_what_is_no_sound_is_one_line(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.wav").write_bytes(content)
    assert is_one_line(here(capsys, "ask", "--audio", tmp_path / "bad.wav"), 1)


def test_of_damaged_sound_only_our_own_line_is_seen(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    noise = np.random.default_rng(2).bytes(50_000)  # Its decoder has remarks about it.
    (tmp_path / "bad.mp3").write_bytes(noise)
    assert run(["ask", "--audio", str(tmp_path / "bad.mp3")]) == 1
    assert len(capfd.readouterr().err.splitlines()) == 1


def test_an_empty_wav_and_missing_files_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), RATE)
    assert is_one_line(here(capsys, "ask", "--audio", tmp_path / "empty.wav"), 1)
    assert is_one_line(here(capsys, "ask", "--audio", tmp_path / "missing.wav"), 1)
    assert is_one_line(here(capsys, "ask", "Hi", "--image", tmp_path / "missing.png"), 1)
    assert is_one_line(here(capsys, "ask", "Hi", "--speak", tmp_path / "no" / "folder.wav"), 1)
    assert is_one_line(here(capsys, "ask", "Hi", "--audio", tmp_path / "two\nlines.wav"), 1)
    assert is_one_line(here(capsys, "ask", "Hi", "--chat", "99"), 1)
    assert is_one_line(here(capsys, "ask", "Hi", "--continue"), 1)


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", ""],
        ["ask", "Hi", "--chat", "one"],
        ["ask", "Hi", "--chat", "9" * 23],
        ["ask", "Hi", "--chat", "1", "--continue"],
        ["ask", "Hi", "--nonsense"],
        ["ask", "Hi", "--speak", "reply.mp3"],
        ["ask", "Hi", "there"],
        ["nonsense"],
        ["memory", "nonsense"],
        ["chats", "show"],
        ["models", "pull"],
    ],
)
def test_a_wrong_call_is_one_line_and_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert not said.out
    assert len(said.err.strip().splitlines()) == 1
    assert said.err.startswith("earsight: ")


def test_bytes_that_are_no_text_are_asked_and_stored_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert here(capsys, "ask", "What is caf\udce9?").returncode == 0
    assert "What is caf\ufffd?" in here(capsys, "chats", "list").stdout
    assert "caf\ufffd opens" in here(capsys, "memory", "add", "The caf\udce9 opens at 9").stdout


def test_an_answer_with_nothing_to_speak_says_that_no_file_was_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    llm = FakeLlm([["```\nx = 1\n```\n"]])
    load = ask.load_parts

    def load_parts(*given: Any, **named: Any) -> Parts:
        parts = load(*given, **named)
        parts.llm.close()
        parts.llm = llm
        return parts

    monkeypatch.setattr(ask, "load_parts", load_parts)
    done = here(capsys, "ask", "Write code.", "--speak", tmp_path / "code.wav")
    assert done.returncode == 0
    assert "nothing to speak" in done.stderr
    assert not list(tmp_path.glob("*.wav"))


def test_a_million_characters_are_refused_in_one_line() -> None:
    done = earsight("ask", "-", given="word " * 200_000)
    assert is_one_line(done, 1)
    assert "window" in done.stderr


def test_a_model_that_is_damaged_or_none_is_one_line(
    tmp_path: Path, model: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    with model("smollm2-135m-instruct").open("rb") as whole:
        (tmp_path / "half.gguf").write_bytes(whole.read(10_000_000))
    (tmp_path / "letter.gguf").write_text("Dear Sir or Madam")
    for name in ("half.gguf", "letter.gguf"):
        assert is_one_line(here(capsys, "models", "add", tmp_path / name), 1)


def test_a_picture_is_read_and_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (700, 200), "white")
    font = ImageFont.load_default(size=48)
    ImageDraw.Draw(picture).text((20, 60), "The code word is WALNUT", fill="black", font=font)
    picture.save(tmp_path / "note.png")
    settings.change(max_reply=16)
    done = here(capsys, "ask", "What is the code word?", "--image", tmp_path / "note.png", "--json")
    assert done.returncode == 0, done.stderr
    (read,) = [event for event in events(done) if event["event"] == "ImageRead"]
    assert "WALNUT" in str(read["text"])
    (tmp_path / "broken.png").write_bytes((tmp_path / "note.png").read_bytes()[:300])
    assert is_one_line(here(capsys, "ask", "Hi", "--image", tmp_path / "broken.png"), 1)


def test_without_any_model_the_line_says_how_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EARSIGHT_MODELS", str(tmp_path / "none"))
    done = here(capsys, "ask", "Hi")
    assert is_one_line(done, 1)
    assert "models pull starter" in done.stderr


@pytest.fixture
def read_only_home(own_home: Path) -> Iterator[None]:
    """The data folder, with its settings, on a file system that takes no more."""
    if os.getuid() != 0:
        own_home.chmod(0o555)
        yield
        own_home.chmod(0o755)
        return
    kept = (own_home / "settings.toml").read_text()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", own_home], check=False, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"root can write everywhere, and no read-only file system can be mounted here: {mounted.stderr}")
    try:
        (own_home / "settings.toml").write_text(kept)
        subprocess.run(["mount", "-o", "remount,ro", own_home], check=True)
        yield
    finally:
        subprocess.run(["umount", own_home], check=True)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder cannot be made read-only like this on Windows")
def test_a_read_only_data_folder_costs_the_chat_and_not_the_answer(
    read_only_home: None, capsys: pytest.CaptureFixture[str]
) -> None:
    done = earsight("ask", "Hello?")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert len(done.stderr.strip().splitlines()) == 1
    assert is_one_line(here(capsys, "memory", "add", "I live in Bern."), 1)
    assert is_one_line(here(capsys, "settings", "set", "threads", "1"), 1)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
def test_a_spoken_answer_never_takes_a_pipes_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    assert is_one_line(here(capsys, "ask", "Hi", "--speak", tmp_path / "pipe.wav"), 1)
    assert (tmp_path / "pipe.wav").is_fifo()


def test_a_context_size_beyond_the_models_own_window_is_cut_in_silence(capsys: pytest.CaptureFixture[str]) -> None:
    settings.change(context_size=1_048_576, max_reply=16)
    done = here(capsys, "ask", "Hello?")
    assert (done.returncode, done.stderr) == (0, "")


def test_settings_that_cannot_be_read_are_one_line(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text in ("nonsense", 'temperature = "hot"', "temperature = 9"):
        (own_home / "settings.toml").write_text(text)
        assert is_one_line(here(capsys, "ask", "Hi"), 1)
