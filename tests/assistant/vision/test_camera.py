"""Cameras, streams, videos and pictures give frames, or a sentence and a way on."""

import os
import shutil
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from PIL import Image

from assistant.errors import VisionError
from assistant.history import History
from assistant.vision import camera_devices, camera_opencv, taken
from assistant.vision.camera import Camera, grab, name_of, open_camera
from assistant.vision.camera_devices import CameraDevice, list_cameras, why_not
from assistant.vision.capture import Capture, Chosen, Fresh, Live, Look, Lost, drawn, turned
from assistant.vision.picture import Pixels
from tests.faults.marks import Says
from tests.mjpeg import blurred, jpeg, plain, scene, streams

PLAIN = Look()
REFUSES = "http://127.0.0.1:1/video"
HANGS = 30.0
"""Seconds: what an end in time was promised for has none."""
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the sentences are those of Linux")


def video(path: Path, frames: Sequence[Pixels], rate: float) -> Path:
    height, width = frames[0].shape[:2]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), rate, (width, height))
    assert writer.isOpened()
    for pixels in frames:
        writer.write(pixels[:, :, ::-1])
    writer.release()
    return path


def shade(pixels: Pixels) -> int:
    return int(pixels.mean())


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port where something listens and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_picture_stands_still(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    Image.fromarray(scene()).save(path)
    with closing(open_camera(str(path))) as opened:
        first = opened.read()
        assert opened.read() is first
        assert (opened.name, opened.is_still) == ("page.png", True)
    assert np.array_equal(grab(str(path)).pixels, scene())


def test_a_video_is_played_at_its_own_speed_again_and_again(tmp_path: Path) -> None:
    path = video(tmp_path / "film.avi", [plain(20 + 40 * number) for number in range(5)], 20.0)
    with closing(open_camera(str(path))) as opened:
        opened.read()
        began = time.monotonic()
        shades = [shade(opened.read()) for _ in range(10)]
        took = time.monotonic() - began
    assert [round((one - 20) / 40) for one in shades] == [1, 2, 3, 4, 0, 1, 2, 3, 4, 0]
    assert took > 0.4


def test_colours_are_red_green_blue(tmp_path: Path) -> None:
    red = np.zeros((64, 64, 3), dtype=np.uint8)
    red[:, :, 0] = 200
    with closing(open_camera(str(video(tmp_path / "red.avi", [red] * 3, 10)))) as opened:
        pixels = opened.read()
    assert pixels[:, :, 0].mean() > 180
    assert pixels[:, :, 1:].mean() < 20


def test_large_frames_are_scaled_down(tmp_path: Path) -> None:
    path = video(tmp_path / "wide.avi", [plain(90, 2560, 640)] * 2, 10)
    with closing(open_camera(str(path))) as opened:
        assert opened.read().shape == (480, 1920, 3)


def test_a_stream_gives_its_frames() -> None:
    with streams([plain(40), plain(200)]) as server, closing(open_camera(server.address())) as opened:
        assert opened.name == "127.0.0.1"
        assert {round(shade(opened.read()), -1) for _ in range(4)} == {40, 200}


def test_the_sharpest_frame_of_a_second_is_grabbed() -> None:
    page = scene()
    frames = [blurred(page, sigma) for sigma in (3, 5, 4)] + [page] + [blurred(page, sigma) for sigma in (6, 2, 8)]
    with streams(frames) as server:
        found = grab(server.address())
    assert found.name == "127.0.0.1"
    assert np.abs(found.pixels.astype(int) - page).mean() < 6


def test_what_was_seen_before_a_stream_stalled_is_grabbed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_opencv, "READ_SECONDS", 1.0)
    with streams([scene()]) as server:
        assert grab(server.address("stalls")).height == 240


@pytest.mark.parametrize("path", ["silent", "garbage", "missing"])
def test_an_address_without_pictures_is_a_sentence_in_time(path: str) -> None:
    with streams([scene()]) as server:
        began = time.monotonic()
        with pytest.raises(VisionError, match=r"127\.0\.0\.1 does not answer"):
            open_camera(server.address(path), timeout=1.0)
        assert time.monotonic() - began < HANGS


@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_an_address_that_never_answers_is_given_up(scheme: str, silent_port: int) -> None:
    began = time.monotonic()
    with pytest.raises(VisionError, match="does not answer"):
        open_camera(f"{scheme}://127.0.0.1:{silent_port}/video", timeout=1.0)
    assert time.monotonic() - began < HANGS


def test_an_address_that_refuses_is_said_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(VisionError, match="does not answer"):
        open_camera(REFUSES, timeout=2 * HANGS)
    assert time.monotonic() - began < HANGS


def test_an_address_that_keeps_silent_does_not_hold_up_another(tmp_path: Path) -> None:
    path = video(tmp_path / "film.avi", [plain(50)] * 3, 20)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/video"
        opening = threading.Thread(target=camera_opencv.open_ffmpeg, args=(address, 2 * HANGS))
        opening.start()
        silent, _ = server.accept()
        with silent:
            open_camera(str(path), timeout=HANGS / 2).close()
            assert opening.is_alive()
    opening.join()


def read_until_it_ends(opened: Camera) -> None:
    for _ in range(500):
        opened.read()


def test_a_stream_that_stalls_or_dies_ends_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_opencv, "READ_SECONDS", 1.0)
    with streams([scene()]) as server:
        stalling, dying = open_camera(server.address("stalls")), open_camera(server.address())
        dying.read()
        with closing(stalling), pytest.raises(VisionError, match="sends no more pictures"):
            read_until_it_ends(stalling)
    with closing(dying), pytest.raises(VisionError, match="sends no more pictures"):
        read_until_it_ends(dying)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("ftp://host/video", "host is not a camera's address"),
        ("file:///etc/passwd", "That is not a camera's address"),
        ("concat://a|b", "is not a camera's address"),
        ("http://", "That is not a camera's address"),
        ("http://[::1/video", "That is not a camera's address"),
        ("/nowhere/film.mp4", "There is no camera or file /nowhere/film.mp4"),
        ("a\0b", "There is no camera or file"),
        ("/", "There is no camera or file /"),
        ("~nobody/film.mp4", "There is no camera or file ~nobody"),
        ("", "No camera was found"),
    ],
)
def test_what_is_no_source_is_a_sentence(source: str, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_devices, "list_cameras", list)
    with pytest.raises(VisionError) as told:
        open_camera(source)
    assert sentence in str(told.value)


def test_files_that_are_none_are_sentences(tmp_path: Path) -> None:
    for name, content in (("empty.avi", b""), ("words.mp4", b"no film\n" * 100), ("broken.jpg", jpeg(scene())[:99])):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(VisionError, match=name):
            grab(str(tmp_path / name))


def test_the_password_of_an_address_is_not_told() -> None:
    assert name_of("rtsp://anna:secret@10.0.0.7:554/h264?token=abc") == "10.0.0.7"


class ScriptedCapture:
    """OpenCV's `VideoCapture` with a camera that does what the test wants."""

    def __init__(self, frames: "Sequence[Pixels | None]", is_open: bool = True) -> None:
        self._frames, self._is_open = list(frames), is_open
        self.is_released = False

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return self._is_open

    def read(self) -> "tuple[bool, Pixels | None]":
        frame = self._frames.pop(0) if self._frames else None
        return frame is not None, frame

    def release(self) -> None:
        self.is_released = True


@pytest.fixture
def devices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_devices, "list_cameras", lambda: [CameraDevice(0, "Front"), CameraDevice(2, "Desk")])
    monkeypatch.setattr(camera_devices, "why_not", lambda number, name: f"{name} is used by another program.")


def plugged(monkeypatch: pytest.MonkeyPatch, capture: ScriptedCapture | None) -> None:
    monkeypatch.setattr(camera_opencv, "open_device", lambda number, seconds: capture)


@pytest.mark.usefixtures("devices")
def test_a_camera_has_its_name_and_survives_a_damaged_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    plugged(monkeypatch, ScriptedCapture([plain(10), None, None, plain(30)]))
    with closing(open_camera("2")) as opened:
        assert opened.name == "Desk"
        assert [shade(opened.read()), shade(opened.read())] == [10, 30]
        with pytest.raises(VisionError, match="Desk sends no more pictures"):
            opened.read()


@pytest.mark.usefixtures("devices")
def test_a_camera_is_found_by_its_name_or_as_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []

    def opens(number: int, _seconds: float) -> ScriptedCapture:
        opened.append(number)
        return ScriptedCapture([])

    monkeypatch.setattr(camera_opencv, "open_device", opens)
    assert [open_camera(source).name for source in ("Desk", "", "0", "5")] == ["Desk", "Front", "Front", "Camera 5"]
    assert opened == [2, 0, 0, 5]


@pytest.mark.fault(
    "the camera is used by another program", says="Front is used by another program.", intact="everything else"
)
@pytest.mark.usefixtures("devices")
@pytest.mark.parametrize("capture", [ScriptedCapture([], is_open=False), ScriptedCapture([])])
def test_a_busy_camera_says_so_whether_it_opens_or_not(
    monkeypatch: pytest.MonkeyPatch, capture: ScriptedCapture, says: Says
) -> None:
    plugged(monkeypatch, capture)
    with pytest.raises(VisionError) as told:
        open_camera("0").read()
    says(told.value)


@pytest.mark.fault("the camera's driver hangs", says="Camera 7 does not answer…", intact="everything else")
@pytest.mark.usefixtures("devices")
def test_a_driver_that_does_not_come_back_is_a_sentence(monkeypatch: pytest.MonkeyPatch, says: Says) -> None:
    plugged(monkeypatch, None)
    with pytest.raises(VisionError) as told:
        open_camera("7")
    says(told.value)


def test_what_opens_too_late_is_given_back() -> None:
    go_on, late = threading.Event(), ScriptedCapture([])

    def opens() -> ScriptedCapture:
        go_on.wait(10)
        return late

    assert camera_opencv.within(0.05, opens) is None
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "earsight-camera-opens":
            thread.join()
    assert late.is_released


@LINUX
def test_why_a_camera_cannot_be_opened_on_linux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Desk is not connected" in why_not(0, "Desk", tmp_path)
    (tmp_path / "video0").touch()
    assert "Desk is used by another program" in why_not(0, "Desk", tmp_path)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "usermod -aG video" in why_not(0, "Desk", tmp_path)


@pytest.mark.skipif(sys.platform != "linux" or Path("/dev/video0").exists(), reason="a camera is connected here")
def test_without_a_camera_it_is_said() -> None:
    with pytest.raises(VisionError, match="Camera 0 is not connected"):
        open_camera("0")


def test_cameras_of_one_name_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    import cv2_enumerate_cameras

    found = [SimpleNamespace(index=index, name=name) for index, name in ((4, " HD  Cam"), (0, "HD Cam"), (2, None))]
    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", lambda _backend: found)
    assert list_cameras() == [CameraDevice(0, "HD Cam (0)"), CameraDevice(2, "Camera 2"), CameraDevice(4, "HD Cam (4)")]


def test_a_driver_that_fails_lists_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import cv2_enumerate_cameras

    def fails(_backend: int) -> None:
        raise OSError("driver")

    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", fails)
    assert list_cameras() == []


@pytest.mark.parametrize(
    ("status", "answer", "allowed"), [(3, None, True), (2, None, False), (0, True, True), (0, False, False)]
)
def test_macos_is_asked_whether_earsight_may_see(status: int, answer: bool | None, allowed: bool) -> None:
    def request(_kind: str, done: Callable[[bool], None]) -> None:
        assert answer is not None
        done(answer)

    device = SimpleNamespace(
        authorizationStatusForMediaType_=lambda _kind: status, requestAccessForMediaType_completionHandler_=request
    )
    system = SimpleNamespace(
        AVCaptureDevice=device,
        AVMediaTypeVideo="vide",
        AVAuthorizationStatusAuthorized=3,
        AVAuthorizationStatusNotDetermined=0,
    )
    if allowed:
        camera_devices._ask_mac(system)
    else:
        with pytest.raises(VisionError, match="System Settings"):
            camera_devices._ask_mac(system)


class Watch:
    """What a capture told, to be waited for."""

    def __init__(self) -> None:
        self._told: list[object] = []
        self._changed = threading.Condition()

    def __call__(self, _capture: Capture, what: object) -> None:
        with self._changed:
            self._told.append(what)
            self._changed.notify_all()

    def next(self, kind: type, seconds: float = HANGS) -> object:
        """Wait for the next of this kind; what came before it is passed over."""
        with self._changed:
            while True:
                found = next((at for at, one in enumerate(self._told) if isinstance(one, kind)), None)
                if found is not None:
                    told = self._told[found]
                    del self._told[: found + 1]
                    return told
                assert self._changed.wait(seconds), f"no {kind.__name__} came; {self._told}"

    def count(self, kind: type) -> int:
        with self._changed:
            return sum(isinstance(one, kind) for one in self._told)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def begin(watch: Watch) -> Iterator[Callable[..., Capture]]:
    running: list[Capture] = []

    def start(source: str, opens: Callable[[str], Camera] = open_camera, look: Look = PLAIN) -> Capture:
        made = Capture(source, opens, watch, look)
        running.append(made)
        made.start()
        return made

    yield start
    for one in running:
        one.over.set()
    for one in running:
        one.join(HANGS)
        assert not one.is_alive()


def test_the_sharpest_frame_is_chosen_while_the_key_is_held(watch: Watch, begin: Callable[..., Capture]) -> None:
    page = scene()
    with streams([blurred(page, 4)]) as server:
        capture = begin(server.address())
        watch.next(Live)
        capture.began()
        first = watch.next(Chosen)
        assert isinstance(first, Chosen)
        # Sharp for longer than the pause between two frames that are looked at, else it could fall into every pause.
        server.frames = [*[jpeg(page)] * 5, *server.frames * 5]
        better = watch.next(Chosen)
        assert isinstance(better, Chosen)
        assert np.abs(better.pixels.astype(int) - page).mean() < 6
        capture.ended()
        capture.over.set()


def test_previews_do_not_queue_up_while_nobody_looks(watch: Watch, begin: Callable[..., Capture]) -> None:
    with streams([plain(shade) for shade in range(0, 250, 10)]) as server:
        capture = begin(server.address())
        watch.next(Fresh)
        capture.take()
        watch.next(Chosen)  # many frames later
        assert watch.count(Fresh) == 0
        assert capture.preview() is not None
        watch.next(Fresh)
        capture.over.set()


@pytest.mark.fault(
    "the camera goes away while it is shown",
    says="127.0.0.1 sends no more pictures…",
    intact="the window; the camera is seen again when it comes back",
)
def test_a_camera_that_died_is_seen_again_when_it_comes_back(
    watch: Watch, begin: Callable[..., Capture], monkeypatch: pytest.MonkeyPatch, says: Says
) -> None:
    monkeypatch.setattr("assistant.vision.capture.RETRY_SECONDS", 0.1)
    with streams([plain(10)]) as server:
        capture = begin(server.address())
        watch.next(Live)
        server.die()
        lost = watch.next(Lost)
        assert isinstance(lost, Lost)
        says(lost.why)
        server.begin()
        watch.next(Live)
        capture.over.set()


def test_a_file_that_fails_is_not_tried_again(watch: Watch, begin: Callable[..., Capture], tmp_path: Path) -> None:
    (tmp_path / "words.mp4").write_text("no film")
    capture = begin(str(tmp_path / "words.mp4"))
    watch.next(Lost)
    capture.join(10)
    assert not capture.is_alive()


def test_the_same_camera_is_opened_only_after_it_was_given_back(watch: Watch) -> None:
    order: list[str] = []
    go_on = threading.Event()

    class Slow(Camera):
        def read(self) -> Pixels:
            go_on.wait(10)
            return plain(9)

        def close(self) -> None:
            order.append("closed")

    def opens(source: str) -> Camera:
        order.append("opened")
        return Slow(source)

    first = Capture("0", opens, watch, Look())
    first.start()
    first.over.set()
    second = Capture("0", opens, watch, Look(), first)
    second.start()
    go_on.set()
    watch.next(Live)
    second.over.set()
    second.join(10)
    assert order[:3] in (["opened", "closed", "opened"], ["opened", "closed"])


def test_a_picture_that_stands_still_is_drawn_once_and_anew_when_it_is_turned(
    watch: Watch, begin: Callable[..., Capture], tmp_path: Path
) -> None:
    path = tmp_path / "page.png"
    Image.fromarray(scene()).save(path)
    capture = begin(str(path), look=Look(160, 160))
    watch.next(Fresh)
    first = capture.preview()
    assert first is not None
    assert first.pixels.shape == (120, 160, 3)
    capture.take()
    watch.next(Chosen)
    assert capture.preview() is None
    capture.look = Look(160, 160, quarters=1)
    watch.next(Fresh)
    again = capture.preview()
    assert again is not None
    assert again.pixels.shape == (160, 120, 3)


def test_a_preview_is_turned_mirrored_and_as_large_as_fits() -> None:
    pixels = plain(0, 40, 20)
    pixels[:10, :20] = 255  # left above
    assert drawn(pixels, Look(80, 80)).shape == (40, 80, 3)
    assert drawn(pixels, Look(80, 80))[5, 5, 0] == 255
    assert drawn(pixels, Look(80, 80, is_mirrored=True))[5, 75, 0] == 255
    around = drawn(pixels, Look(80, 80, quarters=1))
    assert around.shape == (80, 40, 3)
    assert around[5, 35, 0] == 255
    assert turned(pixels, 3)[35, 5, 0] == 255
    assert drawn(pixels, Look(0, 0)).shape == (1, 1, 3)


def test_a_picture_is_kept_for_this_person_only(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    paths = [taken.keep_picture(scene(), folder) for _ in range(3)]
    assert len(set(paths)) == 3
    assert all(path.name.startswith("camera-20") and path.suffix == ".jpg" for path in paths)
    if os.name == "posix":
        assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with Image.open(paths[0]) as kept:
        assert np.abs(np.asarray(kept).astype(int) - scene()).mean() < 8


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("not a folder")
    with pytest.raises(VisionError, match="cannot be kept"):
        taken.keep_picture(scene(), tmp_path / "pictures")


def test_old_pictures_of_no_chat_are_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    mine, old, fresh = (taken.keep_picture(scene(), folder) for _ in range(3))
    other = folder / "holiday.jpg"
    shutil.copy(old, other)
    for path in (mine, old, other):
        os.utime(path, (1, 1))
    history = History(tmp_path / "chats.sqlite3")
    history.add_turn(history.new_chat(), "What is it?", "A label.", meta={"images": [str(mine)]})
    taken.tidy(folder, taken.in_chats(history))
    history.close()
    assert sorted(folder.iterdir()) == sorted([mine, fresh, other])
    taken.tidy(tmp_path / "nowhere", set())


def python(code: str, *arguments: str) -> str:
    """What a fresh Python prints and complains of."""
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip() + done.stderr


def test_opencv_comes_with_the_camera_and_not_before() -> None:
    assert (
        python("import sys, assistant.vision.capture, assistant.vision.taken; print('cv2' in sys.modules)") == "False"
    )


def test_opencv_writes_nothing_to_the_terminal() -> None:
    code = (
        "import sys\n"
        "from assistant.vision.camera import VisionError, open_camera\n"
        "for source in sys.argv[1:]:\n"
        "    try:\n"
        "        open_camera(source)\n"
        "    except VisionError:\n"
        "        print('said')\n"
    )
    assert python(code, REFUSES, __file__, "99").split() == ["said"] * 3
