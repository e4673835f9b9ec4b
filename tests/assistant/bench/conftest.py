"""A bench of scripted parts, and one second of a voice to ask it with."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.audio.clip import Clip
from assistant.audio.files import read_clip
from assistant.bench.questions import Question
from assistant.history import History
from assistant.instructions import Instructions
from assistant.memory import Memory
from assistant.parts import Parts
from assistant.session import Session
from assistant.settings import Settings
from assistant.vision.ocr import RapidOcr
from tests.fakes import FakeLlm, FakePlayback, FakeStt, FakeTts

SPOKEN = read_clip(Path(__file__).parents[3] / "assistant" / "demo" / "question.wav")


@pytest.fixture
def voice() -> Clip:
    return Clip(SPOKEN.samples[: round(1.2 * SPOKEN.rate)], SPOKEN.rate)


@pytest.fixture
def question(voice: Clip, tmp_path: Path) -> Callable[[str], Question]:
    return lambda name: Question(name, voice, tmp_path / f"{name}.wav")


@pytest.fixture
def llm() -> FakeLlm:
    """It says the same to everything, and is asked nothing ahead of time."""
    return FakeLlm(scripts=[["It is ", "noon."] for _ in range(100)], may_be_wasted=False)


@pytest.fixture
def parts(llm: FakeLlm, tmp_path: Path) -> Parts:
    return Parts(
        settings=Settings(),
        llm=llm,
        memory=Memory(tmp_path / "memory.md"),
        instructions=Instructions(),
        history=History(tmp_path / "chats.sqlite3"),
        ocr=RapidOcr(1),
        stt=FakeStt(),
        tts=FakeTts(),
        playback=FakePlayback(),
    )


@pytest.fixture
def session(parts: Parts) -> Iterator[Session]:
    with Session(parts) as session:
        session.wait_until_ready()
        yield session
