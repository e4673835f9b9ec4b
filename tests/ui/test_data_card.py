"""The part of the settings page about one's data: its folder, an export, and erasing, which asks first."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from assistant import paths
from assistant.memory import Memory
from assistant.sealing import Mark, set_mark
from assistant.settings import Settings
from ui import start
from ui.icons import Icons
from ui.settings_data import PLAIN, SEALED, TAKEN
from ui.settings_page import SettingsPage
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, icons: Icons, monkeypatch: pytest.MonkeyPatch) -> Iterator[SettingsPage]:
    monkeypatch.setattr("ui.settings_shelf.look", lambda: None)
    made = SettingsPage(theme, icons)
    qtbot.addWidget(made)
    yield made
    made.finish()


def press(page: SettingsPage, words: str) -> None:
    next(one for one in page.data.findChildren(QAbstractButton) if one.text() == words).click()


def test_the_folder_is_opened_and_it_says_whether_it_is_encrypted(
    qtbot: QtBot, page: SettingsPage, own_home: Path
) -> None:
    with qtbot.waitSignal(page.open_folder) as told:
        press(page, "Open the folder")
    assert told.args == [paths.home()]
    page.data.show_state()
    assert page.data.folder.about.text() == PLAIN
    own_home.mkdir()
    set_mark(own_home, Mark("k", "c"))
    page.data.show_state()
    assert page.data.folder.about.text() == SEALED


def test_everything_is_exported_where_the_person_says(qtbot: QtBot, page: SettingsPage, tmp_path: Path) -> None:
    Memory().add("I like tea.")
    press(page, "Export everything …")
    dialog = page.data.findChild(QFileDialog, "export-everything")
    assert isinstance(dialog, QFileDialog)
    target = tmp_path / "all.zip"
    dialog.fileSelected.emit(str(target))
    qtbot.waitUntil(lambda: str(target) in page.data.takes.about.text())
    assert zipfile.ZipFile(target).namelist() == ["memory.md"]
    dialog.fileSelected.emit(str(target))
    qtbot.waitUntil(lambda: page.data.takes.wrong.text() != "")
    assert "is there already" in page.data.takes.wrong.text()
    assert page.data.takes.about.text() == TAKEN
    dialog.reject()


@pytest.mark.parametrize("models", [False, True])
def test_erasing_asks_first_and_then_says_so(qtbot: QtBot, page: SettingsPage, models: bool) -> None:
    asked: list[bool] = []
    page.erase.connect(asked.append)
    press(page, "Erase everything …")
    box = page.data.question
    assert isinstance(box, QMessageBox)
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert asked == []
    press(page, "Erase everything …")
    box = page.data.question
    assert isinstance(box, QMessageBox)
    box.checkBox().setChecked(models)
    next(one for one in box.buttons() if one.text() == "Erase").click()
    assert asked == [models]


def test_at_the_end_nothing_is_left(own_home: Path) -> None:
    Memory().add("I like tea.")
    assert start.erased(models=False) == 0
    assert not own_home.exists()


def test_the_switch_for_words_in_the_log_tells_its_setting(qtbot: QtBot, page: SettingsPage) -> None:
    page.load(Settings())
    with qtbot.waitSignal(page.changed) as told:
        page.data.words.control.click()
    assert told.args == [{"log_words": True}]
