"""The pictures of the coming question: put in, taken off, taken again; and pictures of the screen."""

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from assistant.errors import VisionError
from ui import screen_shot
from ui.icons import Icons
from ui.picture_tray import PictureTray
from ui.portal_request import Refused
from ui.screen_shot import MISSING, REFUSED, ScreenShot, ask_portal
from ui.theme import Theme


@pytest.fixture
def tray(qtbot: QtBot, theme: Theme, icons: Icons) -> PictureTray:
    made = PictureTray(theme, icons)
    qtbot.addWidget(made)
    made.resize(400, 80)
    return made


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    paths = [tmp_path / f"{number}.png" for number in range(12)]
    for path in paths:
        assert image.save(str(path))
    return paths


def test_every_change_is_told_once(qtbot: QtBot, tray: PictureTray, pictures: list[Path]) -> None:
    told: list[tuple[Path, ...]] = []
    tray.shown.connect(told.append)
    one, two, three = pictures[:3]
    tray.add([one, two, one])
    tray.add([two])
    tray.set_taken(three)
    tray.set_taken(three)
    tray.remove(one)
    tray.clear()
    tray.clear()
    assert told == [(one, two), (three, one, two), (three, two), ()]


def test_the_camera_has_one_picture_which_can_be_taken_again(
    qtbot: QtBot, tray: PictureTray, pictures: list[Path]
) -> None:
    one, two, three = pictures[:3]
    tray.add([one])
    tray.set_taken(two)
    tray.set_taken(three)
    assert tray.pictures == (three, one)
    with qtbot.waitSignal(tray.retake):
        tray.tiles[0].again.click()
    with qtbot.waitSignal(tray.removed) as told:
        tray.tiles[0].remove.click()
    assert told.args == [three]
    tray.set_taken(two)
    assert tray.pictures == (two, one)


def test_it_is_there_only_with_pictures_and_many_are_scrolled(
    qtbot: QtBot, tray: PictureTray, pictures: list[Path]
) -> None:
    assert not tray.isVisible()
    tray.add(pictures[:2])
    assert tray.isVisible()
    height = tray.height()
    tray.add(pictures)
    qtbot.waitUntil(lambda: tray.horizontalScrollBar().maximum() > 0)
    qtbot.waitUntil(lambda: tray.height() > height)
    tray.clear()
    assert not tray.isVisible()


def test_every_button_has_a_name_and_follows_the_text_size(
    tray: PictureTray, pictures: list[Path], theme: Theme
) -> None:
    tray.set_taken(pictures[0])
    tile = tray.tiles[0]
    for control in (tile.remove, tile.again):
        assert control.accessibleName()
        assert control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    height = tray.height()
    theme.choose("light", contrast=False, scale=1.5)
    assert tray.height() == round(1.5 * height)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_the_screen_is_taken_without_the_window(qtbot: QtBot, window: QWidget, tmp_path: Path) -> None:
    shot = ScreenShot(window, tmp_path / "pictures")
    with qtbot.waitSignal(shot.made) as told:
        shot.take()
        assert not window.isVisible()
        shot.take()
    path = told.args[0]
    assert path.name.startswith("screen-")
    screen = QApplication.primaryScreen().size()
    assert QImage(str(path)).size() == screen
    assert window.isVisible()
    assert len(list((tmp_path / "pictures").iterdir())) == 1


def test_the_picture_of_the_desktop_is_moved_to_the_others(
    qtbot: QtBot, window: QWidget, tmp_path: Path, pictures: list[Path]
) -> None:
    shot = ScreenShot(window, tmp_path / "pictures", lambda: pictures[0])
    with qtbot.waitSignal(shot.made) as told:
        shot.take()
    assert window.isVisible()
    assert told.args[0].parent == tmp_path / "pictures"
    assert not QImage(str(told.args[0])).isNull()
    assert not pictures[0].exists()


def test_a_desktop_that_says_no_is_said(qtbot: QtBot, window: QWidget, tmp_path: Path) -> None:
    def refuses() -> Path:
        raise VisionError(REFUSED)

    shot = ScreenShot(window, tmp_path / "pictures", refuses)
    for _ in range(2):
        with qtbot.waitSignal(shot.failed) as told:
            shot.take()
        assert told.args == [REFUSED]


def test_a_screen_that_cannot_be_kept_is_a_sentence(qtbot: QtBot, window: QWidget, tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("not a folder")
    shot = ScreenShot(window, tmp_path / "pictures")
    with qtbot.waitSignal(shot.failed) as told:
        shot.take()
    assert "cannot be kept" in told.args[0]
    assert window.isVisible()


@pytest.mark.parametrize(
    ("answer", "sentence"), [({"uri": ("s", "file:///tmp/a%20picture.png")}, ""), (Refused(), REFUSED), ({}, MISSING)]
)
def test_the_portal_is_asked_for_the_screen(
    answer: dict[str, Any] | Exception, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import jeepney.io.blocking
    from jeepney import DBusAddress

    asked: list[tuple[DBusAddress, str, str]] = []

    class Connection:
        def __enter__(self) -> "Connection":
            return self

        def __exit__(self, *_: object) -> None:
            pass

    def ask(_connection: Connection, to: DBusAddress, method: str, signature: str, *_: object) -> dict[str, Any]:
        asked.append((to, method, signature))
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(jeepney.io.blocking, "open_dbus_connection", lambda _bus: Connection())
    monkeypatch.setattr(jeepney.io.blocking.Proxy, "__getattr__", lambda _proxy, _name: lambda _rule: None)
    monkeypatch.setattr(screen_shot, "ask", ask)
    if sentence:
        with pytest.raises(VisionError) as told:
            ask_portal()
        assert str(told.value) == sentence
    else:
        assert ask_portal() == Path("/tmp/a picture.png")
    [(to, method, signature)] = asked
    assert (to.interface, method, signature) == (screen_shot.SCREENSHOT, "Screenshot", "sa{sv}")


def test_without_a_bus_the_way_on_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    with pytest.raises(VisionError, match="paste it here"):
        ask_portal()


def test_a_question_of_the_desktop_may_stay_open_when_the_window_goes(window: QWidget, tmp_path: Path) -> None:
    asking, go_on = threading.Event(), threading.Event()

    def waits() -> Path:
        asking.set()
        go_on.wait(10)
        raise VisionError(REFUSED)

    shot = ScreenShot(window, tmp_path, waits)
    shot.take()
    assert asking.wait(10)
    shot.deleteLater()
    QApplication.sendPostedEvents(shot, 52)  # DeferredDelete
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "earsight-screen":
            thread.join(10)
            assert not thread.is_alive()
