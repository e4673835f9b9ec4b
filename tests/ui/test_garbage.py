"""Garbage is collected by the window's thread, and by no other."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.garbage import Garbage


class Ring:
    """Only a collection frees it; `freed` tells the thread that did."""

    def __init__(self, freed: list[str]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: freed.append(threading.current_thread().name))


@pytest.fixture
def collecting(qapp: QApplication) -> Iterator[Garbage]:
    window = QObject()
    yield Garbage(window)
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.unfreeze()


def test_another_threads_work_collects_nothing_and_the_windows_thread_does(qtbot: QtBot, collecting: Garbage) -> None:
    freed: list[str] = []
    kept: list[list[int]] = []
    Ring(freed)

    def work() -> None:
        kept.extend([number] for number in range(50_000))

    thread = threading.Thread(target=work, name="earsight-test-work")
    thread.start()
    thread.join()
    assert freed == []
    qtbot.waitUntil(lambda: bool(freed))
    assert freed == [threading.main_thread().name]


def test_without_a_window_python_collects_again(qapp: QApplication) -> None:
    was = gc.isenabled()
    window = QObject()
    Garbage(window)
    assert not gc.isenabled()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.unfreeze()
    assert gc.isenabled()
    if not was:
        gc.disable()
