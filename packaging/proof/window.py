"""The installed program's window on a display of its own: how soon it is there, and how soon it answers."""

import os
import re
import signal
import subprocess
import tempfile
import time
from datetime import datetime
from pathlib import Path

from project import NAME, until
from proof.roots import PERSON, Root

WINDOW_PACKAGES = ("xvfb", "xdotool", "dbus")
DISPLAY = ":71"
LOG = f"/home/{PERSON}/.local/share/{NAME}/logs/{NAME}.log"
QUESTION = "Why is the sky blue?"


def window(root: Root, figures: dict[str, object]) -> str:
    """Open it cold and warm, ask by keyboard, start it a second time, quit; the times are the log's own."""
    display = ["Xvfb", DISPLAY, "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(root.command(display), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until((root.folder / "tmp/.X11-unix" / f"X{DISPLAY[1:]}").exists, 30, "the display")
        forget(root.folder / "usr/lib" / NAME)
        cold, begins, answer = opened(root, ask=True)
        warm, _, _ = opened(root, ask=False)
    finally:
        server.terminate()
        server.wait()
    figures["window_cold_seconds"], figures["window_warm_seconds"] = round(cold, 2), round(warm, 2)
    figures["answer_begins_seconds"], figures["answer_seconds"] = round(begins, 1), round(answer, 1)
    return (
        f"shown after {cold:.2f} s cold, {warm:.2f} s warm; "
        f"{begins:.1f} s later the answer to a typed question began, and after {answer:.1f} s it was whole"
    )


def forget(folder: Path) -> None:
    """Take the program's files out of the system's cache, as after a start of the machine."""
    os.sync()
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            descriptor = os.open(path, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


def opened(root: Root, *, ask: bool) -> tuple[float, float, float]:
    """Seconds from the start to the window, and from there to the beginning and the end of an answer.

    The last two are 0 where nothing was asked.
    """
    (root.folder / LOG.lstrip("/")).unlink(missing_ok=True)
    env = {"DISPLAY": DISPLAY, "EARSIGHT_MODELS": "/models", "TZ": "UTC"}
    said = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed below
    began = time.time()
    program = subprocess.Popen(
        root.command([NAME], person=True, **env), stdout=said, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        until(lambda: logged(root, "shown"), 60, "the window")
        shown = logged(root, "shown")
        found = root.must(["xdotool", "search", "--sync", "--onlyvisible", "--name", "Earsight"], person=True, **env)
        number = found.split()[0]
        begins = answered = 0.0
        if ask:
            root.must(["xdotool", "windowfocus", "--sync", number], person=True, **env)
            root.must(["xdotool", "type", "--delay", "20", QUESTION], person=True, **env)
            root.must(["xdotool", "key", "Return"], person=True, **env)
            until(lambda: logged(root, r"turn \d+ completed"), 120, f"an answer: {root.read(LOG)[-2000:]}")
            begins = logged(root, r"turn \d+ answers") - shown
            answered = logged(root, r"turn \d+ completed") - shown
        second = root.ran([NAME], person=True, timeout=30, **env)
        assert second.returncode == 0, second.stderr
        assert "CRITICAL" not in root.read(LOG), root.read(LOG)
        said.seek(0)
        words = said.read()
        assert not re.search(rf"{NAME}:|Traceback", words), words
        children = subprocess.run(["pgrep", "-P", str(program.pid)], capture_output=True, text=True, check=False)
        assert children.stdout.split(), "the engine has no process of its own"
        return shown - began, begins, answered
    finally:
        os.killpg(program.pid, signal.SIGTERM)
        program.wait()
        said.close()


def logged(root: Root, what: str) -> float:
    """When the log says it, in seconds since 1970; 0 where it does not yet."""
    found = re.search(rf"(?m)^(\S+ \S+) INFO ui\.app: {what}$", root.read(LOG))
    if not found:
        return 0.0
    return datetime.strptime(found[1] + "000+0000", "%Y-%m-%d %H:%M:%S,%f%z").timestamp()
