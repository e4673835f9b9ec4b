"""The list of chats by keyboard: the person stays where they are, whatever happens to the chat that is open."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from assistant.events import Outcome, Timings, TurnFinished
from assistant.history import History
from tests.ui.quiet_engine import QuietEngine
from ui.chat_list import ChatList, Row
from ui.main_window import MainWindow

FINISHED = TurnFinished(1, Outcome.COMPLETED, Timings(), 1, "Much.")
ROWS = [Row("Today"), Row("5", 5), Row("4", 4), Row("Yesterday"), Row("3", 3), Row("June"), Row("2", 2)]


@pytest.fixture
def listed(qtbot: QtBot, window: MainWindow, engine: QuietEngine, history: History) -> MainWindow:
    """Chats 5 to 1; the last of them, which is the oldest, is open, and the list has the focus."""
    for question in ("Three?", "Four?", "Five?"):
        history.add_turn(history.new_chat(), question, "Yes.")
    window.sidebar.refresh()
    qtbot.waitUntil(lambda: window.sidebar.model.rowCount() == 6)
    window.open_chat(1)
    window.activateWindow()
    qtbot.waitActive(window)
    window.sidebar.chats.setFocus()
    return window


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Until what the list was told to read has been shown."""
    done: list[None] = []
    window.sidebar._worker.run(lambda: None, done.append)
    qtbot.waitUntil(lambda: bool(done))


def test_the_end_of_a_reply_does_not_move_the_person_in_the_list(qtbot: QtBot, listed: MainWindow) -> None:
    chats = listed.sidebar.chats
    for _ in range(2):
        QTest.keyClick(chats, Qt.Key.Key_Up)
    assert chats.current == 3
    listed.take(FINISHED)
    settle(qtbot, listed)
    assert chats.current == 3
    assert listed.sidebar.model.open == 1
    assert "open" in str(chats.rows.index_of(1).data(Qt.ItemDataRole.AccessibleTextRole))


def test_after_a_deletion_the_next_chat_is_the_current_one(
    qtbot: QtBot, listed: MainWindow, history: History, engine: QuietEngine
) -> None:
    chats = listed.sidebar.chats
    for _ in range(2):
        QTest.keyClick(chats, Qt.Key.Key_Up)
    for gone, then in ((3, 2), (2, 1), (1, 4), (4, 5)):
        QTest.keyClick(chats, Qt.Key.Key_Delete)
        assert chats.current == then, "at once, so that Delete again does not say that there is no such chat"
        qtbot.waitUntil(lambda gone=gone: not history.exists(gone))
        settle(qtbot, listed)  # told that it is gone
        settle(qtbot, listed)  # and read anew
        assert chats.current == then
        assert chats.hasFocus(), "also where the open chat is deleted"
    assert engine.chat is None


def test_without_the_focus_the_current_row_is_that_of_the_open_chat(qtbot: QtBot, listed: MainWindow) -> None:
    QTest.keyClick(listed.sidebar.chats, Qt.Key.Key_Up)
    listed.room.composer.field.setFocus()
    listed.take(FINISHED)
    settle(qtbot, listed)
    assert listed.sidebar.chats.current == 1


def delete(qtbot: QtBot, window: MainWindow, chat: int) -> None:
    """By keyboard, until it is told."""
    window.sidebar.chats.setFocus()
    window.sidebar.chats.setCurrentIndex(window.sidebar.model.index_of(chat))
    with qtbot.waitSignal(window.sidebar.deleted):
        QTest.keyClick(window.sidebar.chats, Qt.Key.Key_Delete)


def test_undo_is_the_stop_of_tab_after_the_sentence(qtbot: QtBot, listed: MainWindow) -> None:
    delete(qtbot, listed, 3)
    close = listed.note.findChild(QToolButton)
    assert close is not None
    close.setFocus()
    QTest.keyClick(close, Qt.Key.Key_Tab)
    assert listed.note.ways[0].hasFocus()
    QTest.keyClick(listed.note.ways[0], Qt.Key.Key_Space)
    settle(qtbot, listed)
    settle(qtbot, listed)
    assert listed.sidebar.model.index_of(3).isValid()


@pytest.mark.parametrize("by_key", [True, False])
def test_all_that_was_deleted_comes_back_together_also_after_a_question(
    qtbot: QtBot, listed: MainWindow, history: History, by_key: bool
) -> None:
    delete(qtbot, listed, 3)
    delete(qtbot, listed, 4)
    assert listed.note.text.text() == "2 chats are deleted."
    QTest.keyClicks(listed.room.composer.field, "Why?")
    QTest.keyClick(listed.room.composer.field, Qt.Key.Key_Return)
    assert listed.note.isVisible()
    if by_key:
        listed.say("Something else.")
        QTest.keyClick(listed.sidebar.chats, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert listed.note.text.text() == "Something else."
    else:
        listed.note.ways[0].click()
        assert not listed.note.isVisible()
    settle(qtbot, listed)
    assert history.exists(3)
    assert history.exists(4)


def test_a_deletion_whose_sentence_was_closed_stays(qtbot: QtBot, listed: MainWindow, history: History) -> None:
    delete(qtbot, listed, 3)
    close = listed.note.findChild(QToolButton)
    assert close is not None
    close.click()
    delete(qtbot, listed, 4)
    assert listed.note.text.text() == "“Four?” is deleted."
    QTest.keyClick(listed.sidebar.chats, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not listed.note.isVisible()
    settle(qtbot, listed)
    assert history.exists(4)
    assert not history.exists(3)


@pytest.mark.parametrize(("chat", "left", "expected"), [
    (4, [5, 4, 3], 4),
    (4, [5, 3, 2], 3),
    (4, [5, 2], 2),
    (4, [5], 5),
    (4, [], None),
    (9, [5, 4], None),
    (None, [5, 4], None),
])  # fmt: skip
def test_the_nearest_chat_is_the_next_one_or_else_the_one_before(
    chat: int | None, left: list[int], expected: int | None
) -> None:
    model = ChatList()
    model.show(ROWS)
    assert model.nearest(chat, [Row(str(number), number) for number in left]) == expected


def test_a_day_without_chats_leaves_the_list_with_its_last_one() -> None:
    model = ChatList()
    model.show(ROWS)
    assert [row.text for row in model.without(3)] == ["Today", "5", "4", "June", "2"]
    assert [row.text for row in model.without(2)] == ["Today", "5", "4", "Yesterday", "3"]
    assert [row.text for row in model.without(5)] == ["Today", "4", "Yesterday", "3", "June", "2"]
