"""The installed command, run as a person runs it, in a process of its own; or in this one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli.main import run

SECONDS = 100
"""After which a command counts as hung."""


def earsight(*arguments: str | Path, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run `earsight ARGUMENTS` with `given` on standard input."""
    command = [str(Path(sys.executable).with_name("earsight")), *map(str, arguments)]
    return subprocess.run(command, check=False, input=given, capture_output=True, text=True, timeout=SECONDS)


def here(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the same command in this process, which is quicker."""
    words = list(map(str, arguments))
    code = run(words)
    printed = capsys.readouterr()
    return subprocess.CompletedProcess(words, code, printed.out, printed.err)


def events(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    """What `--json` printed."""
    return [json.loads(line) for line in done.stdout.splitlines()]


def is_one_line(done: subprocess.CompletedProcess[str], code: int) -> bool:
    """Whether the command failed as every command fails: that code, one line, no traceback."""
    lines = done.stderr.strip().splitlines()
    return done.returncode == code and len(lines) == 1 and lines[0].startswith("earsight: ")
