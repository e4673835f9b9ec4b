"""A card of the settings page: fields below one another."""

from typing import TypeVar

from PySide6.QtCore import Signal

from assistant.settings import Settings
from ui.column import Card
from ui.settings_fields import Field
from ui.theme import Theme

F = TypeVar("F", bound=Field)


class SettingsCard(Card):
    changed = Signal(dict)
    """Settings that the person chose."""

    def __init__(self, theme: Theme, heading: str, explanation: str = "") -> None:
        super().__init__(theme, heading, explanation)
        self.theme = theme
        self.fields: list[Field] = []

    def put(self, field: F) -> F:
        """Add a field below the others."""
        self.fields.append(field)
        self.rows.addWidget(field)
        field.changed.connect(self.changed)
        return field

    def load(self, settings: Settings) -> None:
        for field in self.fields:
            if field.setting:
                field.load(getattr(settings, field.setting))

    def flush(self) -> None:
        """What was begun in a field holds now."""
        for field in self.fields:
            field.flush()

    def narrow(self, is_narrow: bool) -> None:
        for field in self.fields:
            field.narrow(is_narrow)
