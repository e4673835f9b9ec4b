"""Long conversations: where they scroll to, what opening them costs, and how free the window stays."""

from collections import Counter
from collections.abc import Callable

import pytest
from markdown_it import MarkdownIt
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from assistant.events import ReplyDelta
from tests.growth import LINEAR, TIMES_LARGER, growth
from tests.ui.chatting import ANSWER, chat, row, settle
from ui import message_heights
from ui.chat_view import ChatView
from ui.message_editor import Editor
from ui.message_pool import Pool
from ui.message_question import QuestionRow
from ui.message_row import Row
from ui.message_rows import ReplyRow
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


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """What the conversation does: rows it makes and measures, heights it guesses, characters it parses."""
    done: Counter[str] = Counter()

    def counted(owner: object, name: str, what: str, much: Callable[..., int] = lambda *_: 1) -> None:
        real = getattr(owner, name)

        def counting(*arguments: object) -> object:
            done[what] += much(*arguments)
            return real(*arguments)

        monkeypatch.setattr(owner, name, counting)

    counted(Pool, "_made", "made")
    counted(QuestionRow, "arrange", "measured")
    counted(ReplyRow, "arrange", "measured")
    counted(message_heights, "_estimated", "guessed")
    counted(MarkdownIt, "parse", "parsed", lambda _self, source: len(source))
    return done


def test_five_thousand_messages_open_at_once_with_widgets_only_for_what_is_in_sight(
    view: ChatView, work: Counter[str]
) -> None:
    messages = chat(5000)
    measured = []
    for shown in (messages[-500:], messages):
        work.clear()
        view.load(shown)
        view.repaint()
        QApplication.processEvents()
        measured.append(work["measured"])
    assert measured[0] == measured[1] > 0, "those in sight, however many there are"
    assert work["parsed"] < 20 * len(ANSWER)
    assert work["guessed"] == len(messages)
    assert growth(lambda size: view.load(messages[:size]), len(messages) // TIMES_LARGER) < LINEAR
    assert len(view.list.findChildren(Row)) < 60
    bar = view.list.verticalScrollBar()
    for share in range(0, 100, 5):
        bar.setValue(bar.maximum() * share // 100)
    assert len(view.list.findChildren(Row)) < 60


def test_a_long_reply_that_grows_leaves_the_window_free(view: ChatView, work: Counter[str]) -> None:
    """Whatever is there already, a piece costs one measure of its own row and the parsing of the last blocks."""
    view.load(chat(5000))
    view.asked_typed("Tell me all.", ())
    view.take(ReplyDelta(1, "So:\n\n"))
    settle(view)
    for at in range(0, 18 * len(ANSWER), 10):
        work.clear()
        for letter in (18 * ANSWER)[at : at + 10]:
            view.take(ReplyDelta(1, letter))
        settle(view)
        assert work["measured"] <= 2
        assert work["parsed"] < 3 * len(ANSWER)
        assert not work["made"] + work["guessed"]
    assert len(view.model.message(5001).text) > 1500
