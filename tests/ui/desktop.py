"""A screen of its own for a real window, with xdotool as the person at its keyboard."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from assistant import paths

SECONDS = 60
NEEDED = ("Xvfb", "xdotool")


def missing() -> str:
    """What this machine lacks for a screen of its own, as a reason to skip; empty if nothing."""
    if sys.platform != "linux":
        return "a virtual screen needs X11, which is tested on Linux only"
    gone = [tool for tool in NEEDED if shutil.which(tool) is None]
    return f"type: apt install xvfb xdotool (missing: {' '.join(gone)})" if gone else ""


@contextmanager
def screen() -> Iterator[str]:
    """A virtual screen; the value of `DISPLAY` for it."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as numbers:
                yield f":{numbers.readline().strip()}"
        finally:
            server.terminate()


class Desktop:
    """Earsight's window on a virtual screen, as a process of its own."""

    def __init__(self, display: str, errors: IO[str]) -> None:
        self._environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self._errors = errors
        self.began = time.monotonic()
        self.process = subprocess.Popen([sys.executable, "-m", "ui"], env=self._environment, stderr=errors)

    def xdotool(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], env=self._environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        assert done.returncode == 0, f"xdotool {arguments}: {done.stderr or done.stdout}\n{self.said()}"
        return done.stdout.strip()

    def focus(self) -> None:
        """Wait for the window and give it the keyboard."""
        window = self.xdotool("search", "--sync", "--onlyvisible", "--name", "^Earsight$").splitlines()[0]
        self.xdotool("windowfocus", "--sync", window)

    def until_logged(self, words: str) -> None:
        """Wait until the log has a line with these words."""
        deadline = time.monotonic() + SECONDS
        while not (paths.log_file().exists() and words in paths.log_file().read_text("utf-8")):
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, f"{words!r} was never logged; {self.said()}"
            time.sleep(0.05)

    def said(self) -> str:
        self._errors.seek(0)
        log = paths.log_file()
        return self._errors.read() + (log.read_text("utf-8") if log.exists() else "")

    def quit(self) -> None:
        self.xdotool("key", "ctrl+q")
        assert self.process.wait(SECONDS) == 0, self.said()


@contextmanager
def desktop(display: str) -> Iterator[Desktop]:
    with tempfile.TemporaryFile("w+") as errors:
        opened = Desktop(display, errors)
        try:
            yield opened
        finally:
            opened.process.kill()
            opened.process.wait()
