"""The models a person added by path: a record of where they are, never a copy."""

import contextlib
import os
import re
import tempfile
from collections.abc import Container
from pathlib import Path

import msgspec

from models.catalogue import Kind
from models.errors import BadCatalogue
from models.space import writing

RECORD = "added.json"


class Added(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One model outside the models folder."""

    id: str
    kind: Kind
    path: str
    """Absolute; what an engine loads."""

    @property
    def there(self) -> bool:
        """Whether it is still where it was."""
        return os.path.exists(self.path)  # noqa: PTH110 - an unreadable folder answers False here


def read(folder: Path) -> list[Added]:
    """All that were added; raises `BadCatalogue` where the record is broken or cannot be read."""
    record = folder / RECORD
    try:
        return msgspec.json.decode(record.read_bytes(), type=list[Added])
    except FileNotFoundError:
        return []
    except OSError as error:
        raise BadCatalogue(f"{record} cannot be read: {error.strerror}.") from error
    except msgspec.DecodeError as error:
        raise BadCatalogue(f"{record} is not valid ({error}); mend or delete it.") from error


def write(folder: Path, entries: list[Added]) -> None:
    """Replace the record in one step; raises `NoSpace` or `CannotWrite`."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{RECORD}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(entries), indent=2) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(folder / RECORD)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(name).unlink()
            raise


def new_id(path: Path, taken: Container[str]) -> str:
    """An id made of the path's last part, unlike every one that is taken."""
    name = path.name if path.is_dir() else path.stem
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "model"
    numbered = (plain if number == 1 else f"{plain}-{number}" for number in range(1, 1_000_000))
    return next(one for one in numbered if one not in taken)
