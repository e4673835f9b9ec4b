"""A question being put in other words, in its own place."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.message_field import GrowingField
from ui.theme import Theme
from ui.widgets import button, named


class Editor(QWidget):
    """Enter asks again, Esc leaves the question as it was."""

    entered = Signal(str)
    left = Signal()
    grown = Signal()

    def __init__(self, theme: Theme, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.field = named(
            GrowingField(theme, catches_escape=True),
            "The question in other words",
            "Enter asks again, Shift+Enter begins a new line, Esc leaves it as it was",
        )
        self.cancel = button("Cancel", self.left.emit, tip="Leave the question as it was (Esc)")
        self.again = button("Ask again", self._ask, "primary", tip="Ask again (Enter)")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.again)
        buttons.setSpacing(theme.px(8))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, theme.px(2), 0, 0)
        whole.setSpacing(theme.px(8))
        whole.addWidget(self.field)
        whole.addLayout(buttons)
        self.field.entered.connect(self._ask)
        self.field.left.connect(self.left)
        self.field.grown.connect(self.grown)
        self.field.textChanged.connect(self._check)
        self.field.setPlainText(text)
        self.field.selectAll()

    def begin(self, after: QWidget) -> None:
        """Show it with the focus in its field; Tab comes to it from `after`."""
        self.show()
        for stop in (self.field, self.cancel, self.again):
            QWidget.setTabOrder(after, stop)
            after = stop
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def height_for(self, width: int) -> int:
        """Pixels; the field is given this width meanwhile, so that its lines are known."""
        self.resize(width, self.height())
        self.field.resize(width, self.field.height())
        return self.sizeHint().height()

    def _check(self) -> None:
        self.again.setEnabled(bool(self.field.toPlainText().strip()))

    def _ask(self) -> None:
        text = self.field.toPlainText().strip()
        if text:
            self.entered.emit(text)
