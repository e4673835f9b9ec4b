"""Text that was read from a picture, to be selected and copied; nothing in it is opened, and nothing in it hides."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent, QTextOption, QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from assistant.unseen import visible
from ui.column import fit
from ui.icons import Icons
from ui.label_place import Place
from ui.theme import Theme
from ui.widgets import icon_button, label, named

HIGHEST = 100_000
"""Pixels; no text is cut."""


class ReadText(QPlainTextEdit):
    """As high as its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setPlainText(text)

    def refit(self) -> None:
        fit(self, 0, HIGHEST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel is for the card."""
        event.ignore()


class Passage(Place):
    """A text with its heading and a button that copies all of it."""

    def __init__(self, theme: Theme, icons: Icons, key: str, title: str, text: str) -> None:
        super().__init__(theme, key)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._shown = visible(text.replace("\r\n", "\n"))
        self.text = named(ReadText(self._shown), title)
        self.text.setToolTip("")
        self.text.installEventFilter(self)
        name = f"Copy: {title}"
        self.copies = icon_button(icons, "copy", name, self._copy, tip=name, pixels=16)
        self._head = QHBoxLayout()
        self._head.addWidget(label(title, "small"), 1)
        self._head.addWidget(self.copies)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(self._head)
        self._whole.addWidget(self.text)
        theme.changed.connect(self._restyle)
        self._restyle()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Text that has the focus is shown in the picture."""
        if event.type() == QEvent.Type.FocusIn:
            self.focused.emit(self.key)
        elif event.type() == QEvent.Type.FocusOut:
            self.focused.emit(None)
        return False

    def _copy(self) -> None:
        QApplication.clipboard().setText(self._shown)

    def _restyle(self) -> None:
        px = self._theme.px
        self._whole.setContentsMargins(px(4), px(4), px(4), px(4))
        self._whole.setSpacing(px(4))
        self.text.refit()
