"""The conversation as the person has it: rows for 5,000 messages, by mouse, keyboard and screen reader."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from assistant.events import (
    Change,
    Failed,
    MemoryChanged,
    Outcome,
    ReplyDelta,
    ThinkingDelta,
    Timings,
    Transcribed,
    TranscriptChanged,
    TurnFinished,
)
from tests.ui.chatting import ANSWER, answered, control, row, settle, words
from ui.chat_view import EMPTY, ChatView
from ui.icons import Icons
from ui.message_editor import Editor
from ui.message_text import MessageText
from ui.theme import Theme


def test_an_empty_chat_says_what_to_do(view: ChatView) -> None:
    assert view._empty.text() == EMPTY
    assert view._empty.isVisible()
    view.asked_typed("Why?", ())
    assert not view._empty.isVisible()
    view.clear()
    assert view._empty.isVisible()


def test_a_reply_shows_its_text_and_its_figures(view: ChatView) -> None:
    answered(view, reply=ANSWER)
    assert words(row(view, 1))[0].startswith("Two servings have 24 g.")
    assert row(view, 1)._took.text() == "0.46 s to voice · 38 tokens"  # type: ignore[attr-defined]


def test_without_a_voice_the_first_word_counts_and_a_stopped_reply_says_so(view: ChatView) -> None:
    view.asked_typed("Why?", ())
    view.take(ReplyDelta(1, "One. Two."))
    view.take(TurnFinished(1, Outcome.INTERRUPTED, Timings(first_delta=0.2), 1, "One."))
    settle(view)
    assert words(row(view, 1)) == ["One."]
    assert row(view, 1)._took.text() == "0.20 s to first word · stopped"  # type: ignore[attr-defined]


def test_what_is_being_said_is_grey_and_then_solid(view: ChatView, theme: Theme) -> None:
    def color() -> QColor:
        return (
            row(view, 0).findChild(MessageText).document().begin().begin().fragment().charFormat().foreground().color()
        )

    view.take(TranscriptChanged(1, "how much"))
    settle(view)
    assert color() == theme.color("muted")
    view.take(Transcribed(1, "How much?", "en", 1.0))
    settle(view)
    assert color() == theme.color("text")
    assert words(row(view, 0)) == ["How much?"]


def test_questions_stand_right_and_replies_left_in_one_column(view: ChatView, theme: Theme) -> None:
    view.resize(1200, 600)
    answered(view, question="How much sugar is in it? " * 20, reply="So.")
    column = row(view, 0).geometry()
    assert column.width() == theme.px(760)
    assert abs(column.center().x() - view.list.viewport().width() // 2) <= 1
    bubble = row(view, 0)._bubble  # type: ignore[attr-defined]
    assert bubble.right() > column.width() - 20
    assert bubble.width() <= 0.75 * column.width()
    assert row(view, 1).findChildren(MessageText)[1].x() < 20


def test_thinking_is_folded_until_it_is_wanted(view: ChatView) -> None:
    view.asked_typed("Why?", ())
    view.take(ThinkingDelta(1, "Let me see."))
    view.take(ReplyDelta(1, "So."))
    settle(view)
    assert words(row(view, 1)) == ["So."]
    height = row(view, 1).height()
    control(row(view, 1), "Show what was thought").click()
    settle(view)
    assert words(row(view, 1)) == ["Let me see.", "So."]
    assert row(view, 1).height() > height
    control(row(view, 1), "Hide what was thought").click()
    settle(view)
    assert (words(row(view, 1)), row(view, 1).height()) == (["So."], height)


def test_a_reply_can_be_copied_spoken_again_and_stopped(qtbot: QtBot, view: ChatView) -> None:
    view.asked_typed("Why?", ())
    view.take(ReplyDelta(1, "**So.**"))
    settle(view)
    with qtbot.waitSignal(view.stop):
        control(row(view, 1), "Stop the reply").click()
    view.take(TurnFinished(1, Outcome.COMPLETED, Timings(), 1, "**So.**"))
    settle(view)
    control(row(view, 1), "Copy the reply").click()
    assert QGuiApplication.clipboard().text() == "**So.**"
    with qtbot.waitSignal(view.speak) as told:
        control(row(view, 1), "Speak the reply again").click()
    assert told.args == ["**So.**"]
    assert not [one for one in row(view, 1).findChildren(QToolButton) if "Stop" in one.toolTip() and one.isVisible()]


def test_a_memory_is_a_chip_with_undo(qtbot: QtBot, view: ChatView) -> None:
    view.take(MemoryChanged(1, Change.ADDED, "I like tea", "model"))
    settle(view)
    assert words(row(view, 0)) == ["Remembered: I like tea"]
    with qtbot.waitSignal(view.undo_memory):
        control(row(view, 0), "Undo: remembered I like tea").click()
    view.take(MemoryChanged(0, Change.UNDONE, "", "person"))
    settle(view)
    assert words(row(view, 0)) == ["Taken back: I like tea"]
    assert not any(one.isVisible() for one in row(view, 0).findChildren(QPushButton))


def test_a_failure_has_the_colour_of_warnings_and_is_named_as_one(view: ChatView, theme: Theme) -> None:
    view.take(Failed(0, "llm", "The model is gone; choose another."))
    settle(view)
    block = row(view, 0).findChild(MessageText).document().begin()
    assert block.begin().fragment().charFormat().foreground().color() == theme.color("warning")
    assert row(view, 0).accessibleName() == "Problem: The model is gone; choose another."


def test_a_question_is_edited_in_its_place_and_asked_again(qtbot: QtBot, view: ChatView) -> None:
    answered(view, 1, "One?", "First.")
    view.asked_typed("Two?", (Path("two.png"),))
    view.take(ReplyDelta(2, "2."))
    settle(view)
    control(row(view, 2), "Edit the question").click()
    settle(view)
    field = row(view, 2).findChild(Editor).field
    assert (field.toPlainText(), field.hasFocus()) == ("Two?", True)
    qtbot.keyClicks(field, "Two, then?")
    with qtbot.waitSignal(view.ask_again) as told:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told.args == [1, "Two, then?", (Path("two.png"),)]
    settle(view)
    assert [words(row(view, n))[-1] for n in range(view.model.rowCount())] == ["One?", "First.", "Two, then?"]


def test_escape_leaves_the_question_as_it_was(qtbot: QtBot, view: ChatView) -> None:
    answered(view)
    view.list.choose(0)
    qtbot.keyClick(row(view, 0), Qt.Key.Key_F2)
    settle(view)
    field = row(view, 0).findChild(Editor).field
    qtbot.keyClicks(field, "Something else")
    with qtbot.assertNotEmitted(view.ask_again):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    settle(view)
    assert words(row(view, 0)) == ["Why?"]
    assert row(view, 0).hasFocus()


def test_the_keyboard_reaches_every_message_and_what_can_be_done_with_it(
    qtbot: QtBot, view: ChatView, theme: Theme, icons: Icons
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    before, after = QPushButton("before"), QPushButton("after")
    inside = ChatView(theme, icons)
    column = QVBoxLayout(window)
    for part in (before, inside, after):
        column.addWidget(part)
    window.resize(700, 700)
    with qtbot.waitExposed(window):
        window.show()
    answered(inside, 1, "One?", "See [it](https://example.org).")
    answered(inside, 2, "Two?", "Second.")
    before.setFocus()

    def tab(key: Qt.Key = Qt.Key.Key_Tab) -> str:
        qtbot.keyClick(QApplication.focusWidget(), key)
        settle(inside)
        return QApplication.focusWidget().accessibleName() or type(QApplication.focusWidget()).__name__

    assert tab() == "Earsight: Second."
    assert [tab(), tab()] == ["Copy the reply", "Speak the reply again"]
    assert tab() == "QPushButton"
    assert after.hasFocus()
    row(inside, 3).setFocus()
    assert tab(Qt.Key.Key_Up) == "You: Two?"
    assert [tab(), tab()] == ["Copy the question", "Edit the question and ask again"]
    assert tab(Qt.Key.Key_Up).startswith("Earsight: See")
    assert tab() == "Text with links"
    with qtbot.waitSignal(inside.open_link) as told:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert told.args == ["https://example.org"]
    assert tab(Qt.Key.Key_Home) == "You: One?"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "One?"
    assert tab(Qt.Key.Key_End) == "Earsight: Second."


def test_pictures_are_thumbnails_read_beside_the_window(qtbot: QtBot, view: ChatView, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    image = QImage(600, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    image.save(str(good))
    bad.write_bytes(b"no picture")
    view.asked_typed("What is it?", (good, bad))
    settle(view)
    first, second = row(view, 0)._thumbnails  # type: ignore[attr-defined]
    pictures = first._pictures
    qtbot.waitUntil(lambda: all(pictures.get(path) is not None for path in (good, bad)))
    assert first.grab().toImage().pixelColor(48, 48) == QColor("#336699")
    assert pictures.get(bad).isNull()
    assert (first.accessibleName(), second.accessibleName()) == ("Picture good.png", "Picture bad.png")


def test_another_theme_and_size_redraw_the_chat(view: ChatView, theme: Theme) -> None:
    answered(view, reply=ANSWER)
    height = row(view, 1).height()
    theme.choose("dark", contrast=True, scale=1.5)
    settle(view)
    assert row(view, 1).height() > height
    block = row(view, 1).findChildren(MessageText)[1].document().begin()
    assert block.begin().fragment().charFormat().foreground().color() == theme.color("text")
    assert words(row(view, 1))[0].startswith("Two servings")


def test_every_control_has_a_name_and_a_tooltip(view: ChatView) -> None:
    answered(view)
    view.take(MemoryChanged(1, Change.ADDED, "I like tea", "model"))
    settle(view)
    row(view, 0).edit()  # type: ignore[attr-defined]
    settle(view)
    found = [*view.findChildren(QToolButton), *view.findChildren(QPushButton)]
    controls = [one for one in found if one.isVisible() or one is view.latest]
    assert len(controls) == 6
    assert all(one.accessibleName() and one.toolTip() for one in controls)
