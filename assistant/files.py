"""Writing files so that each is always whole: the old content or the new one."""

import errno
import glob
import os
import tempfile
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path

from assistant import private


class NotPlain(OSError):
    """Something else than a plain file is where one should be, such as a pipe, whose content may never come."""


def write_whole(path: Path, text: str | bytes) -> None:
    """Replace the file's content in one step; raises `OSError` and leaves the old content where it fails.

    The content reaches the disk before the name does, so a power cut leaves one or the other.
    Text is written as UTF-8 with its line ends as they are; a symbolic link stays one. Only this user may read it.
    """
    content = text.encode("utf-8") if isinstance(text, str) else text
    path = target_of(path)
    private.make_folder(path.parent)
    _sweep(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.{os.getpid()}.", suffix=".new")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            fresh.chmod(path.stat().st_mode & 0o700)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _sweep(path: Path) -> None:
    """Remove what processes that died in the middle of writing this file have left beside it."""
    start = f".{path.name}."
    for left in path.parent.glob(f"{glob.escape(start)}*.new"):
        import psutil

        writer = left.name[len(start) :].partition(".")[0]
        if writer.isdigit() and not psutil.pid_exists(int(writer)):
            with suppress(OSError):
                left.unlink()


def target_of(path: Path) -> Path:
    """Where a file of that name is written, which for a symbolic link is what it names.

    Raises `OSError` where something else than a plain file is there: a folder, a device, a pipe.
    """
    target = Path(os.path.realpath(path))
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    check_plain(path)
    if target.is_symlink():
        raise _not_plain(path)
    return target


def check_plain(path: Path) -> None:
    """Raises `NotPlain` where a folder, a device or a pipe is in the file's place; `OSError` where that is not told."""
    if path.exists() and not path.is_file():
        raise _not_plain(path)


def _not_plain(path: Path) -> NotPlain:
    return NotPlain(errno.EINVAL, "It is not a plain file", str(path))


def keep_aside(path: Path) -> Path:
    """Copy a broken file's bytes beside it under a dated name, once, and return that name; raises `OSError`.

    Where a copy with the same bytes is there already, that one is returned.
    """
    content = path.read_bytes()
    for copy in sorted(path.parent.glob(f"{path.stem}.broken-*{path.suffix}")):
        if copy.stat().st_size == len(content) and copy.read_bytes() == content:
            return copy
    aside = aside_name(path)
    write_whole(aside, content)
    return aside


def aside_name(path: Path) -> Path:
    """A dated name beside a broken file that nothing has yet."""
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
    for number in count(1):
        ending = "" if number == 1 else f"-{number}"
        aside = path.with_name(f"{path.stem}.broken-{stamp}{ending}{path.suffix}")
        if not aside.exists():
            return aside
    raise AssertionError
