"""The talk key that works everywhere: a button that takes the next keys, and which way of listening is active."""

import sys

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton

from assistant.settings import Settings
from ui.settings_card import SettingsCard
from ui.settings_fields import Field, Row
from ui.theme import Theme
from ui.widgets import button, label, named

ABOUT = "Hold it to talk while another program has the focus. In this window, Space does the same."
PRESS = "Press the keys …"
PRESS_OR_LEAVE = "Press the keys to hold; Esc leaves them as they are"
NEEDS = "Hold Ctrl, Alt or the system key with it, or take a function key."
OTHER = "That key does not work here; take a letter, a digit, Space or a function key."
NONE = "No key is set"
WAYS = {
    "keyboard": "Earsight listens to the keyboard by itself",
    "desktop": "Your desktop's global shortcuts",
    "none": "None",
}
MODIFIERS = (
    (Qt.KeyboardModifier.ControlModifier, "<cmd>" if sys.platform == "darwin" else "<ctrl>"),
    (Qt.KeyboardModifier.MetaModifier, "<ctrl>" if sys.platform == "darwin" else "<cmd>"),
    (Qt.KeyboardModifier.AltModifier, "<alt>"),
    (Qt.KeyboardModifier.ShiftModifier, "<shift>"),
)
ORDER = ("<ctrl>", "<cmd>", "<alt>", "<shift>")
ALONE = {Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Shift, Qt.Key.Key_Meta}
SPECIAL = {
    Qt.Key.Key_Space: "space",
    Qt.Key.Key_Insert: "<insert>",
    Qt.Key.Key_Home: "<home>",
    Qt.Key.Key_End: "<end>",
    Qt.Key.Key_PageUp: "<page_up>",
    Qt.Key.Key_PageDown: "<page_down>",
    Qt.Key.Key_Pause: "<pause>",
}
WORDS = {"<ctrl>": "Ctrl", "<alt>": "Alt", "<shift>": "Shift", "<cmd>": "Cmd" if sys.platform == "darwin" else "Super"}


def combination(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> str:
    """The keys as the settings write them; empty where the key cannot be taken."""
    if Qt.Key.Key_F1 <= key <= Qt.Key.Key_F20:
        name = f"<f{key - Qt.Key.Key_F1 + 1}>"
    elif Qt.Key.Key_A <= key <= Qt.Key.Key_Z or Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
        name = chr(key).lower()
    else:
        name = SPECIAL.get(key, "")
    held = {name for modifier, name in MODIFIERS if modifiers & modifier}
    return "+".join([*(one for one in ORDER if one in held), name]) if name else ""


def words(keys: str) -> str:
    """The combination as people write it: Ctrl + Alt + Space."""
    parts = [part.strip() for part in keys.split("+") if part.strip()]
    return " + ".join(WORDS.get(part, part.strip("<>").replace("_", " ").title()) for part in parts)


class KeysButton(QPushButton):
    """Pressed, it takes the next combination."""

    taken = Signal(str)
    refused = Signal(str)
    """A sentence; empty where nothing is wrong any more."""

    def __init__(self) -> None:
        super().__init__()
        self.is_waiting = False
        self._keys = ""
        self.clicked.connect(self._wait)
        self.show_keys("")

    def show_keys(self, keys: str) -> None:
        self._keys = keys
        self.is_waiting = False
        text = words(keys) or NONE
        self.setText(text)
        named(self, f"Talk key: {text}", "Press this, and then the keys to hold")

    def event(self, event: QEvent) -> bool:
        if self.is_waiting and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # the window's shortcuts are keys like others now
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.is_waiting:
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if event.isAutoRepeat() or key in ALONE:
            return
        if key == Qt.Key.Key_Escape:
            self._leave()
            return
        keys = combination(key, event.modifiers())
        if not keys:
            self.refused.emit(OTHER)
        elif keys.split("+")[0] not in ORDER[:3] and not Qt.Key.Key_F1 <= key <= Qt.Key.Key_F20:
            self.refused.emit(NEEDS)
        else:
            self._leave()
            self.taken.emit(keys)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.is_waiting:
            super().keyReleaseEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return not self.is_waiting and super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.is_waiting:
            self._leave()

    def _wait(self) -> None:
        self.refused.emit("")
        self.is_waiting = True
        self.setText(PRESS)
        named(self, PRESS_OR_LEAVE)

    def _leave(self) -> None:
        self.refused.emit("")
        self.show_keys(self._keys)


class KeysCard(SettingsCard):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Talk key everywhere")
        self.keys = KeysButton()
        self.clear = button("Clear", lambda: self._take(""), tip="Set no key")
        self.clear.setAccessibleName("Clear the talk key")
        both = Row(self.keys, self.clear)
        both.across.setStretch(0, 1)
        self.field = self.put(Field(theme, "Keys", both, ABOUT))
        self.field.name.setBuddy(self.keys)
        self.way: QLabel = label(WAYS["none"])
        self.active = self.put(Field(theme, "Active", self.way))
        self.keys.taken.connect(self._take)
        self.keys.refused.connect(self.field.refuse)

    def load(self, settings: Settings) -> None:
        super().load(settings)
        if not self.keys.is_waiting:
            self._show(settings.talk_key)

    def set_hotkey(self, name: str, why: str) -> None:
        """Which way of listening is active, and why."""
        self.way.setText(WAYS.get(name, name))
        self.active.explain(why)

    def _take(self, keys: str) -> None:
        self._show(keys)
        self.changed.emit({"talk_key": keys})

    def _show(self, keys: str) -> None:
        self.keys.show_keys(keys)
        self.clear.setEnabled(bool(keys))
