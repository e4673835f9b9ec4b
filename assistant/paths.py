"""Where the person's data lives."""

import os
from pathlib import Path

import platformdirs


def home() -> Path:
    """The data folder: `EARSIGHT_HOME` if set, else the system's place for an application's data."""
    if override := os.environ.get("EARSIGHT_HOME"):
        return Path(override).expanduser().absolute()
    return Path(platformdirs.user_data_dir("earsight", appauthor=False))


def models_folder() -> Path:
    """The folder of the weights: `EARSIGHT_MODELS` if set, else `models` in the data folder."""
    if override := os.environ.get("EARSIGHT_MODELS"):
        return Path(override).expanduser().absolute()
    return home() / "models"


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
