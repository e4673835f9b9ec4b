"""One value of a label: its name and amount, whether it is in doubt or checked, and the field to correct it in."""

from decimal import Decimal
from enum import Enum, auto

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout

from assistant.vision.facts import number
from ui.column import fold
from ui.icons import Icons
from ui.label_facts import Value
from ui.label_row import CONFIRMS, LabelRow
from ui.label_typed import NotAnAmount, typed
from ui.label_words import SERVINGS, breakable
from ui.theme import Theme
from ui.widgets import label, named

SHARE = "of the daily value"


class Room(Enum):
    """How much there is for a row."""

    WIDE = auto()
    LITTLE = auto()
    """The percentage stands below the amount."""
    LEAST = auto()
    """Both stand below the name, and long amounts are broken."""


class LabelValue(LabelRow):
    """A digit opens the field, too."""

    said = Signal(str, object, str)
    """The person confirmed or corrected it: name, amount, unit."""

    value: Value
    field: QLineEdit | None

    def __init__(self, theme: Theme, icons: Icons, value: Value) -> None:
        super().__init__(theme, icons, value)
        self._title, self._amount = label(""), label("", wrap=False)
        self._amount.setStyleSheet("font-weight: 600")
        self._share = label("", "small", wrap=False)
        self._lay_out()
        theme.changed.connect(self._restyle)
        self.show_value(value)
        self._restyle()

    def show_value(self, value: Value) -> None:
        """Show this from now on; what is being typed stays."""
        self.value = value
        self._title.setText(breakable(value.title))
        self._amount.setText(value.amount_text)
        self._share.setText(f"{number(value.share)} %" if value.share is not None else "")
        self._share.setToolTip(f"{number(value.share)} % {SHARE}" if value.share is not None else "")
        notes = [value.note, _changed(value)]
        self._note.setText("\n".join(note for note in notes if note))
        self._show_state()
        self._name()
        self._stand()
        self._draw_sign()

    def arrange(self, room: Room, *, shares: bool) -> None:
        """`shares`: space is kept for percentages, so that the amounts of all rows stand below each other."""
        fold(self._head, room is Room.LEAST)
        fold(self._figures, room is not Room.WIDE)
        self._amount.setWordWrap(room is Room.LEAST)
        wide = self._theme.px(48) if shares and room is Room.WIDE else 0
        self._share.setMinimumWidth(wide)
        self._figures.setSpacing(self._theme.px(4 if room is Room.WIDE else 0))
        self._stand()

    def needed(self) -> int:
        """Pixels of width below which something would be cut."""
        self._whole.activate()
        return self._whole.totalMinimumSize().width()

    def edit(self, begin: str | None = None) -> None:
        """Open the field, with what is there or with what was typed."""
        super().edit()
        if begin is not None and self.field is not None:
            self.field.setText(begin)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.field is not None and key == Qt.Key.Key_Escape:
            self.cancel()
        elif self.field is not None and key in CONFIRMS:
            self._save()
        elif self.field is None and not held and event.text().isascii() and event.text().isdigit():
            self.edit(event.text())
        else:
            super().keyPressEvent(event)

    def _is_missing(self) -> bool:
        return self.value.amount is None

    def _say_right(self) -> None:
        assert self.value.amount is not None
        self._say(self.value.amount, self.value.unit)

    def _made_field(self) -> QLineEdit:
        field = named(QLineEdit(), f"{self.value.title}: the right amount", "Save (Enter), leave it (Esc)")
        field.setMaxLength(40)
        amount = "" if self.value.amount is None else f"{number(self.value.amount).replace(',', '')}"
        field.setText(f"{amount} {self.value.unit}".strip())
        field.selectAll()
        field.textEdited.connect(lambda _text: self._refuse(""))
        return field

    def _save(self) -> None:
        assert self.field is not None
        try:
            right = typed(self.field.text(), self.value.name, self.value.unit)
        except NotAnAmount as error:
            self._refuse(str(error))
            self.field.setFocus()
            return
        self.cancel()
        self._say(right.amount, right.unit)

    def _say(self, amount: Decimal, unit: str) -> None:
        self.said.emit(self.value.name, amount, unit or ("serving" if self.value.name == SERVINGS else ""))

    def _name(self) -> None:
        value = self.value
        parts = [value.title, value.amount_text or "no amount"]
        if value.share is not None:
            parts.append(f"{number(value.share)} percent {SHARE}")
        if value.is_checked:
            parts.append("corrected by you" if value.is_changed else "checked")
        elif value.is_doubtful:
            parts.append("in doubt")
        self.setAccessibleName(", ".join(parts))

    def _stand(self) -> None:
        self._share.setVisible(bool(self._share.text()) or bool(self._share.minimumWidth()))
        super()._stand()

    def _lay_out(self) -> None:
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._figures = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._names, self._ends = QHBoxLayout(), QHBoxLayout()
        for shown in (self._amount, self._share):
            shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._figures.addWidget(shown)
        self._names.addWidget(self._sign)
        self._names.addWidget(self._title, 1)
        self._ends.addStretch(1)
        self._ends.addLayout(self._figures)
        for tool in (self.ok, self.fix):
            stays = tool.sizePolicy()
            stays.setRetainSizeWhenHidden(True)
            tool.setSizePolicy(stays)
            self._ends.addWidget(tool)
        self._head.addLayout(self._names, 1)
        self._head.addLayout(self._ends)
        for tool in (self.save, self.drop):
            self._line.addWidget(tool)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(self._head)
        for below in (self._note, self._doubt):
            self._whole.addWidget(below)
        self._whole.addLayout(self._line)
        self._whole.addWidget(self._refused)

    def _restyle(self) -> None:
        px = self._theme.px
        self._whole.setContentsMargins(px(4), px(2), px(2), px(2))
        self._whole.setSpacing(px(2))
        for layout in (self._head, self._names):
            layout.setSpacing(px(4))
        self._ends.setSpacing(px(2))
        self._line.setSpacing(px(4))
        self._line.setContentsMargins(px(22), 0, 0, 0)
        self._title.setContentsMargins(px(12) * self.value.level, 0, 0, 0)
        for below in (self._note, self._doubt, self._refused):
            below.setContentsMargins(px(22), 0, px(4), px(4))
        self._draw_sign()


def _changed(value: Value) -> str:
    if not value.is_changed:
        return ""
    return f"Corrected by you; it was read as {value.was}." if value.was else "Added by you."
