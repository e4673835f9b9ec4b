"""`python -m ui` without a window: says so and holds the demo conversation."""

import subprocess
import sys
from pathlib import Path

import pytest

from assistant import settings
from assistant.audio.files import read_clip
from tests.ui.desktop import missing, screen
from ui.__main__ import no_window


@pytest.fixture(autouse=True)
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="Windows and macOS always have a display")
def test_without_a_display_it_says_so_and_holds_the_demo(tmp_path: Path, real_models: None) -> None:
    settings.change(llm="smollm2-135m-instruct", threads=1, temperature=0.0, max_reply=30)
    command = [sys.executable, "-m", "ui"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("This machine has no display")
    assert "the demo conversation" in done.stdout.splitlines()[0]
    assert "You:       Why is the sky blue?" in done.stdout
    for stage in ("words understood", "first word of the answer", "first sound"):
        assert stage in done.stdout
    assert read_clip(tmp_path / "reply.wav").seconds > 1


@pytest.mark.skipif(bool(missing()), reason=missing() or "there is a screen")
def test_a_display_that_does_not_answer_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4095")
    assert no_window() == "this machine has no display at :4095"
    with screen() as display:
        monkeypatch.setenv("DISPLAY", display)
        assert no_window() == ""
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert no_window() == ""


@pytest.fixture
def no_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if any(Path("/dev/snd").glob("pcm*")):
        pytest.skip("this machine has a sound card")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("PULSE_SERVER", raising=False)


def said_until_the_window(program: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is printed before the window is there, on a screen of its own."""
    with screen() as display, (folder / "said").open("w+") as said:
        monkeypatch.setenv("DISPLAY", display)
        window = subprocess.Popen([sys.executable, *program], cwd=folder, stdout=said, stderr=said)
        try:
            search = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "^Earsight$"]
            assert subprocess.run(search, timeout=60, check=False, capture_output=True).returncode == 0
        finally:
            window.kill()
            window.wait()
        said.seek(0)
        return said.read()


@pytest.mark.skipif(bool(missing()), reason=missing() or "there is a screen")
def test_without_a_sound_device_it_says_so_and_holds_the_demo_before_the_window(
    no_sound: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = said_until_the_window(["-m", "ui"], tmp_path, monkeypatch)
    assert text.startswith("This machine has no sound device, so here is the demo conversation before the window")
    assert "models pull starter" in text


@pytest.mark.skipif(bool(missing()), reason=missing() or "there is a screen")
def test_the_installed_program_has_its_window_at_once(
    no_sound: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = ["-c", "from ui.installed import main; main()"]
    assert said_until_the_window(program, tmp_path, monkeypatch) == ""


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="Windows and macOS always have a display")
def test_what_keeps_it_from_starting_is_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ui"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "models pull starter" in done.stderr
