"""Work for jobs of tests: functions a child imports by name, without Qt."""

import os
import subprocess
import sys
import threading
from pathlib import Path

from assistant.errors import MemoryRefused
from models.errors import NoSpace, PullCancelled
from ui.job_host import Report


def count(report: Report, most: int) -> int:
    for number in range(most):
        report(number)
    return most


def qt_modules(_report: Report) -> list[str]:
    return sorted(name for name in sys.modules if name.startswith(("PySide6", "shiboken6")))


def fail(_report: Report, kind: str) -> None:
    if kind == "models":
        raise NoSpace("The disk is full.")
    if kind == "assistant":
        raise MemoryRefused("That is too long.")
    raise ValueError("a secret detail")


def die(_report: Report) -> None:
    os._exit(11)


def stop_when_told(report: Report, kept: Path) -> None:
    """Leaves `kept` on the disk and cleans up `kept.lock`."""
    lock = kept.with_suffix(".lock")
    lock.touch()
    kept.write_text("half")
    report("begun")
    while not report.cancelled():
        threading.Event().wait(0.01)
    lock.unlink()
    raise PullCancelled


def deaf(report: Report) -> None:
    """Hears no cancel."""
    report(os.getpid())
    threading.Event().wait()


def child(report: Report) -> None:
    """Has a process of its own while it works, as pip is."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        report(process.pid)
        while not report.cancelled():
            threading.Event().wait(0.01)
        process.kill()
