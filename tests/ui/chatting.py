"""Helpers of the tests of the conversation: a stored chat, a turn, and what is shown of it."""

from datetime import UTC, datetime

from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget

from assistant.chats import StoredMessage
from assistant.events import Ended, Outcome, ReplyDelta, ReplyFinished, Timings, Transcribed, TurnFinished, Usage
from ui.chat_view import ChatView
from ui.message_row import Row
from ui.message_text import MessageText

ANSWER = "Two servings have **24 g**.\n\n- a list\n- of two\n\n```\ncode()\n```\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n"


def chat(messages: int, words: str = "How much is it?") -> list[StoredMessage]:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        StoredMessage(n, "assistant", f"Reply {n}: {ANSWER * (n % 3)}", "", at, {})
        if n % 2
        else StoredMessage(n, "user", f"Question {n}: {words}", "", at, {})
        for n in range(messages)
    ]


def settle(view: ChatView) -> None:
    """Deltas and arrangements that wait are done."""
    view.model.flush()
    QApplication.processEvents()


def row(view: ChatView, number: int) -> Row:
    found = view.list.widget_of(number)
    assert found is not None
    return found


def control(widget: QWidget, name: str) -> QToolButton | QPushButton:
    buttons = [*widget.findChildren(QToolButton), *widget.findChildren(QPushButton)]
    return next(one for one in buttons if one.accessibleName().startswith(name) and one.isVisible())


def words(widget: QWidget) -> list[str]:
    return [text.toPlainText() for text in widget.findChildren(MessageText) if text.isVisible()]


def answered(view: ChatView, turn: int = 1, question: str = "Why?", reply: str = "So.") -> None:
    view.take(Transcribed(turn, question, "en", 1.0))
    view.take(ReplyDelta(turn, reply))
    view.take(ReplyFinished(turn, reply, Ended.STOP, Usage(10, 5, 38)))
    view.take(TurnFinished(turn, Outcome.COMPLETED, Timings(first_delta=0.2, first_audio=0.456), 1, reply))
    settle(view)
