"""What is on this machine, and a person's own models beside it."""

import threading
from pathlib import Path

import pytest

from models.errors import BadCatalogue, CannotWrite, NotAModel, PullCancelled, UnknownModel
from models.store import Store

CONFIG, WEIGHTS = b"{}", b"weights" * 100


@pytest.fixture
def store(tmp_path: Path, model_of, file_of, catalogue_of) -> Store:
    pair = (
        file_of("eye.gguf", b"eye", role="mmproj"),
        file_of("mind.gguf", b"mind", role="model"),
    )
    return Store(
        tmp_path / "models",
        catalogue_of(
            model_of("ear", {"config.json": CONFIG, "model.bin": WEIGHTS}, kind="stt"),
            model_of("mind", {"mind.gguf": WEIGHTS}),
            model_of("seer", {}, kind="vlm", files=pair),
            model_of("voice", {"voice.onnx.json": CONFIG, "voice.onnx": WEIGHTS}, kind="tts"),
            model_of("unsized", {}, files=(file_of("x.gguf", b"x", size=None),)),
            starter=("ear",),
        ),
    )


@pytest.fixture
def put(store):
    """`put(id, name, data)`: a file in a model's folder."""

    def write(name: str, file: str, data: bytes) -> None:
        folder = store.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(data)

    return write


@pytest.fixture
def own_gguf(tmp_path: Path, model) -> Path:
    """A person's own language model, under a name of their own."""
    path = tmp_path / "downloads" / "My model (1).gguf"
    path.parent.mkdir()
    path.symlink_to(model("smollm2-135m-instruct"))
    return path


def test_a_model_is_missing_then_partial_then_ready(store, put):
    ear = store.catalogue.get("ear")
    assert store.state(ear) == "missing"
    put("ear", "model.bin.part", b"we")
    assert store.state(ear) == "partial"
    put("ear", "model.bin", WEIGHTS)
    assert store.state(ear) == "partial"
    put("ear", "config.json", CONFIG)
    assert store.state(ear) == "ready"


def test_a_join_that_was_begun_is_partial(store, put):
    put("mind", "mind.gguf.joining", b"we")
    assert store.state(store.catalogue.get("mind")) == "partial"


def test_a_file_of_another_size_is_not_ready(store, put):
    put("mind", "mind.gguf", WEIGHTS[:-1])
    assert store.state(store.catalogue.get("mind")) != "ready"


def test_a_file_of_unknown_size_is_ready_when_it_is_there(store, put):
    put("unsized", "x.gguf", b"anything")
    assert store.state(store.catalogue.get("unsized")) == "ready"


def test_an_engine_is_given_what_it_loads(store, put):
    put("ear", "config.json", CONFIG)
    put("ear", "model.bin", WEIGHTS)
    put("seer", "eye.gguf", b"eye")
    put("seer", "mind.gguf", b"mind")
    put("voice", "voice.onnx", WEIGHTS)
    put("voice", "voice.onnx.json", CONFIG)
    folder = store.folder
    assert [one.path for one in store.installed("stt")] == [folder / "ear"]
    assert [one.path for one in store.installed("tts")] == [folder / "voice" / "voice.onnx"]
    [seer] = store.installed("vlm")
    assert (seer.path, seer.mmproj) == (folder / "seer" / "mind.gguf", folder / "seer" / "eye.gguf")
    assert store.installed("llm") == []


def test_a_model_that_sees_serves_as_a_language_model_but_not_the_reverse(store, put):
    put("seer", "eye.gguf", b"eye")
    put("seer", "mind.gguf", b"mind")
    put("mind", "mind.gguf", WEIGHTS)
    assert store.find("llm", "seer").id == "seer"
    assert store.find("vlm", "mind") is None
    assert store.find("stt", "seer") is None


def test_what_is_not_here_is_not_found(store):
    assert store.find("stt", "ear") is None
    assert store.find("llm", "no such") is None


def test_verify_names_what_is_wrong_or_missing_and_discard_takes_only_the_wrong(store, put):
    ear = store.catalogue.get("ear")
    put("ear", "model.bin", b"W" + WEIGHTS[1:])
    assert store.verify(ear) == ["config.json", "model.bin"]
    put("ear", "config.json", CONFIG)
    assert store.state(ear) == "ready"
    assert store.verify(ear) == ["model.bin"]
    assert store.discard_wrong(ear) == ["model.bin"]
    assert [path.name for path in (store.folder / "ear").iterdir()] == ["config.json"]
    assert store.discard_wrong(ear) == []


def test_verify_can_be_cancelled(store, put):
    put("mind", "mind.gguf", WEIGHTS)
    with pytest.raises(PullCancelled):
        store.verify(store.catalogue.get("mind"), cancelled=lambda: True)


def test_remove_takes_the_folder_and_says_if_there_was_one(store, put):
    put("mind", "mind.gguf.part", b"we")
    assert store.remove("mind")
    assert not (store.folder / "mind").exists()
    assert not store.remove("mind")
    with pytest.raises(UnknownModel):
        store.remove("minx")


def test_an_added_model_is_used_where_it_lies_and_only_forgotten_by_remove(store, own_gguf):
    added = store.add(own_gguf)
    assert (added.id, added.kind, added.path) == ("My-model-1", "llm", own_gguf)
    assert store.installed("llm") == [added]
    assert store.find("llm", "My-model-1") == added
    assert store.find("llm", str(own_gguf)) == added
    assert Store(store.folder, store.catalogue).installed("llm") == [added]
    assert store.remove("My-model-1")
    assert own_gguf.exists()
    assert store.installed("llm") == []


def test_adding_twice_is_adding_once(store, own_gguf):
    assert store.add(own_gguf) == store.add(own_gguf)
    assert len(store.added()) == 1


@pytest.mark.parametrize("stem", ["mind", "starter"])
def test_an_added_model_never_takes_a_name_of_the_catalogue(store, own_gguf, stem):
    assert store.add(own_gguf.rename(own_gguf.with_name(f"{stem}.gguf"))).id == f"{stem}-2"


def test_two_added_models_of_one_name_get_two_ids(store, own_gguf, tmp_path):
    other = tmp_path / own_gguf.name
    other.symlink_to(own_gguf)
    assert [store.add(own_gguf).id, store.add(other).id] == ["My-model-1", "My-model-1-2"]


def test_an_added_model_that_is_gone_is_not_installed_but_still_recorded(store, own_gguf):
    store.add(own_gguf)
    own_gguf.unlink()
    assert store.installed("llm") == []
    assert store.find("llm", "My-model-1") is None
    assert [entry.there for entry in store.added()] == [False]


def test_a_path_in_the_settings_is_found_without_being_added(store, own_gguf):
    found = store.find("llm", str(own_gguf))
    assert (found.kind, found.path) == ("llm", own_gguf)
    assert store.find("tts", str(own_gguf)) is None


def test_what_is_no_model_is_not_recorded(store, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("hello")
    with pytest.raises(NotAModel):
        store.add(path)
    assert store.added() == []


@pytest.mark.parametrize("text", [b"", b"not json", b'[{"id": 3}]', b'["\xff"]', b'[{"id": "a", "kind": "nose"}]'])
def test_a_broken_record_is_kept_aside_and_said_in_the_log(store, own_gguf, text, caplog):
    store.folder.mkdir()
    for _ in range(2):
        (store.folder / "added.json").write_bytes(text)
        assert store.added() == []
    asides = sorted(store.folder.glob("added.broken-*.json"))
    assert [aside.read_bytes() for aside in asides] == [text, text]
    assert sum(asides[0].name in message for message in caplog.messages) == 1
    store.add(own_gguf)
    assert len(store.added()) == 1


def test_a_record_that_cannot_be_read_is_one_sentence(store, own_gguf):
    (store.folder / "added.json").mkdir(parents=True)
    with pytest.raises(BadCatalogue, match=r"added\.json cannot be read"):
        store.add(own_gguf)


def test_a_models_folder_that_is_a_file_is_one_sentence(store, own_gguf):
    store.folder.write_text("in the way")
    with pytest.raises(CannotWrite, match="cannot be written"):
        store.add(own_gguf)


def test_a_lock_is_waited_for_and_the_wait_can_be_cancelled(store):
    waits, stop = [], threading.Event()

    def waiting() -> None:
        waits.append("said")
        stop.set()

    def wait_for_it() -> None:
        with store.lock("m", waiting=waiting, cancelled=stop.is_set):
            pytest.fail("the lock was given twice")

    with store.lock("m"), pytest.raises(PullCancelled):
        wait_for_it()
    assert waits == ["said"]
    with store.lock("m", waiting=waiting):
        pass
    assert waits == ["said"]
