"""The whole turn in a real window: Space is held, a question is spoken, the answer is heard."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jiwer import wer

from assistant import settings
from assistant.audio.clip import join
from assistant.audio.files import resample, write_wav
from assistant.cancel import CancelToken
from assistant.history import History
from assistant.speech.spoken import speakable
from assistant.speech.stt import RATE, Whisper
from assistant.speech.tts import Piper
from tests.ui import desktop
from tests.virtual_sound import VirtualSound
from tests.words import letters

WISH = "Remember that the blue bicycle is in the garden behind the house and the key is on the kitchen table."
"""The reply repeats plain words, so that what differs when it is heard again is the sound and not the spelling."""


@pytest.fixture
def display() -> Iterator[str]:
    if why := desktop.missing():
        pytest.skip(why)
    with desktop.screen() as name:
        yield name


def test_a_question_spoken_while_space_is_held_is_answered_by_the_speaker(
    sound: VirtualSound, display: str, real_models: None, model: Callable[[str], Path], tmp_path: Path
) -> None:
    settings.change(llm="smollm2-135m-instruct", threads=1, talk_key="")
    piper, whisper = Piper(model("en_US-joe-medium"), threads=1), Whisper(model("faster-whisper-tiny.en"), threads=1)
    write_wav(tmp_path / "wish.wav", join([clip.samples for clip in piper.synthesize(WISH)], piper.rate))
    with desktop.desktop(display) as window:
        window.focus()
        window.until_logged("ui.app: ready")
        window.xdotool("keydown", "space")
        window.until_logged("turn 1 is listening")
        sound.say(tmp_path / "wish.wav")
        with sound.record() as heard:
            window.xdotool("keyup", "space")
            window.until_logged("turn 1 completed")
        window.quit()
    history = History()
    (chat,) = history.chats()
    question, reply = history.messages(chat.id)
    history.close()
    assert "bicycle" in question.text
    spoken = whisper.transcribe(resample(heard.clip(), RATE).samples, "en", CancelToken(), lambda text: None)
    whisper.close()
    assert wer(letters(speakable(reply.text)), letters(speakable(spoken.text))) <= 0.15
