"""Inputs fuzzed: each surface with anything, by Hypothesis and by atheris; EARSIGHT_FUZZ says how many in all.

usage: python -m tests.prove.fuzz TARGET INPUTS     one surface, whose row is printed as JSON
"""

import dataclasses
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.prove.row import Row

if TYPE_CHECKING:
    from tests.fuzz.targets import Target

BY_HYPOTHESIS = 50
"""Of so many inputs one is Hypothesis's, which makes fewer in a second; all are where there is no atheris."""


SIDE_BY_SIDE = 2
"""Processes, one on each core."""


def prove() -> list[Row]:
    from tests.fuzz.targets import TARGETS

    inputs = int(os.environ.get("EARSIGHT_FUZZ", "1000000"))
    all_shares = sum(target.share for target in TARGETS)
    only = os.environ.get("EARSIGHT_FUZZ_TARGET", "")
    counts = {t.name: -(-inputs * t.share // all_shares) for t in TARGETS if only in {"", t.name}}
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return list(pool.map(_apart, counts, counts.values()))


def _apart(name: str, count: int) -> Row:
    """The row of one target, fuzzed in a process of its own: Hypothesis, temporary files and Qt are one for each."""
    command = [sys.executable, "-m", "tests.prove.fuzz", name, str(count)]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        return Row(f"inputs fuzzed: {name}", "broken", right=False, note=f"exit code {done.returncode}")
    return Row(**json.loads(done.stdout.splitlines()[-1]))


def _row(name: str, count: int) -> Row:
    from tests.fuzz.targets import TARGETS

    (target,) = [target for target in TARGETS if target.name == name]
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="earsight-fuzz-", dir=_quick()) as folder, _temporary_files_in(folder):
        done, wrong = _fuzzed(target, count, Path(folder))
    sys.stderr.write(f"{name}: {done:,} inputs in {time.monotonic() - began:.0f} s {wrong}\n")
    return Row(f"inputs fuzzed: {name}", f"{done:,}", right=not wrong and done >= count, note=wrong)


def _quick() -> str | None:
    """Where files live in memory: a million would wear a disk, and wait for it."""
    memory = Path("/dev/shm")
    return str(memory) if os.access(memory, os.W_OK) else None


@contextmanager
def _temporary_files_in(folder: str) -> Iterator[None]:
    before = os.environ.get("TMPDIR"), tempfile.tempdir
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    try:
        yield
    finally:
        tempfile.tempdir = before[1]
        os.environ.pop("TMPDIR")
        if before[0] is not None:
            os.environ["TMPDIR"] = before[0]


def _fuzzed(target: "Target", count: int, folder: Path) -> tuple[int, str]:
    """The inputs that were tried, and what went wrong."""
    guided = importlib.util.find_spec("atheris") is not None
    by_hypothesis = max(1, count // BY_HYPOTHESIS) if guided else count
    wrong = _with_hypothesis(target, by_hypothesis)
    if wrong or not guided:
        return (by_hypothesis if not wrong else 0), wrong or "by Hypothesis alone: there is no atheris here"
    done, wrong = _with_atheris(target.name, count - by_hypothesis, folder)
    return by_hypothesis + done, wrong


def _with_hypothesis(target: "Target", count: int) -> str:
    from hypothesis import HealthCheck, Phase, given, settings

    from tests.fuzz.check import check
    from tests.fuzz.inputs import inputs
    from tests.fuzz.targets import room

    room.cache_clear()
    latest = [b""]

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=inputs(target))
    def tried(data: bytes) -> None:
        latest[0] = data
        check(target, data)

    try:
        tried()
    except Exception as error:  # noqa: BLE001 - whatever it is, the input is kept and told
        return f"{type(error).__name__} with {_saved(target.name, latest[0])}"
    return ""


def _with_atheris(name: str, count: int, folder: Path) -> tuple[int, str]:
    command = [sys.executable, "-m", "tests.fuzz.run", name, str(count), str(folder)]
    log = folder / "log"
    with log.open("wb") as sink:
        code = subprocess.run(command, check=False, stdout=sink, stderr=subprocess.STDOUT).returncode
    told = log.read_text("utf-8", "replace")
    done = re.search(r"stat::number_of_executed_units:\s*(\d+)", told)
    ran = int(done[1]) if done else 0
    if code == 0:
        return ran, ""
    found = next((path for path in folder.iterdir() if re.match(r"(?:crash|timeout|oom|leak)-", path.name)), None)
    sys.stderr.write(told[-3000:])
    return ran, f"exit code {code} with {_saved(name, found.read_bytes()) if found else 'no input kept'}"


def _saved(name: str, data: bytes) -> Path:
    """Keep what broke a target, beside the checkout's other failures."""
    from tests.fuzz.inputs import slug

    path = Path.cwd() / f"{slug(name)}.found.bin"
    path.write_bytes(data)
    return path


if __name__ == "__main__":
    print(json.dumps(dataclasses.asdict(_row(sys.argv[1], int(sys.argv[2])))))
