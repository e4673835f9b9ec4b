"""Push-to-talk as a table: what happens at which second, and what is done."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from assistant.events import Event, Failed, ListeningStarted, ListeningStopped, Outcome, Ready, Timings, TurnFinished
from ui.push_to_talk import GRACE, SHORTEST, Action, PushToTalk, Source
from ui.talk_button import TalkButton
from ui.talk_key import NOT_READY, TalkKey
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

KEY, BUTTON, SHORTCUT = Source.KEY, Source.BUTTON, Source.SHORTCUT

TABLE = {
    "held and let go": (["down 0", "up 2", "tick 2.1"], "start stop"),
    "a tap explains itself and sends nothing": (["down 0", "up 0.1", "tick 0.2"], "start cancel tapped"),
    "the shortest hold is no tap": (["down 0", "up 0.2", "tick 0.3"], "start stop"),
    "X11 repeats with release and press at one instant": (
        ["down 0", "up 0.5", "down 0.5", "up 0.53", "down 0.53", "up 0.56", "tick 0.6"],
        "start stop",
    ),
    "a repeated press without a release": (["down 0", "down 0.5", "down 0.53", "up 1", "tick 1.1"], "start stop"),
    "the grace time is not part of a hold": (["down 0", "up 0.19", "tick 0.23"], "start cancel tapped"),
    "a tick before the grace time ends does nothing": (["down 0", "up 1", "tick 1.01"], "start"),
    "a second press after the grace time is a second turn": (["down 0", "up 1", "down 1.5"], "start stop start"),
    "a button needs no grace time": (["button-down 0", "button-up 1"], "start stop"),
    "a tap on the button": (["button-down 0", "button-up 0.1"], "start cancel tapped"),
    "another key's release ends nothing": (["down 0", "button-up 1", "shortcut-up 1"], "start"),
    "another source cannot hold at the same time": (["down 0", "shortcut-down 1", "shortcut-up 2"], "start"),
    "the focus is lost: what was said is sent": (["down 0", "lost 1"], "start stop"),
    "after the focus is lost a late release is nothing": (["down 0", "lost 1", "up 2", "tick 2.1"], "start stop"),
    "the focus is lost at once: nothing is sent or explained": (["down 0", "lost 0.1"], "start cancel"),
    "the focus is lost within the grace time": (["down 0", "up 1", "lost 1.01", "tick 1.1"], "start stop"),
    "the shortcut does not need the focus": (["shortcut-down 0", "lost 1", "shortcut-up 2"], "start stop"),
    "a locked screen ends the shortcut": (["shortcut-down 0", "locked 1", "shortcut-up 9"], "start stop"),
    "a locked screen ends a toggle": (["toggle 0", "locked 1", "toggle 2"], "start stop start"),
    "a lost focus does not end a toggle": (["toggle 0", "lost 1", "toggle 2"], "start stop"),
    "the focus is lost while nothing is held": (["lost 1", "locked 2"], ""),
    "Esc drops what is held, its release sends nothing new": (
        ["down 0", "escape 1", "up 2", "tick 2.1"],
        "start cancel stop",
    ),
    "Esc within the grace time": (["down 0", "up 1", "escape 1.01", "tick 1.1"], "start cancel"),
    "Esc with nothing held interrupts": (["escape 0"], "cancel"),
    "repetitions after Esc do not begin again": (["down 0", "escape 1", "down 1.1", "down 1.2"], "start cancel"),
    "after Esc, X11's repetitions begin nothing": (
        ["down 0", "escape 1", "up 1.1", "down 1.1", "up 1.13", "down 1.13", "up 2", "tick 2.1"],
        "start cancel stop",
    ),
    "the turn fails while held: repetitions begin nothing": (["down 0", "ended 1", "down 1.1"], "start"),
    "the turn fails while held: X11's repetitions begin nothing": (
        ["down 0", "ended 1", "up 1.1", "down 1.1", "up 1.13", "down 1.13", "up 2", "tick 2.1"],
        "start stop",
    ),
    "the turn fails within a repetition": (
        ["down 0", "up 1", "ended 1.01", "down 1.01", "up 2", "tick 2.1"],
        "start stop",
    ),
    "the turn fails while held: then a new hold": (["down 0", "ended 1", "up 2", "down 3"], "start stop start"),
    "the turn fails at once: no word about a tap": (["down 0", "ended 0.05", "up 0.1", "tick 0.2"], "start stop"),
    "a toggle, and again": (["toggle 0", "toggle 3", "toggle 4"], "start stop start"),
    "a toggle whose turn failed begins anew": (["toggle 0", "ended 1", "toggle 2"], "start start"),
    "a toggle while a key is held changes nothing": (["down 0", "toggle 1", "up 2", "tick 2.1"], "start stop"),
    "a key sends what a toggle began": (["toggle 0", "down 1", "up 2", "tick 2.1"], "start stop stop"),
    "Esc ends a toggle": (["toggle 0", "escape 1", "toggle 2"], "start cancel start"),
}


def played(steps: list[str], machine: PushToTalk) -> list[Action]:
    done: list[Action] = []
    for step in steps:
        what, _, when = step.partition(" ")
        now = float(when)
        name, _, move = what.rpartition("-")
        source = Source(name or "key")
        match move:
            case "down":
                done += machine.down(source, now)
            case "up":
                done += machine.up(source, now, sure=source is not KEY)
            case "tick":
                done += machine.tick(now)
            case "lost":
                done += machine.lost(now)
            case "locked":
                done += machine.locked(now)
            case "ended":
                machine.ended()
            case "escape":
                done += machine.escape()
            case "toggle":
                done += machine.toggle()
            case _:
                raise AssertionError(step)
    return done


@pytest.mark.parametrize(("steps", "wanted"), TABLE.values(), ids=TABLE)
def test_what_happens_is_what_the_table_says(steps: list[str], wanted: str) -> None:
    assert " ".join(played(steps, PushToTalk())) == wanted


MOVES = [f"{source}-{move}" for source, move in product(("key", "button", "shortcut"), ("down", "up"))]
MOVES += ["tick", "lost", "locked", "ended", "escape", "toggle"]


@given(st.lists(st.tuples(st.sampled_from(MOVES), st.sampled_from([0.0, GRACE, SHORTEST, 1.0])), max_size=30))
def test_whatever_happens_it_is_never_stuck(moves: list[tuple[str, float]]) -> None:
    machine, now, steps = PushToTalk(), 0.0, []
    for move, seconds in moves:
        now += seconds
        steps.append(f"{move} {now}")
    done = played(steps, machine)
    done += machine.locked(now)
    assert machine.is_idle
    assert machine.deadline is None
    if Action.START in done:
        after = done[len(done) - done[::-1].index(Action.START) :]
        assert Action.STOP in after or Action.CANCEL in after or "ended" in [move for move, _ in moves]
    assert machine.down(KEY, now + 5) == [Action.START]


class Room(QWidget):
    """A window with everything that may have the focus."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.button = TalkButton(theme)
        self.text, self.line, self.box = QPlainTextEdit(), QLineEdit(), QCheckBox("Box")
        self.choice, self.list = QComboBox(), QListWidget()
        self.list.addItems(["One", "Two"])
        self.choice.addItems(["One", "Two"])
        layout = QVBoxLayout(self)
        for widget in (self.button, self.text, self.line, self.box, self.choice, self.list):
            layout.addWidget(widget)
        self.now = 0.0
        self.is_busy = False
        self.key = TalkKey(self, lambda: self.is_busy, lambda: self.now)
        self.told: list[str] = []
        self.key.start.connect(lambda: self.told.append("start"))
        self.key.stop.connect(lambda: self.told.append("stop"))
        self.key.cancel.connect(lambda: self.told.append("cancel"))
        self.key.tapped.connect(self.told.append)
        self.key.take(Ready(0))

    def send(self, down: bool, to: QWidget, *, key: Qt.Key = Qt.Key.Key_Space, auto: bool = False, at: int = 0) -> None:
        """One key event, as the system sends it; `at` milliseconds of the system's clock."""
        kind = QEvent.Type.KeyPress if down else QEvent.Type.KeyRelease
        text = " " if key == Qt.Key.Key_Space else ""
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text, auto)
        event.setTimestamp(at)
        QApplication.sendEvent(to, event)

    def settle(self, qtbot: QtBot) -> None:
        """Until the grace time is over."""
        self.now += 1
        qtbot.waitUntil(lambda: self.key._machine.deadline is None)

    def take(self, *events: Event) -> None:
        for event in events:
            self.key.take(event)


@pytest.fixture
def room(theme: Theme, qtbot: QtBot) -> Room:
    made = Room(theme)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_space_talks_wherever_nothing_else_wants_it(room: Room, qtbot: QtBot) -> None:
    for focus in (room, room.button, room.list):
        focus.setFocus()
        room.told.clear()
        room.send(True, focus)
        room.now += 1
        room.send(False, focus)
        room.settle(qtbot)
        assert room.told == ["start", "stop"], focus


def test_space_is_typed_where_text_is_typed(room: Room) -> None:
    for field in (room.text, room.line):
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_Space)
    assert (room.text.toPlainText(), room.line.text()) == (" ", " ")
    assert room.told == []


def test_a_text_that_is_only_read_does_not_keep_space(room: Room) -> None:
    room.text.setReadOnly(True)
    room.text.setFocus()
    room.send(True, room.text)
    assert room.told == ["start"]


def test_space_presses_the_control_that_has_the_focus(room: Room) -> None:
    room.box.setFocus()
    QTest.keyClick(room.box, Qt.Key.Key_Space)
    assert room.box.isChecked()
    assert room.told == []


def test_repetitions_of_the_held_key_are_absorbed_and_typed_nowhere(room: Room, qtbot: QtBot) -> None:
    room.setFocus()
    room.send(True, room)
    room.text.setFocus()
    for _ in range(5):
        room.now += 0.03
        room.send(False, room.text, auto=True)
        room.send(True, room.text, auto=True)
    for _ in range(5):
        room.now += 0.03
        room.send(False, room.text)
        room.send(True, room.text)
    room.now += 1
    room.send(False, room.text)
    room.settle(qtbot)
    assert room.told == ["start", "stop"]
    assert room.text.toPlainText() == ""


def test_a_tap_explains_itself(room: Room, qtbot: QtBot) -> None:
    room.setFocus()
    room.send(True, room)
    room.now += 0.1
    room.send(False, room)
    room.settle(qtbot)
    assert room.told == ["start", "cancel", "Hold the key while you talk, and let go to send."]


@pytest.mark.parametrize(
    ("held", "noticed", "told"),
    [
        (11, 0.3, ["start", "cancel", "Hold the key while you talk, and let go to send."]),
        (1500, 0.01, ["start", "stop"]),
    ],
)
def test_a_tap_is_what_was_short_and_not_what_was_noticed_soon(
    room: Room, qtbot: QtBot, held: int, noticed: float, told: list[str]
) -> None:
    room.setFocus()
    for press in (1000, 9000):
        room.told.clear()
        room.send(True, room, at=press)
        room.now += noticed
        room.send(False, room, at=press + held)
        room.settle(qtbot)
        assert room.told == told


def test_losing_the_window_sends_what_was_said(room: Room, qtbot: QtBot) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    room.setFocus()
    room.send(True, room)
    room.now += 1
    with qtbot.waitActive(other):
        other.show()
        other.activateWindow()
    assert room.told == ["start", "stop"]
    room.send(True, room, auto=True)
    assert room.told == ["start", "stop"], "the key that is still down began anew"


def test_a_dialog_keeps_its_keys(room: Room, qtbot: QtBot) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    room.send(True, other)
    assert room.told == []


def test_before_the_engine_is_ready_a_press_says_so(room: Room) -> None:
    room.take(Failed(0, "engine", "It stopped."))
    room.setFocus()
    room.send(True, room)
    room.key.toggle()
    assert room.told == [NOT_READY, NOT_READY]
    room.take(finished(1, Outcome.FAILED))
    room.key.toggle()
    assert room.told == [NOT_READY] * 3, "what ran when the engine died makes none ready"
    room.take(Ready(0))
    room.key.toggle()
    assert room.told[3:] == ["start"]


def test_esc_interrupts_what_runs_and_else_is_left_alone(room: Room) -> None:
    room.line.setFocus()
    room.send(True, room.line, key=Qt.Key.Key_Escape)
    assert room.told == []
    room.take(ListeningStarted(1))
    room.send(True, room.line, key=Qt.Key.Key_Escape)
    assert room.told == ["cancel"]
    room.take(finished(1, Outcome.INTERRUPTED))
    room.send(True, room.line, key=Qt.Key.Key_Escape)
    assert room.told == ["cancel"]


def test_esc_interrupts_what_waits_for_the_engine(room: Room) -> None:
    room.is_busy = True
    room.send(True, room.line, key=Qt.Key.Key_Escape)
    assert room.told == ["cancel"]


def test_a_repetition_is_known_however_late_the_window_sees_it(room: Room, qtbot: QtBot) -> None:
    room.setFocus()
    room.send(True, room, at=1000)
    room.now += 1
    room.send(False, room, at=1500)
    room.now += 1  # The window was busy between the two.
    room.send(True, room, at=1500)
    room.now += 1
    assert room.told == ["start"]
    room.take(Failed(0, "engine", "It stopped."))
    for moment in (1540, 1580):
        room.send(False, room, at=moment)
        room.settle(qtbot)
        room.send(True, room, at=moment)
    assert room.told == ["start", "stop"], "the key that is still down says or begins something"


def test_a_device_that_vanishes_ends_the_hold(room: Room, qtbot: QtBot) -> None:
    room.setFocus()
    room.send(True, room)
    room.take(ListeningStarted(1), Failed(1, "audio", "The microphone is gone."), finished(1, Outcome.FAILED))
    room.now += 1
    room.send(True, room, auto=True)
    room.send(False, room)
    room.now += 1
    room.send(True, room)
    room.now += 1
    room.send(False, room)
    room.settle(qtbot)
    assert room.told == ["start", "stop", "start", "stop"]


def test_the_end_of_the_turn_before_does_not_end_the_hold(room: Room) -> None:
    room.take(ListeningStarted(1), ListeningStopped(1, 2.0))
    room.key.toggle()
    room.take(finished(1, Outcome.INTERRUPTED), ListeningStarted(2))
    room.key.toggle()
    assert room.told == ["start", "stop"]


def test_a_toggle_begins_anew_after_its_turn_failed(room: Room) -> None:
    room.key.toggle()
    room.take(finished(1, Outcome.FAILED))
    room.key.toggle()
    assert room.told == ["start", "start"]


def test_the_button_talks_and_a_click_explains_itself(room: Room) -> None:
    room.key.press(Source.BUTTON)
    room.now += 0.1
    room.key.release(Source.BUTTON)
    assert room.told == ["start", "cancel", "Hold the button while you talk, and let go to send."]


def test_it_leaves_no_filter_behind(theme: Theme, qtbot: QtBot) -> None:
    made = Room(theme)
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    other = QLineEdit()
    qtbot.addWidget(other)
    QTest.keyClick(other, Qt.Key.Key_Space)
    assert other.text() == " "


def finished(turn: int, outcome: Outcome) -> TurnFinished:
    return TurnFinished(turn, outcome, Timings(), None, "")
