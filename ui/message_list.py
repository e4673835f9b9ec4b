"""The conversation's rows as real widgets, made only for what is in sight, so that its length costs nothing."""

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QWidget

from ui.chat_model import ChatModel
from ui.icons import Icons
from ui.message_heights import Heights
from ui.message_pool import Pool
from ui.message_question import QuestionRow
from ui.message_row import Action, Row
from ui.message_value import Kind
from ui.theme import TEXT_COLUMN, Theme

BEYOND = 400
"""Pixels above and below what is in sight for which rows are ready."""
NEAR_END = 24
"""Pixels from the end that still count as being there."""
TOP, BOTTOM = 16, 16
SHEET = """
MessageList { background: transparent; border: none; }
MessageText, MessageText:focus { background: transparent; border: none; padding: 0; }
"""


class MessageList(QAbstractScrollArea):
    """Stays at the end while the person is there. Up and Down choose a message, Tab goes into it."""

    acted = Signal(int, str)
    asked_again = Signal(int, str)
    link = Signal(str)
    at_end = Signal(bool)
    """Whether the end is in sight now."""

    def __init__(self, theme: Theme, icons: Icons, model: ChatModel) -> None:
        super().__init__()
        self._theme, self._model = theme, model
        self._heights = Heights()
        self._pool = Pool(theme, icons, self.viewport(), self._connect)
        self._stale: set[int] = set()
        """Ids of messages whose widget is to be measured again."""
        self._anchor = (0, 0)
        """A row, and its distance from the top edge of what is in sight, that stay where they are."""
        self._sticks = True
        self._current: int | None = None
        """Id of the message that Tab reaches; None for the last one."""
        self._reached: Row | None = None
        """The widget of that message, as it is known to the order of Tab."""
        self._width = 0
        self._is_arranging = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("Conversation")
        self.setStyleSheet(SHEET)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.arrange)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        model.modelReset.connect(self._reset)
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._removed)
        model.dataChanged.connect(self._changed)
        theme.changed.connect(self._restyle)
        if isinstance(app := QGuiApplication.instance(), QApplication):
            app.focusChanged.connect(self._focus_moved)

    def widget_of(self, row: int) -> Row | None:
        """The widget that shows this row, where there is one."""
        return self._pool.rows.get(self._model.message(row).id)

    def to_end(self) -> None:
        self._sticks = True
        self.arrange()

    def choose(self, row: int) -> None:
        """Make a row the current one, bring it into sight and give it the focus."""
        if not 0 <= row < self._model.rowCount():
            return
        self._current = self._model.message(row).id
        self._reveal(row)
        widget = self.widget_of(row)
        if widget is not None:
            widget.setFocus(Qt.FocusReason.TabFocusReason)

    def arrange(self) -> None:
        """Show what is in sight."""
        if self._is_arranging:
            self._later.start()
            return
        self._later.stop()
        self._is_arranging = True
        self._take_width()
        sight, px = self.viewport().height(), self._theme.px
        while True:
            end = max(0, self._heights.total + px(TOP + BOTTOM) - sight)
            value = max(0, min(end, end if self._sticks else self._wanted()))
            if not self._model.rowCount() or not self._measure(value, sight):
                break
        bar = self.verticalScrollBar()
        bar.setRange(0, end)
        bar.setPageStep(sight)
        bar.setSingleStep(px(40))
        bar.setValue(value)
        self._sticks = self._sticks or value >= end
        self._place(value, sight)
        self._set_anchor(value)
        self._is_arranging = False
        self.at_end.emit(self._sticks)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Also the keys that a row has no use for."""
        current = self._current_row()
        if current is None:
            event.ignore()
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self.acted.emit(self._model.message(current).id, Action.COPY)
            return
        match event.key():
            case Qt.Key.Key_Up:
                self.choose(current - 1)
            case Qt.Key.Key_Down:
                self.choose(current + 1)
            case Qt.Key.Key_Home:
                self.choose(0)
            case Qt.Key.Key_End:
                self.choose(self._model.rowCount() - 1)
            case Qt.Key.Key_F2 if isinstance(widget := self.widget_of(current), QuestionRow):
                widget.edit()
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                super().keyPressEvent(event)
            case _:
                event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Rows are moved when the bar tells its value."""

    def _take_width(self) -> None:
        """Where the width or all rows are others, no height is known any more."""
        width = min(self.viewport().width(), self._theme.px(TEXT_COLUMN))
        count = self._model.rowCount()
        if width != self._width or len(self._heights) != count:
            self._width = width
            self._heights.estimate([self._model.message(row) for row in range(count)], width, self._theme.scale)
            self._stale.update(self._pool.rows)

    def _wanted(self) -> int:
        """The bar's value with which the anchor stays where it is."""
        row, offset = self._anchor
        last = self._model.rowCount() - 1
        return self._heights.top(min(row, last)) + self._theme.px(TOP) - offset if last >= 0 else 0

    def _ready_rows(self, value: int, sight: int) -> dict[int, int]:
        """Messages that have a widget: in sight or near it, in use, or the current one. Ids with their rows."""
        if not self._model.rowCount():
            return {}
        top, beyond = value - self._theme.px(TOP), self._theme.px(BEYOND)
        first, last = self._heights.at(top - beyond), self._heights.at(top + sight + beyond)
        ready = {self._model.message(row).id: row for row in range(first, last + 1)}
        held = [key for key, widget in self._pool.rows.items() if key not in ready and widget.is_in_use]
        for key in held:
            if (row := self._model.row_of(key)) is not None:
                ready[key] = row
        if (current := self._current_row()) is not None:
            ready[self._model.message(current).id] = current
        return ready

    def _measure(self, value: int, sight: int) -> bool:
        """Let the widgets be up to date; whether any has another height than it had."""
        changed = False
        for key, row in self._ready_rows(value, sight).items():
            widget = self._pool.rows.get(key)
            if widget is None:
                widget = self._pool.take(self._model.message(row))
                self._stale.add(key)
            if key in self._stale:
                self._stale.discard(key)
                height = widget.arrange(self._width)
                widget.resize(self._width, height)
                changed |= self._heights.measured(row, height)
        return changed

    def _place(self, value: int, sight: int) -> None:
        """Move the widgets to where they belong, and put away the others."""
        left = (self.viewport().width() - self._width) // 2
        ready = self._ready_rows(value, sight)
        current = self._current_row()
        for key, widget in list(self._pool.rows.items()):
            if key not in ready:
                self._pool.put_away(key)
                self._stale.discard(key)
                continue
            widget.move(left, self._heights.top(ready[key]) + self._theme.px(TOP) - value)
            widget.set_current(ready[key] == current)
            widget.show()
        self._order_tab(None if current is None else self.widget_of(current))

    def _order_tab(self, current: Row | None) -> None:
        """Tab comes from the list to the current row."""
        if current is not None and current is not self._reached:
            before: QWidget = self
            for stop in current.stops():
                QWidget.setTabOrder(before, stop)
                before = stop
        self._reached = current

    def _set_anchor(self, value: int) -> None:
        """Hold on to the first row in sight whose height is sure."""
        count = self._model.rowCount()
        if not count:
            self._anchor = (0, 0)
            return
        top = value - self._theme.px(TOP)
        row = self._heights.at(top)
        while row < count - 1 and not self._heights.is_known(row):
            row += 1
        self._anchor = (row, self._heights.top(row) - top)

    def _reveal(self, row: int) -> None:
        """Scroll no further than it takes to have the row in sight."""
        top, height = self._heights.top(row) + self._theme.px(TOP), self._heights.height(row)
        value, sight = self.verticalScrollBar().value(), self.viewport().height()
        if top < value or top + height > value + sight:
            self._sticks = row == self._model.rowCount() - 1
            self._anchor = (row, 0 if top < value or height > sight else sight - height)
        self.arrange()

    def _current_row(self) -> int | None:
        """The message that Tab reaches; the last one, where none was chosen."""
        row = None if self._current is None else self._model.row_of(self._current)
        last = self._model.rowCount() - 1
        return row if row is not None else last if last >= 0 else None

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        """What has the focus is the current row; reached by Tab, it comes into sight."""
        inside: QObject | None = now
        while inside is not None and not isinstance(inside, Row):
            inside = inside.parent()
        if inside is None or self._is_arranging or self._pool.rows.get(inside.message.id) is not inside:
            return
        self._current = inside.message.id
        row = self._model.row_of(self._current)
        if now is inside and row is not None:
            self._reveal(row)
        else:
            self._later.start()

    def _scrolled(self, value: int) -> None:
        if not self._is_arranging:
            self._sticks = value >= self.verticalScrollBar().maximum() - self._theme.px(NEAR_END)
            self._set_anchor(value)
            self.arrange()

    def _reset(self) -> None:
        self._pool.clear()
        self._stale.clear()
        self._current, self._width, self._sticks = None, 0, True
        self.arrange()

    def _inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        """What the person asks brings the end into sight again."""
        messages = [self._model.message(row) for row in range(first, last + 1)]
        self._heights.insert(first, messages, self._width, self._theme.scale)
        if first <= self._anchor[0] and not self._sticks:
            self._anchor = (self._anchor[0] + last + 1 - first, self._anchor[1])
        if any(message.kind is Kind.YOU for message in messages):
            self._sticks = True
        self._later.start()

    def _removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._heights.remove(first, last)
        self._later.start()

    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        for row in range(first.row(), last.row() + 1):
            message = self._model.message(row)
            if (widget := self._pool.rows.get(message.id)) is not None:
                widget.show_message(message)
                self._resized(message.id)

    def _resized(self, message_id: int) -> None:
        self._stale.add(message_id)
        self._later.start()

    def _restyle(self) -> None:
        self._pool.restyle()
        self._width = 0
        self._later.start()

    def _connect(self, row: Row) -> None:
        row.acted.connect(self.acted)
        row.asked_again.connect(self.asked_again)
        row.link.connect(self.link)
        row.resized.connect(self._resized)
