"""Engines for tests, in a real process: scripted parts that do what the question says."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection

import numpy as np
import psutil

from assistant.audio.clip import Samples
from assistant.cancel import CancelToken
from assistant.engine import Assistant
from assistant.events import Event
from assistant.history import History
from assistant.instructions import Instructions
from assistant.llm.base import Delta, Message, Sampling, Text, Tool
from assistant.memory import Memory
from assistant.parts import Parts
from assistant.settings import Settings
from assistant.vision.ocr import RapidOcr
from tests.fakes import FakeLlm, FakePlayback, FakeStt, FakeTts
from ui.engine_host import serve


class ObedientLlm(FakeLlm):
    """`think` thinks until it is stopped, `write` writes a little first, `die` ends the process; else it echoes."""

    def stream(
        self, messages: Sequence[Message], sampling: Sampling, cancel: CancelToken, tools: Sequence[Tool] = ()
    ) -> Iterator[Delta]:
        question = messages[-1].text.splitlines()[1]
        if question == "die":
            psutil.Process().kill()
        if question == "write":
            yield Text("This much was written. ")
            yield Text("And then")
        if question in {"think", "write"}:
            assert cancel.wait(60)
            cancel.check()
        before = [message.text.splitlines()[-1] for message in messages[1:-1]]
        self.scripts = [[f"{question} after {before}."]]
        yield from super().stream(messages, sampling, cancel, tools)


class QuietRoom:
    """A microphone in which nobody speaks."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def start(self) -> "QuietRoom":
        self._stopped.clear()
        return self

    def read(self, timeout: float) -> Samples | None:
        return None if self._stopped.wait(timeout) else np.zeros(800, np.float32)

    def stop(self) -> None:
        self._stopped.set()

    def close(self) -> None:
        self.stop()


def assistant(emit: Callable[[Event], None], turn: int, playback: FakePlayback | None = None) -> Assistant:
    return Assistant(
        Parts(
            settings=Settings(),
            llm=ObedientLlm(),
            memory=Memory(),
            instructions=Instructions(),
            history=History(),
            ocr=RapidOcr(1),
            stt=FakeStt(),
            tts=FakeTts() if playback is not None else None,
            playback=playback,
            microphone=QuietRoom(),
        ),
        emit,
        turn,
    )


def silent(pipe: Connection, turn: int) -> None:
    serve(pipe, lambda emit: assistant(emit, turn))


def speaking(pipe: Connection, turn: int) -> None:
    """Its speech goes on until it is stopped."""
    serve(pipe, lambda emit: assistant(emit, turn, FakePlayback(hears=300)))


def dying(pipe: Connection, turn: int) -> None:
    """Ends while it loads."""
    os._exit(9)


def deaf(pipe: Connection, turn: int) -> None:
    """Never reads a command."""
    threading.Event().wait()
