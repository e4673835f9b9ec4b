"""The tray: talk, mute and quit beside the clock, and the state in its icon."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSystemTrayIcon

from ui import mark
from ui.icons import Icons
from ui.phase import Phase
from ui.theme import Theme
from ui.tray import STATES, Tray


@pytest.fixture
def tray(theme: Theme, icons: Icons) -> Iterator[Tray]:
    made = Tray(theme, icons)
    yield made
    made.close()


def press(tray: Tray, text: str) -> None:
    [action] = [action for action in tray.menu.actions() if action.text() == text]
    assert action.isEnabled()
    action.trigger()


def test_the_menu_tells_what_was_chosen(tray: Tray) -> None:
    told: list[object] = []
    tray.talk.connect(lambda: told.append("talk"))
    tray.mute.connect(told.append)
    tray.quit.connect(lambda: told.append("quit"))
    tray.show.connect(lambda: told.append("show"))
    tray.set_phase(Phase.READY)
    for text in ("Show Earsight", "Talk", "Mute", "Mute", "Quit"):
        press(tray, text)
    assert told == ["show", "talk", True, False, "quit"]


def test_what_was_chosen_elsewhere_is_shown_and_not_told_again(tray: Tray) -> None:
    told: list[bool] = []
    tray.mute.connect(told.append)
    tray.set_muted(True)
    assert "muted" in tray.tip
    press(tray, "Mute")
    assert told == [False]
    assert "muted" not in tray.tip


def test_the_state_is_seen_and_said(tray: Tray) -> None:
    icons = {}
    for phase in Phase:
        tray.set_phase(phase)
        assert tray.tip == f"Earsight: {STATES[phase]}"
        icons[phase] = tray._tray.icon().pixmap(22).toImage()
    assert icons[Phase.LISTENING] != icons[Phase.READY] != icons[Phase.SPEAKING] != icons[Phase.LISTENING]
    assert len(set(STATES.values())) == len(Phase)


def test_talk_sends_while_it_listens_and_waits_while_it_starts(tray: Tray) -> None:
    tray.set_phase(Phase.LISTENING)
    press(tray, "Send what I said")
    tray.set_phase(Phase.STARTING)
    [talk] = [action for action in tray.menu.actions() if action.text() == "Talk"]
    assert not talk.isEnabled()


def test_a_click_shows_the_window(tray: Tray) -> None:
    told: list[str] = []
    tray.show.connect(lambda: told.append("show"))
    tray._tray.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    tray._tray.activated.emit(QSystemTrayIcon.ActivationReason.Context)
    assert told == ["show"]


@pytest.mark.qt_log_ignore("systemTrayWindowChanged")
def test_without_a_tray_nothing_is_shown(theme: Theme, icons: Icons, monkeypatch: pytest.MonkeyPatch) -> None:
    for there in (True, False):
        monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda there=there: there)
        made = Tray(theme, icons)
        assert made.is_there is there
        assert made._tray.isVisible() is there
        made.close()


@pytest.mark.parametrize("size", [16, 22, 32, 256])
def test_the_mark_is_itself_at_every_size(qapp: object, size: int) -> None:
    image = mark.icon().pixmap(size, size).toImage().convertToFormat(QImage.Format.Format_ARGB32)
    assert (image.width(), image.height()) == (size, size)
    middle = image.pixelColor(round(size * 32.5 / 64), round(size * 31 / 64))
    gap = image.pixelColor(round(size * 24.5 / 64), round(size * 31 / 64))
    assert image.pixelColor(0, 0).alpha() == 0
    assert middle.lightness() - gap.lightness() > 60, "the pupil stands apart from the ear"
