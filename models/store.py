"""The models folder: which weights are on this machine, whole or in part, and where an engine finds them."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from models import added
from models.catalogue import Catalogue, File, Kind, Model, load_catalogue
from models.download import part_of
from models.errors import CannotWrite, NoSpace, PullCancelled, UnknownModel, WrongBytes
from models.hashing import sha256_of
from models.identify import identify
from models.join import growing
from models.looked import LOOKED, remember, unknown
from models.space import writing

State = Literal["missing", "partial", "ready"]
LOCK_POLL = 0.2
"""Seconds between two looks at whether a waiting pull was cancelled."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A model that is on this machine."""

    id: str
    kind: Kind
    path: Path
    """What an engine loads: the folder for stt, the .gguf for llm and vlm, the .onnx for tts."""
    mmproj: Path | None
    """The picture part of a vlm."""
    title: str


class Store:
    """`<folder>/<model id>/<file name>`, and `<folder>/added.json` for what a person added by path.

    Methods that write raise `NoSpace` or `CannotWrite`; those that read the record raise `BadCatalogue`.
    """

    def __init__(self, folder: Path, catalogue: Catalogue | None = None) -> None:
        self.folder = folder
        self.catalogue = catalogue or load_catalogue()

    def folder_of(self, model: Model) -> Path:
        return self.folder / model.id

    def path(self, model: Model) -> Path:
        """What an engine loads, whether it is there yet or not."""
        if model.kind == "stt":
            return self.folder_of(model)
        main = model.file("model") or next(file for file in model.files if not file.name.endswith(".json"))
        return self.folder_of(model) / main.name

    def mmproj(self, model: Model) -> Path | None:
        """The picture part of a model that sees."""
        file = model.file("mmproj") if model.kind == "vlm" else None
        return self.folder_of(model) / file.name if file else None

    def state(self, model: Model) -> State:
        """Looks at names and sizes only; `verify` reads every byte."""
        folder = self.folder_of(model)
        missing = self.missing_files(model)
        if not missing:
            return "ready"
        begun = [path for file in missing for path in (part_of(folder / file.name), growing(folder, file.name))]
        return "partial" if len(missing) < len(model.files) or any(map(_size, begun)) else "missing"

    def missing_files(self, model: Model) -> list[File]:
        """The files that are not there, or have another size than they should."""
        sizes = {file.name: _size(self.folder_of(model) / file.name) for file in model.files}
        return [
            file
            for file in model.files
            if sizes[file.name] is None or sizes[file.name] != (file.size or sizes[file.name])
        ]

    def installed(self, kind: Kind) -> list[Installed]:
        """The models of that kind that are ready: the catalogue's first, then the person's own."""
        known = [model for model in self.catalogue.models if model.kind == kind]
        ready = [self._installed(model) for model in known if self.state(model) == "ready"]
        return ready + [_own(entry) for entry in self.added() if entry.kind == kind and entry.there]

    def find(self, kind: Kind, wanted: str) -> Installed | None:
        """The model of that id, or at that path, if it is here and can serve as `kind`.

        A model that sees (`vlm`) serves as a language model (`llm`) too. Raises `NotAModel` for a path to
        something else.
        """
        kinds = ("llm", "vlm") if kind == "llm" else (kind,)
        if model := self.catalogue.get(wanted):
            return self._installed(model) if model.kind in kinds and self.state(model) == "ready" else None
        path = Path(wanted).expanduser().absolute()
        for entry in self.added():
            if wanted == entry.id or path == Path(entry.path):
                return _own(entry) if entry.kind in kinds and entry.there else None
        if not _exists(path) or identify(path) not in kinds:
            return None
        return Installed(path.name, kind, path, None, path.name)

    def added(self) -> list[added.Added]:
        """All that the person added, also what is gone from the disk since."""
        return added.read(self.folder)

    def add(self, path: Path) -> Installed:
        """Record a person's own model by reference; raises `NotAModel` with the reason where it is none."""
        path = path.expanduser().absolute()
        kind = identify(path)
        with self.lock(added.RECORD):
            entries = self.added()
            for entry in entries:
                if Path(entry.path) == path:
                    return _own(entry)
            taken = {model.id for model in self.catalogue.models} | set(self.catalogue.sets)
            entry = added.Added(added.new_id(path, taken | {one.id for one in entries}), kind, str(path))
            added.write(self.folder, [*entries, entry])
        return _own(entry)

    def forget_all(self) -> None:
        """Delete the records of added models and of what was looked at, and the folder where nothing else is in it."""
        with writing(self.folder):
            for record in (added.RECORD, LOOKED):
                (self.folder / record).unlink(missing_ok=True)
            shutil.rmtree(self.folder / ".locks", ignore_errors=True)
            with contextlib.suppress(OSError):
                self.folder.rmdir()

    def remove(self, name: str) -> bool:
        """Delete a catalogue's model from the disk, or forget an added one, whose own files stay.

        False if nothing was there; raises `UnknownModel`.
        """
        if model := self.catalogue.get(name):
            folder = self.folder_of(model)
            with self.lock(model.id), writing(folder):
                if was_there := folder.exists():
                    shutil.rmtree(folder)
            return was_there
        with self.lock(added.RECORD):
            entries = self.added()
            if name not in (entry.id for entry in entries):
                raise UnknownModel(name, self.catalogue.nearest(name))
            added.write(self.folder, [entry for entry in entries if entry.id != name])
        return True

    def verify(self, model: Model, *, cancelled: Callable[[], bool] = lambda: False) -> list[str]:
        """Names of the files that are missing or wrong."""
        bad = [file.name for file in self.missing_files(model)]
        for file in model.files:
            path = self.folder_of(model) / file.name
            if file.name not in bad and sha256_of(path, cancelled=cancelled) != file.sha256:
                bad.append(file.name)
        return bad

    def check(self, installed: Installed) -> None:
        """Read the files that changed since they were last found right; raises `WrongBytes` for other ones.

        A person's own models have no bytes that are known to be right.
        """
        model = self.catalogue.get(installed.id)
        if model is None or installed.path != self.path(model) or not unknown(self.folder, model):
            return
        with contextlib.ExitStack() as held:
            with contextlib.suppress(CannotWrite, NoSpace):
                held.enter_context(self.lock(LOOKED))
            changed = unknown(self.folder, model)  # another process may have read them meanwhile
            for file in changed:
                if sha256_of(self.folder_of(model) / file.name) != file.sha256:
                    raise WrongBytes(
                        f"{file.name} of {model.id} is not the file that the catalogue names, so it is not loaded; "
                        f"mend it with: earsight models pull {model.id} --again"
                    )
            remember(self.folder, model, changed)

    def discard_wrong(self, model: Model) -> list[str]:
        """Delete the files whose bytes are wrong, so that a pull fetches them anew; their names."""
        here = {file.name for file in model.files} - {file.name for file in self.missing_files(model)}
        with self.lock(model.id):
            wrong = [name for name in self.verify(model) if name in here]
            with writing(self.folder_of(model)):
                for name in wrong:
                    (self.folder_of(model) / name).unlink(missing_ok=True)
        return wrong

    @contextlib.contextmanager
    def lock(
        self,
        name: str,
        *,
        waiting: Callable[[], None] = lambda: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[None]:
        """Hold what `name` stands for against other processes.

        `waiting` is called once if somebody else holds it; raises `PullCancelled` if cancelled meanwhile.
        """
        from filelock import FileLock, Timeout

        folder = self.folder / ".locks"
        with writing(self.folder):
            folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(folder / f"{name}.lock")
            said = False
            while not lock.is_locked:
                if cancelled():
                    raise PullCancelled
                try:
                    lock.acquire(timeout=LOCK_POLL)
                except Timeout:
                    if not said:
                        waiting()
                    said = True
        try:
            yield
        finally:
            lock.release()

    def _installed(self, model: Model) -> Installed:
        return Installed(model.id, model.kind, self.path(model), self.mmproj(model), model.title)


def _own(entry: added.Added) -> Installed:
    return Installed(entry.id, entry.kind, Path(entry.path), None, entry.id)


def _exists(path: Path) -> bool:
    return _size(path) is not None


def _size(path: Path) -> int | None:
    """Bytes, or None where it is not there or cannot be looked at."""
    try:
        return path.stat().st_size
    except OSError:
        return None
