"""Fields of the settings page: a name, a control, a sentence about it, and what is wrong with it."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from ui.settings_controls import ChoiceBox, NumberEdit, Slider
from ui.theme import Theme
from ui.widgets import label, named

SETTLE = 400
"""Milliseconds without a further move after which a value holds."""
NAMES, CONTROLS = 152, 344
"""Pixels at 100 %: width of the names, and the widest control."""


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
        self.about.setVisible(bool(about))
        self.wrong.hide()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._place()
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
            self._place()

    def tell(self, value: object) -> None:
        self.changed.emit({self.setting: value})

    def _place(self) -> None:
        px = self._theme.px
        grid = self._grid
        for part in (self.name, self.control, self.about, self.wrong):
            grid.removeWidget(part)
        first, column = (1, 0) if self._is_narrow else (0, 1)
        wide = 2 - column
        grid.addWidget(self.name, 0, 0, 1, 2 if self._is_narrow else 1)
        grid.addWidget(self.control, first, column, 1, wide)
        grid.addWidget(self.wrong, first + 1, column, 1, wide)
        grid.addWidget(self.about, first + 2, column, 1, wide)
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(4))
        self.name.setFixedWidth(px(CONTROLS if self._is_narrow else NAMES))
        self.control.setMaximumWidth(px(CONTROLS))


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
    control: QCheckBox

    def __init__(self, theme: Theme, name: str, text: str, about: str, setting: str) -> None:
        """`text` stands beside the box."""
        super().__init__(theme, name, named(QCheckBox(text), f"{name}: {text}"), about, setting)
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


class Number(Field):
    control: NumberEdit

    def __init__(
        self, theme: Theme, name: str, about: str, setting: str, low: float, high: float, step: float = 1
    ) -> None:
        control = named(NumberEdit(low, high, step), name, f"{name}, from {low:n} to {high:n} (Up and Down change it)")
        super().__init__(theme, name, control, about, setting)
        self.explain(about)
        self._value = 0.0
        self._settle = _timer(self, self.flush)
        control.editingFinished.connect(self.flush)
        control.textEdited.connect(self._edited)

    def load(self, value: object) -> None:
        assert isinstance(value, int | float)
        self._value = value
        if not self.control.isModified():
            self.control.set_number(value)
            self.refuse("")

    def flush(self) -> None:
        self._settle.stop()
        if not self.control.isModified():
            return
        number = self.control.number
        if number is None:
            kind = "a whole number" if self.control.is_whole else "a number"
            self.refuse(f"Type {kind} from {self.control.low:g} to {self.control.high:g}.")
            return
        self.refuse("")
        self.control.setModified(False)
        self.control.set_number(number)
        if number != self._value:
            self._value = number
            self.tell(number)

    def _edited(self) -> None:
        if self.control.number is None:
            self._settle.stop()
        else:
            self.refuse("")
            self._settle.start()


class Slide(Field):
    """A number on a scale, with its value beside it."""

    def __init__(
        self, theme: Theme, name: str, about: str, setting: str, low: float, high: float, step: float, unit: str
    ) -> None:
        self.slider, self.told = named(Slider(), name), QLabel()
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.slider, 1)
        row.addWidget(self.told)
        super().__init__(theme, name, both, about, setting)
        self.name.setBuddy(self.slider)
        self.slider.setAccessibleDescription(about)
        self._step, self._unit = step, unit
        self.slider.setRange(round(low / step), round(high / step))
        self.slider.setPageStep(5)
        self._settle = _timer(self, self.flush)
        self._value = 0.0
        self.slider.valueChanged.connect(self._moved)
        self.slider.sliderReleased.connect(self.flush)

    def load(self, value: object) -> None:
        assert isinstance(value, int | float)
        self._value = value
        if not (self._settle.isActive() or self.slider.isSliderDown()):
            self.slider.blockSignals(True)
            self.slider.setValue(round(value / self._step))
            self.slider.blockSignals(False)
            self._say()

    @property
    def number(self) -> float:
        return round(self.slider.value() * self._step, 4)

    def flush(self) -> None:
        self._settle.stop()
        if self.slider.value() != round(self._value / self._step):
            self._value = self.number
            self.tell(self.number)

    def _moved(self) -> None:
        self._say()
        if not self.slider.isSliderDown():
            self._settle.start()

    def _say(self) -> None:
        self.told.setText(f"{self.number:.2f} {self._unit}")


def _timer(parent: QWidget, act: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(SETTLE)
    timer.timeout.connect(act)
    return timer
