"""What a person brings: a model, or a folder with several as from a stick."""

import os
import random
import sys
from pathlib import Path

import pytest

from models.bring import bring
from models.errors import NoSpace, NotAModel, PullCancelled
from models.store import Store

EAR, MIND = random.Random(1).randbytes(30_000), random.Random(2).randbytes(40_000)


@pytest.fixture
def store(tmp_path, catalogue_of, model_of) -> Store:
    ear = model_of("ear", {"model.bin": EAR, "config.json": b"{}"}, kind="stt")
    mind = model_of("mind", {"mind.gguf": MIND})
    return Store(tmp_path / "models", catalogue_of(ear, mind))


@pytest.fixture
def stick(tmp_path):
    """A folder with both models, in folders of their own."""
    for folder, name, data in (("ear", "model.bin", EAR), ("ear", "config.json", b"{}"), ("mind", "mind.gguf", MIND)):
        path = tmp_path / "stick" / "some" / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "stick"


@pytest.fixture
def own(tmp_path, model):
    """A real language model of the person's own."""
    path = tmp_path / "own" / "mine.gguf"
    path.parent.mkdir()
    path.symlink_to(model("smollm2-135m-instruct"))
    return path


def test_known_models_are_copied_in_checked_and_told(store, stick):
    told = []
    brought = bring(stick, store, progress=lambda *values: told.append(values))
    assert (brought.copied, brought.added) == (("ear", "mind"), ())
    assert [store.state(model) for model in store.catalogue.models] == ["ready", "ready"]
    assert not any(store.verify(model) for model in store.catalogue.models)
    assert told[-1] == ("mind", 40_000, 40_000)
    assert (stick / "some" / "mind" / "mind.gguf").exists()


def test_what_is_here_already_is_not_copied_again(store, stick):
    bring(stick, store)
    told = []
    assert bring(stick, store, progress=lambda *values: told.append(values)).copied == ("ear", "mind")
    assert told == []


def test_a_damaged_copy_is_not_taken_and_leaves_nothing(store, stick):
    (stick / "some" / "mind" / "mind.gguf").write_bytes(b"x" + MIND[1:])
    assert bring(stick, store).copied == ("ear",)
    assert list(store.folder.glob("mind/*")) == []


def test_a_model_that_is_half_there_is_not_taken(store, stick):
    (stick / "some" / "ear" / "config.json").unlink()
    assert bring(stick, store).copied == ("mind",)


def test_models_of_ones_own_are_found_in_a_folder_and_used_where_they_lie(store, own):
    (own.parent / "notes.txt").write_text("nothing")
    (own.parent / "broken.gguf").write_bytes(b"GGUF")
    (added,) = bring(own.parent, store).added
    assert (added.id, added.path) == ("mine", own)
    assert store.find("llm", "mine") == added


def test_a_single_file_is_used_where_it_lies(store, own):
    assert [one.id for one in bring(own, store).added] == ["mine"]


def test_a_folder_without_a_model_is_refused_with_what_would_be_taken(store, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotAModel, match="is empty"):
        bring(tmp_path / "empty", store)
    (tmp_path / "empty" / "letter.txt").write_text("dear")
    with pytest.raises(NotAModel, match=r"no model in .*GGUF"):
        bring(tmp_path / "empty", store)


def test_the_only_thing_in_a_folder_that_is_no_model_says_why(store, tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "broken.gguf").write_bytes(b"GGUF")
    with pytest.raises(NotAModel, match="cut off or damaged"):
        bring(tmp_path / "one", store)


def test_a_cancelled_copy_leaves_nothing_half(store, stick):
    with pytest.raises(PullCancelled):
        bring(stick, store, cancelled=lambda: True)
    assert [name for _, _, names in os.walk(store.folder) for name in names if not name.endswith(".lock")] == []


def test_a_full_disk_is_said_before_anything_is_copied(store, stick, monkeypatch):
    monkeypatch.setattr("models.space.MARGIN", 1 << 60)
    with pytest.raises(NoSpace):
        bring(stick, store)


@pytest.mark.parametrize("path", ["", " ", "~nobodyhere/x", "x" * 5000, "/".join(["x" * 200] * 100), "\0", Path("/")])
def test_a_path_that_leads_nowhere_is_refused_in_one_sentence(store, path):
    with pytest.raises(NotAModel) as raised:
        bring(path, store)
    assert len(str(raised.value)) < 500
    assert not store.folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder that a program is in")
def test_a_working_folder_that_is_gone_is_said(store, tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(NotAModel, match="there no more"):
        bring("mind.gguf", store)
    monkeypatch.chdir(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_links_to_nothing_and_pipes_are_passed_over(store, stick):
    (stick / "mind.gguf").symlink_to(stick / "nowhere")
    (stick / "model.bin").symlink_to(stick / "model.bin")
    os.mkfifo(stick / "other.gguf")
    assert bring(stick, store).copied == ("ear", "mind")
    with pytest.raises(NotAModel, match="not a plain file"):
        bring(stick / "other.gguf", store)
    with pytest.raises(NotAModel, match="nothing at"):
        bring(stick / "mind.gguf", store)


def test_a_single_file_that_is_known_is_copied_whatever_its_name(store, stick, own):
    renamed = stick / "renamed.gguf"
    (stick / "some" / "mind" / "mind.gguf").rename(renamed)
    told = []
    assert bring(renamed, store, progress=lambda *values: told.append(values)).copied == ("mind",)
    assert told[-1] == ("mind", 40_000, 40_000)
    assert not store.verify(store.catalogue.get("mind"))
    assert bring(renamed, store).copied == ("mind",)
    assert len(told) == 1, "what is here is not copied again"
    renamed.write_bytes(b"x" + MIND[1:])
    with pytest.raises(NotAModel):
        bring(renamed, store)
    assert not store.verify(store.catalogue.get("mind"))
