"""Settings of a server that answers in place of the model on this machine; off unless the person turns it on."""

import os
from urllib.parse import urlsplit

from PySide6.QtWidgets import QCheckBox, QLineEdit

from assistant.settings import Settings
from ui.settings_card import SettingsCard
from ui.settings_fields import Field, Line
from ui.theme import Theme
from ui.widgets import named

LEAVES = (
    "What you say or type, your pictures and what was read in them, your instructions, your memory and the chat "
    "go to this server; your voice stays here."
)
OFF = "Everything stays on this machine."
EXAMPLE = "http://127.0.0.1:8080/v1"
NO_ADDRESS = f"Type the whole address, such as {EXAMPLE}."
KEY = "Only where the server wants one. It is kept in the settings file as it is."
KEY_VARIABLE = "EARSIGHT_REMOTE_KEY"


class ServerCard(SettingsCard):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Remote server")
        self._is_waiting = False
        """It was turned on, and its address is not typed yet."""
        text = "Let a server answer"
        self.on = named(QCheckBox(text), f"Remote server: {text}")
        self.use = self.put(Field(theme, "Server", self.on))
        self.url = self.put(Line(theme, "Address", "Of an OpenAI-compatible server.", "remote_url", _wrong))
        self.url.control.setPlaceholderText(EXAMPLE)
        self.model = self.put(Line(theme, "Model", "Its name on that server.", "remote_model"))
        self.key = self.put(Line(theme, "Key", KEY, "remote_key"))
        self.key.control.setEchoMode(QLineEdit.EchoMode.Password)
        self.on.clicked.connect(self._switch)
        self._show()

    def load(self, settings: Settings) -> None:
        typed = self.url.control.text()
        super().load(settings)
        if settings.remote_url:
            self._is_waiting = False
        elif self.url.control.text() != typed:
            self.url.control.setText(typed)  # it stays, to be turned on again
        self.on.setChecked(bool(settings.remote_url) or self._is_waiting)
        set_outside = KEY_VARIABLE in os.environ
        self.key.control.setEnabled(not set_outside)
        self.key.explain(f"{KEY_VARIABLE} in the environment sets it." if set_outside else KEY)
        self._show()

    def _switch(self, on: bool) -> None:
        self._is_waiting = False
        typed = self.url.control.text().strip()
        if not on:
            self.url.load("")
            self.url.control.setText(typed)
            self.url.tell("")
        elif typed and not _wrong(typed):
            self.url.tell(typed)
        else:
            self._is_waiting = True
        self._show()
        if on:
            self.url.control.setFocus()

    def _show(self) -> None:
        on = self.on.isChecked()
        for field in (self.url, self.model, self.key):
            field.setVisible(on)
        self.use.explain(LEAVES if on else OFF)


def _wrong(address: str) -> str:
    """What is wrong with a server's address."""
    try:
        parts = urlsplit(address)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    return "" if whole else NO_ADDRESS
