"""Settings: read, checked, changed, and never lost."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import settings
from assistant.errors import SettingsError
from assistant.settings import Settings
from tests.earsight import here, is_one_line
from tests.faults.marks import Says
from tests.race import race


def test_without_a_file_the_defaults_hold() -> None:
    assert settings.load() == Settings()


@pytest.mark.fault(
    "the settings were written by a newer version", says="", intact="what only the newer version knows; the rest holds"
)
def test_a_change_is_kept_beside_all_else_in_the_file(own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "settings.toml").write_text('voice_speed = 1.5\nfrom_a_newer_version = "kept"\n')
    settings.change(temperature=0.7)
    assert settings.load() == Settings(voice_speed=1.5, temperature=0.7)
    assert "from_a_newer_version" in (own_home / "settings.toml").read_text()


@pytest.mark.fault(
    "a newer version set something that this one does not understand",
    says="The settings in … are not valid (Invalid enum value 'brain' - at `$.ocr`).",
    intact="the file; the settings that were in use stay in use",
)
def test_a_value_of_a_newer_version_is_said_and_stays(own_home: Path, says: Says) -> None:
    own_home.mkdir()
    (own_home / "settings.toml").write_text('ocr = "brain"\nvoice_speed = 1.5\n')
    with pytest.raises(SettingsError) as told:
        settings.load()
    says(told.value)
    assert settings.change(ocr="rapid").voice_speed == 1.5


@pytest.mark.fault(
    "the settings were written by an older version", says="", intact="what it set; the rest has its defaults"
)
def test_what_an_older_version_did_not_know_has_its_default(own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "settings.toml").write_text('llm = "smollm2-135m-instruct"\n')
    assert settings.load() == Settings(llm="smollm2-135m-instruct")


@pytest.mark.fault("two programs change settings at once", says="", intact="what both set")
def test_two_processes_that_change_settings_at_once_lose_nothing(own_home: Path) -> None:
    race(
        "from assistant import settings\n",
        "for n in range(30):\n    settings.change(**{sys.argv[1]: f'{n}'})\n"
        "    assert getattr(settings.load(), sys.argv[1]) == f'{n}'\n",
        "microphone",
        "speaker",
    )
    assert settings.load() == Settings(microphone="29", speaker="29")


@pytest.mark.fault(
    "the settings are no settings",
    says="The settings in … are not valid (Expected '=' after a key in a key/value pair (at end of document)); mend or "
    "delete the file.",
    intact="the file, byte for byte",
)
def test_a_broken_file_is_one_sentence(own_home: Path, says: Says) -> None:
    own_home.mkdir()
    (own_home / "settings.toml").write_text("nonsense")
    with pytest.raises(SettingsError) as told:
        settings.load()
    says(told.value)
    assert (own_home / "settings.toml").read_text() == "nonsense"


@pytest.mark.parametrize(
    "text", ["nonsense", "temperature = 9", 'temperature = "hot"', "\x00", "threads = -1", "language = 3"]
)
def test_a_file_that_is_not_valid_is_one_sentence_and_stays(own_home: Path, text: str) -> None:
    own_home.mkdir()
    (own_home / "settings.toml").write_text(text)
    with pytest.raises(SettingsError, match="not valid"):
        settings.load()
    with pytest.raises(SettingsError):
        settings.change(voice_speed=1.1)
    assert (own_home / "settings.toml").read_text() == text


def test_the_servers_key_comes_from_the_environment_first(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.change(remote_key="from the file")
    assert settings.load().remote_key == "from the file"
    monkeypatch.setenv("EARSIGHT_REMOTE_KEY", "from the environment")
    assert settings.load().remote_key == "from the environment"


def test_the_command_shows_and_sets_and_hides_the_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert here(capsys, "settings", "set", "voice_speed", "1.25").returncode == 0
    assert here(capsys, "settings", "set", "thinking", "true").returncode == 0
    assert here(capsys, "settings", "set", "remote_key", "secret").stdout == "remote_key = (set)\n"
    shown = here(capsys, "settings", "list").stdout
    assert "voice_speed = 1.25\n" in shown
    assert "thinking = True\n" in shown
    assert "secret" not in shown


def test_a_model_that_is_not_here_is_set_and_said(
    capsys: pytest.CaptureFixture[str], model: Callable[[str], Path]
) -> None:
    there = str(model("smollm2-135m-instruct"))
    said = here(capsys, "settings", "set", "llm", "smolm2-135m-instruct").stdout
    assert said == (
        "llm = smolm2-135m-instruct\n"
        "There is no such language model on this machine; `earsight models list` shows what is.\n"
    )
    assert here(capsys, "settings", "set", "llm", there).stdout == f"llm = {there}\n"
    assert "no such voice" in here(capsys, "settings", "set", "tts", there).stdout


@pytest.mark.parametrize(
    ("name", "value"), [("voice_speed", "fast"), ("voice_speed", "9"), ("nonsense", "1"), ("thinking", "perhaps")]
)
def test_a_wrong_setting_is_one_line(name: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert is_one_line(here(capsys, "settings", "set", name, value), 2)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
def test_a_pipe_in_place_of_the_settings_is_said_and_not_waited_for(
    own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own_home.mkdir()
    os.mkfifo(own_home / "settings.toml")
    for arguments in (["list"], ["set", "muted", "true"]):
        done = here(capsys, "settings", *arguments)
        assert is_one_line(done, 1)
        assert "settings.toml are not a plain file; move away what is there." in done.stderr
    assert (own_home / "settings.toml").is_fifo()
