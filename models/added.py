"""The models a person added by path: a record of where they are, never a copy."""

import logging
import os
import re
from collections.abc import Container
from datetime import datetime
from itertools import count
from pathlib import Path

import msgspec

from models import record
from models.catalogue import Kind
from models.errors import BadCatalogue
from models.space import writing

RECORD = "added.json"
log = logging.getLogger(__name__)


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
    """All that were added; raises `BadCatalogue` where the record cannot be read.

    A broken record is kept aside under a dated name, and there are none.
    """
    file = folder / RECORD
    try:
        return msgspec.json.decode(file.read_bytes(), type=list[Added])
    except FileNotFoundError:
        return []
    except OSError as error:
        raise BadCatalogue(f"{file} cannot be read: {error.strerror}; check its permissions.") from error
    except msgspec.DecodeError as error:
        log.warning("%s is not valid (%s); it is kept as %s", file, error, _set_aside(file))
        return []


def _set_aside(file: Path) -> Path:
    """Give a broken record a dated name beside it that nothing has yet; where that fails it stays."""
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
    endings = ("" if number == 1 else f"-{number}" for number in count(1))
    names = (file.with_name(f"{file.stem}.broken-{stamp}{ending}{file.suffix}") for ending in endings)
    aside = next(name for name in names if not name.exists())
    try:
        file.rename(aside)
    except OSError:
        return file
    return aside


def write(folder: Path, entries: list[Added]) -> None:
    """Replace the record in one step; raises `NoSpace` or `CannotWrite`."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        record.replace(folder / RECORD, msgspec.json.format(msgspec.json.encode(entries), indent=2) + b"\n")


def new_id(path: Path, taken: Container[str]) -> str:
    """An id made of the path's last part, unlike every one that is taken."""
    name = path.name if path.is_dir() else path.stem
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "model"
    numbered = (plain if number == 1 else f"{plain}-{number}" for number in range(1, 1_000_000))
    return next(one for one in numbered if one not in taken)
