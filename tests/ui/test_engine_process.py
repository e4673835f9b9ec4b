"""The window's side of the engine: real processes, killed in the middle of all they do."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import psutil
import pytest
from pytestqt.qtbot import QtBot

from assistant import paths, settings
from assistant.audio.clip import Clip
from assistant.commands import Ask, Command, HandsFree, Interrupt, NewChat, OpenChat, Reload, StartListening
from assistant.events import (
    Event,
    Failed,
    HandsFreeChanged,
    ListeningStarted,
    Outcome,
    Ready,
    ReplyDelta,
    ReplyFinished,
    SpeechStarted,
    TurnFinished,
)
from assistant.history import History
from assistant.journal import FOLDER
from tests.conftest import MODELS
from tests.faults.marks import Says
from tests.ui import fake_engine
from tests.virtual_sound import sound
from ui.engine_host import host
from ui.engine_process import CANNOT_START, DEATHS, DIED, DIES_AGAIN, EngineProcess

__all__ = ["sound"]

WAIT = 60_000
"""Milliseconds after which a test that waits has failed."""
HANGS = 30
"""Seconds after which whoever waits for a hanging engine hangs, too."""


class Window:
    """An engine's process and what came of it."""

    def __init__(self, qtbot: QtBot, serve: Callable[[Connection, int], None]) -> None:
        self.engine = EngineProcess(serve)
        self.events: list[Event] = []
        self._qtbot = qtbot
        self.engine.happened.connect(self.events.append)
        self.engine.start()

    def wait_for(self, kind: type[Event], *, after: int = 0, turn: int | None = None) -> Event:
        """The first event of that kind (and turn) from the `after`th on, waited for."""

        def found() -> Event | None:
            return next((e for e in self.events[after:] if isinstance(e, kind) and turn in {None, e.turn}), None)

        self._qtbot.waitUntil(lambda: found() is not None, timeout=WAIT)
        event = found()
        assert event is not None
        return event

    def answered(self, question: str) -> TurnFinished:
        after = len(self.events)
        self.engine.send(Ask(question))
        finished = self.wait_for(TurnFinished, after=after)
        assert isinstance(finished, TurnFinished)
        return finished

    def kill(self) -> int:
        """Kill the engine as the system does where memory runs out; how many events there were."""
        after, pid = len(self.events), self.engine.pid
        assert pid is not None
        psutil.Process(pid).kill()
        return after


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Callable[..., Window]]:
    windows: list[Window] = []

    def opened(serve: Callable[[Connection, int], None] = fake_engine.silent, *, ready: bool = True) -> Window:
        windows.append(Window(qtbot, serve))
        if ready:
            windows[-1].wait_for(Ready)
        return windows[-1]

    yield opened
    for window in windows:
        window.engine.close()


def test_killed_while_idle_it_is_said_and_a_new_one_goes_on_with_the_chat(open_window: Callable[..., Window]) -> None:
    window = open_window()
    first = window.answered("one")
    after = window.kill()
    window.wait_for(Ready, after=after)
    assert [e for e in window.events[after:] if not isinstance(e, Ready)] == [Failed(0, "engine", DIED)]
    second = window.answered("two")
    assert (second.turn, second.chat) == (first.turn + 1, first.chat)
    assert "one" in second.reply, "the new engine has not opened the chat again"


@pytest.mark.fault(
    "the engine is killed (signal 9) while it listens, thinks, writes or speaks",
    says="The engine stopped unexpectedly and is started again; your chat is kept.",
    intact="the window and the chat; the turn ends once, as failed, and the next one works",
)
@pytest.mark.parametrize(
    ("serve", "begin", "until"),
    [
        (fake_engine.silent, StartListening(), ListeningStarted),
        (fake_engine.silent, Ask("think"), None),
        (fake_engine.silent, Ask("write"), ReplyDelta),
        (fake_engine.speaking, Ask("hello"), SpeechStarted),
    ],
    ids=["listening", "thinking", "writing", "speaking"],
)
def test_killed_in_a_turn_that_turn_has_failed_and_the_next_one_works(
    open_window: Callable[..., Window],
    serve: Callable[[Connection, int], None],
    begin: object,
    until: type[Event],
    says: Says,
) -> None:
    window = open_window(serve)
    window.engine.send(begin)  # type: ignore[arg-type]
    if until is None:
        window._qtbot.waitUntil(lambda: bool(window.engine._shown), timeout=WAIT)
    else:
        window.wait_for(until, turn=1)
    after = window.kill()
    finished = window.wait_for(TurnFinished, after=after)
    assert isinstance(finished, TurnFinished)
    assert (finished.turn, finished.outcome) == (1, Outcome.FAILED)
    failed = window.events[after]
    assert isinstance(failed, Failed)
    says(failed.message)
    window.wait_for(Ready, after=after)
    window.engine.send(Ask("again"))
    window.wait_for(ReplyFinished, after=after, turn=2)
    window.engine.send(Interrupt())
    window.wait_for(TurnFinished, after=after, turn=2)
    assert len([e for e in window.events if isinstance(e, TurnFinished) and e.turn == 1]) == 1


@pytest.mark.fault(
    "the engine is killed while it writes a reply",
    says="The engine stopped unexpectedly and is started again; your chat is kept.",
    intact="the question and what was shown of the reply; the next engine knows both",
)
def test_what_was_asked_and_shown_of_the_reply_is_kept_and_known_to_the_next_engine(
    open_window: Callable[..., Window],
    says: Says,
) -> None:
    window = open_window()
    window.engine.send(Ask("write"))
    window._qtbot.waitUntil(lambda: len([e for e in window.events if isinstance(e, ReplyDelta)]) == 2, timeout=WAIT)
    after = window.kill()
    finished = window.wait_for(TurnFinished, after=after)
    assert isinstance(finished, TurnFinished)
    says(next(event.message for event in window.events[after:] if isinstance(event, Failed)))
    assert finished.reply == "This much was written. And then"
    history = History()
    asked, replied = history.messages(finished.chat or 0)
    assert (asked.text, replied.text, replied.meta["outcome"]) == ("write", finished.reply, "failed")
    assert asked.given.endswith("]\nwrite")
    history.close()
    window.wait_for(Ready, after=after)
    answer = window.answered("what?")
    assert answer.chat == finished.chat
    assert "This much was written. And then" in answer.reply


ASK_AND_DIE = """
import os, signal
from PySide6.QtCore import QCoreApplication
from assistant.commands import Ask
from tests.ui import fake_engine
from ui.engine_process import EngineProcess
if __name__ == "__main__":
    application = QCoreApplication([])
    engine = EngineProcess(fake_engine.deaf)
    engine.start()
    engine.send(Ask("Is anybody there?"))
    os.killpg(0, signal.SIGKILL)
"""
"""A window that shows a question which the engine never reads, and the death of both."""


@pytest.mark.fault(
    "everything is killed (signal 9) before the engine has received a typed question",
    says="",
    intact="the question, in its chat",
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no group of processes that a signal ends")
def test_a_question_is_written_down_before_it_is_shown(own_home: Path, tmp_path: Path) -> None:
    script = tmp_path / "window.py"
    script.write_text(ASK_AND_DIE)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, script], check=False, start_new_session=True, env=environment, timeout=60)
    assert done.returncode == -signal.SIGKILL
    with closing(History()) as history:
        (chat,) = history.chats()
        assert [message.text for message in history.messages(chat.id)] == ["Is anybody there?", ""]


def test_what_the_engine_has_is_no_longer_the_windows_to_keep(open_window: Callable[..., Window]) -> None:
    window = open_window()
    window.answered("one")
    notes = paths.chats_file().with_name(FOLDER).glob("*.jsonl")
    assert {file.read_bytes() for file in notes} == {b""}


def test_a_question_on_which_it_dies_is_kept_without_an_answer(open_window: Callable[..., Window]) -> None:
    window = open_window()
    first = window.answered("one")
    assert window.answered("die").chat == first.chat
    history = History()
    assert [m.text for m in history.messages(first.chat or 0)][2:] == ["die", ""]
    history.close()


def test_a_chat_that_was_left_is_not_opened_again(open_window: Callable[..., Window]) -> None:
    window = open_window()
    window.answered("one")
    window.engine.send(Ask("think"))
    window.engine.send(NewChat())
    window.wait_for(TurnFinished, turn=2)
    assert window.engine.chat is None
    after = window.kill()
    window.wait_for(Ready, after=after)
    other = window.answered("two")
    assert "one" not in other.reply
    window.engine.send(OpenChat(1))
    assert window.engine.chat == 1


def test_hands_free_is_off_with_the_engine_and_on_again_with_the_next(open_window: Callable[..., Window]) -> None:
    window = open_window()
    window.engine.send(HandsFree(on=True))
    assert window.wait_for(HandsFreeChanged).on  # type: ignore[attr-defined]
    after = window.kill()
    assert not window.wait_for(HandsFreeChanged, after=after).on  # type: ignore[attr-defined]
    after = len(window.events)
    assert window.wait_for(HandsFreeChanged, after=after).on  # type: ignore[attr-defined]


@pytest.mark.fault(
    "the engine dies three times in a row",
    says="The engine keeps stopping; choose a smaller model, then start it again.",
    intact="the window; what is asked meanwhile is answered once there is an engine",
)
def test_three_deaths_in_a_row_are_the_last_until_the_person_starts_it_again(
    open_window: Callable[..., Window], qtbot: QtBot, says: Says
) -> None:
    window = open_window(fake_engine.dying, ready=False)
    qtbot.waitUntil(lambda: Failed(0, "engine", DIES_AGAIN) in window.events, timeout=WAIT)
    qtbot.waitUntil(lambda: not window.engine.is_running, timeout=WAIT)
    assert window.events == [Failed(0, "engine", DIED)] * (DEATHS - 1) + [Failed(0, "engine", DIES_AGAIN)]
    says(window.events[-1].message)  # type: ignore[attr-defined]
    window.engine._serve = fake_engine.silent
    window.engine.send(Ask("asked in between"))
    window.engine.start()
    window.wait_for(Ready)
    assert "asked in between" in window.wait_for(TurnFinished).reply  # type: ignore[attr-defined]


def test_a_question_that_kills_it_three_times_stops_it_and_a_good_answer_forgives(
    open_window: Callable[..., Window],
) -> None:
    window = open_window()
    for _ in range(DEATHS - 1):
        after = len(window.events)
        window.answered("die")
        window.wait_for(Ready, after=after)
    window.answered("fine")
    for n in range(DEATHS):
        after = len(window.events)
        window.answered("die")
        if n < DEATHS - 1:
            window.wait_for(Ready, after=after)
    assert not window.engine.is_running
    assert [e.message for e in window.events if isinstance(e, Failed)][-1] == DIES_AGAIN


@pytest.mark.fault(
    "no memory is left to start the engine's process",
    says="The engine cannot be started; close other programs, then start it again.",
    intact="the window and the chat",
)
def test_where_no_process_can_be_started_a_sentence_says_so(
    open_window: Callable[..., Window], monkeypatch: pytest.MonkeyPatch, says: Says
) -> None:
    window = open_window()
    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", _refuse)
    after = window.kill()
    window._qtbot.waitUntil(lambda: Failed(0, "engine", CANNOT_START) in window.events[after:], timeout=WAIT)
    says(window.events[-1].message)  # type: ignore[attr-defined]
    assert not window.engine.is_running


def _refuse(_process: object) -> None:
    raise OSError(12, "Cannot allocate memory")


@pytest.mark.fault("the engine hangs", says="", intact="the window, which closes in time")
def test_an_engine_that_takes_nothing_does_not_hold_up_the_window(open_window: Callable[..., Window]) -> None:
    window = open_window(fake_engine.deaf, ready=False)
    pid = window.engine.pid
    began = time.monotonic()
    for _ in range(100):
        window.engine.send(Ask(audio=Clip(np.zeros(100_000, np.float32), 16_000)))
    assert time.monotonic() - began < HANGS
    window.engine.close()
    assert time.monotonic() - began < HANGS
    assert pid is not None
    assert not psutil.pid_exists(pid)


def test_closing_ends_what_runs_and_keeps_it(
    open_window: Callable[..., Window], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.engine_connection.CLOSE_SECONDS", HANGS)
    window = open_window()
    window.engine.send(Ask("write"))
    window.wait_for(ReplyDelta)
    connection = window.engine._connection
    assert connection is not None
    window.engine.close()
    assert connection._process.exitcode == 0, "it was not killed"
    history = History()
    assert [m.text for m in history.messages(1)] == ["write", "This much was written. And then"]
    history.close()


WINDOW_THAT_DIES = """
import psutil
from PySide6.QtCore import QCoreApplication
from assistant.events import Ready
from tests.conftest import MODELS
from tests.ui import fake_engine
from tests.virtual_sound import sound
from ui.engine_process import EngineProcess

if __name__ == "__main__":
    app = QCoreApplication([])
    engine = EngineProcess(fake_engine.silent)
    def ready(event):
        if isinstance(event, Ready):
            print(engine.pid, flush=True)
            psutil.Process().kill()
    engine.happened.connect(ready)
    engine.start()
    app.exec()
"""


@pytest.mark.fault("the window is killed", says="", intact="no engine is left running")
def test_the_engine_ends_when_the_window_is_killed(tmp_path: object) -> None:
    window = subprocess.run([sys.executable, "-c", WINDOW_THAT_DIES], capture_output=True, text=True, check=False)
    assert window.returncode != 0
    engine = int(window.stdout)
    with suppress(psutil.NoSuchProcess):
        psutil.Process(engine).wait(timeout=HANGS)


HEAVY = "llama_cpp faster_whisper ctranslate2 piper onnxruntime sounddevice soundfile soxr httpx huggingface_hub cv2"


def test_the_window_does_not_load_what_the_engine_is_made_of_nor_the_engine_qt() -> None:
    check = "import sys, {module}; print(*sorted(set(sys.modules) & set('{banned}'.split())))"
    for module, banned in (("ui.engine_process", HEAVY + " assistant.engine"), ("ui.engine_host", "PySide6")):
        line = check.format(module=module, banned=banned)
        assert subprocess.check_output([sys.executable, "-c", line], text=True).split() == []
    line = check.format(module="ui.engine_host, assistant.engine, assistant.reload", banned="PySide6 " + HEAVY)
    assert subprocess.check_output([sys.executable, "-c", line], text=True).split() == []


@pytest.fixture
def small_models(real_models: None, own_home: object) -> None:
    """The smallest of each kind, as the person's choice."""
    settings.change(llm="smollm2-135m-instruct", threads=1, max_reply=60)


@pytest.mark.usefixtures("small_models", "sound")
def test_a_real_engine_is_ready_answers_is_killed_while_it_writes_and_answers_again(
    open_window: Callable[..., Window],
) -> None:
    window = open_window(host)
    assert not [e for e in window.events if isinstance(e, Failed)]
    window.engine.send(Ask("Tell me a long story about a lighthouse."))
    window.wait_for(ReplyDelta)
    after = window.kill()
    finished = window.wait_for(TurnFinished, after=after)
    assert isinstance(finished, TurnFinished)
    shown = "".join(e.text for e in window.events if isinstance(e, ReplyDelta))
    assert (finished.outcome, finished.reply) == (Outcome.FAILED, shown.strip())
    window.wait_for(Ready, after=after)
    again = window.answered("What is the capital of France?")
    assert (again.outcome, again.turn, again.chat) == (Outcome.COMPLETED, 2, finished.chat)


@pytest.mark.usefixtures("sound")
def test_a_real_engine_without_models_says_what_to_get_and_takes_it_later(
    open_window: Callable[..., Window], request: pytest.FixtureRequest, own_home: object
) -> None:
    window = open_window(host, ready=False)
    window._qtbot.waitUntil(lambda: len(window.events) == 3, timeout=WAIT)
    assert {e.code for e in window.events if isinstance(e, Failed)} == {"llm", "stt", "tts"}
    assert window.answered("Hello?").outcome is Outcome.FAILED
    models = paths.models_folder()
    models.parent.mkdir(parents=True, exist_ok=True)
    models.symlink_to(MODELS)
    request.getfixturevalue("small_models")
    window.engine.send(Reload())
    window.wait_for(Ready)
    assert window.answered("What is the capital of France?").outcome is Outcome.COMPLETED


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ((Ask("one"), Interrupt()), ["one", "Interrupt"]),
        ((Ask("one"), Interrupt(), Ask("two")), ["one", "two"]),
    ],
)
def test_what_was_interrupted_while_there_was_no_engine_is_not_answered_by_the_next(
    monkeypatch: pytest.MonkeyPatch, own_home: Path, qapp: object, commands: tuple[Command, ...], expected: list[str]
) -> None:
    sent: list[str] = []

    class Wire:
        def __init__(self, *_with: object) -> None:
            pass

        def send(self, command: Command) -> None:
            sent.append(command.text if isinstance(command, Ask) else type(command).__name__)

        def close(self) -> bool:
            return True

    monkeypatch.setattr("ui.engine_process.EngineConnection", Wire)
    engine = EngineProcess()
    for command in commands:
        engine.send(command)
    engine.start()
    engine.close()
    assert sent == expected
