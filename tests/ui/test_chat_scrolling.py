"""Long conversations: where they scroll to, what opening them costs, and how free the window stays."""

import time

from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from assistant.events import ReplyDelta
from tests.ui.chatting import ANSWER, chat, row, settle
from ui.chat_view import ChatView
from ui.message_editor import Editor
from ui.message_row import Row
from ui.message_text import MessageText


def test_it_stays_at_the_end_while_the_person_is_there(view: ChatView) -> None:
    view.load(chat(40))
    bar = view.list.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    view.asked_typed("And then?", ())
    for word in ANSWER.split(" "):
        view.take(ReplyDelta(1, f"{word} "))
        settle(view)
        assert bar.value() == bar.maximum()
    assert not view.latest.isVisible()


def test_a_person_who_reads_above_is_left_there_and_has_a_way_to_the_end(qtbot: QtBot, view: ChatView) -> None:
    view.load(chat(40))
    view.asked_typed("And then?", ())
    view.take(ReplyDelta(1, "So "))
    settle(view)
    bar = view.list.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    settle(view)
    seen = {r.message.id: r.y() for r in view.list.findChildren(Row) if r.isVisible() and 0 <= r.y() < 500}
    for _ in range(20):
        view.take(ReplyDelta(1, ANSWER))
        settle(view)
    assert seen == {r.message.id: r.y() for r in view.list.findChildren(Row) if r.message.id in seen and r.isVisible()}
    assert view.latest.isVisible()
    qtbot.mouseClick(view.latest, Qt.MouseButton.LeftButton)
    settle(view)
    assert bar.value() == bar.maximum()
    assert not view.latest.isVisible()


def test_scrolling_moves_by_what_was_asked_though_heights_above_were_guesses(view: ChatView) -> None:
    view.load(chat(200))
    bar = view.list.verticalScrollBar()
    for _ in range(120):
        before = {r.message.id: r.y() for r in view.list.findChildren(Row) if r.isVisible() and 0 < r.y() < 400}
        bar.setValue(bar.value() - 60)
        moved = {r.y() - before[r.message.id] for r in view.list.findChildren(Row) if r.message.id in before}
        assert moved <= {60}
    bar.setValue(0)
    assert row(view, 0).y() == 16


def test_the_wheel_scrolls_over_a_text(qtbot: QtBot, view: ChatView) -> None:
    view.load(chat(40))
    bar = view.list.verticalScrollBar()
    text = row(view, 39).findChildren(MessageText)[1]
    at = text.viewport().mapTo(view, text.viewport().rect().center())
    assert view.childAt(at) is text.viewport()
    QTest.wheelEvent(view.windowHandle(), QPointF(at), QPoint(0, 120))
    assert bar.value() < bar.maximum()


def test_an_edited_question_stays_open_when_it_is_scrolled_away(view: ChatView) -> None:
    view.load(chat(60))
    view.list.choose(0)
    row(view, 0).edit()  # type: ignore[attr-defined]
    editor = row(view, 0).findChild(Editor)
    editor.field.setPlainText("In other words?")
    view.list.choose(59)
    settle(view)
    view.list.choose(0)
    assert row(view, 0).findChild(Editor) is editor
    assert editor.field.toPlainText() == "In other words?"


def test_five_thousand_messages_open_at_once_with_widgets_only_for_what_is_in_sight(view: ChatView) -> None:
    messages = chat(5000)
    view.load(messages)
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        view.load(messages)
        view.repaint()
        QApplication.processEvents()
        seconds.append(time.perf_counter() - began)
    assert min(seconds) < 0.4
    assert len(view.list.findChildren(Row)) < 60
    bar = view.list.verticalScrollBar()
    for share in range(0, 100, 5):
        bar.setValue(bar.maximum() * share // 100)
    assert len(view.list.findChildren(Row)) < 60


def test_a_long_reply_that_grows_leaves_the_window_free(qtbot: QtBot, view: ChatView) -> None:
    """A 10 ms timer runs late by how long the window was kept busy at once."""
    view.load(chat(5000))
    view.asked_typed("Tell me all.", ())
    pieces = iter([f"{ANSWER[at : at + 5]}" for _ in range(18) for at in range(0, len(ANSWER), 5)])
    late: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        late.append(now - last - 0.010)
        last = now

    def feed() -> None:
        piece = next(pieces, None)
        if piece is None:
            loop.quit()
        else:
            view.take(ReplyDelta(1, piece))

    loop = QEventLoop()
    timers = [QTimer(timerType=Qt.TimerType.PreciseTimer, interval=interval) for interval in (10, 5)]
    timers[0].timeout.connect(tick)
    timers[1].timeout.connect(feed)
    for timer in timers:
        timer.start()
    loop.exec()
    for timer in timers:
        timer.stop()
    assert len(view.model.message(5001).text) > 1500
    assert sorted(late)[int(len(late) * 0.9)] < 0.050
