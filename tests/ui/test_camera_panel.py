"""The camera beside the conversation: on while it is seen, its sharpest picture goes with the question."""

import pkgutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from assistant.errors import VisionError
from assistant.events import ListeningStarted, ListeningStopped, Outcome, Timings, TurnFinished
from assistant.vision.camera import Camera
from assistant.vision.camera_devices import CameraDevice
from assistant.vision.capture import Fresh
from assistant.vision.picture import Pixels
from tests.mjpeg import blurred, plain, scene, streams
from tests.ui.conftest import WAIT
from ui.camera_feed import is_left_behind
from ui.camera_panel import NONE, CameraPanel, State
from ui.camera_sources import ADDRESS, FILE
from ui.icons import Icons
from ui.start import ended
from ui.talk_room import TalkRoom
from ui.theme import Theme
from ui.typed_question import WITHOUT


class Scripted(Camera):
    """Gives a frame whenever the test's pace allows."""

    def __init__(self, bench: "Bench", name: str) -> None:
        super().__init__(name)
        self._bench = bench

    def read(self) -> Pixels:
        time.sleep(0.01)
        self._bench.goes_on.wait(60)
        if self._bench.why:
            raise VisionError(self._bench.why)
        return self._bench.frame.copy()

    def close(self) -> None:
        self._bench.open.discard(self.name)
        self._bench.changed.set()


class Bench:
    """The cameras of a test: which there are, what they see, and what is wrong with them."""

    def __init__(self) -> None:
        self.devices = [CameraDevice(0, "Front"), CameraDevice(2, "Desk")]
        self.frame = scene()
        self.why = ""
        self.open: set[str] = set()
        self.changed = threading.Event()
        self.may_open = threading.Event()
        self.may_open.set()
        self.goes_on = threading.Event()
        self.goes_on.set()

    def opens(self, source: str) -> Camera:
        self.may_open.wait(60)
        if self.why:
            raise VisionError(self.why)
        self.open.add(source)
        return Scripted(self, source)

    def lists(self) -> list[CameraDevice]:
        return self.devices


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr("assistant.vision.capture.RETRY_SECONDS", 0.05)
    monkeypatch.setattr("ui.camera_panel.LOOK_AGAIN", 50)
    return Bench()


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, icons: Icons, tmp_path: Path, bench: Bench) -> Iterator[CameraPanel]:
    made = CameraPanel(theme, icons, tmp_path / "pictures", bench.opens, bench.lists)
    qtbot.addWidget(made)
    yield made
    bench.may_open.set()
    made.finish()


@pytest.fixture
def real(qtbot: QtBot, theme: Theme, icons: Icons, tmp_path: Path) -> Iterator[CameraPanel]:
    """With real streams and files."""
    made = CameraPanel(theme, icons, tmp_path / "pictures", lists=list)
    qtbot.addWidget(made)
    yield made
    made.finish()


def live(qtbot: QtBot, panel: CameraPanel) -> None:
    panel.show()
    qtbot.waitUntil(lambda: panel.state in (State.LIVE, State.STILL) and not panel.view.is_blank)


def status(panel: CameraPanel) -> str:
    return panel._status.text()


def test_the_first_camera_is_opened_with_the_panel_and_closed_with_it(
    qtbot: QtBot, panel: CameraPanel, bench: Bench
) -> None:
    assert not panel.is_on
    live(qtbot, panel)
    assert (panel.sources.currentText(), bench.open) == ("Front", {"Front"})
    assert status(panel).startswith("Camera on")
    with qtbot.waitSignal(panel.turned_on) as told:
        panel.close()
    assert told.args == [False]
    qtbot.waitUntil(lambda: not bench.open)
    assert not panel.is_on
    live(qtbot, panel)


def test_a_window_that_is_hidden_or_minimised_turns_the_camera_off(
    qtbot: QtBot, panel: CameraPanel, bench: Bench
) -> None:
    live(qtbot, panel)
    panel.window().showMinimized()
    qtbot.waitUntil(lambda: not panel.is_on and not bench.open)
    panel.window().showNormal()
    qtbot.waitUntil(lambda: panel.state is State.LIVE)
    panel.window().hide()
    qtbot.waitUntil(lambda: not panel.is_on and not bench.open)


def test_another_camera_is_chosen_by_name(qtbot: QtBot, panel: CameraPanel, bench: Bench) -> None:
    live(qtbot, panel)
    offered = [panel.sources.itemText(at) for at in range(panel.sources.count())]
    assert offered == ["Front", "Desk", "Camera at an address …", "Picture or video …"]
    with qtbot.waitSignal(panel.source_chosen) as told:
        panel.sources.activated.emit(1)
    assert told.args == ["Desk"]
    qtbot.waitUntil(lambda: bench.open == {"Desk"} and panel.state is State.LIVE)


@pytest.mark.parametrize(
    ("typed", "source"),
    [(" http://10.0.0.9/video ", "http://10.0.0.9/video"), ("10.0.0.9:8080/video", "http://10.0.0.9:8080/video")],
)
def test_an_address_is_asked_for(qtbot: QtBot, panel: CameraPanel, bench: Bench, typed: str, source: str) -> None:
    live(qtbot, panel)
    panel.sources.activated.emit(2)
    asks = panel.sources.findChild(QInputDialog, ADDRESS)
    assert asks is not None
    asks.setTextValue(typed)
    with qtbot.waitSignal(panel.source_chosen) as told:
        asks.accept()
    assert told.args == [source]
    assert panel.sources.currentText() == "10.0.0.9"
    qtbot.waitUntil(lambda: bench.open == {source})


def test_an_address_that_was_not_given_changes_nothing(qtbot: QtBot, panel: CameraPanel) -> None:
    live(qtbot, panel)
    panel.sources.setCurrentIndex(2)
    panel.sources.activated.emit(2)
    asks = panel.sources.findChild(QInputDialog, ADDRESS)
    assert asks is not None
    asks.reject()
    assert panel.sources.currentText() == "Front"


def test_a_picture_is_opened_and_stands_still(qtbot: QtBot, real: CameraPanel, tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    Image.fromarray(scene()).save(path)
    real.show()
    qtbot.waitUntil(lambda: real.state is State.NONE)
    real.sources.activated.emit(1)
    files = real.sources.findChild(QFileDialog, FILE)
    assert files is not None
    files.fileSelected.emit(str(path))
    files.reject()
    qtbot.waitUntil(lambda: real.state is State.STILL and not real.view.is_blank)
    assert real.sources.currentText() == "page.png"
    assert not real.freezes.isEnabled()
    with qtbot.waitSignal(real.chosen) as told:
        real.take.click()
    with Image.open(told.args[0]) as kept:
        assert kept.size == (320, 240)


def test_no_camera_says_what_to_do_and_one_that_comes_is_opened(qtbot: QtBot, panel: CameraPanel, bench: Bench) -> None:
    bench.devices = []
    panel.show()
    qtbot.waitUntil(lambda: panel.state is State.NONE)
    assert panel.view.accessibleDescription() == NONE
    assert panel.retry.isVisible()
    bench.devices = [CameraDevice(1, "Desk")]
    qtbot.waitUntil(lambda: panel.state is State.LIVE)
    assert bench.open == {"Desk"}


def test_a_camera_that_fails_says_why_and_is_seen_again_when_it_works(
    qtbot: QtBot, panel: CameraPanel, bench: Bench
) -> None:
    live(qtbot, panel)
    bench.why = "Front sends no more pictures: check that it is connected."
    qtbot.waitUntil(lambda: panel.state is State.LOST)
    assert panel.view.accessibleDescription() == bench.why
    assert panel.retry.isVisible()
    assert not panel.take.isEnabled()
    bench.why = ""
    qtbot.waitUntil(lambda: panel.state is State.LIVE)
    assert not panel.retry.isVisible()


def test_trying_again_opens_at_once(
    qtbot: QtBot, panel: CameraPanel, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.vision.capture.RETRY_SECONDS", 60.0)
    bench.why = "Front is used by another program: close that program, or choose another camera."
    panel.show()
    qtbot.waitUntil(lambda: panel.state is State.LOST)
    bench.why = ""
    panel.retry.click()
    assert panel.state is State.OPENING
    qtbot.waitUntil(lambda: panel.state is State.LIVE)


def test_the_window_stays_alive_while_a_camera_takes_its_time(qtbot: QtBot, panel: CameraPanel, bench: Bench) -> None:
    bench.may_open.clear()
    panel.show()
    qtbot.waitUntil(lambda: panel.state is State.OPENING and "Front" in panel.view.accessibleDescription())
    assert panel.view.accessibleDescription() == "Opening Front …"
    panel.sources.activated.emit(1)
    panel.close()
    assert panel.state is State.OFF
    bench.may_open.set()
    qtbot.waitUntil(lambda: not bench.open)


def test_holding_the_key_chooses_the_sharpest_frame_and_a_sharper_one_later(
    qtbot: QtBot, panel: CameraPanel, bench: Bench
) -> None:
    page = scene()
    bench.frame = blurred(page, 4)
    live(qtbot, panel)
    with qtbot.waitSignal(panel.chosen) as first:
        panel.hold_began()
    bench.frame = page
    with qtbot.waitSignal(panel.chosen) as better:
        pass
    panel.hold_ended()
    assert first.args[0] != better.args[0]
    with Image.open(better.args[0]) as kept:
        assert np.abs(np.asarray(kept).astype(int) - page).mean() < 6
    assert panel.taken.path == better.args[0]
    assert panel.taken.isVisible()


def test_nothing_is_chosen_without_the_key_or_without_a_camera(qtbot: QtBot, panel: CameraPanel, bench: Bench) -> None:
    chosen: list[object] = []
    panel.chosen.connect(chosen.append)
    panel.hold_began()
    panel.hold_ended()
    live(qtbot, panel)
    bench.frame = scene(seed=9)
    for _ in range(3):
        with qtbot.waitSignal(panel.feed.fresh):
            pass
    with qtbot.waitCallback() as all_kept:
        panel.feed._worker.run(lambda: None, all_kept)
    assert not chosen


def test_a_camera_that_opens_while_the_key_is_held_is_asked_too(qtbot: QtBot, panel: CameraPanel) -> None:
    panel.hold_began()
    with qtbot.waitSignal(panel.chosen):
        panel.show()
    panel.hold_ended()


def test_what_is_sent_is_turned_but_never_mirrored(qtbot: QtBot, panel: CameraPanel, bench: Bench) -> None:
    frame = plain(0)
    frame[:120, :160] = 255  # left above
    bench.frame = frame
    live(qtbot, panel)
    panel.mirror.click()
    panel.turns.click()
    with qtbot.waitSignal(panel.chosen) as told:
        panel.take.click()
    with Image.open(told.args[0]) as kept:
        assert kept.size == (240, 320)
        assert kept.getpixel((230, 10)) > (200, 200, 200)
        assert kept.getpixel((10, 10)) < (50, 50, 50)


def shown(panel: CameraPanel) -> Pixels:
    assert panel.view._pixels is not None
    return panel.view._pixels


def test_a_frozen_picture_stays_is_chosen_and_is_let_go_to_be_taken_again(
    qtbot: QtBot, panel: CameraPanel, bench: Bench
) -> None:
    bench.frame = plain(200)
    live(qtbot, panel)
    panel.freezes.click()
    bench.frame = plain(20)
    assert status(panel) == "Camera on, picture frozen"
    with qtbot.waitSignal(panel.chosen) as told:
        panel.hold_began()
    panel.hold_ended()
    with Image.open(told.args[0]) as kept:
        assert kept.getpixel((5, 5))[0] > 180
    assert shown(panel).mean() > 180
    with qtbot.waitSignal(panel.chosen) as again:
        panel.hold_began()
    panel.hold_ended()
    assert again.args == told.args
    with qtbot.waitSignal(panel.chosen) as fresh:
        panel.taken.retake.click()
    assert not panel.freezes.isChecked()
    with Image.open(fresh.args[0]) as kept:
        assert kept.getpixel((5, 5))[0] < 40


def test_a_moving_camera_is_asked_to_be_held_still(qtbot: QtBot, panel: CameraPanel, bench: Bench) -> None:
    live(qtbot, panel)
    assert status(panel) == "Camera on, sharp"
    bench.frame = blurred(scene(), 8)
    qtbot.waitUntil(lambda: status(panel) == "Camera on, hold it still")
    bench.frame = scene()
    qtbot.waitUntil(lambda: status(panel) == "Camera on, sharp")


def test_a_picture_that_cannot_be_kept_is_a_sentence(qtbot: QtBot, panel: CameraPanel, tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("not a folder")
    live(qtbot, panel)
    with qtbot.waitSignal(panel.failed) as told:
        panel.take.click()
    assert "cannot be kept" in told.args[0]
    assert not panel.taken.isVisible()


def test_a_large_stream_does_not_hold_up_the_window(
    qtbot: QtBot, real: CameraPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All work on frames is other threads', and what waits for a busy window is one preview, not all of them."""
    at_work: dict[str, set[str]] = {}
    drawn_again = threading.Semaphore(0)

    def watched(target: str) -> None:
        real_one = pkgutil.resolve_name(target)

        def watching(*arguments: object) -> object:
            at_work.setdefault(target, set()).add(threading.current_thread().name)
            if target.endswith("drawn"):
                drawn_again.release()
            return real_one(*arguments)

        monkeypatch.setattr(target, watching)

    for target in (
        "assistant.vision.camera._Stream.read",
        "assistant.vision.capture.sharpness",
        "assistant.vision.capture.drawn",
        "assistant.vision.taken.keep_picture",
    ):
        watched(target)
    told: list[object] = []
    real.feed._told.connect(lambda _capture, what: told.append(what), Qt.ConnectionType.DirectConnection)
    with streams([blurred(scene(1280, 960, seed), 1) for seed in range(6)], pause=1 / 30) as server:
        real.open(server.address())
        live(qtbot, real)
        with qtbot.waitSignal(real.chosen):
            real.take.click()
        told.clear()
        while drawn_again.acquire(blocking=False):
            pass
        for _ in range(5):
            assert drawn_again.acquire(timeout=30), "frames come while the window is busy"
        waiting = [what for what in told if isinstance(what, Fresh)]
        shown_size = shown(real).shape
        real.close()
    assert len(waiting) <= 1
    assert shown_size[1] <= real.view.needed().width()
    assert len(at_work) == 4
    assert threading.current_thread().name not in set.union(*at_work.values())


def test_every_control_has_a_name_a_tip_and_a_place_in_the_tab_order(
    qtbot: QtBot, panel: CameraPanel, tmp_path: Path
) -> None:
    live(qtbot, panel)
    panel.taken.show_picture(tmp_path / "a.jpg")
    controls: list[QWidget] = [*panel.findChildren(QAbstractButton), *panel.findChildren(QComboBox)]
    shown_controls = [control for control in controls if control.isVisible()]
    assert len(shown_controls) == 7
    for control in shown_controls:
        assert control.accessibleName()
        assert control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.fixture
def room(qtbot: QtBot, theme: Theme, icons: Icons, bench: Bench) -> Iterator[TalkRoom]:
    made = TalkRoom(theme, icons)
    made._typed._late.setInterval(WAIT)
    made.camera.feed._opens, made.camera.feed._lists = bench.opens, bench.lists
    qtbot.addWidget(made)
    made.resize(900, 700)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    for event in (bench.may_open, bench.goes_on):
        event.set()
    made.close_down()


def test_the_button_opens_the_camera_and_tells_that_it_is_on(qtbot: QtBot, room: TalkRoom, bench: Bench) -> None:
    assert not bench.open
    button = room.composer.camera_button
    button.click()
    qtbot.waitUntil(lambda: room.camera.state is State.LIVE)
    assert (button.isChecked(), button.accessibleName()) == (True, "Camera, on")
    room.camera.closes.click()
    assert (button.isChecked(), button.accessibleName()) == (False, "Camera")
    qtbot.waitUntil(lambda: not bench.open)


def test_the_camera_is_beside_the_conversation_or_in_its_place(qtbot: QtBot, room: TalkRoom) -> None:
    room.toggle_camera()
    QApplication.processEvents()
    assert room.view.isVisible()
    assert room.camera.x() >= room.view.geometry().right()
    room.resize(420, 700)
    QApplication.processEvents()
    assert not room.view.isVisible()
    assert room.camera.isVisible()
    assert room.camera.is_on
    assert room.camera.geometry().bottom() < room.composer.mapTo(room, room.composer.rect().topLeft()).y()
    room.toggle_camera()
    assert room.view.isVisible()
    room.resize(900, 700)
    QApplication.processEvents()
    assert room.view.isVisible()


def test_the_cameras_picture_is_in_the_tray_and_goes_with_the_question(qtbot: QtBot, room: TalkRoom) -> None:
    room.toggle_camera()
    qtbot.waitUntil(lambda: room.camera.state is State.LIVE)
    with qtbot.waitSignal(room.pictures_changed) as told:
        room.camera.take.click()
    [path] = told.args[0]
    assert room.composer.tray.tiles[0].again.isVisible()
    with qtbot.waitSignal(room.pictures_changed) as changed:
        room.composer.tray.tiles[0].again.click()
    assert changed.args[0] != (path,)
    qtbot.keyClicks(room.composer.field, "What is it?")
    with qtbot.waitSignal(room.asked) as asked:
        room.composer.send.click()
    assert asked.args == ["What is it?", changed.args[0]]
    assert room.composer.pictures == ()
    assert room.camera.taken.path is None


def test_a_typed_question_takes_what_the_camera_sees_by_itself(qtbot: QtBot, room: TalkRoom) -> None:
    room.toggle_camera()
    qtbot.waitUntil(lambda: room.camera.state is State.LIVE)
    shown: list[tuple[Path, ...]] = []
    room.pictures_changed.connect(shown.append)
    qtbot.keyClicks(room.composer.field, "What is it?")
    with qtbot.waitSignal(room.asked) as asked:
        room.composer.send.click()
        assert not asked.signal_triggered, "the window does not wait for the camera"
        assert room.composer.field.toPlainText() == ""
    text, (path,) = asked.args
    assert text == "What is it?"
    assert path.is_file()
    assert shown == [(path,), ()], "it is being read already, and leaves with the question"
    assert room.view.model.message(0).images == (path,)
    assert room.camera.taken.path is None


def test_a_typed_question_goes_without_a_picture_where_the_person_wants_none(qtbot: QtBot, room: TalkRoom) -> None:
    asked: list[tuple[str, tuple[Path, ...]]] = []
    room.asked.connect(lambda text, images: asked.append((text, images)))
    room.composer.asked.emit("Is it dark?", ())
    assert asked == [("Is it dark?", ())], "the camera is off"
    room.toggle_camera()
    qtbot.waitUntil(lambda: room.camera.state is State.LIVE)
    with qtbot.waitSignal(room.pictures_changed):
        room.camera.take.click()
    room.composer.tray.tiles[0].remove.click()
    room.composer.asked.emit("What time is it?", ())
    assert asked[1:] == [("What time is it?", ())], "it was taken off"
    with qtbot.waitSignal(room.asked):
        room.composer.asked.emit("And this?", ())
    assert len(asked[2][1]) == 1


def test_a_camera_that_gives_no_picture_holds_no_typed_question_up(qtbot: QtBot, room: TalkRoom, bench: Bench) -> None:
    room.toggle_camera()
    qtbot.waitUntil(lambda: room.camera.state is State.LIVE)
    bench.goes_on.clear()
    room._typed._late.setInterval(50)
    told: list[object] = []
    room.asked.connect(lambda text, images: told.append((text, images)))
    room.failed.connect(told.append)
    with qtbot.waitSignal(room.failed):
        room.composer.asked.emit("What is it?", ())
    assert told == [("What is it?", ()), WITHOUT]


def test_a_typed_question_that_waits_is_sent_before_the_next_and_put_back_for_a_spoken_one(
    qtbot: QtBot, room: TalkRoom, bench: Bench
) -> None:
    room.toggle_camera()
    qtbot.waitUntil(lambda: room.camera.state is State.LIVE)
    bench.goes_on.clear()
    with qtbot.waitSignal(room.asked) as asked:
        room.composer.asked.emit("What is it?", ())
        room.composer.asked.emit("And what does it cost?", ())
    assert asked.args == ["What is it?", ()]
    with qtbot.assertNotEmitted(room.asked):
        room.take(ListeningStarted(4))
    assert room.composer.field.toPlainText() == "And what does it cost?"


def test_the_window_is_closed_quickly_while_a_camera_does_not_answer(
    qtbot: QtBot, room: TalkRoom, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[int] = []
    monkeypatch.setattr("os._exit", codes.append)
    bench.may_open.clear()
    room.toggle_camera()
    qtbot.waitUntil(lambda: room.camera.state is State.OPENING and room.camera.feed.is_open)
    room.close_down()
    assert is_left_behind(), "it was not waited for"
    assert ended(0) == 0
    assert codes == [0], "Python does not go through its own end while OpenCV may come back"
    bench.may_open.set()
    qtbot.waitUntil(lambda: not is_left_behind())
    assert (ended(3), codes) == (3, [0])


def test_what_is_said_hands_free_is_seen_too(qtbot: QtBot, room: TalkRoom) -> None:
    room.toggle_camera()
    qtbot.waitUntil(lambda: room.camera.state is State.LIVE)
    with qtbot.waitSignal(room.camera.chosen):
        room.take(ListeningStarted(4))
    room.take(TurnFinished(3, Outcome.INTERRUPTED, Timings(0, 0, 0, 0, 0), 1, ""))
    assert room.camera.feed.is_held
    room.take(ListeningStopped(4, 1.0))
    assert not room.camera.feed.is_held


def test_a_picture_that_is_taken_off_is_gone_from_the_panel_too(qtbot: QtBot, room: TalkRoom) -> None:
    room.toggle_camera()
    qtbot.waitUntil(lambda: room.camera.state is State.LIVE)
    with qtbot.waitSignal(room.pictures_changed):
        room.camera.take.click()
    room.composer.tray.tiles[0].remove.click()
    assert not room.camera.taken.isVisible()
    with qtbot.waitSignal(room.pictures_changed):
        room.camera.take.click()
    assert room.camera.taken.isVisible()
