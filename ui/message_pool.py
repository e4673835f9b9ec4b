"""Widgets for the messages in sight, used again for others when those are out of it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.icons import Icons
from ui.message_pictures import Pictures
from ui.message_question import QuestionRow
from ui.message_row import Row
from ui.message_rows import MemoryRow, NoteRow, ReplyRow
from ui.message_value import Kind, Message
from ui.theme import Theme


class Pool:
    """`rows` holds the widgets in use by the id of their message."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget, connect: Callable[[Row], None]) -> None:
        """`connect` is called with every widget that is made."""
        self._theme, self._icons, self._parent, self._connect = theme, icons, parent, connect
        self._pictures = Pictures(parent)
        self._opened: set[int] = set()
        self._spare: dict[type[Row], list[Row]] = {}
        self.rows: dict[int, Row] = {}

    def take(self, message: Message) -> Row:
        """A widget for a message that has none, not yet arranged."""
        kind = _ROWS.get(message.kind, NoteRow)
        spare = self._spare.get(kind)
        row = self.rows[message.id] = spare.pop() if spare else self._made(kind)
        row.show_message(message)
        return row

    def put_away(self, message_id: int) -> None:
        row = self.rows.pop(message_id)
        was_in_use = row.is_in_use
        row.hide()
        if was_in_use:
            row.deleteLater()
        else:
            self._spare.setdefault(type(row), []).append(row)

    def clear(self) -> None:
        """Nothing of what was shown is shown again."""
        for message_id in list(self.rows):
            self.put_away(message_id)
        self._opened.clear()

    def restyle(self) -> None:
        """Draw all that is in use in the theme's present colours and sizes."""
        for spare in self._spare.values():
            for row in spare:
                row.deleteLater()
        self._spare.clear()
        for row in self.rows.values():
            row.restyle()

    def _made(self, kind: type[Row]) -> Row:
        row: Row
        if kind is QuestionRow:
            row = QuestionRow(self._theme, self._icons, self._pictures, self._parent)
        elif kind is ReplyRow:
            row = ReplyRow(self._theme, self._icons, self._opened, self._parent)
        else:
            row = kind(self._theme, self._icons, self._parent)
        self._connect(row)
        return row


_ROWS: dict[Kind, type[Row]] = {Kind.YOU: QuestionRow, Kind.EARSIGHT: ReplyRow, Kind.MEMORY: MemoryRow}
