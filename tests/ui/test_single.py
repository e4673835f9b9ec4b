"""One window per data folder: the second start shows the first, and three words are all it understands."""

import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from assistant.errors import EarsightError
from assistant.toggle import TAKEN, address, tell
from tests.earsight import earsight
from ui import single
from ui.single import CALLERS, Single

UNIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has a pipe there, without a mode or a leftover")

HOLD = """
import sys
from PySide6.QtCore import QCoreApplication
from ui.single import Single
app = QCoreApplication([])
single = Single()
print("first" if single.begin() else "second", flush=True)
single.raised.connect(lambda: print("raised", flush=True))
if sys.argv[1:]:
    app.exec()
"""


class Told:
    def __init__(self, made: Single) -> None:
        self.single = made
        self.words: list[str] = []
        made.raised.connect(lambda: self.words.append("raise"))
        made.talk.connect(lambda: self.words.append("talk"))
        made.stop.connect(lambda: self.words.append("stop"))


@pytest.fixture
def first(qapp: QCoreApplication) -> Iterator[Told]:
    made = Single()
    assert made.begin()
    yield Told(made)
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def meanwhile(qtbot: QtBot, work: Callable[[], object]) -> object:
    """Do `work` on a thread while the window's events run; what it returned or raised."""
    results: list[object] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:  # noqa: BLE001
            results.append(error)

    thread = threading.Thread(target=run, name="earsight-test-caller")
    thread.start()
    qtbot.waitUntil(lambda: bool(results))
    thread.join()
    return results[0]


def test_a_second_start_raises_the_first_window(first: Told, qtbot: QtBot) -> None:
    assert meanwhile(qtbot, lambda: Single().begin()) is False
    assert first.words == ["raise"]


@pytest.mark.fault(
    "Earsight is started twice, and the first one crashes",
    says="",
    intact="the first window, which comes to the front; a crash frees its place",
)
def test_it_holds_across_processes_and_a_crash_frees_it(tmp_path: Path, qtbot: QtBot) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, "stay"], stdout=subprocess.PIPE, text=True) as one:
        assert one.stdout is not None
        assert one.stdout.readline() == "first\n"
        other = subprocess.run([sys.executable, "-c", HOLD], capture_output=True, text=True, timeout=30, check=True)
        assert other.stdout == "second\n"
        assert one.stdout.readline() == "raised\n"
        one.kill()
    again = subprocess.run([sys.executable, "-c", HOLD], capture_output=True, text=True, timeout=30, check=True)
    assert again.stdout == "first\n"


def test_another_data_folder_has_a_window_of_its_own(
    first: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSIGHT_HOME", str(tmp_path / "other"))
    other = Single()
    assert other.begin()
    other.close()
    assert first.words == []


def test_the_command_talks_to_the_window(first: Told, qtbot: QtBot) -> None:
    for arguments in ((), (), ("--stop",)):
        done = meanwhile(qtbot, lambda arguments=arguments: earsight("talk-toggle", *arguments))
        assert isinstance(done, subprocess.CompletedProcess)
        assert done.returncode == 0, done.stderr
    assert first.words == ["talk", "talk", "stop"]


@UNIX
@pytest.mark.parametrize("said", [b"quit\n", b"TALK\n", b"\xff\xfe\n", b"\n", b"talk" * 100, b"talk talk talk talk\n"])
def test_anything_else_is_ignored(first: Told, qtbot: QtBot, said: bytes) -> None:
    assert meanwhile(qtbot, lambda: spoken(said)) == b""
    assert first.words == []
    assert meanwhile(qtbot, lambda: tell("talk")) is True


@UNIX
def test_only_the_first_word_of_a_caller_counts(first: Told, qtbot: QtBot) -> None:
    assert meanwhile(qtbot, lambda: spoken(b"talk\nstop\n")) == TAKEN
    assert first.words == ["talk"]


@UNIX
def test_a_word_may_come_in_pieces_but_not_too_slowly(
    first: Told, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pieces() -> bytes:
        with caller() as line:
            line.sendall(b"ta")
            line.sendall(b"lk\n")
            return line.recv(64)

    assert meanwhile(qtbot, pieces) == TAKEN
    monkeypatch.setattr(single, "PATIENCE", 50)
    assert meanwhile(qtbot, lambda: spoken(b"tal")) == b""
    assert first.words == ["talk"]


@UNIX
def test_callers_that_say_nothing_keep_nobody_out(first: Told, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single, "PATIENCE", 300)
    silent = [caller() for _ in range(2 * CALLERS)]
    assert meanwhile(qtbot, lambda: tell("talk")) is True
    for line in silent:
        line.close()
    assert first.words == ["talk"]


@UNIX
def test_only_this_user_can_reach_the_socket(first: Told) -> None:
    path = Path(address())
    assert stat.S_ISSOCK(path.stat().st_mode)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@UNIX
def test_a_socket_that_a_crash_left_is_replaced(qapp: QCoreApplication, qtbot: QtBot) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as left:
        left.bind(address())
    made = Single()
    assert made.begin()
    told = Told(made)
    assert meanwhile(qtbot, lambda: tell("stop")) is True
    assert told.words == ["stop"]
    made.close()


def test_after_the_end_nobody_is_there(qapp: QCoreApplication) -> None:
    made = Single()
    assert made.begin()
    made.close()
    assert tell("talk") is False
    again = Single()
    assert again.begin()
    again.close()


def test_a_window_that_hangs_is_said(first: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.toggle.ANSWER_SECONDS", 0.1)
    with pytest.raises(EarsightError, match="does not answer"):
        Single().begin()


def test_a_data_folder_that_cannot_be_used_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EARSIGHT_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(EarsightError, match="cannot be used"):
        Single().begin()


def caller() -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(10)
    line.connect(address())
    return line


def spoken(said: bytes) -> bytes:
    """What the window answers until it hangs up."""
    with caller() as line:
        line.sendall(said)
        try:
            return line.recv(64)
        except ConnectionResetError:
            return b""
