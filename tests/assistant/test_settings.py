"""Settings: read, checked, changed, and never lost."""

from pathlib import Path

import pytest

from assistant import settings
from assistant.errors import SettingsError
from assistant.settings import Settings
from tests.earsight import earsight, is_one_line


def test_without_a_file_the_defaults_hold() -> None:
    assert settings.load() == Settings()


def test_a_change_is_kept_beside_all_else_in_the_file(own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "settings.toml").write_text('voice_speed = 1.5\nfrom_a_newer_version = "kept"\n')
    settings.change(temperature=0.7)
    assert settings.load() == Settings(voice_speed=1.5, temperature=0.7)
    assert "from_a_newer_version" in (own_home / "settings.toml").read_text()


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


def test_the_command_shows_and_sets_and_hides_the_key() -> None:
    assert earsight("settings", "set", "voice_speed", "1.25").returncode == 0
    assert earsight("settings", "set", "thinking", "true").returncode == 0
    assert earsight("settings", "set", "remote_key", "secret").stdout == "remote_key = (set)\n"
    shown = earsight("settings", "list").stdout
    assert "voice_speed = 1.25\n" in shown
    assert "thinking = True\n" in shown
    assert "secret" not in shown


@pytest.mark.parametrize(
    ("name", "value"), [("voice_speed", "fast"), ("voice_speed", "9"), ("nonsense", "1"), ("thinking", "perhaps")]
)
def test_a_wrong_setting_is_one_line(name: str, value: str) -> None:
    assert is_one_line(earsight("settings", "set", name, value), 1)
