"""What the window does away from its own thread: results come back, failures are sentences, and no end waits."""

import threading

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from assistant.errors import EarsightError
from assistant.update import Newer
from ui import update_check
from ui.update_check import UpdateCheck
from ui.worker import Worker


def test_results_and_failures_come_back_in_order(qtbot: QtBot) -> None:
    worker, told = Worker("test"), list[object]()

    def raises(error: Exception) -> object:
        raise error

    worker.run(lambda: 1, told.append)
    worker.run(lambda: raises(EarsightError("The disk is full.")), told.append, told.append)
    worker.run(lambda: raises(ZeroDivisionError()), told.append, told.append)
    worker.run(lambda: 2, told.append)
    qtbot.waitUntil(lambda: told[-1:] == [2])
    assert told[:2] == [1, "The disk is full."]
    assert str(told[2]).startswith("Something went wrong in Earsight; the log")
    worker.finish()


def test_a_new_version_is_told_but_not_waited_for(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    news, go_on, asked = Newer("9.9.9", "https://example.org/tag/9.9.9"), threading.Event(), threading.Event()
    monkeypatch.setattr(update_check, "newer", lambda: news)
    told: list[Newer] = []
    check = UpdateCheck()
    check.found.connect(told.append)
    check.ask()
    qtbot.waitUntil(lambda: told == [news])

    def keeps_silent() -> Newer:
        asked.set()
        go_on.wait(30)
        return news

    monkeypatch.setattr(update_check, "newer", keeps_silent)
    check.ask()
    assert asked.wait(10)
    check.finish()
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "earsight-update":
            thread.join()
    QCoreApplication.processEvents()
    assert told == [news]
