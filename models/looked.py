"""Which model files were found right, and how they looked then: one that changed since is read again before it is used.

It tells damage and a swapped file; whoever may write into the models folder may write this record, too.
"""

import contextlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from models import record
from models.catalogue import File, Model

LOOKED = "looked.json"


class Look(msgspec.Struct, frozen=True, array_like=True):
    """How a file looked when its bytes were read and found right."""

    size: int
    time: int
    """Nanoseconds since 1970, of its last change."""
    number: int
    """The file's own number on its disk: another one where it was replaced."""
    sha256: str


def unknown(folder: Path, model: Model) -> list[File]:
    """The model's files that are there and look otherwise than when they were found right."""
    looks = _read(folder)
    return [
        file
        for file in model.files
        if (now := _look(folder / model.id / file.name, file)) is not None
        and looks.get(f"{model.id}/{file.name}") != now
    ]


def remember(folder: Path, model: Model, files: Iterable[File]) -> None:
    """These files' bytes are right. A folder that cannot be written costs reading them again next time."""
    looks = _read(folder)
    for file in files:
        if (now := _look(folder / model.id / file.name, file)) is not None:
            looks[f"{model.id}/{file.name}"] = now
    with contextlib.suppress(OSError):
        record.replace(folder / LOOKED, msgspec.json.encode(looks))


def _read(folder: Path) -> dict[str, Look]:
    try:
        return msgspec.json.decode((folder / LOOKED).read_bytes(), type=dict[str, Look])
    except (OSError, msgspec.DecodeError):
        return {}


def _look(path: Path, file: File) -> Look | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return Look(status.st_size, status.st_mtime_ns, status.st_ino, file.sha256)
