"""Old processors, emulated: the frozen program's language model must answer on them with the plugin made for them."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from project import BUNDLE, NAME, stop

PLUGINS = {"Nehalem": "sse42", "IvyBridge": "ivybridge", "Haswell": "haswell"}
"""By the emulator's names of processors."""


def answers(processor: str, models: Path) -> str:
    """What the self-test's language model says on that processor."""
    emulator = shutil.which("qemu-x86_64-static") or shutil.which("qemu-x86_64")
    if emulator is None:
        stop("The emulator is missing. Type: sudo apt-get install qemu-user-static")
    # A false kind of processor in the environment would make numpy crash; and a program that is started by an emulated
    # one is not emulated, so the program is told that it need not start itself anew to find its libraries.
    inside = str(BUNDLE / "_internal")
    env = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS")}
    env |= {"LD_LIBRARY_PATH": inside, "_PYI_ARCHIVE_FILE": str(BUNDLE / NAME), "_PYI_PARENT_PROCESS_LEVEL": "0"}
    command = [emulator, "-cpu", processor, str(BUNDLE / NAME), "--selftest", "--only", "llama.cpp"]
    done = subprocess.run(
        [*command, "--models", str(models)], env=env, capture_output=True, text=True, check=False, timeout=1800
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    found = re.search(r"plugin (\w+)", done.stdout)
    assert found, done.stdout
    assert found[1] == PLUGINS[processor], f"{processor} was given {found[1]}: {done.stdout}"
    return " ".join(done.stdout.split()[1:])
