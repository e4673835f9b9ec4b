"""Installs and removes the Windows installer under wine, with a payload that stands in for the program.

What it shows: the script compiles; a silent installation makes files, start menu and registry; an upgrade replaces what
it installed and nothing else; neither an upgrade nor a removal begins while the program runs; a silent removal leaves
the person's data and files.
"""

import importlib.util
import os
import shutil
import subprocess
import time
from pathlib import Path
from types import ModuleType

from project import ROOT, VERSION, until

WAIT = 60.0
OPEN = 3
"""The exit code where Earsight is open."""
SERVERS = ("/usr/lib/wine/wineserver64", "/usr/lib/wine/wineserver", "/usr/bin/wineserver")


class Wine:
    """A Windows of its own in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.drive = folder / "drive_c"
        self._env = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
        self._env |= {"WINEPREFIX": str(folder), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml="}
        self._program = shutil.which("wine64") or shutil.which("wine") or "/usr/lib/wine/wine64"

    def run(self, *command: str) -> int:
        return subprocess.run([self._program, *command], env=self._env, capture_output=True, check=False).returncode

    def said(self, *command: str) -> str:
        done = subprocess.run([self._program, *command], env=self._env, capture_output=True, check=False)
        return done.stdout.decode("utf-8", "replace")

    def holding(self, program: Path) -> "subprocess.Popen[bytes]":
        """That program, a copy of the system's shell, running until its input is closed."""
        shutil.copy(self.drive / "windows/system32/cmd.exe", program)
        command = [self._program, str(program)]
        running = subprocess.Popen(command, env=self._env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(b"echo it runs\r\n")
        running.stdin.flush()
        assert any(b"it runs" in line for line in running.stdout), "the stand-in did not run"
        return running

    def end(self) -> None:
        server = next((path for path in SERVERS if Path(path).exists()), None)
        if server is not None:
            subprocess.run([server, "-k"], env=self._env, capture_output=True, check=False)


def prove(work: Path) -> dict[str, str]:
    """What was shown, each with what was seen. Raises `AssertionError` where something is not as it should be."""
    shutil.rmtree(work, ignore_errors=True)
    payload = work / "payload"
    for name in ("earsight.exe", "earsightw.exe", "_internal/base.dll", "_internal/old.dll"):
        (payload / name).parent.mkdir(parents=True, exist_ok=True)
        (payload / name).write_bytes(b"MZ" + name.encode())
    installer = _installer()
    icon = work / "stand-in.ico"
    icon.write_bytes(_icon())
    setup = work / "earsight-stand-in.exe"
    installer.build(payload, icon, setup)
    shown = {"NSIS script": f"compiled, {setup.stat().st_size / 1000:.0f} kB"}
    wine = Wine(work / "wine")
    try:
        began = time.monotonic()
        assert wine.run(str(setup), "/S") == 0, "the installer failed"
        programs = _users(wine) / "AppData/Local/Programs/Earsight"
        until((programs / "uninstall.exe").exists, WAIT, "the uninstaller")
        assert (programs / "_internal" / "base.dll").exists()
        menu = list(_users(wine).rglob("Start Menu/Programs/Earsight.lnk"))
        assert menu, "there is nothing in the start menu"
        registry = wine.said("reg", "query", r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Earsight")
        assert VERSION in registry, "the system does not know the program"
        shown["silent installation"] = f"files, start menu, registry in {time.monotonic() - began:.1f} s with wine"
        data = _users(wine) / "AppData/Local/earsight/chats.sqlite3"
        data.parent.mkdir(parents=True)
        data.write_text("chats")
        (programs / "mine.txt").write_text("a file of the person's own")
        (payload / "_internal" / "old.dll").unlink()
        installer.build(payload, icon, setup)
        for name in ("earsight.exe", "earsightw.exe"):
            with wine.holding(programs / name):
                assert wine.run(str(setup), "/S") == OPEN, f"an upgrade began while {name} ran"
                assert wine.run(*_in_place(programs)) == OPEN, f"a removal began while {name} ran"
                assert (programs / "_internal" / "old.dll").exists(), f"a part was replaced while {name} ran"
        shown["while it runs"] = "neither upgrade nor removal, in the window and in a terminal; exit code 3"
        assert wine.run(str(setup), "/S") == 0, "the upgrade failed"
        until(lambda: not (programs / "_internal" / "old.dll").exists(), WAIT, "the old library to go with the upgrade")
        assert data.exists()
        assert (programs / "_internal" / "base.dll").exists()
        shown["upgrade"] = "old libraries gone, data kept"
        assert wine.run(str(programs / "uninstall.exe"), "/S") == 0, "the removal failed"
        until(lambda: not (programs / "earsightw.exe").exists(), WAIT, "the program to be removed")
        until(lambda: not (programs / "_internal").exists(), WAIT, "the libraries to be removed")
        until(lambda: not menu[0].exists(), WAIT, "the start menu to be removed")
        assert data.exists(), "the removal took the person's data"
        assert (programs / "mine.txt").exists(), "the removal took a file that it had not installed"
        shown["silent removal"] = "program gone, data and own files kept"
    finally:
        wine.end()
    return shown


def _installer() -> ModuleType:
    """packaging/windows/installer.py, whose name another system's script has, too."""
    spec = importlib.util.spec_from_file_location("windows_installer", ROOT / "packaging/windows/installer.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _in_place(programs: Path) -> tuple[str, ...]:
    """A removal that is waited for: without the last word it goes on as a copy of itself."""
    windows = "C:" + str(programs).partition("drive_c")[2].replace("/", "\\")
    return str(programs / "uninstall.exe"), "/S", f"_?={windows}"


def _users(wine: Wine) -> Path:
    return next(path for path in (wine.drive / "users").iterdir() if path.name != "Public")


def _icon() -> bytes:
    """A picture of one pixel."""
    header = b"\0\0\1\0\1\0" + bytes([1, 1, 0, 0, 1, 0, 32, 0, 48, 0, 0, 0, 22, 0, 0, 0])
    bitmap = bytes([40, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 32, 0]) + bytes(24)
    return header + bitmap + bytes(4) + bytes(4)
