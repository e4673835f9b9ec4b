"""The key that works everywhere on X11, Windows and macOS: pynput listens to the keyboard."""

import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal

from ui.hotkeys.base import Hotkey

if TYPE_CHECKING:
    from pynput.keyboard import Listener

log = logging.getLogger(__name__)

LOOK = 250
"""Milliseconds between two looks whether a held key is still down: a locked screen hides its release."""
END_SECONDS = 2.0
WRONG = "“{}” is not a combination of keys; write it as in <ctrl>+<alt>+space, in the settings."
MAC_LOCKED = "macOS does not let Earsight see keys yet: allow it in System Settings, Privacy, Input Monitoring."


class Keyboard(Hotkey):
    """Held while all of its keys are down; whatever has the focus gets the keys too."""

    name = "keyboard"
    _seen = Signal(object, bool)

    def __init__(self, keys: str, why: str, still_down: Callable[[int], bool] | None = None) -> None:
        """`keys` as in the settings, `still_down` tells of a key's code whether it is down (default: the system's)."""
        super().__init__(why)
        self._keys = keys
        self._wanted: frozenset[object] = frozenset()
        self._down: set[object] = set()
        self._still_down = still_down or _system_look()
        self._codes: list[int] = []
        self._listener: Listener | None = None
        # pynput calls from its own thread.
        self._seen.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._look = QTimer(self)
        self._look.setInterval(LOOK)
        self._look.timeout.connect(self._check)

    def start(self) -> None:
        try:
            from pynput import keyboard
        except Exception as error:
            log.info("pynput cannot be used", exc_info=True)
            self._set(works=False, why=f"This system does not let programs see keys ({type(error).__name__}).")
            return
        try:
            self._wanted = frozenset(keyboard.HotKey.parse(named(self._keys)))
        except ValueError:
            self._set(works=False, why=WRONG.format(self._keys))
            return
        self._codes = [code for key in self._wanted if (code := _code(key)) is not None]
        listener: Listener = keyboard.Listener(
            on_press=lambda key: self._seen.emit(listener.canonical(key), True),
            on_release=lambda key: self._seen.emit(listener.canonical(key), False),
        )
        listener.name = "earsight-hotkey"
        listener.start()
        self._listener = listener
        if sys.platform == "darwin" and not getattr(listener, "IS_TRUSTED", True):
            self._set(works=False, why=MAC_LOCKED)
        else:
            self._set(works=True, why=self._why)

    def close(self) -> None:
        self._look.stop()
        self._move(down=False)
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.stop()
            _wake(listener)
            listener.join(END_SECONDS)

    def _take(self, key: object, is_down: bool) -> None:
        if self._listener is None:
            return
        (self._down.add if is_down else self._down.discard)(key)
        self._move(down=self._wanted <= self._down)
        if self._is_down and self._still_down is not None:
            self._look.start()
        else:
            self._look.stop()

    def _check(self) -> None:
        if self._still_down is not None and not all(map(self._still_down, self._codes)):
            self._look.stop()
            self._down.clear()
            self._move(down=False)


def named(keys: str) -> str:
    """The combination as pynput reads it: every key of more than one letter in `<>`."""
    parts = [part.strip() for part in keys.lower().split("+")]
    return "+".join(f"<{part}>" if len(part) > 1 and not part.startswith("<") else part for part in parts)


def _code(key: Any) -> int | None:
    code = getattr(getattr(key, "value", key), "vk", None)
    return code if isinstance(code, int) else None


def _wake(listener: Any) -> None:
    """On X11 pynput's thread sees that it was stopped only at the next key; ending its recording ends it now."""
    if sys.platform.startswith("linux") and hasattr(listener, "_context"):
        from Xlib.display import Display

        display = Display()
        display.record_disable_context(listener._context)
        display.sync()
        display.close()


def _system_look() -> Callable[[int], bool] | None:
    """How to look at a key, where a locked screen hides its release; X11 tells it always."""
    if sys.platform == "win32":
        import ctypes

        state = ctypes.windll.user32.GetAsyncKeyState
        return lambda code: bool(state(code) & 0x8000)
    if sys.platform == "darwin":
        from Quartz import CGEventSourceKeyState, kCGEventSourceStateCombinedSessionState

        return lambda code: bool(CGEventSourceKeyState(kCGEventSourceStateCombinedSessionState, code))
    return None
