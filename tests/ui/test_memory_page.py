"""The page of the two files that every answer begins with: saved while typing, live with what others change."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from assistant.events import Change, ContextChanged, MemoryChanged
from assistant.files import write_whole
from assistant.memory import Memory
from ui.column import breakable
from ui.file_editor import CHANGED, FileEditor
from ui.icons import Icons
from ui.kept_file import KeptFile, both
from ui.memory_page import MemoryPage
from ui.theme import Theme
from ui.widgets import label

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # of the offscreen screen, for every window

CONTEXT = ContextChanged(1, 500, 8192, instructions=31, memory=88, history=200, turn_tokens=20, messages_left_out=0)
BERN = "- I live in Bern.\n"
TEA = "- I like tea."
Open = Callable[[], MemoryPage]


@pytest.fixture
def memory(own_home: Path) -> Path:
    return own_home / "memory.md"


@pytest.fixture
def instructions(own_home: Path) -> Path:
    return own_home / "instructions.md"


@pytest.fixture
def open_page(qtbot: QtBot, theme: Theme, icons: Icons) -> Iterator[Open]:
    """Shows a page, which has seen both files."""
    made: list[MemoryPage] = []

    def open_it() -> MemoryPage:
        page = MemoryPage(theme, icons)
        qtbot.addWidget(page)
        made.append(page)
        page.resize(900, 900)
        with qtbot.waitSignals([page.instructions.looked, page.memory.looked]):
            page.show()
        return page

    yield open_it
    for page in made:
        page.finish()


def type_in(qtbot: QtBot, editor: FileEditor, words: str) -> None:
    """Type at the end of the text."""
    editor.text.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(editor.text, words)


def shows(editor: FileEditor, text: str) -> Callable[[], bool]:
    return lambda: editor.text.toPlainText() == text


def refuse_new_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a folder that may not be written, also for somebody whom rights do not hold."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr("assistant.files.tempfile.mkstemp", refuse)


def test_both_files_are_shown_with_where_they_are(open_page: Open, memory: Path, instructions: Path) -> None:
    write_whole(memory, BERN)
    write_whole(instructions, "Be brief.\n")
    page = open_page()
    assert page.memory.text.toPlainText() == "- I live in Bern."
    assert page.instructions.text.toPlainText() == "Be brief."
    assert page.memory.where.accessibleName() == str(memory)
    assert not page.memory.state.text()


def test_with_nothing_written_it_says_what_to_do(open_page: Open) -> None:
    page = open_page()
    assert "Type how you want" in page.instructions.text.placeholderText()
    assert "Hold the talk key" in page.memory.text.placeholderText()
    assert page.memory.cost.text() == "Costs nothing while it is empty"
    assert page.memory.warning.isHidden()
    assert not page.add.isEnabled()
    assert not page.undo.isEnabled()


def test_what_is_typed_is_saved_when_typing_stops(qtbot: QtBot, open_page: Open, instructions: Path) -> None:
    page = open_page()
    type_in(qtbot, page.instructions, "Be brief.")
    assert not instructions.exists()
    qtbot.waitUntil(lambda: page.instructions.state.text() == "Saved")
    assert instructions.read_bytes() == b"Be brief.\n"


def test_leaving_the_page_saves_at_once(qtbot: QtBot, open_page: Open, memory: Path) -> None:
    page = open_page()
    type_in(qtbot, page.memory, TEA)
    page.hide()
    page.finish()
    assert memory.read_text() == TEA + "\n"


@pytest.mark.parametrize("wait", [False, True])
def test_finishing_saves_also_while_a_save_is_under_way(
    qtbot: QtBot, open_page: Open, memory: Path, wait: bool
) -> None:
    page = open_page()
    type_in(qtbot, page.memory, "- one")
    page.memory.save()
    if wait:
        qtbot.waitUntil(lambda: page.memory.state.text() == "Saved")
    type_in(qtbot, page.memory, " two")
    page.finish()
    assert memory.read_text() == "- one two\n"
    assert not list(memory.parent.glob("*.unsaved-*"))


def replaced(path: Path) -> str:
    write_whole(path, "- new\n")
    return "- new"


def in_place(path: Path) -> str:
    path.write_text("- new\n")
    return "- new"


def deleted(path: Path) -> str:
    path.unlink()
    return ""


@pytest.mark.parametrize("name", ["memory", "instructions"])
@pytest.mark.parametrize("change", [replaced, in_place, deleted])
def test_what_others_change_is_shown(
    qtbot: QtBot, open_page: Open, own_home: Path, name: str, change: Callable[[Path], str]
) -> None:
    path = own_home / f"{name}.md"
    write_whole(path, BERN)
    page = open_page()
    editor = page.memory if name == "memory" else page.instructions
    qtbot.waitUntil(shows(editor, change(path)))
    assert editor.state.text() == CHANGED
    # Again: a file that was replaced or deleted is watched anew.
    write_whole(path, "- newer\n")
    qtbot.waitUntil(shows(editor, "- newer"))
    path.write_text("- newest\n")
    qtbot.waitUntil(shows(editor, "- newest"))


@pytest.mark.parametrize(
    ("content", "text", "warning"),
    [
        ("Sei höflich.".encode("latin-1"), "Sei höflich.", "is not UTF-8 but Windows-1252"),
        (b"Be \0brief.", "Be brief.", "control characters"),
        (b"x" * 10_000_000, "", "too long to be used (10.0 MB of at most 1)"),
    ],
)
def test_a_file_that_others_break_is_shown_as_far_as_it_can_be_with_the_reason(
    qtbot: QtBot, open_page: Open, instructions: Path, content: bytes, text: str, warning: str
) -> None:
    write_whole(instructions, "Be kind.\n")
    page = open_page()
    instructions.write_bytes(content)
    qtbot.waitUntil(shows(page.instructions, text))
    assert warning in page.instructions.warning.accessibleName()
    assert page.instructions.warning.isVisible()
    write_whole(instructions, "Be kind again.\n")
    qtbot.waitUntil(shows(page.instructions, "Be kind again."))
    assert page.instructions.warning.isHidden()


def test_typing_over_a_broken_file_keeps_its_bytes_aside(qtbot: QtBot, open_page: Open, memory: Path) -> None:
    write_whole(memory, "- Ich heiße Jürgen".encode("latin-1"))
    page = open_page()
    type_in(qtbot, page.memory, "!")
    qtbot.waitUntil(lambda: page.memory.state.text() == "Saved")
    assert memory.read_text("utf-8") == "- Ich heiße Jürgen!\n"
    (aside,) = memory.parent.glob("memory.broken-*.md")
    assert aside.read_bytes() == "- Ich heiße Jürgen".encode("latin-1")


def test_over_a_file_that_cannot_be_read_nothing_is_written_and_typing_stays(
    qtbot: QtBot, open_page: Open, memory: Path
) -> None:
    write_whole(memory, b"x" * 10_000_000)
    page = open_page()
    type_in(qtbot, page.memory, TEA)
    qtbot.waitUntil(lambda: page.memory.state.text() == "Not saved")
    assert page.memory.text.toPlainText() == TEA
    assert memory.stat().st_size == 10_000_000


@pytest.fixture
def conflict(qtbot: QtBot, open_page: Open, memory: Path) -> MemoryPage:
    """The person typed a line about tea while another program added one about coffee."""
    write_whole(memory, BERN)
    page = open_page()
    page.memory.text.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClick(page.memory.text, Qt.Key.Key_Return)
    type_in(qtbot, page.memory, TEA)
    write_whole(memory, BERN + "- I hate coffee.\n")
    qtbot.waitUntil(lambda: page.memory.conflict.is_open)
    return page


def test_edited_on_both_sides_both_are_offered_and_neither_is_lost(conflict: MemoryPage, memory: Path) -> None:
    editor = conflict.memory
    assert editor.conflict.isVisible()
    assert "changed outside while you typed" in sentences(editor.conflict)
    assert editor.text.toPlainText() == BERN + TEA
    assert editor.conflict.theirs == BERN + "- I hate coffee."
    assert editor.state.text() == "Not saved"
    assert memory.read_text() == BERN + "- I hate coffee.\n"


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        ("keep_both", f"{BERN}{TEA}\n- I hate coffee."),
        ("keep_mine", BERN + TEA),
        ("keep_theirs", BERN + "- I hate coffee."),
    ],
)
def test_the_choice_is_what_the_file_says_then(
    qtbot: QtBot, conflict: MemoryPage, memory: Path, choice: str, kept: str
) -> None:
    button = getattr(conflict.memory.conflict, choice)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: memory.read_text() == kept + "\n")
    assert conflict.memory.text.toPlainText() == kept
    assert conflict.memory.conflict.isHidden()


def test_the_question_comes_into_view(qtbot: QtBot, conflict: MemoryPage) -> None:
    conflict.resize(600, 500)
    view, choice = conflict._column.viewport(), conflict.memory.conflict.keep_both
    qtbot.waitUntil(lambda: view.rect().contains(choice.mapTo(view, choice.rect().center())))


def test_a_change_after_the_question_is_shown_and_not_written_over(
    qtbot: QtBot, conflict: MemoryPage, memory: Path
) -> None:
    write_whole(memory, "- Newest.\n")
    conflict.memory.conflict.keep_mine.click()
    qtbot.waitUntil(lambda: conflict.memory.conflict.is_open and conflict.memory.conflict.theirs == "- Newest.")
    assert memory.read_text() == "- Newest.\n"
    assert conflict.memory.text.toPlainText() == BERN + TEA


def test_the_question_goes_when_the_other_side_takes_its_change_back(
    qtbot: QtBot, conflict: MemoryPage, memory: Path
) -> None:
    write_whole(memory, BERN)
    qtbot.waitUntil(lambda: not conflict.memory.conflict.is_open)
    qtbot.waitUntil(lambda: conflict.memory.state.text() == "Saved")
    assert memory.read_text() == BERN + TEA + "\n"


def test_unanswered_at_the_end_the_typed_text_is_kept_beside_the_file(
    conflict: MemoryPage, open_page: Open, memory: Path
) -> None:
    conflict.finish()
    (beside,) = memory.parent.glob("memory.unsaved-*.md")
    assert beside.read_text() == BERN + TEA + "\n"
    assert memory.read_text() == BERN + "- I hate coffee.\n"
    assert beside.name in open_page().memory.warning.accessibleName()


def test_what_others_undo_is_not_taken_for_our_own_writing(memory: Path) -> None:
    kept = KeptFile(Memory())
    assert kept.save("ours", "").wrote == "ours"
    write_whole(memory, "theirs\n")
    kept.look()
    write_whole(memory, "ours\n")
    assert kept.save("typed over theirs", "theirs").edited
    assert memory.read_text() == "ours\n"


@pytest.mark.parametrize(
    ("mine", "theirs", "before", "together"),
    [
        ("a\nb", "a\nc", "a", "a\nb\nc"),
        ("b", "a\nc", "a", "b\nc"),
        ("b", "", "a", "b"),
        ("", "a\nc", "a", "a\nc"),
    ],
)
def test_both_has_every_line_that_either_side_wrote(mine: str, theirs: str, before: str, together: str) -> None:
    assert both(mine, theirs, before) == together


def test_too_much_memory_is_refused_with_the_reason_and_stays_in_the_editor(
    qtbot: QtBot, open_page: Open, memory: Path
) -> None:
    write_whole(memory, BERN)
    page = open_page()
    long = BERN + "- tea " * 1500
    page.memory.text.setPlainText(long)
    qtbot.waitUntil(lambda: page.memory.state.text() == "Not saved")
    assert "The memory is too long by about" in page.memory.warning.accessibleName()
    assert page.memory.text.toPlainText() == long
    assert memory.read_text() == BERN
    page.memory.text.setPlainText(TEA)
    qtbot.waitUntil(lambda: page.memory.state.text() == "Saved")
    assert page.memory.warning.isHidden()
    assert memory.read_text() == TEA + "\n"


def test_a_nearly_full_memory_is_said_before_it_is_refused(open_page: Open, memory: Path) -> None:
    write_whole(memory, "- tea\n" * 950)
    assert "nearly full" in open_page().memory.warning.accessibleName()


def test_the_cost_is_a_quarter_of_the_bytes_until_the_model_counts(qtbot: QtBot, open_page: Open, memory: Path) -> None:
    write_whole(memory, "x" * 4000)
    page = open_page()
    assert page.memory.cost.text() == "Costs about 1,000 tokens in every question · 65 % of its room"
    page.take(CONTEXT)
    assert page.memory.cost.text() == "Costs 88 tokens in every question · 65 % of its room"
    type_in(qtbot, page.memory, "yyyy")
    assert page.memory.cost.text().startswith("Costs about 1,001 tokens")
    assert page.memory.cost.text() in page.memory.text.accessibleDescription()


def test_a_line_is_added_with_enter_and_taken_back(qtbot: QtBot, open_page: Open, memory: Path) -> None:
    write_whole(memory, BERN)
    page = open_page()
    qtbot.keyClicks(page.fact, "i like tea")
    qtbot.keyClick(page.fact, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "I like tea." in page.memory.text.toPlainText())
    assert page.fact.text() == ""
    assert page.memory.state.text() == "Added"
    qtbot.waitUntil(page.undo.isEnabled)
    page.undo.click()
    qtbot.waitUntil(lambda: memory.read_text() == BERN)
    qtbot.waitUntil(shows(page.memory, BERN.strip()))
    qtbot.waitUntil(lambda: not page.undo.isEnabled())


def test_a_line_that_is_refused_stays_with_the_reason_until_it_is_changed(qtbot: QtBot, open_page: Open) -> None:
    page = open_page()
    page.fact.setText("x" * 600)
    page.add.click()
    qtbot.waitUntil(page.refused.isVisible)
    assert "too long" in page.refused.accessibleName()
    assert len(page.fact.text()) == 600
    page.fact.setText("I like tea")
    assert page.refused.isHidden()


def test_what_was_typed_is_saved_before_a_line_is_added(qtbot: QtBot, open_page: Open, memory: Path) -> None:
    page = open_page()
    type_in(qtbot, page.memory, TEA)
    page.fact.setText("I live in Bern")
    page.add.click()
    qtbot.waitUntil(lambda: "I live in Bern." in page.memory.text.toPlainText())
    assert page.memory.text.toPlainText().startswith(TEA)
    assert not page.memory.conflict.is_open


def test_undo_takes_back_what_was_typed_last(qtbot: QtBot, open_page: Open, memory: Path) -> None:
    write_whole(memory, BERN)
    page = open_page()
    page.memory.text.setPlainText("")
    qtbot.waitUntil(lambda: page.memory.state.text() == "Saved")
    qtbot.waitUntil(page.undo.isEnabled)
    page.undo.click()
    qtbot.waitUntil(lambda: memory.read_text() == BERN)
    assert page.memory.text.toPlainText() == BERN.strip()
    assert page.memory.state.text() == "Taken back"


def test_all_lines_but_the_title_deleted_can_be_had_back(qtbot: QtBot, open_page: Open, memory: Path) -> None:
    Memory().add("I like tea")
    before = memory.read_text()
    page = open_page()
    page.memory.text.setPlainText(before.splitlines()[0])
    qtbot.waitUntil(lambda: page.memory.state.text() == "Saved")
    assert page.memory.text.toPlainText() == ""
    qtbot.waitUntil(page.undo.isEnabled)
    page.undo.click()
    qtbot.waitUntil(lambda: memory.read_text() == before)


def test_what_the_assistant_adds_is_shown_and_can_be_taken_back(qtbot: QtBot, open_page: Open, memory: Path) -> None:
    page = open_page()
    Memory().add("I like tea")
    page.take(MemoryChanged(1, Change.ADDED, "I like tea.", by="model"))
    qtbot.waitUntil(lambda: "I like tea." in page.memory.text.toPlainText())
    qtbot.waitUntil(page.undo.isEnabled)
    page.undo.click()
    qtbot.waitUntil(shows(page.memory, ""))
    assert not memory.exists()


def test_in_a_folder_that_may_not_be_written_nothing_is_lost_and_it_is_said(
    qtbot: QtBot, open_page: Open, memory: Path, instructions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(memory, BERN)
    write_whole(instructions, "Be kind.\n")
    with monkeypatch.context() as patch:
        refuse_new_files(patch)
        page = open_page()
        for editor in (page.memory, page.instructions):
            type_in(qtbot, editor, "!")
            qtbot.waitUntil(lambda editor=editor: editor.state.text() == "Not saved")
            assert "cannot be written to" in editor.warning.accessibleName()
            assert editor.text.toPlainText().endswith("!")
        page.fact.setText("I like tea")
        page.add.click()
        qtbot.waitUntil(page.refused.isVisible)
        assert "cannot be written to" in page.refused.accessibleName()
        assert memory.read_text() == BERN


def test_opening_in_an_editor_makes_the_file_and_saves_first(qtbot: QtBot, open_page: Open, instructions: Path) -> None:
    page = open_page()
    with qtbot.waitSignal(page.open_file) as opened:
        page.instructions.open.click()
    assert opened.args == [instructions]
    assert instructions.is_file()
    type_in(qtbot, page.instructions, "Be brief.")
    with qtbot.waitSignal(page.open_file):
        page.instructions.open.click()
    assert instructions.read_text() == "Be brief.\n"


def test_every_control_is_reached_by_tab_in_the_order_in_which_it_is_seen(qtbot: QtBot, conflict: MemoryPage) -> None:
    conflict.fact.setText("I live in Bern")
    Memory().add("I have a cat")
    qtbot.waitUntil(conflict.undo.isEnabled)
    conflict.instructions.text.setFocus()
    seen: list[QWidget] = []
    while (focused := QApplication.focusWidget()) not in seen:
        assert focused is not None
        seen.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    places = [one.mapTo(conflict, one.rect().topLeft()) for one in seen]
    assert places == sorted(places, key=lambda place: (place.y() // 8, place.x()))
    assert {conflict.memory.text, conflict.memory.conflict.keep_both, conflict.fact, conflict.undo} <= set(seen)
    controls = [one for kind in (QAbstractButton, QLineEdit, QPlainTextEdit) for one in conflict.findChildren(kind)]
    assert set(seen) == {one for one in controls if one.isVisible()}
    assert all(one.accessibleName() and one.toolTip() for one in controls)


@pytest.mark.parametrize("width", [380, 700])
def test_at_200_percent_nothing_is_cut_off_at_the_side(
    qtbot: QtBot, theme: Theme, conflict: MemoryPage, instructions: Path, width: int
) -> None:
    if width == 700:
        theme.choose("dark", contrast=False, scale=2.0)
    conflict.resize(width, 900)
    write_whole(instructions, b"Be \0brief.")
    qtbot.waitUntil(conflict.instructions.warning.isVisible)
    column = conflict._column
    qtbot.waitUntil(lambda: column.widget().width() == column.viewport().width())
    for one in conflict.findChildren(QWidget):
        if one.isVisible() and isinstance(one, QAbstractButton | QLabel | QLineEdit | QPlainTextEdit):
            right = one.mapTo(column.viewport(), one.rect().topRight()).x()
            assert right < column.viewport().width(), one.accessibleName()


def sentences(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel))


def test_a_long_path_may_end_its_line_and_hides_nothing(qtbot: QtBot) -> None:
    shown = label(breakable("/home/\u200banna/Ear-sight"))
    qtbot.addWidget(shown)
    assert shown.text() == "/\u200bhome/[U+200B]anna/\u200bEar-\u200bsight"
