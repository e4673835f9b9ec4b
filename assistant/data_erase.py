"""Erasing everything that Earsight keeps of a person."""

import shutil
from pathlib import Path

from filelock import FileLock, Timeout

from assistant import log, paths, private, sealing
from assistant.errors import EarsightError, SealingError
from models.store import Store

IN_USE = "Earsight's window is open; close it, and try again."


def erase(*, models: bool) -> list[Path]:
    """Delete all in the data folder, and the key of what was encrypted; with `models` the weights, too.

    What is not Earsight's stays, and is returned. Raises `EarsightError` where the window is open, or a file cannot
    be deleted.
    """
    home = paths.home()
    if not home.is_dir():
        if models:
            _erase_models()
        return []
    try:
        with FileLock(home / "window.lock", timeout=0, mode=private.FILE):
            if models:
                _erase_models()
            _drop_key(home)
            log.stop()
            for entry in private.ours_in(home):
                if entry.name not in {"models", "window.lock"}:
                    _delete(entry)
        (home / "window.lock").unlink(missing_ok=True)
        left = [entry for entry in home.iterdir() if entry.name != "models"]
        if not left and not (home / "models").exists():
            home.rmdir()
    except Timeout as error:
        raise EarsightError(IN_USE) from error
    except OSError as error:
        raise EarsightError(f"{error.filename or home} cannot be deleted: {error.strerror}.") from error
    return left


def _erase_models() -> None:
    """The catalogue's weights and our records of them; files that a person put there stay."""
    store = Store(paths.models_folder())
    if not store.folder.is_dir():
        return
    for model in store.catalogue.models:
        if store.folder_of(model).exists():
            store.remove(model.id)
    store.forget_all()


def _drop_key(home: Path) -> None:
    try:
        found = sealing.mark(home)
    except SealingError:
        return
    if found is not None:
        sealing.drop_key(found.key)


def _delete(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()
