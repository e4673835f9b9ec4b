"""Fields of the settings page for numbers: typed, or on a scale. A value holds when it has been still for a moment."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget

from ui.settings_controls import NumberEdit, Slider
from ui.settings_fields import Field, Row
from ui.theme import Theme
from ui.widgets import named

SETTLE = 400
"""Milliseconds without a further move after which a value holds."""


class Number(Field):
    """A number that is typed; what is out of range is not taken."""

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
        super().__init__(theme, name, Row(self.slider, self.told), about, setting)
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
