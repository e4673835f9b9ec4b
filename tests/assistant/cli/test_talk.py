"""`earsight talk` on the virtual microphone and speaker: what is said there is answered there."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from jiwer import wer

from assistant import settings
from assistant.audio.clip import Clip, join
from assistant.audio.files import resample, write_wav
from assistant.cancel import CancelToken
from assistant.speech.spoken import speakable
from assistant.speech.stt import RATE, Whisper
from assistant.speech.tts import Piper
from tests.virtual_sound import VirtualSound
from tests.words import letters

QUESTION = Path(__file__).parents[3] / "assistant" / "demo" / "question.wav"
WISH = "Remember that the blue bicycle is in the garden behind the house and the key is on the kitchen table."
"""The reply repeats plain words, so that what differs when it is heard again is the sound and not the spelling."""


class Talk:
    """A running `earsight talk` whose keys are lines of input."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen(
            [str(Path(sys.executable).with_name("earsight")), "talk", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ},
        )
        self.lines: list[str] = []

    def press(self, key: str = "") -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(key + "\n")
        self.process.stdin.flush()

    def until(self, words: str) -> None:
        """Read lines until one has these words."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if words in line:
                return
        raise AssertionError(f"{words!r} never came: {self.lines}")


@contextmanager
def talking(*options: str) -> Iterator[Talk]:
    talk = Talk(*options)
    try:
        talk.until("Space:")
        yield talk
    finally:
        talk.process.kill()
        with talk.process:
            pass


def test_what_is_said_to_the_microphone_is_answered_by_the_speaker(
    sound: VirtualSound, real_models: None, model: Callable[[str], Path], tmp_path: Path
) -> None:
    settings.change(llm="smollm2-135m-instruct", threads=1)
    piper, whisper = Piper(model("en_US-joe-medium"), threads=1), Whisper(model("faster-whisper-tiny.en"), threads=1)
    write_wav(tmp_path / "wish.wav", join([clip.samples for clip in piper.synthesize(WISH)], piper.rate))
    with talking() as talk:
        ask(talk, sound, tmp_path / "wish.wav")
        with sound.record() as heard:
            talk.press()
            assert talk.process.stdin is not None
            talk.process.stdin.close()
            assert talk.process.stdout is not None
            talk.lines += talk.process.stdout.read().splitlines()
            assert talk.process.wait(60) == 0
    said = next(place for place, line in enumerate(talk.lines) if line.startswith("You:"))
    assert "bicycle" in talk.lines[said]
    # On a machine that is busy for a moment the sound library complains between and behind the words.
    reply = " ".join(line.partition("ALSA lib")[0] for line in talk.lines[said + 1 :])
    assert "I'll remember" in reply
    spoken = whisper.transcribe(resample(heard.clip(), RATE).samples, "en", CancelToken(), lambda text: None)
    whisper.close()
    assert wer(letters(speakable(reply)), letters(speakable(spoken.text))) <= 0.15


def test_escape_silences_the_answer_and_the_option_goes_before_the_setting(
    sound: VirtualSound, real_models: None
) -> None:
    settings.change(llm="smollm2-135m-instruct", threads=1, temperature=0.0, max_reply=200, hands_free=True)
    with talking("--push-to-talk") as talk:
        ask(talk, sound, QUESTION)
        with sound.record() as heard:
            talk.press()
            talk.until("You:")
            deadline = time.monotonic() + 60
            while not _sounds(heard.clip().samples):
                assert time.monotonic() < deadline
                heard.wait(0.05)
            talk.press("\x1b")
            heard.wait(0.5)
            after = heard.clip().samples[-RATE // 4 :]
        assert not _sounds(after)
        talk.press("q")
        assert talk.process.wait(30) == 0
        assert talk.process.stdout is not None
        assert "Hands-free" not in "\n".join([*talk.lines, talk.process.stdout.read()])


def test_hands_free_needs_no_key_and_says_nothing_of_a_noise(
    sound: VirtualSound, real_models: None, tmp_path: Path
) -> None:
    settings.change(llm="smollm2-135m-instruct", threads=1, temperature=0.0, max_reply=20)
    write_wav(tmp_path / "hum.wav", Clip(0.3 * np.sin(np.arange(RATE, dtype=np.float32) / 10), RATE))
    with talking("--hands-free") as talk:
        talk.until("Hands-free: just talk. Talking over the answer stops it.")
        sound.say(tmp_path / "hum.wav")
        sound.say(QUESTION)
        talk.until("You:")
        assert "sky blue" in talk.lines[-1]
        talk.press("q")
        assert talk.process.wait(30) == 0
    assert not [line for line in talk.lines if line.startswith("earsight:")]


def test_the_setting_is_the_default(sound: VirtualSound, real_models: None) -> None:
    settings.change(llm="smollm2-135m-instruct", threads=1, hands_free=True)
    with talking() as talk:
        talk.until("Hands-free: just talk.")
        talk.press("q")
        talk.until("Hands-free is off.")


def ask(talk: Talk, sound: VirtualSound, question: Path) -> None:
    """Hold the key and say it all."""
    talk.press()
    talk.until("Listening")
    sound.say(question)


def _sounds(samples: np.ndarray) -> bool:
    return bool(len(samples)) and bool(np.abs(samples).max() > 0.01)
