"""The talk button: every phase looks and is called different, and a press means what the phase allows."""

from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui import talk_button
from ui.phase import BUSY, Phase
from ui.talk_button import TalkButton
from ui.theme import Theme

LEFT = Qt.MouseButton.LeftButton
Make = Callable[[bool], TalkButton]


@pytest.fixture
def make(theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Make:
    """A button on a system that lets things move, or not."""

    def make(moves: bool) -> TalkButton:
        monkeypatch.setattr(talk_button, "_system_moves", lambda _button: moves)
        made = TalkButton(theme)
        qtbot.addWidget(made)
        made.show()
        return made

    return make


@pytest.fixture
def button(make: Make) -> TalkButton:
    return make(False)


def grey(button: TalkButton) -> QImage:
    """What is drawn, without colours and without words."""
    scale = button.height() / 160
    return (
        button.grab()
        .toImage()
        .copy(0, 0, button.width(), round(100 * scale))
        .convertToFormat(QImage.Format.Format_Grayscale8)
    )


def differing(one: QImage, other: QImage) -> float:
    """Share of the pixels that clearly differ."""
    a, b = bytes(one.constBits()), bytes(other.constBits())
    return sum(abs(x - y) > 24 for x, y in zip(a, b, strict=True)) / len(a)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("contrast", [False, True])
def test_the_states_differ_by_shape_even_without_colour(
    button: TalkButton, theme: Theme, scheme: str, contrast: bool
) -> None:
    theme.choose(scheme, contrast=contrast, scale=1.0)
    drawn = {}
    for phase in Phase:
        button.set_phase(phase)
        drawn[phase.value] = grey(button)
    button.set_phase(Phase.READY)
    button.set_hands_free(True)
    drawn["hands-free"] = grey(button)
    for one, other in combinations(drawn, 2):
        assert differing(drawn[one], drawn[other]) > 0.01, (one, other)


def test_every_state_has_a_word_of_its_own_for_eyes_and_screen_readers(button: TalkButton) -> None:
    words, names = set(), set()
    for phase in Phase:
        button.set_phase(phase)
        words.add(button.face.word)
        names.add(button.accessibleName())
        assert button.face.word in button.accessibleName()
        assert button.face.hint in button.toolTip()
    button.set_phase(Phase.READY)
    button.set_hands_free(True)
    assert len({*words, button.face.word}) == len({*names, button.accessibleName()}) == len(Phase) + 1
    assert button.face.word == "listening for you"


def test_the_ring_follows_the_voice_up_at_once_and_down_slowly(button: TalkButton, qtbot: QtBot) -> None:
    button.set_phase(Phase.LISTENING)
    rings = []
    for level in (0.0, 0.003, 0.01, 0.05, 0.2, 1.0):
        button.set_phase(Phase.READY)
        button.set_phase(Phase.LISTENING)
        button.set_level(level)
        rings.append(button._level)
    assert rings == sorted(rings)
    assert (rings[0], rings[-1]) == (0.0, 1.0)
    assert 0.3 < rings[3] < 1.0, "a usual voice is seen"
    button.set_level(0.0)
    assert button._level == 1.0
    qtbot.waitUntil(lambda: button._level < 0.01)


def test_a_new_phase_forgets_the_level(button: TalkButton) -> None:
    button.set_phase(Phase.LISTENING)
    button.set_level(1.0)
    button.set_phase(Phase.TRANSCRIBING)
    assert button._level == 0.0


def test_nothing_moves_where_nothing_happens_or_motion_is_not_wanted(make: Make) -> None:
    moving = {}
    for motion in (False, True):
        button = make(motion)
        for phase in Phase:
            button.set_phase(phase)
            moving[motion, phase] = button._frames.isActive()
    assert {phase for phase in Phase if moving[True, phase]} == {Phase.LISTENING, *BUSY}
    assert {phase for phase in Phase if moving[False, phase]} == {Phase.LISTENING}
    button.set_phase(Phase.SPEAKING)
    button.hide()
    assert not button._frames.isActive()


def test_motion_draws_other_pictures(make: Make) -> None:
    button = make(True)
    for phase in BUSY:
        button.set_phase(phase)
        before = grey(button)
        for _ in range(10):
            button._frame()
        assert grey(button) != before, phase


def test_it_is_held_and_let_go_with_the_mouse(button: TalkButton) -> None:
    told: list[str] = []
    button.down.connect(lambda: told.append("down"))
    button.up.connect(lambda: told.append("up"))
    button.set_phase(Phase.READY)
    QTest.mousePress(button, LEFT)
    button.set_phase(Phase.LISTENING)
    QTest.mouseMove(button, QPoint(-50, -50))
    assert told == ["down"]
    QTest.mouseRelease(button, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(-50, -50))
    assert told == ["down", "up"]
    QTest.mouseClick(button, Qt.MouseButton.RightButton)
    assert told == ["down", "up"]


def test_a_button_that_is_hidden_while_held_is_let_go(button: TalkButton, qtbot: QtBot) -> None:
    button.set_phase(Phase.READY)
    QTest.mousePress(button, LEFT)
    with qtbot.waitSignal(button.up):
        button.hide()


@pytest.mark.parametrize("phase", sorted(BUSY))
def test_while_it_works_or_speaks_a_press_stops_it(button: TalkButton, phase: Phase) -> None:
    told: list[str] = []
    button.stop.connect(lambda: told.append("stop"))
    for signal in (button.down, button.up, button.switch):
        signal.connect(lambda: told.append("other"))
    button.set_phase(phase)
    QTest.mouseClick(button, LEFT)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert told == ["stop", "stop"]


def test_who_cannot_hold_switches(button: TalkButton) -> None:
    told: list[str] = []
    button.switch.connect(lambda: told.append("switch"))
    button.set_phase(Phase.READY)
    QTest.keyClick(button, Qt.Key.Key_Return)
    button.set_phase(Phase.LISTENING)
    button.click()
    assert told == ["switch", "switch"]


def test_it_shows_the_focus(button: TalkButton, qtbot: QtBot) -> None:
    with qtbot.waitActive(button):
        button.activateWindow()
    button.clearFocus()
    before = grey(button)
    button.setFocus()
    assert differing(grey(button), before) > 0.005


def test_it_grows_with_the_text(button: TalkButton, theme: Theme) -> None:
    before = button.sizeHint()
    theme.choose("light", contrast=False, scale=2.0)
    assert button.sizeHint() == before * 2
