"""The catalogue: every model Earsight knows, its files with their hashes, and where they come from."""

import difflib
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from models.errors import BadCatalogue, UnknownModel

CATALOGUE_FILE = Path(__file__).with_name("catalogue.toml")

Kind = Literal["stt", "llm", "vlm", "tts"]
KINDS: dict[Kind, str] = {
    "stt": "speech model",
    "llm": "language model",
    "vlm": "model that sees",
    "tts": "voice",
}
"""What people call them."""
STARTER = "starter"
"""The set that a conversation begins with."""
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
PlainName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Bytes = Annotated[int, Meta(gt=0)]


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a model."""

    name: PlainName
    """Its name on disk."""
    sha256: Sha256
    path: str = ""
    """Its place in the repository; empty where that is the name."""
    size: Bytes | None = None
    """Bytes; None where nobody states it."""
    role: Literal["model", "mmproj"] | None = None
    """Which of two GGUF files this is: the language model or its picture part."""


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file inside a wheel, whose bytes are appended to `file`."""

    path: str
    file: PlainName


class Package(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wheel that carries some or all of a model's bytes."""

    requirement: Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]+==[A-Za-z0-9.]+$")]
    wheel_size: Bytes
    wheel_sha256: Sha256
    members: Annotated[tuple[Member, ...], Meta(min_length=1)]


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One model."""

    id: PlainName
    kind: Kind
    title: str
    repo: Annotated[str, Meta(pattern="^[^/]+/[^/]+$")]
    licence: str
    languages: Annotated[tuple[str, ...], Meta(min_length=1)]
    """Two-letter codes, or `multi` alone."""
    files: Annotated[tuple[File, ...], Meta(min_length=1)]
    revision: str = "main"
    commercial: bool | None = None
    """Whether commercial use is allowed; None where that is unclear."""
    ram_gb: float | None = None
    thinking: bool = False
    """It can think before it answers."""
    tools: bool = False
    """It calls tools reliably."""
    notes: str = ""
    packages: tuple[Package, ...] = ()
    """Joined in this order; together they give every file."""

    @property
    def size(self) -> int | None:
        """Bytes of all files, or None where a file's size is unknown."""
        sizes = [file.size for file in self.files if file.size is not None]
        return sum(sizes) if len(sizes) == len(self.files) else None

    def file(self, role: Literal["model", "mmproj"]) -> File | None:
        """The file in that role."""
        return next((file for file in self.files if file.role == role), None)

    def __post_init__(self) -> None:
        names = [file.name for file in self.files]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.id} has two files of one name")
        joined = {member.file for package in self.packages for member in package.members}
        if self.packages and joined != set(names):
            raise ValueError(f"the packages of {self.id} do not give exactly its files")
        if self.kind == "vlm" and (self.file("model") is None or self.file("mmproj") is None):
            raise ValueError(f"{self.id} needs a file in the role model and one in the role mmproj")


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All models, in the order of the file."""

    models: tuple[Model, ...] = msgspec.field(name="model")
    sets: dict[str, tuple[str, ...]] = {}

    def __post_init__(self) -> None:
        ids = [model.id for model in self.models]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"{twice[0]} is there twice")
        for name, members in self.sets.items():
            if name in ids:
                raise ValueError(f"{name} is both a set and a model")
            if strangers := [member for member in members if member not in ids]:
                raise ValueError(f"the set {name} names {strangers[0]}, which is not in the catalogue")

    def get(self, name: str) -> Model | None:
        """The model of that id, if there is one."""
        return next((model for model in self.models if model.id == name), None)

    def members(self, name: str) -> list[Model]:
        """The models of the set of that name."""
        return self.resolve(list(self.sets[name]))

    def resolve(self, names: list[str]) -> list[Model]:
        """The models of these ids and sets, each once; raises `UnknownModel`."""
        found = []
        for one in dict.fromkeys(one for name in names for one in self.sets.get(name, (name,))):
            if (model := self.get(one)) is None:
                raise UnknownModel(one, self.nearest(one))
            found.append(model)
        return found

    def nearest(self, name: str) -> list[str]:
        """Up to three ids or sets that look like `name`, the likeliest first."""
        known = {known.lower(): known for known in [*self.sets, *(model.id for model in self.models)]}
        containing = [known[one] for one in known if len(name) > 2 and name.lower() in one]
        alike = [known[one] for one in difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.5)]
        return list(dict.fromkeys(containing + alike))[:3]


def load_catalogue(path: Path | None = None) -> Catalogue:
    """The catalogue in `path`, or Earsight's own; raises `BadCatalogue` with what is wrong and where."""
    path = path or CATALOGUE_FILE
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Catalogue)
    except OSError as error:
        raise BadCatalogue(f"The catalogue {path} cannot be read: {error.strerror}; check its permissions.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BadCatalogue(f"The catalogue {path} is not valid: {error}.") from error
