"""Disks that are small, full, read-only or slow, and a clock that is wrong: real ones, made for one test."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SHIM = r"""
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static double number(const char *name) { const char *text = getenv(name); return text ? atof(text) : 0; }
static void wait_for_disk(void) {
    for (double waited = 0; waited < number("FAULT_DISK_SECONDS"); waited += 0.01) usleep(10000);
}

int fsync(int file) { wait_for_disk(); return (int)syscall(SYS_fsync, file); }
int fdatasync(int file) { wait_for_disk(); return (int)syscall(SYS_fdatasync, file); }

int clock_gettime(clockid_t clock, struct timespec *time) {
    int result = (int)syscall(SYS_clock_gettime, clock, time);
    if (!result && clock == CLOCK_REALTIME) time->tv_sec += (time_t)number("FAULT_CLOCK_SECONDS");
    return result;
}
"""
"""Between a program and the C library: `FAULT_DISK_SECONDS` for each flush, also one that waits already, and
`FAULT_CLOCK_SECONDS` on the clock.
"""


class SmallDisk:
    """A real disk of 2 MB at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        """Leave no byte free."""
        with (self.folder / "filling").open("ab", buffering=0) as filling:
            for size in (65536, 4096, 1):
                try:
                    while True:
                        filling.write(b"x" * size)
                except OSError:
                    continue

    def make_room(self) -> None:
        (self.folder / "filling").unlink()

    def make(self, mode: str) -> None:
        """`ro`: nobody may write, not even root; `rw`: as before."""
        subprocess.run(["mount", "-o", f"remount,{mode}", str(self.folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root on Linux can mount a small disk")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that makes a program's disk slow and its clock wrong."""
    compiler = shutil.which("cc")
    if sys.platform != "linux" or compiler is None:
        pytest.skip("a slow disk and a wrong clock need Linux and a C compiler")
    folder = tmp_path_factory.mktemp("shim")
    (folder / "shim.c").write_text(SHIM)
    made = folder / "shim.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(made), str(folder / "shim.c")], check=True)
    return made


def run(shim: Path, script: str, **environment: str) -> list[str]:
    """The lines that a script prints whose calls to the C library go through the shim."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "LD_PRELOAD": str(shim), "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()
