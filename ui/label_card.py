"""What was read from a picture, as a card beside it: each value to be checked, corrected, and found in the picture."""

from collections import OrderedDict
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout

from assistant.commands import CorrectFact, CorrectText
from assistant.events import ImageRead
from assistant.vision.facts import Listing
from assistant.vision.label_values import Quantity
from assistant.vision.reading import Reading
from ui import keys
from ui.column import fold
from ui.icons import Icons
from ui.label_facts import sheet
from ui.label_marks import marks
from ui.label_picture import LabelPicture, levels_of
from ui.label_sheet import LabelSheet
from ui.label_words import SERVING_SIZE, SERVINGS, heading
from ui.theme import Theme
from ui.widgets import icon_button, label, looks
from ui.worker import Worker

KEPT = 16
"""Pictures whose reading is kept."""
BESIDE = 560
"""Pixels at 100 % from which on the picture stands beside the values."""
LOW = 300
"""Pixels at 100 % of the card's height under which the values have all of it."""
SHORT = 240
"""Pixels at 100 % below which the title has a line of its own."""
REST_MS = 120
"""Milliseconds that the pointer rests on a value before the picture moves there."""
EMPTY = "Nothing is read yet. Take a picture (Ctrl+T), paste one or drop one here."


@dataclass(slots=True)
class _Page:
    """One picture."""

    reading: Reading
    first: Reading
    """As it was read, before anybody corrected it."""
    sent: dict[str, Quantity] = field(default_factory=dict)
    """What the person said of the servings."""


class LabelCard(QFrame):
    """Several pictures are kept, and one is shown; `finish` before it goes."""

    corrected = Signal(object)
    """A `CorrectFact` or `CorrectText`: the person confirmed, corrected or added something."""

    closed = Signal()
    """The person wants the card out of the way."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        looks(self, "card")
        self._theme = theme
        self._pages: OrderedDict[Path, _Page] = OrderedDict()
        self._path: Path | None = None
        self._worker = Worker("label")
        self._focused: str | None = None
        self._pointed: str | None = None
        self._rests = QTimer(self)
        self._rests.setSingleShot(True)
        self._rests.setInterval(REST_MS)
        self._rests.timeout.connect(self._mark)
        self.picture, self.sheet = LabelPicture(theme), LabelSheet(theme, icons)
        self.title, self.count = label("", "heading"), label("", "small", wrap=False)
        self.zoom = icon_button(icons, "search", "Enlarge what is chosen", tip="Enlarge what is chosen (Ctrl+M)")
        self.zoom.setCheckable(True)
        self.zoom.setChecked(True)
        self.back = icon_button(
            icons, "back", "Previous picture", lambda: self._step(-1), tip="Previous picture (Ctrl+PgUp)"
        )
        self.next = icon_button(icons, "fold", "Next picture", lambda: self._step(1), tip="Next picture (Ctrl+PgDown)")
        self.closes = icon_button(
            icons, "close", "Close the card", self.closed.emit, tip=f"Close the card ({keys.CARD})"
        )
        self._lay_out()
        self._connect()
        self._rescale()
        self._open(None)

    @property
    def is_empty(self) -> bool:
        return not self._pages

    @property
    def path(self) -> Path | None:
        """The picture that is shown."""
        return self._path

    def take(self, event: ImageRead) -> None:
        """What was read in a picture, or corrected. A new picture is shown at once, unless the person is typing."""
        page = self._pages.get(event.path)
        if page is None or page.first.lines != event.reading.lines:
            self._pages[event.path] = _Page(event.reading, event.reading)
            self._pages.move_to_end(event.path)
            if len(self._pages) > KEPT:
                self.forget(next(path for path in self._pages if path != event.path))
            if self._path is None or not self.sheet.is_editing:
                self._open(event.path)
                return
        else:
            page.reading = event.reading
        self._show()

    def forget(self, path: Path) -> None:
        """This picture is not asked about any more."""
        if self._pages.pop(path, None) is not None and path == self._path:
            self._open(next(reversed(self._pages), None))
        else:
            self._show()

    def clear(self) -> None:
        """Forget all pictures."""
        self._pages.clear()
        self._open(None)

    def finish(self) -> None:
        """End the thread; the card is done after this."""
        self._worker.finish()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _open(self, path: Path | None) -> None:
        """Show this picture and what was read in it."""
        self._path = path
        self._focused = self._pointed = None
        self._rests.stop()
        self.sheet.clear()
        self.picture.set_marks({})
        self.picture.mean(None, near=True)
        self._show()
        if path is None:
            self.picture.say(EMPTY, "camera")
            return
        self.picture.say("Opening the picture …", "camera")

        def done(levels: list[QImage]) -> None:
            if path == self._path and levels:
                self.picture.show_picture(levels)

        def failed(why: str) -> None:
            if path == self._path:
                self.picture.say(why)

        self._worker.run(lambda: levels_of(path) if path == self._path else [], done, failed)

    def _show(self) -> None:
        """Show what is known of the picture."""
        paths = list(self._pages)
        page = self._pages.get(self._path) if self._path else None
        self.sheet.setVisible(page is not None)
        for control in (self.back, self.next, self.count):
            control.setVisible(len(paths) > 1)
        self.zoom.setVisible(page is not None and (page.reading.facts is not None or bool(page.reading.codes)))
        if page is None or self._path is None:
            self._title("Label")
            return
        place = paths.index(self._path)
        self.count.setText(f"{place + 1} of {len(paths)}")
        self.back.setEnabled(place > 0)
        self.next.setEnabled(place + 1 < len(paths))
        facts = page.reading.facts
        values = sheet(facts, page.first.facts or facts, page.sent) if facts is not None else None
        self._title("What the picture says" if facts is None else heading(facts))
        self.picture.set_marks(marks(values, page.reading))
        self.picture.setAccessibleName(f"Picture {self._path.name} with the places of the values")
        self.sheet.show_reading(page.reading, values)
        self._place()
        self._mark()

    def _title(self, title: str) -> None:
        self.title.setText(title)
        self.setAccessibleName(title)

    def _step(self, step: int) -> None:
        paths = list(self._pages)
        if self._path is not None and 0 <= paths.index(self._path) + step < len(paths):
            self._open(paths[paths.index(self._path) + step])

    def _said(self, name: str, amount: Decimal, unit: str) -> None:
        if self._path is None:
            return
        if name in (SERVINGS, SERVING_SIZE):
            self._pages[self._path].sent[name] = Quantity(amount, unit)
        self.corrected.emit(CorrectFact(self._path, name, amount, unit))

    def _said_text(self, name: Listing, text: str) -> None:
        if self._path is not None:
            self.corrected.emit(CorrectText(self._path, name, text))

    def _focus(self, key: str | None) -> None:
        self._focused = key
        if key is not None:
            self._pointed = None
            if (place := self.sheet.place(key)) is not None:
                self.sheet.bring(place)
        self._rests.start(0 if key else REST_MS)

    def _point(self, key: str | None) -> None:
        """The pointer is over a row."""
        self._pointed = key
        self._rests.start(REST_MS)

    def _mark(self) -> None:
        key = self._pointed or self._focused
        self.picture.mean(key, near=True)

    def _point_in_picture(self, key: str | None) -> None:
        """The picture keeps still under the pointer."""
        self.picture.mean(key or self._focused, near=False)
        self.sheet.light(key)

    def _choose_in_picture(self, key: str | None) -> None:
        place = self.sheet.place(key)
        if place is not None:
            place.setFocus(Qt.FocusReason.MouseFocusReason)
        elif key is None:
            self.picture.mean(None, near=True)

    def _lay_out(self) -> None:
        self._head, self._tools = QBoxLayout(QBoxLayout.Direction.LeftToRight), QHBoxLayout()
        self._head.addWidget(self.title, 1)
        self._head.addLayout(self._tools)
        for control in (self.back, self.count, self.next):
            self._tools.addWidget(control)
        self._tools.addStretch(1)
        self._tools.addWidget(self.zoom)
        self._tools.addWidget(self.closes)
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._body.addWidget(self.picture)
        self._body.addWidget(self.sheet, 1)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(self._head)
        self._whole.addLayout(self._body, 1)

    def _connect(self) -> None:
        self.sheet.said.connect(self._said)
        self.sheet.said_text.connect(self._said_text)
        self.sheet.pointed.connect(self._point)
        self.sheet.focused.connect(self._focus)
        self.picture.pointed.connect(self._point_in_picture)
        self.picture.chosen.connect(self._choose_in_picture)
        self.zoom.toggled.connect(self._zoom)
        self._theme.changed.connect(self._rescale)
        keys = (("Ctrl+M", self.zoom.toggle), ("Ctrl+PgUp", self.back.click), ("Ctrl+PgDown", self.next.click))
        for key, act in keys:
            made = QShortcut(QKeySequence(key), self)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(act)

    def _zoom(self, on: bool) -> None:
        self.picture.set_whole(not on)
        self._mark()

    def _place(self) -> None:
        """The picture above the values, or beside them where there is room."""
        px = self._theme.px
        inside = self.width() - px(24)
        beside = self.width() >= px(BESIDE)
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._body.setDirection(direction)
        fold(self._head, not beside and (len(self._pages) > 1 or inside < px(SHORT)))
        self._body.setStretch(0, 1 if beside or self.is_empty else 0)
        self.picture.setVisible(beside or self.is_empty or self.height() >= px(LOW))
        if beside or self.is_empty:
            self.picture.setMinimumHeight(px(120))
            self.picture.setMaximumHeight(16_777_215)
        else:
            self.picture.setFixedHeight(max(px(96), min(px(200), round(0.36 * self.height()))))
        self.sheet.arrange((inside - px(12)) // 2 if beside else inside)

    def _rescale(self) -> None:
        px = self._theme.px
        self._whole.setContentsMargins(px(12), px(12), px(12), px(12))
        self._whole.setSpacing(px(8))
        self._head.setSpacing(px(4))
        self._tools.setSpacing(px(4))
        self._body.setSpacing(px(12))
        self._place()
