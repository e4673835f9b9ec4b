"""Clean Debian systems to install in: a folder made by debootstrap, entered by chroot."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from project import BUILD, PROOF, run, stop

FOLDER = PROOF / "roots"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PERSON = "person"


class Root:
    """One system."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ran(
        self, command: Sequence[str], *, person: bool = False, timeout: float = 900, **env: str
    ) -> subprocess.CompletedProcess[str]:
        """What a command said and how it ended, as root or as an ordinary user."""
        return subprocess.run(
            self.command(command, person=person, **env),
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def must(self, command: Sequence[str], *, person: bool = False, timeout: float = 900, **env: str) -> str:
        """What a command said, which must not fail."""
        done = self.ran(command, person=person, timeout=timeout, **env)
        if done.returncode:
            raise AssertionError(f"{' '.join(command)} failed: {(done.stdout + done.stderr)[-1500:]}")
        return done.stdout

    def command(self, command: Sequence[str], *, person: bool = False, **env: str) -> list[str]:
        """The command as it is started from outside."""
        home = f"/home/{PERSON}" if person else "/root"
        values = {"HOME": home, "PATH": PATH, "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", **env}
        who = ["--userspec", f"{PERSON}:{PERSON}"] if person else []
        given = [f"{name}={value}" for name, value in values.items()]
        return ["chroot", *who, str(self.folder), "/usr/bin/env", "-i", "-C", home, *given, *command]

    def put(self, source: Path, place: str) -> str:
        """Copy a file in; its path inside."""
        target = self.folder / place.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
        target.chmod(0o644)
        return place

    def read(self, place: str) -> str:
        path = self.folder / place.lstrip("/")
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def files(self) -> set[str]:
        """Every path that is not a record of the package manager or a mount."""
        outside = ("proc", "dev", "sys", "models", "tmp", "run", "home", "var/lib/apt", "var/lib/dpkg", "var/cache")
        outside += ("var/log", "root")
        found = set()
        for where, folders, names in os.walk(self.folder):
            here = Path(where).relative_to(self.folder).as_posix()
            folders[:] = [name for name in folders if f"{here}/{name}".removeprefix("./") not in outside]
            found |= {f"{here}/{name}" for name in (*names, *folders)}
        return found


@contextmanager
def root(suite: str, models: Path) -> Iterator[Root]:
    """A fresh system of that suite, with the models read-only in /models; it is taken down at the end."""
    packed = FOLDER / f"{suite}.tar"
    if not packed.exists():
        _make(suite, packed)
    folder = FOLDER / suite
    _unmount(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    run(["tar", "-C", str(folder), "-xf", str(packed)])
    made = Root(folder)
    try:
        for kind, source, place in (("proc", "proc", "proc"), ("bind", "/dev", "dev"), ("bind", models, "models")):
            target = folder / place
            target.mkdir(exist_ok=True)
            how = ["--bind", "-o", "ro"] if place == "models" else ["--bind"] if kind == "bind" else ["-t", kind]
            run(["mount", *how, str(source), str(target)])
        (folder / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n")
        (folder / "usr/sbin/policy-rc.d").chmod(0o755)
        shutil.copy("/etc/resolv.conf", folder / "etc/resolv.conf")
        made.must(["useradd", "--create-home", "--shell", "/bin/bash", PERSON])
        yield made
    finally:
        _unmount(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _make(suite: str, packed: Path) -> None:
    """A clean system from this machine's ordinary mirror, kept for the next time."""
    if shutil.which("debootstrap") is None:
        stop("debootstrap is missing. Type: sudo apt-get install debootstrap")
    FOLDER.mkdir(parents=True, exist_ok=True)
    fresh = FOLDER / f"{suite}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    run(["debootstrap", "--variant=minbase", suite, str(fresh)], log=BUILD / "logs" / f"debootstrap-{suite}.log")
    run(["tar", "-C", str(fresh), "-cf", f"{packed}.new", "."])
    Path(f"{packed}.new").replace(packed)
    shutil.rmtree(fresh)


def _unmount(folder: Path) -> None:
    mounts = Path("/proc/self/mounts").read_text("utf-8").split("\n")
    inside = [line.split()[1] for line in mounts if line and Path(line.split()[1]).is_relative_to(folder.resolve())]
    for place in sorted(inside, reverse=True):
        # What is mounted must never be deleted with the folder it is mounted in.
        if subprocess.run(["umount", "--lazy", place], check=False).returncode:
            stop(f"{place} cannot be unmounted; do that before you go on.")


if sys.platform != "linux":
    stop("The installers of Linux are proved on Linux.")
