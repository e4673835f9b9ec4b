"""Small records beside the weights, each replaced in one step."""

import os
import tempfile
from pathlib import Path


def replace(record: Path, content: bytes) -> None:
    """Give the record this content. Raises `OSError`, and leaves the old content where it does.

    The bytes reach the disk before the name does, so a power cut leaves one or the other.
    """
    handle, name = tempfile.mkstemp(dir=record.parent, prefix=f".{record.name}.", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as fresh:
            fresh.write(content)
            fresh.flush()
            os.fsync(fresh.fileno())
        Path(name).replace(record)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
