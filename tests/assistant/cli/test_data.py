"""`earsight data`: everything goes along, everything goes away."""

import json
import zipfile
from pathlib import Path

import pytest
from filelock import FileLock

from assistant import settings
from assistant.cli.main import run
from assistant.history import History
from assistant.instructions import Instructions
from assistant.journal import Journal
from assistant.memory import Memory
from assistant.vision import taken
from tests.faults.test_journal import die


@pytest.fixture
def lived_in(own_home: Path) -> Path:
    Memory().add("I like tea.")
    Instructions().write("Be kind.")
    settings.change(remote_key="sesame", muted=True)
    history = History()
    history.add_turn(history.new_chat(), "How much sugar / salt?", "Twelve grams.")
    history.add_turn(history.new_chat("../../etc"), "Why?", "So.")
    history.close()
    taken.new_file(taken.pictures_folder(), "camera", "jpg").write_bytes(b"picture")
    (own_home / "models").mkdir()
    (own_home / "models" / "mine.gguf").write_bytes(b"GGUF")
    return own_home


def contents(target: Path) -> dict[str, bytes]:
    if target.is_dir():
        return {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()}
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", ["all", "all.zip"])
def test_an_export_has_everything_but_secrets(lived_in: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / "exports" / name
    assert run(["data", "export", str(target)]) == 0
    found = contents(target)
    pictures = [one for one in found if one.startswith("pictures/")]
    assert sorted(found) == sorted(
        [
            *("memory.md", "instructions.md", "settings.toml", *pictures),
            *("chats/0001-how-much-sugar-salt.md", "chats/0001-how-much-sugar-salt.json"),
            *("chats/0002-etc.md", "chats/0002-etc.json"),
        ]
    )
    assert len(pictures) == 1
    assert b"I like tea." in found["memory.md"]
    assert found["settings.toml"].decode() == "muted = true\n"
    assert b"Twelve grams." in found["chats/0001-how-much-sugar-salt.md"]
    assert json.loads(found["chats/0001-how-much-sugar-salt.json"])["messages"][1]["text"] == "Twelve grams."
    assert b"sesame" not in b"".join(found.values())
    assert [path.name for path in target.parent.iterdir()] == [name]


def test_an_export_has_the_first_question_of_all_where_the_chats_were_never_opened(
    own_home: Path, tmp_path: Path
) -> None:
    journal = Journal(own_home / "chats.sqlite3")
    journal.asked(1, "Amaranth?")
    die(journal)
    assert run(["data", "export", str(tmp_path / "all")]) == 0
    assert b"Amaranth?" in contents(tmp_path / "all")["chats/0001-amaranth.md"]


def test_an_export_overwrites_nothing(lived_in: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "all.zip").write_text("mine")
    assert run(["data", "export", str(tmp_path / "all.zip")]) == 1
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "all.zip").read_text() == "mine"


def test_an_export_of_nothing_is_an_empty_folder(own_home: Path, tmp_path: Path) -> None:
    assert run(["data", "export", str(tmp_path / "all")]) == 0
    assert contents(tmp_path / "all") == {}
    assert not own_home.exists()


def test_erasing_leaves_the_models_and_what_is_not_ours(lived_in: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (lived_in / "thesis.odt").write_text("mine")
    assert run(["data", "erase"]) == 1, "nobody there to type yes"
    assert Memory().read().entries
    assert run(["data", "erase", "--yes"]) == 0
    assert sorted(path.name for path in lived_in.iterdir()) == ["models", "thesis.odt"]
    assert "thesis.odt" in capsys.readouterr().out


def test_a_typed_yes_erases_and_any_other_word_does_not(lived_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.cli.data.is_interactive", lambda: True)
    for typed, left in (("y", True), ("yes", False)):
        monkeypatch.setattr("typer.prompt", lambda *_, typed=typed, **__: typed)
        assert run(["data", "erase"]) == (1 if left else 0)
        assert (lived_in / "memory.md").exists() == left


def test_a_folders_name_cannot_steer_the_terminal_that_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSIGHT_HOME", str(tmp_path / "\x1b[2J\u202ehome"))
    monkeypatch.setattr("assistant.cli.data.is_interactive", lambda: True)
    asked: list[str] = []
    monkeypatch.setattr("typer.prompt", lambda question, **_: asked.append(question))
    assert run(["data", "erase"]) == 1
    assert "\ufffd[2J\ufffdhome" in asked[0]


def test_erasing_the_models_too_leaves_a_persons_own_files(lived_in: Path, own_home: Path) -> None:
    (own_home / "models" / "faster-whisper-tiny.en").mkdir()
    (own_home / "models" / "faster-whisper-tiny.en" / "model.bin").write_bytes(b"weights")
    assert run(["data", "erase", "--models", "--yes"]) == 0
    assert [path.relative_to(own_home).as_posix() for path in own_home.rglob("*")] == ["models", "models/mine.gguf"]
    (own_home / "models" / "mine.gguf").unlink()
    assert run(["data", "erase", "--models", "--yes"]) == 0
    assert not own_home.exists()


def test_nothing_is_erased_under_an_open_window(lived_in: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = lived_in / "models" / "faster-whisper-tiny.en" / "model.bin"
    weights.parent.mkdir()
    weights.write_bytes(b"weights")
    with FileLock(lived_in / "window.lock"):
        assert run(["data", "erase", "--models", "--yes"]) == 1
    assert "window is open" in capsys.readouterr().err
    assert weights.exists()
    assert Memory().read().entries
