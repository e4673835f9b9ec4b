"""The self-test: a line for each library, one that dies is named and the rest goes on, the exit code tells."""

import os
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant import selftest
from assistant.cli.main import app
from assistant.errors import EarsightError
from tests.assistant.selftest_checks import absent, bad, dies, exits, good
from tests.conftest import MODELS
from ui.selftest import window_offscreen


def results(monkeypatch: pytest.MonkeyPatch, **checks: selftest.Check) -> list[tuple[str, str, str]]:
    monkeypatch.setattr(selftest, "CHECKS", checks)
    return [(one.name, one.state, one.what) for one in selftest.run(Path("some"))]


def test_each_check_has_its_line_whatever_the_others_do(monkeypatch: pytest.MonkeyPatch, own_home: Path) -> None:
    found = results(monkeypatch, dies=dies, bad=bad, exits=exits, absent=absent, good=good)
    ended = "the library ended the program"
    assert found == [
        ("dies", "failed", f"{ended} (SIGKILL)" if sys.platform != "win32" else f"{ended} (exit code 15)"),
        ("bad", "failed", "ValueError: no good"),
        ("exits", "failed", f"{ended} (exit code 3)"),
        ("absent", "left out", "no model"),
        ("good", "ok", "with some, in a home of its own"),
    ]
    assert os.environ["EARSIGHT_HOME"] == str(own_home)


@pytest.mark.parametrize(("check", "code"), [(good, 0), (bad, 1), (absent, 1)])
def test_the_exit_code_tells(monkeypatch: pytest.MonkeyPatch, check: selftest.Check, code: int) -> None:
    monkeypatch.setattr(selftest, "CHECKS", {"one": check})
    result = CliRunner().invoke(app, ["--selftest", "--models", "some", "--only", "one"])
    assert result.exit_code == code
    assert len(result.stdout.splitlines()) == 1


def test_a_check_that_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(EarsightError, match="there are: llama"):
        list(selftest.run(Path(), ["strange"]))


@pytest.mark.parametrize("name", ["llama.cpp", "pictures", "chats", "memory", "words", "opencv", "devices", "packages"])
def test_a_library_does_real_work_here(name: str) -> None:
    (result,) = selftest.run(MODELS, [name])
    assert (result.state, result.what) == ("ok", result.what)


def test_the_window_is_drawn_where_nobody_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "CHECKS", {"window": window_offscreen, "good": good})
    window, _ = selftest.run(Path("some"))
    assert window.state == "ok", window.what
    assert "pixels drawn" in window.what


@pytest.mark.parametrize("name", ["whisper", "voice"])
def test_a_folder_without_models_is_named_with_the_line_that_fills_it(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "my models"
    (result,) = selftest.run(folder, [name])
    assert (result.state, result.what.startswith(f"there is no folder {folder}; ")) == ("left out", True)
    folder.mkdir()
    (result,) = selftest.run(folder, [name])
    assert result.what.startswith(f"no model in {folder}; ")
    pull = "$env:EARSIGHT_MODELS = '{}'; {}" if sys.platform == "win32" else "EARSIGHT_MODELS='{}' {}"
    assert result.what.endswith(pull.format(folder, "earsight models pull tests"))


def test_the_folder_that_holds_anyway_needs_no_naming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSIGHT_MODELS", str(tmp_path))
    (result,) = selftest.run(tmp_path, ["voice"])
    assert result.what == f"no model in {tmp_path}; get models with: earsight models pull tests"
