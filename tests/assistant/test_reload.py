"""Taking over changed settings: only what they change is loaded, what cannot be loaded costs only itself."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import reload, settings
from assistant.absent import NoLlm
from assistant.commands import Ask, Reload, StartListening
from assistant.engine import Assistant
from assistant.errors import LlmError, SttError, TtsError
from assistant.events import Event, Failed, Noticed, Outcome, Ready, TurnFinished
from models.store import Installed
from tests.fakes import FakeLlm, FakePlayback, FakeStt, FakeTts, Recorder


class Shop:
    """Models that are loaded in no time, and which were."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.loaded: list[str] = []
        self.llms: list[FakeLlm] = []
        self.missing: set[str] = set()
        self.broken: set[str] = set()
        self.seeing: Installed | None = None

    def choose(self, _store: object, kind: str, wanted: str, _say: Callable[[str], None]) -> Any:
        if kind in self.missing:
            raise {"llm": LlmError, "stt": SttError, "tts": TtsError}[kind](f"No {kind} is here; get one.")
        found = type("Installed", (), {})()
        found.path, found.mmproj = self.folder / wanted, None
        return found

    def make(self, kind: str) -> Any:
        self.loaded.append(kind)
        if kind in self.broken:
            raise LlmError("The model is damaged; choose another.")
        if kind == "llm":
            self.llms.append(FakeLlm([["Four."] for _ in range(9)]))
            return self.llms[-1]
        return FakeStt() if kind == "stt" else FakeTts()


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    shop = Shop(tmp_path)
    monkeypatch.setattr(reload, "choose", shop.choose)
    monkeypatch.setattr(reload, "choose_vlm", lambda *_: shop.seeing)
    for kind in ("llm", "stt", "tts"):
        monkeypatch.setattr(reload, f"load_{kind}", lambda *_, kind=kind: shop.make(kind))
    monkeypatch.setattr(reload, "SpeakerPlayback", lambda _name: FakePlayback())
    return shop


class Engine:
    def __init__(self) -> None:
        self.events = Recorder()
        self.assistant = Assistant(reload.unloaded(), self.events)
        self.reload()

    def reload(self, **changed: object) -> None:
        """Change the settings, and wait until they are taken over."""
        if changed:
            settings.change(**changed)
        self.assistant.send(Reload())
        # A turn waits for what was sent before it.
        self.ask()

    def ask(self) -> TurnFinished:
        return self.events.finished(self.assistant.send(Ask("Two and two?")))


@pytest.fixture
def begin(shop: Shop) -> Iterator[Callable[[], Engine]]:
    engines: list[Engine] = []

    def begun() -> Engine:
        engines.append(Engine())
        return engines[-1]

    yield begun
    for engine in engines:
        engine.assistant.close()


def test_at_the_start_all_is_loaded_and_ready_comes_once(shop: Shop, begin: Callable[[], Engine]) -> None:
    engine = begin()
    assert sorted(shop.loaded) == ["llm", "stt", "tts"]
    assert len(engine.events.of(Ready)) == 1
    assert not engine.events.of(Failed)
    assert engine.events.finished(1).outcome is Outcome.COMPLETED


def test_a_question_that_waits_comes_before_the_voice_is_made_quick(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    asked, quick = threading.Event(), threading.Event()

    def load_llm(*_: object) -> FakeLlm:
        assert asked.wait(10)
        return shop.make("llm")

    def warmed(_voice: object) -> None:
        happened.append("voice warmed")
        quick.set()

    def heard(event: Event) -> None:
        if isinstance(event, TurnFinished):
            happened.append("answered")

    monkeypatch.setattr(reload, "load_llm", load_llm)
    monkeypatch.setattr(reload, "warm_voice", warmed)
    assistant = Assistant(reload.unloaded(), heard)
    try:
        assistant.send(Reload())
        assistant.send(Ask("Two and two?"))
        asked.set()
        assert quick.wait(10)
    finally:
        assistant.close()
    assert happened == ["answered", "voice warmed"]


@pytest.mark.parametrize(
    ("changed", "loaded"),
    [
        ({"max_reply": 99, "temperature": 1.0, "language": "de", "think_ahead": False, "theme": "dark"}, []),
        ({"llm": "other"}, ["llm"]),
        ({"context_size": 4096}, ["llm"]),
        ({"thinking": True}, ["llm"]),
        ({"gpu": False}, ["llm"]),
        ({"stt": "other"}, ["stt"]),
        ({"tts": "other"}, ["tts"]),
        ({"voice_speed": 1.5}, ["tts"]),
        ({"threads": 1}, ["llm", "stt", "tts"]),
        ({"remote_url": "http://127.0.0.1:1/v1"}, ["llm"]),
        ({"microphone": "", "speaker": "", "talk_key": ""}, []),
    ],
)
def test_only_what_a_setting_changes_is_loaded_and_the_conversation_goes_on(
    shop: Shop, begin: Callable[[], Engine], changed: dict[str, object], loaded: list[str]
) -> None:
    engine = begin()
    chat = engine.ask().chat
    shop.loaded.clear()
    engine.reload(**changed)
    assert sorted(shop.loaded) == loaded
    assert len(engine.events.of(Ready)) == 2
    assert engine.assistant._parts.settings == settings.load()
    finished = engine.ask()
    assert finished.chat == chat
    assert len(shop.llms[-1].streams[-1]) > 4, "the conversation was forgotten"
    assert shop.llms[0].closed == ("llm" in loaded)


def test_the_model_that_looks_goes_when_another_is_chosen(shop: Shop, begin: Callable[[], Engine]) -> None:
    engine, seeing = begin(), FakeLlm(can_see=True)
    engine.assistant._parts.vlm = seeing
    engine.reload(language="de")
    assert engine.assistant._parts.vlm is seeing
    engine.reload(vlm="other")
    assert engine.assistant._parts.vlm is None
    assert seeing.closed


def test_a_model_that_looks_counts_from_when_it_is_here_until_it_is_gone(
    shop: Shop, begin: Callable[[], Engine]
) -> None:
    engine = begin()
    parts = engine.assistant._parts
    parts.load_vlm = None  # a picture was shown, and no model was here
    shop.seeing = Installed("seeing", "vlm", shop.folder / "seeing.gguf", shop.folder / "mmproj.gguf", "Seeing")
    engine.reload()
    assert parts.load_vlm is not None
    parts.vlm, shop.seeing = FakeLlm(can_see=True), None
    engine.reload()
    assert parts.vlm is None


def test_what_matters_for_each_turn_counts_from_the_next_one(shop: Shop, begin: Callable[[], Engine]) -> None:
    engine = begin()
    engine.reload(max_reply=77)
    assert engine.assistant._parts.settings.max_reply == 77


def test_a_new_device_is_taken_without_loading(shop: Shop, begin: Callable[[], Engine]) -> None:
    engine = begin()
    before = engine.assistant._parts.microphone
    shop.loaded.clear()
    engine.reload(microphone="default")
    assert engine.assistant._parts.microphone is not before
    assert shop.loaded == []


@pytest.mark.parametrize("kind", ["stt", "tts"])
def test_without_the_voice_or_the_ear_the_rest_works(shop: Shop, begin: Callable[[], Engine], kind: str) -> None:
    shop.missing = {kind}
    engine = begin()
    assert engine.ask().outcome is Outcome.COMPLETED
    assert [(e.turn, e.message) for e in engine.events.of(Failed)] == [(0, f"No {kind} is here; get one.")]  # type: ignore[attr-defined]
    assert engine.events.of(Ready)
    if kind == "stt":
        engine.events.finished(number := engine.assistant.send(StartListening()))
        assert any(e.turn == number and "models" in e.message for e in engine.events.of(Failed))  # type: ignore[attr-defined]
    shop.missing, shop.loaded = set(), []
    engine.reload()
    assert shop.loaded == [kind]
    assert getattr(engine.assistant._parts, kind) is not None


def test_without_a_language_model_every_question_says_so_until_there_is_one(
    shop: Shop, begin: Callable[[], Engine]
) -> None:
    shop.missing = {"llm"}
    engine = begin()
    assert engine.events.finished(1).outcome is Outcome.FAILED
    assert {e.message for e in engine.events.of(Failed)} == {"No llm is here; get one."}  # type: ignore[attr-defined]
    assert not engine.events.of(Ready)
    shop.missing = set()
    engine.reload()
    assert engine.events.of(Ready)
    assert engine.ask().outcome is Outcome.COMPLETED


def test_a_model_that_cannot_be_loaded_leaves_the_engine_able_to_take_another(
    shop: Shop, begin: Callable[[], Engine]
) -> None:
    engine = begin()
    shop.broken = {"llm"}
    engine.reload(llm="broken")
    assert isinstance(engine.assistant._parts.llm, NoLlm)
    assert {e.message for e in engine.events.of(Failed)} == {"The model is damaged; choose another."}  # type: ignore[attr-defined]
    shop.broken = set()
    engine.reload(llm="sound")
    assert engine.ask().outcome is Outcome.COMPLETED


def test_settings_that_cannot_be_read_are_said_and_those_before_them_stay(
    shop: Shop, begin: Callable[[], Engine], own_home: Path
) -> None:
    engine = begin()
    own_home.mkdir(exist_ok=True)
    (own_home / "settings.toml").write_text("max_reply = much")
    shop.loaded.clear()
    engine.reload()
    assert shop.loaded == []
    (failed,) = engine.events.of(Failed)
    assert "settings.toml" in failed.message  # type: ignore[attr-defined]
    assert engine.ask().outcome is Outcome.COMPLETED


def test_taking_over_settings_does_not_end_the_turn_that_runs(shop: Shop, begin: Callable[[], Engine]) -> None:
    engine = begin()
    reached: list[int] = []
    shop.llms[-1].scripts = [["One ", lambda: reached.append(engine.assistant.send(Reload())), "two."]]
    finished = engine.ask()
    assert reached
    assert (finished.outcome, finished.reply) == (Outcome.COMPLETED, "One two.")


def test_another_model_that_serves_is_said(shop: Shop, begin: Callable[[], Engine]) -> None:
    engine = begin()
    engine.assistant._loader._say("other is not on this machine; this one serves instead.")
    assert engine.events.of(Noticed)
