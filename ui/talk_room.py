"""The room you talk in: the conversation, the one big button, and the field to type in."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from assistant.events import Event, HandsFreeChanged, InputLevel
from ui.chat_view import ChatView
from ui.composer import Composer
from ui.icons import Icons
from ui.phase import BUSY, Phase
from ui.talk_button import TalkButton
from ui.theme import TEXT_COLUMN, Theme
from ui.widgets import looks


class TalkRoom(QWidget):
    """Shows what happens; its parts tell what the person wants."""

    asked = Signal(str, object)
    """A typed question, and its pictures: a tuple of paths. It is shown already."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        looks(self, "page")
        self._theme = theme
        self.view = ChatView(theme, icons)
        self.button = TalkButton(theme)
        self.composer = Composer(theme, icons)
        self.composer.field.talks_when_empty = True
        self.composer.asked.connect(self._ask)
        self._column = QWidget()
        self._rows = QVBoxLayout(self._column)
        self._rows.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._rows.addWidget(self.composer)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._column, 1000)
        middle.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.view, 1)
        whole.addLayout(middle)
        theme.changed.connect(self._rescale)
        self._rescale()

    def take(self, event: Event) -> None:
        """Show what happened."""
        match event:
            case InputLevel():
                self.button.set_level(event.level)
            case HandsFreeChanged():
                self.button.set_hands_free(event.on)
        self.view.take(event)

    def set_phase(self, phase: Phase) -> None:
        self.button.set_phase(phase)
        self.composer.set_busy(phase in BUSY)

    def _ask(self, text: str, images: tuple[Path, ...]) -> None:
        self.view.asked_typed(text, images)
        self.asked.emit(text, images)

    def _rescale(self) -> None:
        px = self._theme.px
        self._column.setMaximumWidth(px(TEXT_COLUMN) + px(32))
        self._rows.setContentsMargins(px(16), px(8), px(16), px(16))
        self._rows.setSpacing(px(8))
