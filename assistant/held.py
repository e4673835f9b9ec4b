"""A file of the person's that one program at a time may change; what fails meanwhile becomes a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant import private
from assistant.errors import EarsightError

LOCK_SECONDS = 10.0
"""How long one process waits for another to finish its change."""

WAY_ON = "mend that, or set EARSIGHT_HOME to another folder"
"""What a person can do where a file of theirs cannot be used."""


def lock_of(path: Path) -> FileLock:
    """What a process holds while it changes this file; raises `Timeout` or `OSError` where it does not get it."""
    return FileLock(path.with_name(f".{path.stem}.lock"), timeout=LOCK_SECONDS, mode=private.FILE)


@contextmanager
def held(path: Path, name: str, refused: type[EarsightError]) -> Iterator[None]:
    """Hold the file, in a folder that is there, while it is changed.

    Raises `refused`, also for an `OSError` of the change, in a sentence that calls the file `name`, such as `memory`.
    """
    try:
        private.make_folder(path.parent)
        with lock_of(path):
            yield
    except Timeout as error:
        are = "are" if name.endswith("s") else "is"
        raise refused(f"The {name} {are} being changed by another program; try again in a moment.") from error
    except OSError as error:
        raise refused(f"The {name} cannot be written to {path}: {error.strerror}; {WAY_ON}.") from error
