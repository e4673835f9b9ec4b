"""`earsight talk-toggle`: one word to the open window, or one sentence why not."""

import os
import socket
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.toggle import TAKEN, address
from tests.earsight import earsight, here, is_one_line

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the test's own window is a Unix socket")


@contextmanager
def window(answer: bytes) -> Iterator[list[bytes]]:
    """Something that listens where the window would, takes one word and answers."""
    heard: list[bytes] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(address())
        server.listen()

        def serve() -> None:
            caller, _ = server.accept()
            with caller:
                heard.append(caller.recv(64))
                caller.sendall(answer)

        thread = threading.Thread(target=serve, name="earsight-test-window")
        thread.start()
        try:
            yield heard
        finally:
            thread.join()
            Path(address()).unlink()


@pytest.mark.parametrize(("arguments", "word"), [((), b"talk\n"), (("--stop",), b"stop\n")])
def test_it_says_its_word_and_nothing_else(arguments: tuple[str, ...], word: bytes) -> None:
    with window(TAKEN) as heard:
        done = earsight("talk-toggle", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert heard == [word]


def test_without_a_window_it_says_so_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    done = here(capsys, "talk-toggle")
    assert is_one_line(done, 1)
    assert "window is not open" in done.stderr


def test_what_a_crash_left_behind_counts_as_no_window(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(address())
        server.listen()
    done = here(capsys, "talk-toggle")
    assert is_one_line(done, 1)
    assert "window is not open" in done.stderr
    Path(address()).unlink()


def test_a_window_that_answers_something_else_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    with window(b"no\n"):
        done = here(capsys, "talk-toggle")
    assert is_one_line(done, 1)
    assert "does not answer" in done.stderr


def test_qt_is_not_loaded_for_it() -> None:
    code = "import sys, assistant.cli.talk_toggle; sys.exit('PySide6' in sys.modules)"
    assert os.spawnl(os.P_WAIT, sys.executable, sys.executable, "-c", code) == 0


def test_every_data_folder_has_an_address_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "one")
    seen = {}
    for name in ("one", "two", "link"):
        monkeypatch.setenv("EARSIGHT_HOME", str(tmp_path / name))
        seen[name] = address()
    assert seen["one"] == seen["link"] != seen["two"]
    assert len(os.fsencode(seen["one"])) < 100


def test_only_this_user_can_reach_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    folder = Path(address()).parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o755)
    address()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_somebody_else_put_there_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / f"earsight-{os.getuid()}").symlink_to(tmp_path / "elsewhere")
    done = here(capsys, "talk-toggle")
    assert is_one_line(done, 1)
    assert "is not yours" in done.stderr
