"""Controls of the settings that keep still under the mouse wheel until they have the focus."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSlider

from assistant.unseen import visible


class ChoiceBox(QComboBox):
    """A list of choices, each with a value that the person does not see."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMaxVisibleItems(14)
        self.currentTextChanged.connect(self._tell)

    @property
    def is_open(self) -> bool:
        """The person is just choosing."""
        return self.view().isVisible()

    def fill(self, choices: list[tuple[str, object]]) -> None:
        """Offer these texts with their values, and keep what is chosen if it is among them."""
        if [(self.itemText(at), self.itemData(at)) for at in range(self.count())] == choices:
            return
        chosen = self.currentData()
        self.clear()
        for text, value in choices:
            self.addItem(text, value)
            self.setItemData(self.count() - 1, text, Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(self.findData(chosen))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _tell(self, chosen: str) -> None:
        """All of it can be read, also where the box is too narrow for it."""
        self.setToolTip(visible(f"{self.accessibleName()}: {chosen}"))


class Check(QCheckBox):
    """A box with words, which take several lines where they have no room on one."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._words = words

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._break()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._break()

    def _break(self) -> None:
        metrics = self.fontMetrics()
        beside = self.sizeHint().width() - max(metrics.horizontalAdvance(line) for line in self.text().split("\n"))
        room = self.width() - beside
        lines = [""]
        for word in self._words.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and metrics.horizontalAdvance(longer) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        self.setText("\n".join(lines))


class Slider(QSlider):
    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class NumberEdit(QLineEdit):
    """A number that is typed, with a comma or a point; Up and Down change it by a step."""

    def __init__(self, low: float, high: float, step: float) -> None:
        """A whole `step` takes whole numbers only."""
        super().__init__()
        self.low, self.high, self._step = low, high, step
        self.is_whole = float(step).is_integer()

    @property
    def number(self) -> float | None:
        """What is typed, or None where it is no number in the range."""
        typed = self.text().strip().replace(",", ".")
        try:
            number = int(typed) if self.is_whole else float(typed)
        except ValueError:
            return None
        return number if self.low <= number <= self.high else None

    def set_number(self, number: float) -> None:
        self.setText(f"{number:g}" if not self.is_whole else str(round(number)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        direction = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if direction == 0:
            super().keyPressEvent(event)
        elif (number := self.number) is not None:
            moved = min(self.high, max(self.low, number + direction * self._step))
            self.set_number(round(moved, 4))
            self.setModified(True)
            self.textEdited.emit(self.text())
