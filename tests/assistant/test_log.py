"""The log says what went wrong and where, and nothing that was said, typed or remembered, unless a person wants it."""

import logging
import multiprocessing
import threading
from pathlib import Path

import pytest

from assistant import settings
from assistant.commands import Ask, Close
from assistant.engine import Assistant
from assistant.errors import LlmError
from assistant.events import Outcome, TurnFinished
from assistant.history import History
from assistant.instructions import Instructions
from assistant.log import WITHHELD, words
from assistant.memory import Memory
from assistant.parts import Parts
from assistant.paths import log_file
from tests.assistant.test_private import logged
from tests.assistant.test_turn import SPEECH, FakeOcr
from tests.fakes import FakeLlm, FakePlayback, FakeStt, FakeTts
from tests.kept import holding
from ui.engine_host import Began, serve
from ui.unfinished import Shown, keep

TYPED, HEARD, REMEMBERED, WRITTEN = "Typedwordmarker", "Heardwordmarker", "Memorywordmarker", "Replywordmarker"
KEPT = ("memory", ".memory", "chats.sqlite3")
"""The files that hold words because they are there for that."""


def fails() -> None:
    raise RuntimeError(f"could not tokenize {TYPED} {HEARD} {REMEMBERED}")


def conversation(questions: tuple[Ask, ...]) -> list[Outcome]:
    """As the window holds one: an engine behind a pipe, which here has a thread instead of a process."""
    llm = FakeLlm([[f"{WRITTEN}. "], [f"{WRITTEN} ", fails], [f"{WRITTEN} ", LlmError(f"no room for {TYPED}")]])
    parts = Parts(
        settings=settings.load(),
        llm=llm,
        memory=Memory(),
        instructions=Instructions(),
        history=History(),
        ocr=FakeOcr(),
        stt=FakeStt(words=f"What is {HEARD}?"),
        tts=FakeTts(error=RuntimeError(f"cannot speak {WRITTEN}")),
        playback=FakePlayback(),
    )
    window, engine = multiprocessing.Pipe()
    made: list[Assistant] = []

    def host() -> None:
        serve(engine, lambda emit: made.append(Assistant(parts, emit)) or made[0])

    thread = threading.Thread(target=host, name="earsight-engine")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ui.engine_host.signal.signal", lambda *_: None)
        thread.start()
        outcomes = []
        for question in questions:
            window.send(question)
            while not isinstance(event := window.recv(), TurnFinished):
                assert not isinstance(event, Began) or event.turn
            outcomes.append(event.outcome)
        window.send(Close())
        thread.join()
    keep({9: Shown(None, 1, typed=TYPED, reply=WRITTEN)})
    return outcomes


def whole_run() -> list[Outcome]:
    Memory().add(f"I am called {REMEMBERED}.")
    asked = (Ask(f"Who is {TYPED}?"), Ask("", SPEECH), Ask(f"And {TYPED}?"), Ask(f"Remember that I like {REMEMBERED}"))
    with logged():
        logging.getLogger("some.library").warning("strange token %r", TYPED)
        outcomes = conversation(asked)
        logging.getLogger("ui").error("ended by", exc_info=ValueError(HEARD))
    return outcomes


def test_a_conversation_with_every_kind_of_failure_leaves_its_words_in_no_other_file(own_home: Path) -> None:
    outcomes = whole_run()
    assert Outcome.FAILED in outcomes
    assert holding(own_home, TYPED, HEARD, REMEMBERED, WRITTEN, but=KEPT) == []
    told = log_file().read_text("utf-8")
    assert "builtins.RuntimeError" in told
    assert "in fails" in told, "where it happened is what the log is for"
    assert "some.library" in told
    assert WITHHELD in told
    assert holding(own_home, TYPED), "the chats do hold them"


def test_a_person_may_let_words_into_the_log(own_home: Path) -> None:
    settings.change(log_words=True)
    whole_run()
    told = log_file().read_text("utf-8")
    assert f"could not tokenize {TYPED}" in told
    assert f"strange token '{TYPED}'" in told


def test_words_are_withheld_until_they_are_wanted(own_home: Path) -> None:
    with logged():
        assert words("secret") == WITHHELD
    settings.change(log_words=True)
    with logged():
        assert words("secret") == "secret"
    settings.change(log_words=False)
    with logged():
        assert words("secret") == WITHHELD


def test_of_a_failing_disk_the_log_says_what_the_system_said(own_home: Path) -> None:
    with logged():
        try:
            (own_home / "nothing" / "here").read_text()
        except OSError:
            logging.getLogger("assistant").exception("failed")
    assert "builtins.FileNotFoundError: No such file or directory" in log_file().read_text("utf-8")
