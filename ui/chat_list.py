"""The stored chats as a list: newest first under the day they were last used, or what a search found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from assistant.chats import ChatInfo, Hit
from assistant.unseen import one_line
from ui.message_text import plain_tip
from ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
UNTITLED = "New chat"


@dataclass(frozen=True, slots=True)
class Row:
    """A day's heading (`chat` is None), or a chat."""

    text: str
    chat: int | None = None
    detail: str = ""
    """Where a search found its words."""


def by_day(chats: Sequence[ChatInfo], today: date) -> list[Row]:
    """Rows for chats that are sorted newest first; days are the person's own."""
    rows: list[Row] = []
    heading = ""
    for chat in chats:
        day = _day(chat.updated, today)
        if day != heading:
            heading = day
            rows.append(Row(day))
        rows.append(Row(one_line(chat.title) or UNTITLED, chat.id))
    return rows


def found(hits: Sequence[Hit]) -> list[Row]:
    """One row for each chat in which the words were found, best first."""
    rows: dict[int, Row] = {}
    for hit in hits:
        rows.setdefault(hit.chat, Row(one_line(hit.title) or UNTITLED, hit.chat, one_line(hit.snippet)))
    return list(rows.values())


def _day(when: datetime, today: date) -> str:
    day = when.astimezone().date()
    if day >= today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    if day > today - timedelta(days=7):
        return f"{day:%A}"
    return f"{day:%B %Y}"


class ChatList(QAbstractListModel):
    """Rows of chats; headings cannot be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] = []
        self.open: int | None = None
        """The chat that is open; None for one that is not stored."""

    def show(self, rows: Sequence[Row]) -> None:
        if list(rows) != self._rows:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()

    def row(self, index: Index) -> Row:
        return self._rows[index.row()]

    def index_of(self, chat: int | None) -> QModelIndex:
        """Where a chat is; an invalid index where it is not shown."""
        for place, row in enumerate(self._rows):
            if chat is not None and row.chat == chat:
                return self.index(place)
        return QModelIndex()

    def without(self, chat: int) -> list[Row]:
        """The rows when this chat is gone, and its day where it was the only one."""
        kept = [row for row in self._rows if row.chat != chat]
        return [
            row
            for row, after in zip_longest(kept, kept[1:])
            if row.chat is not None or (after is not None and after.chat is not None)
        ]

    def nearest(self, chat: int | None, rows: Sequence[Row]) -> int | None:
        """This chat where `rows` still have it, else the next of the present list, else the one before."""
        here = [row.chat for row in self._rows if row.chat is not None]
        if chat not in here:
            return None
        at, there = here.index(chat), {row.chat for row in rows}
        return next((near for near in (*here[at:], *reversed(here[:at])) if near in there), None)

    def is_open(self, row: Row) -> bool:
        return row.chat is not None and row.chat == self.open

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's name and default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            told = f"{row.text}: {row.detail}" if row.detail else row.text
            return f"{told}, open" if self.is_open(row) else told
        if role == Qt.ItemDataRole.ToolTipRole and row.chat is not None:
            return plain_tip(f"{row.text}\n{row.detail}" if row.detail else row.text)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self._rows[index.row()].chat is not None:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.NoItemFlags


class ChatDelegate(QStyledItemDelegate):
    """Draws headings muted and small, chats on one line, and beneath it where a search found its words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        row = _row(index)
        return QSize(0, self._theme.px(30 if row.chat is None else 52 if row.detail else 36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, row = self._theme, _row(index)
        is_open = _model(index).is_open(row)
        px = theme.px
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.chat is not None and (is_open or state & QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("tint" if is_open else "hover"))
            painter.drawRoundedRect(area.adjusted(0, 1, 0, -1), px(8), px(8))
        if row.chat is not None and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 2, -1, -2), px(8), px(8))
        inner = area.adjusted(px(10), 0, -px(10), 0)
        if row.chat is None:
            self._text(painter, inner.adjusted(0, px(8), 0, 0), row.text, 0.82, "muted")
        elif row.detail:
            self._text(painter, inner.adjusted(0, px(5), 0, -px(24)), row.text, 0.95, "text")
            self._text(painter, inner.adjusted(0, px(24), 0, -px(5)), row.detail, 0.82, "muted")
        else:
            self._text(painter, inner, row.text, 0.95, "text")
        painter.restore()

    def _text(self, painter: QPainter, area: QRect, text: str, size: float, color: str) -> None:
        painter.setFont(self._theme.font(size))
        painter.setPen(self._theme.color(color))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _model(index: Index) -> ChatList:
    model = index.model()
    assert isinstance(model, ChatList)
    return model


def _row(index: Index) -> Row:
    return _model(index).row(index)
