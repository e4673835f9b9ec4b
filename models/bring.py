"""What a person brings, a file or a whole folder as from a stick: known models are copied in, others used in place."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from models.catalogue import File, Model
from models.download import part_of
from models.errors import NotAModel, PullCancelled
from models.hashing import sha256_of
from models.identify import ACCEPTED
from models.space import check_room, writing
from models.store import Installed, Store

DEPTH = 4
"""Folders below the one that was brought in which models are looked for."""
PIECE = 1 << 22
LONGEST = 200
"""Characters of a path that a sentence shows."""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Brought:
    copied: tuple[str, ...]
    """Ids of the catalogue's models that are in the models folder now."""
    added: tuple[Installed, ...]
    """The person's own, used where they lie."""


def bring(
    path: Path | str,
    store: Store,
    *,
    progress: Progress = lambda _name, _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Brought:
    """Take what is at `path`: one model, or a folder with several.

    Models of the catalogue that a folder holds whole, or that are this one file, are copied into the models folder and
    checked, so that the stick may go; `progress` is told a model's id, the bytes copied and all its bytes. Everything
    else is recorded where it lies; what is no plain file is passed over. Raises `NotAModel` where nothing can be used,
    `NoSpace`, `CannotWrite` or `PullCancelled`.
    """
    with _read(path):
        path = _whole(path)
        if path.is_dir():
            return _folder(path, store, progress, cancelled)
        if known := _known(path, store, progress, cancelled):
            return Brought((known.id,), ())
        return Brought((), (store.add(path),))


@contextlib.contextmanager
def _read(path: Path | str) -> Iterator[None]:
    """Turn what the disk refuses into a sentence."""
    try:
        yield
    except OSError as error:
        name = str(path) if len(str(path)) <= LONGEST else f"{str(path)[:LONGEST]} …"
        raise NotAModel(f"{name} cannot be read: {error.strerror or error}; check its name and permissions.") from error


def _whole(path: Path | str) -> Path:
    """The absolute path; refuses what would have a whole system looked through."""
    if not str(path).strip() or "\0" in str(path):
        raise NotAModel(f"Name a file or a folder. {ACCEPTED}")
    try:
        path = Path(path).expanduser()
    except RuntimeError as error:
        raise NotAModel(f"There is no home folder for {path}; give the whole path.") from error
    try:
        path = path.absolute()
    except FileNotFoundError as error:
        raise NotAModel("The folder you are in is there no more; go to another one, or give the whole path.") from error
    real = Path(os.path.realpath(path))
    # A stick is a drive of its own on Windows.
    if real == Path(real.anchor) and (sys.platform != "win32" or real.drive == os.environ.get("SYSTEMDRIVE")):
        raise NotAModel(f"{path} is the whole disk; name the folder with the models.")
    return path


def _known(path: Path, store: Store, progress: Progress, cancelled: Callable[[], bool]) -> Model | None:
    """The model of the catalogue that this file alone is, in the models folder now."""
    if not path.exists() or store.folder in path.parents:
        return None
    for model in store.catalogue.models:
        file = model.files[0]
        if len(model.files) == 1 and path.stat().st_size == file.size:
            if store.state(model) == "ready":
                is_it = _is_right(path, file, cancelled)
            else:
                is_it = _copy(model, {file.name: path}, store, progress, cancelled)
            if is_it:
                return model
    return None


def _folder(path: Path, store: Store, progress: Progress, cancelled: Callable[[], bool]) -> Brought:
    files = list(_files(path))
    copied: list[str] = []
    taken: set[Path] = set()
    for model in store.catalogue.models:
        if found := _found(model, files, store):
            taken.update(found.values())
            if store.state(model) == "ready" or _copy(model, found, store, progress, cancelled):
                copied.append(model.id)
    added, reasons = [], []
    for one in _candidates(path, files):
        if not any(used == one or one in used.parents for used in taken):
            try:
                added.append(store.add(one))
            except NotAModel as error:
                reasons.append(str(error))
    if not copied and not added:
        raise NotAModel(reasons[0] if len(reasons) == 1 else f"There is no model in {path}. {ACCEPTED}")
    return Brought(tuple(copied), tuple(added))


def _files(folder: Path) -> Iterator[Path]:
    """Every plain file in the folder, not too deep; a link to nothing is none, nor is a pipe, which may never end."""
    for where, folders, names in os.walk(folder):
        here = Path(where)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if len(here.relative_to(folder).parts) >= DEPTH:
            folders.clear()
        yield from (here / name for name in sorted(names) if not name.startswith(".") and _is_plain(here / name))


def _is_plain(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _found(model: Model, files: list[Path], store: Store) -> dict[str, Path]:
    """Where each of the model's files lies among these, by its name; nothing unless all are there in one folder."""
    wanted = {file.name: file.size for file in model.files}
    homes: dict[Path, dict[str, Path]] = {}
    for path in files:
        if path.name in wanted and store.folder not in path.parents:
            size = wanted[path.name]
            if path.stat().st_size == size or (size is None and path.parent.name == model.id):
                homes.setdefault(path.parent, {})[path.name] = path
    return next((found for found in homes.values() if len(found) == len(wanted)), {})


def _copy(
    model: Model,
    found: dict[str, Path],
    store: Store,
    progress: Progress,
    cancelled: Callable[[], bool],
) -> bool:
    """Copy the model's files in; False where their bytes are not the catalogue's, of which nothing is kept."""
    folder, total = store.folder_of(model), sum(path.stat().st_size for path in found.values())
    with store.lock(model.id, cancelled=cancelled), writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        check_room(folder, total)
        done = 0
        for file in model.files:
            fresh = folder / f"{file.name}.brought"
            try:
                for size in _copied(found[file.name], fresh, cancelled):
                    done += size
                    progress(model.id, done, total)
                if not _is_right(fresh, file, cancelled):
                    return False
                fresh.replace(folder / file.name)
                part_of(folder / file.name).unlink(missing_ok=True)
            finally:
                fresh.unlink(missing_ok=True)
    return True


def _copied(source: Path, target: Path, cancelled: Callable[[], bool]) -> Iterator[int]:
    """Copy piece by piece; the bytes of each piece."""
    try:
        with source.open("rb") as reading, target.open("wb") as out:
            while piece := reading.read(PIECE):
                if cancelled():
                    raise PullCancelled
                out.write(piece)
                yield len(piece)
    except FileNotFoundError as error:
        raise NotAModel(f"{source} went away while it was copied; connect it again and repeat.") from error


def _is_right(path: Path, file: File, cancelled: Callable[[], bool]) -> bool:
    return sha256_of(path, cancelled=cancelled) == file.sha256


def _candidates(path: Path, files: list[Path]) -> Iterator[Path]:
    """What may be a model of the person's own: folders for CTranslate2, then single files."""
    whisper = [one.parent for one in files if one.name == "model.bin"]
    yield from whisper
    for one in files:
        if one.suffix in (".gguf", ".onnx") and one.parent not in whisper:
            yield one
    if not files:
        raise NotAModel(f"The folder {path} is empty. {ACCEPTED}")
