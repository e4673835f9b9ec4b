"""The disk under the models folder: room asked for beforehand, and its refusals put into words."""

import contextlib
import errno
import shutil
from collections.abc import Iterator
from pathlib import Path

from models.errors import CannotWrite, NoSpace

MARGIN = 64_000_000
"""Bytes left free after a pull, so that the system can go on working."""


def human(size: int) -> str:
    """Bytes as people read them: 1.1 GB."""
    from rich.filesize import decimal

    return decimal(size)


def check_room(folder: Path, needed: int) -> None:
    """Raise `NoSpace` unless `needed` bytes and a margin are free on the disk of `folder`."""
    free = shutil.disk_usage(folder).free
    if free < needed + MARGIN:
        raise NoSpace(
            f"The disk has {human(free)} free and {human(needed + MARGIN)} are needed in {folder}; "
            "make room, or set EARSIGHT_MODELS to a folder on another disk."
        )


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn the disk's refusals inside the block into `NoSpace` or `CannotWrite`."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoSpace(
                f"The disk became full while writing to {folder}; make room and pull again: "
                "what is already there is kept."
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise CannotWrite(
                f"{folder} cannot be written ({error.strerror}); mend its permissions, "
                "or set EARSIGHT_MODELS to another folder."
            ) from error
        raise CannotWrite(f"{folder} cannot be written: {error.strerror or error}; choose another folder.") from error
