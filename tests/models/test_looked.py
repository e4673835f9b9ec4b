"""A model file that changed since it was found right is read again before it is used, and refused where it is wrong."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import LlmError
from assistant.loading import load_llm
from assistant.settings import Settings
from models import store as store_module
from models.errors import WrongBytes
from models.looked import LOOKED
from models.store import Installed, Store

WEIGHTS = b"weights" * 100


@pytest.fixture
def store(tmp_path: Path, model_of, catalogue_of) -> Store:
    made = Store(tmp_path / "models", catalogue_of(model_of("mind", {"mind.gguf": WEIGHTS}), starter=("mind",)))
    (made.folder / "mind").mkdir(parents=True)
    (made.folder / "mind" / "mind.gguf").write_bytes(WEIGHTS)
    return made


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that were read whole."""
    read: list[str] = []
    whole: Callable[..., str] = store_module.sha256_of

    def counted(path: Path, **options: object) -> str:
        read.append(path.name)
        return whole(path, **options)

    monkeypatch.setattr(store_module, "sha256_of", counted)
    return read


def found(store: Store) -> Installed:
    one = store.find("llm", "mind")
    assert one is not None
    return one


def test_a_file_is_read_once_and_again_only_when_it_changed(store: Store, reads: list[str]) -> None:
    file = store.folder / "mind" / "mind.gguf"
    for _ in range(3):
        store.check(found(store))
    assert reads == ["mind.gguf"]
    os.utime(file, (1, 1))
    store.check(found(store))
    store.check(found(store))
    assert reads == ["mind.gguf"] * 2


@pytest.mark.parametrize("keeps_its_time", [True, False])
def test_a_swapped_file_of_the_same_size_is_refused(store: Store, keeps_its_time: bool) -> None:
    store.check(found(store))
    file = store.folder / "mind" / "mind.gguf"
    before = file.stat()
    fresh = file.with_name("fresh")
    fresh.write_bytes(WEIGHTS[:-1] + b"!")
    if keeps_its_time:
        os.utime(fresh, ns=(before.st_atime_ns, before.st_mtime_ns))
    fresh.replace(file)
    for _ in range(2):
        with pytest.raises(WrongBytes, match="is not loaded; mend it with: earsight models pull mind --again"):
            store.check(found(store))
    with pytest.raises(LlmError, match="is not loaded"):
        load_llm(Settings(llm="mind"), store, store.catalogue, lambda _: None)


def test_a_folder_that_cannot_be_written_costs_reading_again(
    store: Store, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("models.record.tempfile.mkstemp", refused)
    store.check(found(store))
    store.check(found(store))
    assert reads == ["mind.gguf"] * 2


def test_a_record_that_is_nonsense_costs_reading_again(store: Store, reads: list[str]) -> None:
    (store.folder / LOOKED).write_bytes(b"\xff{")
    store.check(found(store))
    store.check(found(store))
    assert reads == ["mind.gguf"]


def test_a_persons_own_model_is_taken_as_it_is(store: Store, reads: list[str], tmp_path: Path) -> None:
    store.check(Installed("mine", "llm", tmp_path / "mine.gguf", None, "mine"))
    assert reads == []
