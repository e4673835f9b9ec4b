"""Every file and folder that Earsight makes is for this user only, and what was looser is tightened at a start."""

import contextlib
import logging
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant import log, private, settings
from assistant.audio.clip import Clip
from assistant.audio.files import write_wav
from assistant.cli.main import run
from assistant.data_export import export
from assistant.files import keep_aside, write_whole
from assistant.history import History
from assistant.instructions import Instructions
from assistant.llm.prefix_store import PrefixStore
from assistant.memory import Memory
from assistant.vision import taken
from ui.kept_file import KeptFile

UNIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists instead of modes")
WINDOWS = pytest.mark.skipif(sys.platform != "win32", reason="access lists can only be shown on Windows")


@pytest.fixture
def open_umask() -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    before = os.umask(0)
    yield
    os.umask(before)


@contextlib.contextmanager
def logged() -> Iterator[None]:
    """The log as a process begins it, and taken down again."""
    root, hook, raises = logging.getLogger(), sys.excepthook, logging.raiseExceptions
    before, level = list(root.handlers), root.level
    log.start()
    yield
    sys.excepthook, logging.raiseExceptions = hook, raises
    root.setLevel(level)
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
        handler.close()


def loose(folder: Path) -> list[str]:
    """What others than this user may read or enter."""
    return [str(path) for path in (folder, *folder.rglob("*")) if path.lstat().st_mode & 0o077]


@UNIX
def test_everything_that_is_made_is_for_this_user_only_whatever_the_umask(
    open_umask: None, own_home: Path, tmp_path: Path
) -> None:
    memory = Memory()
    memory.add("I like tea.")
    memory.forget("tea")
    KeptFile(memory).save_or_keep("other", over="not what is there")
    memory.path.write_bytes(b"\xff broken")
    keep_aside(memory.path)
    memory.path.write_bytes(b"")
    Instructions().write("Be kind.")
    settings.change(muted=True)
    PrefixStore(own_home / "prefix.state", memory.path).keep([1], b"state")
    taken.keep_picture(np.zeros((4, 4, 3), np.uint8), taken.pictures_folder())
    history = History()
    history.add_turn(history.new_chat(), "Why?", "So.")
    with logged():
        logging.getLogger("assistant").info("begun")
        export(own_home / "logs" / "out")
        export(own_home / "logs" / "out.zip")
        write_wav(own_home / "logs" / "reply.wav", Clip(np.zeros(9, np.float32), 8000))
        names = {path.name for path in own_home.rglob("*")}
        assert loose(own_home) == []
    history.close()
    assert {
        *("memory.md", ".memory.undo", ".memory.lock", "instructions.md", "settings.toml", "prefix.state"),
        *("chats.sqlite3", "chats.sqlite3-wal", "chats.sqlite3-shm", "earsight.log", "pictures", "out.zip"),
    } <= names
    assert any(name.startswith("memory.broken-") for name in names)
    assert any(name.startswith("memory.unsaved-") for name in names)


@UNIX
def test_a_start_tightens_what_was_looser(open_umask: None, own_home: Path) -> None:
    for name in ("memory.md", "chats.sqlite3", "logs/earsight.log", "pictures/a.jpg", "models/x/y.gguf"):
        (own_home / name).parent.mkdir(parents=True, exist_ok=True)
        (own_home / name).write_text("words")
    assert run(["settings", "path"], logged=False) == 0
    assert own_home.stat().st_mode & 0o077
    private.tighten(own_home)
    shared = {"models", "x", "y.gguf"}
    assert [name for name in loose(own_home) if Path(name).name not in shared] == []
    assert (own_home / "models").stat().st_mode & 0o077, "weights are no secret, and may be shared"


@UNIX
def test_what_is_not_ours_is_left_as_it_is(open_umask: None, own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "thesis.odt").write_text("mine")
    (own_home / "memory.md").write_text("words")
    elsewhere = own_home.parent / "elsewhere.md"
    elsewhere.write_text("linked")
    (own_home / "instructions.md").symlink_to(elsewhere)
    private.tighten(own_home)
    assert stat.S_IMODE((own_home / "memory.md").stat().st_mode) == 0o600
    for left in (own_home, own_home / "thesis.odt", elsewhere):
        assert left.stat().st_mode & 0o044, left


@UNIX
def test_a_file_that_others_could_read_is_closed_when_it_is_written(own_home: Path) -> None:
    write_whole(own_home / "memory.md", "a")
    (own_home / "memory.md").chmod(0o644)
    write_whole(own_home / "memory.md", "b")
    assert stat.S_IMODE((own_home / "memory.md").stat().st_mode) == 0o600


@WINDOWS
def test_on_windows_only_this_user_and_the_system_may_enter(tmp_path: Path) -> None:
    private.make_folder(tmp_path / "home")
    (tmp_path / "home" / "memory.md").write_text("words")
    for path in (tmp_path / "home", tmp_path / "home" / "memory.md"):
        told = subprocess.run(["icacls", str(path)], capture_output=True, text=True, check=True).stdout
        assert len([line for line in told.splitlines() if ":" in line and "(F)" in line]) == 2, told
