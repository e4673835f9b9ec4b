"""Two programs that do the same at once."""

import subprocess
import sys

SECONDS = 60
WAITS = "import sys\nprint(flush=True)\nsys.stdin.readline()\n"


def race(loads: str, does: str, *names: str) -> None:
    """Run a Python script for each name, its `sys.argv[1]`; they begin what it `does` when all have what it `loads`."""
    command = [sys.executable, "-c", loads + WAITS + does]
    children = [
        subprocess.Popen([*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for name in names
    ]
    try:
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline() == "\n"
        for child in children:
            assert child.stdin is not None
            child.stdin.write("\n")
            child.stdin.flush()
        for child in children:
            child.communicate(timeout=SECONDS)
    finally:
        for child in children:
            child.kill()
    assert [child.returncode for child in children] == [0] * len(children)
