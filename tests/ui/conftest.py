"""The window's tests: offscreen, and every warning of Qt fails the test that caused it; sound for those that ask."""

import gc
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from assistant.events import Ready
from assistant.history import History
from assistant.settings import Settings
from tests.ui.quiet_engine import QuietEngine
from tests.virtual_sound import sound
from ui.chat_view import ChatView
from ui.icons import Icons
from ui.main_window import MainWindow
from ui.theme import Theme

__all__ = ["sound"]

WAIT = 30_000
"""Milliseconds after which a wait has failed, unless its test says another time."""


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Waits as long as a busy machine may need."""
    bot = QtBot(request)
    for name in ("waitActive", "waitCallback", "waitExposed", "waitSignal", "waitSignals", "waitUntil"):
        setattr(bot, name, partial(getattr(bot, name), timeout=WAIT))
    return bot


@pytest.fixture(autouse=True, scope="module")
def garbage() -> Iterator[None]:
    """Collected by this thread alone, as in the window: another one that deletes widgets takes Qt down."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp)
    made.choose("light", contrast=False, scale=1.0)
    yield made
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def icons(theme: Theme) -> Icons:
    return Icons(theme)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, icons: Icons) -> Iterator[ChatView]:
    """The conversation, empty and on the screen."""
    made = ChatView(theme, icons)
    qtbot.addWidget(made)
    made.resize(800, 600)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


@pytest.fixture
def history() -> Iterator[History]:
    made = History()
    yield made
    made.close()


@pytest.fixture
def engine() -> Iterator[QuietEngine]:
    made = QuietEngine()
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, icons: Icons, engine: QuietEngine, history: History) -> Iterator[MainWindow]:
    for question in ("How much sugar is in oats?", "What is espresso?"):
        history.add_turn(history.new_chat(), question, "Much.")
    made = MainWindow(theme, icons, engine)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.start(Settings())
    qtbot.waitUntil(lambda: made.sidebar.model.rowCount() == 3)
    made.take(Ready(0))
    yield made
    made.finish()
