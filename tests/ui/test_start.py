"""What the window's process loads before it is seen, and in which order it starts."""

import subprocess
import sys
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest

from ui import quick, start

HEAVY = (
    "PIL", "asyncio", "cv2", "faster_whisper", "httpx", "huggingface_hub", "importlib.metadata", "jeepney", "llama_cpp",
    "markdown_it", "numpy", "onnxruntime", "piper", "psutil", "pynput", "rich", "sounddevice", "sqlite3", "ssl",
    "tomli_w", "typer",
    "PySide6.QtDBus", "PySide6.QtMultimedia", "PySide6.QtQml",
    "assistant.engine", "assistant.history", "models.store", "ui.first_run", "ui.memory_page", "ui.models_page",
    "ui.settings_page",
)  # fmt: skip
LOOK = """
import builtins, sys
import ui.__main__
from assistant.cli.streams import use_utf8
from ui.quick import import_plainly
import_plainly()
before = builtins.__import__
import ui.start
from ui.engine_process import EngineProcess
from ui.single import Single
early = sorted(set(sys.modules))
from PySide6.QtWidgets import QApplication
from ui import app, mark
from ui.phase import Phase
began = []
EngineProcess.start = lambda self: began.append(self)
application = QApplication([])
single = Single()
assert single.begin()
mark.icon()
earsight = app.Earsight(application, single, EngineProcess())
earsight.window.show()
earsight.window.grab()
print(*early)
print(*sorted(set(sys.modules)))
print(builtins.__import__ is before, before.__name__)
waits = []
for now in (Phase.READY, Phase.THINKING, Phase.SPEAKING, Phase.READY):
    earsight.window.phase_changed.emit(now)
    waits.append(earsight._calm.isActive())
made = 0
while earsight.window.pages.make_one():
    made += 1
print(waits, made)
print(earsight.tray.tip)
earsight.finish()
single.close()
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What was loaded before the engine was started, what when the window was shown, and whose `import` it was."""
    home = tmp_path_factory.mktemp("home")
    (home / "settings.toml").write_text("muted = true\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EARSIGHT_HOME", str(home))
        patch.setenv("QT_QPA_PLATFORM", "offscreen")
        done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("name", HEAVY)
def test_the_window_is_shown_without_what_takes_long_to_load(told: list[str], name: str) -> None:
    assert name not in told[1].split()


def test_the_engine_is_started_before_the_window_is_imported(told: list[str]) -> None:
    early = set(told[0].split())
    assert "ui.engine_process" in early
    assert not {"ui.app", "ui.main_window", "ui.talk_room", "PySide6.QtSvg"} & early


def test_pages_are_made_one_by_one_and_never_during_a_turn(told: list[str]) -> None:
    assert told[3] == "[True, False, False, True] 4"


def test_the_tray_knows_from_the_start_that_answers_are_not_spoken(told: list[str]) -> None:
    assert told[4].endswith("muted")


def test_imports_are_pythons_own_after_qt_came(told: list[str]) -> None:
    assert told[2] == "True __lazy_import__"


def test_the_window_takes_over_an_engine_that_loads_already(monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[str] = []

    class One:
        def begin(self) -> bool:
            happened.append("alone")
            return True

        def close(self) -> None:
            happened.append("free")

    class Engine:
        def start(self) -> None:
            happened.append("engine")

    class Window:
        erases_models = None

        def __init__(self, app: object, single: One, engine: Engine) -> None:
            assert isinstance(engine, Engine)
            happened.append("window")

        def show(self) -> None:
            happened.append("shown")

        def finish(self) -> None:
            happened.append("finished")

    app = MagicMock()
    app.return_value.exec.return_value = 7
    monkeypatch.setattr(start, "QApplication", app)
    monkeypatch.setattr("ui.mark.icon", lambda: None)
    monkeypatch.setattr(start, "Single", One)
    monkeypatch.setattr(start, "EngineProcess", Engine)
    monkeypatch.setattr("ui.app.Earsight", Window)
    for module, name in ((start.private, "tighten"), (start.forgetting, "sweep")):
        monkeypatch.setattr(module, name, lambda _home, name=name: happened.append(name))
    monkeypatch.setattr(start.logs, "start", lambda: happened.append("log"))
    assert start.main([]) == 7
    assert happened == ["alone", "tighten", "sweep", "log", "engine", "window", "shown", "finished", "free"]


def test_where_pyside_took_no_import_it_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    untouched = SimpleNamespace(__import__=object())
    as_it_was = untouched.__import__
    monkeypatch.setattr(quick, "builtins", untouched)
    monkeypatch.setattr("gc.disable", lambda: None)
    quick.import_plainly()
    assert untouched.__import__ is as_it_was
