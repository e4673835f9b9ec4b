"""Fields of the settings page: a name, a control, a sentence about it, and what is wrong with it."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from ui.column import fold
from ui.settings_controls import Check, ChoiceBox
from ui.theme import Theme
from ui.widgets import label, named

NAMES, CONTROLS, LEAST = 152, 344, 160
"""Pixels at 100 %: width of the names, the widest and the narrowest control."""


class Field(QWidget):
    """One row. `changed` tells the setting and its new value when the person chose one."""

    changed = Signal(dict)

    def __init__(self, theme: Theme, name: str, control: QWidget, about: str = "", setting: str = "") -> None:
        """`setting` is empty for a row that sets nothing."""
        super().__init__()
        self._theme, self.setting, self.control = theme, setting, control
        self._is_narrow = False
        self.name = label(name)
        self.name.setBuddy(control)
        self.about = label(about, "small")
        self.wrong = label("", "warning")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1000)
        self._grid.setColumnStretch(2, 1)
        self._place()
        # Only now: a part without a parent would be shown as a window.
        self.about.setVisible(bool(about))
        self.wrong.hide()
        theme.changed.connect(self._place)

    def load(self, value: object) -> None:
        """Show the value that holds."""

    def flush(self) -> None:
        """What was begun holds now."""

    def explain(self, sentence: str) -> None:
        self.about.setText(sentence)
        self.about.setVisible(bool(sentence))
        self.control.setAccessibleDescription(sentence)

    def refuse(self, sentence: str) -> None:
        """Say what is wrong with what was typed; empty where nothing is."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))

    def narrow(self, is_narrow: bool) -> None:
        """The name stands above the control instead of before it."""
        if is_narrow is not self._is_narrow:
            self._is_narrow = is_narrow
            if isinstance(self.control, Row):
                self.control.narrow(is_narrow)
            self._place()

    def tell(self, value: object) -> None:
        self.changed.emit({self.setting: value})

    def _place(self) -> None:
        px = self._theme.px
        grid = self._grid
        for part in (self.name, self.control, self.about, self.wrong):
            grid.removeWidget(part)
        first, column = (1, 0) if self._is_narrow else (0, 1)
        self.name.setMinimumWidth(0 if self._is_narrow else px(NAMES))
        self.name.setMaximumWidth(px(CONTROLS if self._is_narrow else NAMES))
        self.control.setMinimumWidth(px(LEAST))  # whatever its text would have
        self.control.setMaximumWidth(px(CONTROLS))
        grid.addWidget(self.name, 0, 0, 1, 2 if self._is_narrow else 1)
        self.name.setVisible(bool(self.name.text()) or not self._is_narrow)
        grid.addWidget(self.control, first, column, 1, 2 - column)
        for row, words in enumerate((self.wrong, self.about), first + 1):
            grid.addWidget(words, row, column, 1, 3 - column)
        grid.setHorizontalSpacing(0)
        grid.setColumnMinimumWidth(0, 0 if self._is_narrow else px(NAMES + 16))
        grid.setVerticalSpacing(px(4))


class Choice(Field):
    """One of a list; a value that is not in it is offered all the same, in the words of `odd`."""

    control: ChoiceBox

    def __init__(self, theme: Theme, name: str, about: str, setting: str, odd: str = "{}") -> None:
        super().__init__(theme, name, named(ChoiceBox(), name), about, setting)
        self.explain(about)
        self._odd = odd
        self._choices: list[tuple[str, object]] = []
        self._value: object = None
        self.control.activated.connect(self._chosen)

    def offer(self, choices: list[tuple[str, object]]) -> None:
        """Texts with their values."""
        self._choices = choices
        if not self.control.is_open:
            self._show()

    def load(self, value: object) -> None:
        self._value = value
        if not self.control.is_open:
            self._show()

    @property
    def is_missing(self) -> bool:
        return self._value is not None and self._value not in [value for _, value in self._choices]

    def _show(self) -> None:
        odd = [(self._odd.format(self._value), self._value)] if self.is_missing else []
        self.control.fill([*self._choices, *odd])
        self.control.setCurrentIndex(self.control.findData(self._value))

    def _chosen(self, _at: int) -> None:
        if (value := self.control.currentData()) != self._value:
            self._value = value
            self.tell(value)


class Switch(Field):
    control: Check

    def __init__(self, theme: Theme, name: str, text: str, about: str, setting: str) -> None:
        """`text` stands beside the box."""
        super().__init__(theme, name, named(Check(text), f"{name}: {text}"), about, setting)
        self.explain(about)
        self.control.clicked.connect(self.tell)

    def load(self, value: object) -> None:
        self.control.setChecked(bool(value))


class Line(Field):
    """A text; `check` says what is wrong with it."""

    control: QLineEdit

    def __init__(
        self, theme: Theme, name: str, about: str, setting: str, check: Callable[[str], str] = lambda _: ""
    ) -> None:
        super().__init__(theme, name, named(QLineEdit(), name), about, setting)
        self.explain(about)
        self._check = check
        self._value = ""
        self.control.editingFinished.connect(self.flush)
        self.control.textEdited.connect(lambda _: self.refuse(""))

    def load(self, value: object) -> None:
        self._value = str(value)
        if not (self.control.isModified() and self.control.hasFocus()):
            self.control.setText(self._value)
            self.refuse("")

    def flush(self) -> None:
        if not self.control.isModified():
            return
        text = self.control.text().strip()
        self.refuse(self._check(text))
        if self.wrong.text():
            return
        self.control.setModified(False)
        if text != self._value:
            self._value = text
            self.tell(text)


class Row(QWidget):
    """Parts beside each other; one that wants no more room than it needs stands left."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self.across = QHBoxLayout(self)
        self.across.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            self.across.addWidget(part, 0 if isinstance(part, QPushButton | QLabel) else 1)
        self._folds = len(parts) > 1 and any(isinstance(part, QPushButton) for part in parts)
        if len(parts) == 1:
            self.across.addStretch(1)

    def narrow(self, is_narrow: bool) -> None:
        """A button has a line of its own."""
        fold(self.across, is_narrow and self._folds)
