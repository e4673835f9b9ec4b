"""Every test has a data folder of its own and leaves no thread behind; real models come from where setup put them."""

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from assistant import paths
from assistant.threads import share_the_cores
from models.catalogue import load_catalogue
from models.store import Store
from tests.faults.marks import says
from tests.silence import listen, silence

__all__ = ["says", "silence"]

os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM") or "offscreen"
# Three workers and the programs they start would each compile the same files, every time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# A test's own servers are on this machine, which no proxy is asked for; those of a whole module begin before any test.
for proxy in [name for name in os.environ if name.upper().endswith("_PROXY")]:
    del os.environ[proxy]
listen()
# The same inputs on every machine, however slow it is; `make prove` is where new ones are looked for.
settings.register_profile("earsight", deadline=None, derandomize=True, database=None)
settings.load_profile("earsight")
share_the_cores()  # before a test loads what reads it once
MODELS = paths.models_folder()
"""Looked up before any test moves the data folder."""
ROOT = Path(__file__).parent.parent
SOUND = "virtual_sound"
"""A word of the files that play and record in real time: two of them at once would disturb each other."""


class Lanes(LoadScopeScheduling):
    """One lane for what plays and records, and the other files as they come."""

    def _split_scope(self, nodeid: str) -> str:
        return _lane(nodeid.split("::", maxsplit=1)[0])


@cache
def _lane(file: str) -> str:
    return SOUND if SOUND in (ROOT / file).read_text("utf-8") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Lanes:
    return Lanes(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A rerun, which is told as such, where chance has a part.

    What plays, hears or waits for a window in real time loses to a machine that is busy for a second, and a voice never
    says a sentence twice alike.
    """
    for item in items:
        if isinstance(item, pytest.Function) and {"sound", "model", "real_models", "qtbot"} & set(item.fixturenames):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish() -> None:
    """What all tests are made of lives to the end: no collection of garbage needs to look through it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's data folder for this test: new, and not made yet. Nothing of the person's own is known here."""
    for name in os.environ:
        if name.upper().startswith("EARSIGHT_"):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    monkeypatch.setenv("EARSIGHT_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """Fail a test after which a thread of ours still runs, and name it."""
    before = set(threading.enumerate())
    yield
    ours = [
        thread
        for thread in threading.enumerate()
        # The one on which llama.cpp reckons lives as long as the process.
        if thread not in before and thread.name.startswith("earsight") and thread.name != "earsight-llm_0"
    ]
    for thread in ours:
        thread.join(timeout=20)
    assert not [thread.name for thread in ours if thread.is_alive()]


@pytest.fixture(scope="session")
def model() -> Callable[[str], Path]:
    """Where a model of the set `tests` is, for the engine that loads it."""
    store, catalogue = Store(MODELS), load_catalogue()

    def path(name: str) -> Path:
        wanted = catalogue.get(name)
        assert wanted is not None
        if store.state(wanted) != "ready":
            pytest.fail(f"{name} is not in {MODELS}; `make test` gets it, or `earsight models pull tests`")
        return store.path(wanted)

    return path


@pytest.fixture
def real_models(monkeypatch: pytest.MonkeyPatch, model: Callable[[str], Path]) -> None:
    """The models of the set `tests` as this test's models folder."""
    for wanted in load_catalogue().resolve(["tests"]):
        model(wanted.id)
    monkeypatch.setenv("EARSIGHT_MODELS", str(MODELS))
