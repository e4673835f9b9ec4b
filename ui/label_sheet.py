"""The part of the card that scrolls: what is asked of the person, the values, and all else that the picture says."""

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from assistant.vision.reading import Reading
from ui.icons import Icons, pixmap
from ui.label_facts import Sheet, sentence
from ui.label_lists import LabelLists
from ui.label_missing import MissingValue
from ui.label_place import Place
from ui.label_rest import LabelRest
from ui.label_row import LabelRow
from ui.label_values import WIDE, LabelValues
from ui.theme import Theme
from ui.widgets import label

KEYS = "Enter: this one is right. F2: correct it."
BEHIND = 2
"""Pixels at 100 % between the rows and the scroll bar."""


class LabelSheet(QScrollArea):
    said = Signal(str, object, str)
    """The person confirmed, corrected or added a value: name, amount, unit."""
    said_text = Signal(str, str)
    """The person confirmed or corrected a list: name, text."""
    pointed = Signal(object)
    focused = Signal(object)

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme = theme
        self._asks, self._sign = label(""), QLabel()
        self._doubts, self._keys = label("", "warning"), label(KEYS, "small")
        self._is_done = False
        self.values = LabelValues(theme, icons)
        self.missing = MissingValue(theme)
        self.lists = LabelLists(theme, icons)
        self.rest = LabelRest(theme, icons)
        self._inside = QWidget()
        self._top = QHBoxLayout()
        self._top.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._top.addWidget(self._asks, 1)
        self._rows = QVBoxLayout(self._inside)
        self._rows.addLayout(self._top)
        for widget in (self._keys, self._doubts, self.values, self.missing, self.lists, self.rest):
            self._rows.addWidget(widget)
        self._rows.addStretch(1)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("What the picture says")
        for part in (self.values, self.lists, self.rest):
            part.pointed.connect(self.pointed)
            part.focused.connect(self.focused)
        self.values.said.connect(self.said)
        self.lists.said.connect(self.said_text)
        for grows in (self.values, self.lists):
            grows.grown.connect(self.bring)
        self.values.left.connect(self.lists.go_in)
        self.lists.left.connect(self.values.go_in)
        self.missing.said.connect(self.said)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_reading(self, reading: Reading, sheet: Sheet | None) -> None:
        """`sheet`: the values, where it is a label."""
        shown = sheet or Sheet((), ())
        self.lists.show_values(shown.lists)
        facts = reading.facts
        self.values.show_values(shown.values)
        self.values.setVisible(bool(shown.values))
        self._keys.setVisible(sheet is not None)
        self._asks.setVisible(sheet is not None)
        self._sign.setVisible(sheet is not None)
        self.missing.setVisible(facts is not None and bool(facts.nutrients))
        self._doubts.setText("\n".join(shown.doubts))
        self._doubts.setVisible(bool(shown.doubts))
        if sheet is not None:
            self._asks.setText(sentence(shown))
            self._is_done = shown.is_done
            self._draw_sign()
        if facts is not None:
            self.missing.offer([value.name for value in shown.values], facts.layout)
        self.rest.show_reading(reading)

    def clear(self) -> None:
        """Another picture comes: what is being typed goes, too."""
        self.values.show_values(())
        self.lists.show_values(())
        self.verticalScrollBar().setValue(0)

    def start_checking(self) -> None:
        """Give the focus to what is in doubt, or else to the first that is not checked."""
        rows: list[LabelRow] = [*self.values.rows.values()]
        rows += [row for row in self.lists.rows.values() if row.value.counts]
        open_rows = [row for row in rows if not row.value.is_checked]
        doubtful = [row for row in open_rows if row.value.is_doubtful]
        for row in (*doubtful, *open_rows, *rows)[:1]:
            row.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def is_editing(self) -> bool:
        return self.values.is_editing or self.lists.is_editing

    @property
    def _places(self) -> dict[str, Place]:
        return {**self.values.rows, **self.lists.places, **self.rest.places}

    def place(self, key: str | None) -> Place | None:
        """What stands for a place in the picture."""
        return None if key is None else self._places.get(key)

    def light(self, key: str | None) -> None:
        """Mark what stands for this place, and no other, and bring it into view."""
        for name, known in self._places.items():
            known.light(name == key)
        if (place := self.place(key)) is not None:
            self.bring(place)

    def bring(self, place: QWidget) -> None:
        """Into view, once what is around it has its size; its beginning where all of it has no room."""

        def bring() -> None:
            self.ensureWidgetVisible(place, 0, self._theme.px(24))
            if place.height() > self.viewport().height():
                self.verticalScrollBar().setValue(place.mapTo(self._inside, QPoint(0, 0)).y())
            if isinstance(place, LabelRow) and place.field is not None:
                self.ensureWidgetVisible(place.field, 0, self._theme.px(48))
            self.horizontalScrollBar().setValue(0)

        QTimer.singleShot(0, place, bring)

    def arrange(self, width: int) -> None:
        """`width` is what it will be shown in, in pixels."""
        inside = width - self.verticalScrollBar().sizeHint().width() - self._theme.px(BEHIND)
        self.values.arrange(inside)
        self.lists.arrange(inside)
        self.missing.arrange(narrow=inside < self._theme.px(WIDE))

    def _draw_sign(self) -> None:
        colors = self._theme.colors
        icon, color = ("check", colors.accent) if self._is_done else ("warning", colors.warning)
        self._sign.setPixmap(pixmap(icon, color, self._theme.px(20), self.devicePixelRatioF()))

    def _restyle(self) -> None:
        px = self._theme.px
        self._rows.setContentsMargins(0, 0, px(BEHIND), px(8))
        self._rows.setSpacing(px(8))
        self._top.setSpacing(px(8))
        self._draw_sign()
