"""SHA-256 of files, in pieces, so that a big one can be stopped."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from models.errors import PullCancelled

PIECE = 1 << 22


def sha256_of(path: Path, *, cancelled: Callable[[], bool] = lambda: False) -> str:
    """The file's SHA-256 as 64 hexadecimal digits; raises `OSError`, `PullCancelled`."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            if cancelled():
                raise PullCancelled
            digest.update(piece)
    return digest.hexdigest()
