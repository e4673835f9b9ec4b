"""Which way to a key that works everywhere there is on this desktop, and why."""

import os
import sys

from PySide6.QtGui import QGuiApplication

from ui.hotkeys.base import Hotkey, NoHotkey
from ui.hotkeys.keyboard import Keyboard
from ui.hotkeys.portal import INSTEAD, Portal

APP_ID = "earsight"
"""Of the portal, where the program names no desktop file."""
SYSTEMS = {"win32": "Windows", "darwin": "macOS"}


def choose(keys: str) -> Hotkey:
    """The way for this desktop, not started yet; `keys` as in the settings, empty for none."""
    if not keys.strip():
        return NoHotkey("No key is set; set one in the settings, or hold Space in the window.")
    if sys.platform in SYSTEMS:
        return Keyboard(keys, f"On {SYSTEMS[sys.platform]} Earsight listens for the key by itself.")
    if is_wayland():
        return Portal(keys, QGuiApplication.desktopFileName() or APP_ID)
    if os.environ.get("DISPLAY"):
        return Keyboard(keys, "On X11 Earsight listens for the key by itself.")
    return NoHotkey(f"There is no desktop here that could tell of a key; {INSTEAD}.")


def is_wayland() -> bool:
    """Also where the window itself is shown through X11: keys of other programs are not seen there."""
    return (
        QGuiApplication.platformName().startswith("wayland")
        or os.environ.get("XDG_SESSION_TYPE") == "wayland"
        or bool(os.environ.get("WAYLAND_DISPLAY"))
    )
