"""Checks for tests of the self-test, which a child imports by name."""

import os
import signal
import sys
from pathlib import Path

from assistant.selftest_checks import NotHere


def good(models: Path) -> str:
    return f"with {models.name},\nin {os.environ['EARSIGHT_HOME'] and 'a home of its own'}"


def bad(_models: Path) -> str:
    raise ValueError("no good")


def absent(_models: Path) -> str:
    raise NotHere("no model")


def dies(_models: Path) -> str:
    os.kill(os.getpid(), signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    return "never said"


def exits(_models: Path) -> str:
    os._exit(3)
