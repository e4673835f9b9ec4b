"""Where the person's data lives."""

import os
from pathlib import Path

import platformdirs

from assistant.errors import SettingsError


def home() -> Path:
    """The data folder: `EARSIGHT_HOME` if set, else the system's place for an application's data.

    Raises `SettingsError` where it hangs on a home folder that nobody knows.
    """
    if override := os.environ.get("EARSIGHT_HOME"):
        return _absolute(override, "EARSIGHT_HOME")
    try:
        return Path(platformdirs.user_data_dir("earsight", appauthor=False))
    except RuntimeError as error:
        raise SettingsError("Your home folder is not known here; set EARSIGHT_HOME to a whole path.") from error


def models_folder() -> Path:
    """The folder of the weights: `EARSIGHT_MODELS` if set, else `models` in the data folder; raises `SettingsError`."""
    if override := os.environ.get("EARSIGHT_MODELS"):
        return _absolute(override, "EARSIGHT_MODELS")
    return home() / "models"


def _absolute(folder: str, variable: str) -> Path:
    try:
        return Path(folder).expanduser().absolute()
    except RuntimeError as error:
        raise SettingsError(f"There is no home folder for {folder}; set {variable} to a whole path.") from error


def memory_file() -> Path:
    return home() / "memory.md"


def instructions_file() -> Path:
    return home() / "instructions.md"


def settings_file() -> Path:
    return home() / "settings.toml"


def chats_file() -> Path:
    return home() / "chats.sqlite3"


def log_file() -> Path:
    return home() / "logs" / "earsight.log"
