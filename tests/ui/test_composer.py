"""The field for typed questions: it grows, asks, stops, and takes pictures."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from ui.composer import HINT, HINT_PICTURE, Composer
from ui.icons import Icons
from ui.message_pictures import Picture
from ui.theme import Theme


@pytest.fixture
def composer(qtbot: QtBot, theme: Theme, icons: Icons, tmp_path: Path) -> Iterator[Composer]:
    made = Composer(theme, icons, tmp_path / "pictures")
    qtbot.addWidget(made)
    made.resize(600, 60)
    with qtbot.waitExposed(made):
        made.show()
    made.field.setFocus()
    yield made
    made.close_down()


@pytest.fixture
def pictures(tmp_path: Path) -> tuple[Path, Path]:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    one, two = tmp_path / "one.png", tmp_path / "two.JPG"
    assert image.save(str(one))
    assert image.save(str(two))
    return one, two


def carrying(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_enter_asks_and_shift_enter_begins_a_line(qtbot: QtBot, composer: Composer) -> None:
    qtbot.keyClicks(composer.field, "one")
    qtbot.keyClick(composer.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(composer.field, "two ")
    with qtbot.waitSignal(composer.asked) as told:
        qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert told.args == ["one\ntwo", ()]
    assert composer.field.toPlainText() == ""


def test_nothing_is_not_asked(qtbot: QtBot, composer: Composer) -> None:
    qtbot.keyClicks(composer.field, "  ")
    with qtbot.assertNotEmitted(composer.asked):
        qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert not composer.send.isEnabled()


def test_the_field_grows_to_six_lines_and_then_scrolls(composer: Composer) -> None:
    heights = []
    for lines in range(1, 9):
        composer.field.setPlainText("\n".join("word" for _ in range(lines)))
        QApplication.processEvents()
        heights.append(composer.field.height())
    assert heights[:6] == sorted(set(heights[:6]))
    assert heights[7] <= heights[5]
    assert composer.field.verticalScrollBar().maximum() > 0
    composer.field.setPlainText("a long line " * 30)
    QApplication.processEvents()
    assert heights[1] < composer.field.height() <= heights[5]
    composer.field.clear()
    QApplication.processEvents()
    assert composer.field.height() == heights[0]


def test_the_button_stops_while_a_reply_runs_unless_something_is_typed(qtbot: QtBot, composer: Composer) -> None:
    composer.set_busy(True)
    assert (composer.send.accessibleName(), composer.send.toolTip()) == ("Stop", "Stop (Esc)")
    with qtbot.waitSignal(composer.stopped):
        composer.send.click()
    qtbot.keyClicks(composer.field, "Next?")
    assert composer.send.accessibleName() == "Ask"
    with qtbot.waitSignal(composer.asked):
        composer.send.click()
    composer.set_busy(False)
    assert (composer.send.accessibleName(), composer.send.isEnabled()) == ("Ask", False)


def test_chosen_pictures_go_with_the_question_and_can_be_removed(
    qtbot: QtBot, composer: Composer, pictures: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pictures
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(one), str(two), str(one)], ""))
    composer.attach.click()
    assert composer.pictures == (one, two)
    assert composer.field.placeholderText() == HINT_PICTURE
    assert [shown.accessibleName() for shown in composer.findChildren(Picture)] == [
        "Picture one.png",
        "Picture two.JPG",
    ]
    composer.tray.tiles[0].remove.click()
    assert QApplication.focusWidget() is composer.field
    assert composer.pictures == (two,)
    qtbot.keyClicks(composer.field, "What is it?")
    with qtbot.waitSignal(composer.asked) as told:
        composer.send.click()
    assert told.args == ["What is it?", (two,)]
    assert composer.pictures == ()
    assert composer.field.placeholderText() == HINT


def test_pictures_can_be_dropped_and_other_files_are_left(composer: Composer, pictures: tuple[Path, Path]) -> None:
    data = carrying(*pictures, Path("/somewhere/notes.txt"))
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    composer.dropEvent(drop)
    assert composer.pictures == pictures
    assert drop.isAccepted()


def test_picture_files_can_be_pasted(composer: Composer, pictures: tuple[Path, Path]) -> None:
    composer.field.insertFromMimeData(carrying(*pictures))
    assert composer.pictures == pictures
    assert composer.field.toPlainText() == ""


def test_a_picture_from_the_clipboard_becomes_a_file(qtbot: QtBot, composer: Composer) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    QGuiApplication.clipboard().setImage(image)
    composer.field.paste()
    qtbot.waitUntil(lambda: len(composer.pictures) == 1)
    assert QImage(str(composer.pictures[0])).pixelColor(5, 5) == QColor("#336699")


def test_a_pasted_picture_that_cannot_be_kept_is_a_sentence(qtbot: QtBot, composer: Composer, tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("not a folder")
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    with qtbot.waitSignal(composer.failed) as told:
        composer.field.image.emit(image)
    assert "cannot be kept" in told.args[0]
    assert composer.pictures == ()


def test_pasted_words_are_plain(composer: Composer) -> None:
    data = QMimeData()
    data.setHtml("<b>bold</b><img src='https://evil.example/x.png'>")
    data.setText("bold")
    composer.field.insertFromMimeData(data)
    assert composer.field.toPlainText() == "bold"


def test_the_keyboard_goes_from_the_field_to_the_buttons(qtbot: QtBot, composer: Composer) -> None:
    qtbot.keyClicks(composer.field, "Why?")
    stops = []
    for _ in range(5):
        stops.append(QApplication.focusWidget().accessibleName())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert stops == ["Your question", "Add pictures", "Add a picture of the screen", "Camera", "Ask"]
    buttons = (composer.attach, composer.screen_button, composer.camera_button, composer.send)
    assert all(one.toolTip() for one in (composer.field, *buttons))


def test_it_follows_the_theme(composer: Composer, theme: Theme) -> None:
    height = composer.field.height()
    theme.choose("dark", contrast=False, scale=2.0)
    QApplication.processEvents()
    assert composer.field.height() > 1.5 * height
    assert theme.colors.muted in composer.field.styleSheet()
