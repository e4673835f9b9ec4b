"""Writes parsed Markdown into a text document, block by block."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextFrameFormat,
    QTextList,
    QTextListFormat,
    QTextTableFormat,
)

from assistant.unseen import visible
from ui.message_inline import Inline
from ui.theme import LINE_HEIGHT, Theme

if TYPE_CHECKING:
    from markdown_it.token import Token

CODE = QTextFormat.Property.UserProperty.value + 1
"""Set on the frame of a code block; whoever paints the document draws its background."""
HEADING_SIZES = {"h1": 1.4, "h2": 1.25, "h3": 1.1}
GAP, TIGHT_GAP = 10, 3
"""Pixels between blocks, and between the items of a list without blank lines."""
INDENT = 24
ALIGNED = {"text-align:center": Qt.AlignmentFlag.AlignHCenter, "text-align:right": Qt.AlignmentFlag.AlignRight}


@dataclass(slots=True)
class _List:
    format: QTextListFormat
    beyond: int
    """Pixels that its widest number needs more than the indent gives."""
    made: QTextList | None = None
    item_waits: bool = False
    """An item began and no block carries its mark yet."""


@dataclass(slots=True)
class _Depth:
    lists: list[_List] = field(default_factory=list)
    quotes: int = 0


class Markup:
    """Continues a document at a cursor, which stands at the document's end."""

    def __init__(self, cursor: QTextCursor, theme: Theme, *, is_fresh: bool) -> None:
        self._cursor, self._theme = cursor, theme
        self._inline = Inline(cursor, theme)
        self.is_fresh = is_fresh
        """The cursor's text block is empty and waits for content."""
        self._depth = _Depth()

    def write(self, tokens: "Sequence[Token]") -> None:
        at = 0
        while at < len(tokens):
            token = tokens[at]
            match token.type:
                case "paragraph_open":
                    self._paragraph(tokens[at + 1], TIGHT_GAP if self._is_tight(token) else GAP)
                case "heading_open":
                    self._heading(tokens[at + 1], token.tag)
                case "fence" | "code_block":
                    self._code(token.content)
                case "hr":
                    self._rule()
                case "bullet_list_open" | "ordered_list_open":
                    self._open_list(tokens[at:])
                case "bullet_list_close" | "ordered_list_close":
                    self._depth.lists.pop()
                case "list_item_open":
                    self._depth.lists[-1].item_waits = True
                case "list_item_close":
                    self._mark_empty_item()
                case "blockquote_open":
                    self._depth.quotes += 1
                case "blockquote_close":
                    self._depth.quotes -= 1
                case "table_open":
                    end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
                    self._table(tokens[at:end])
                    at = end
            at += 1

    def end(self) -> None:
        """Let no empty block show at the end."""
        if self.is_fresh:
            self._thin_block()

    def _paragraph(self, token: "Token", gap: float, share: float = 1.0, *, bold: bool = False) -> None:
        text = self._text_format(share, bold=bold)
        self._start(self._block_format(gap, share), text)
        self._mark_item()
        self._inline.write(token.children or [], text)

    def _heading(self, token: "Token", tag: str) -> None:
        self._paragraph(token, GAP * 1.8, HEADING_SIZES.get(tag, 1.0), bold=True)

    def _rule(self) -> None:
        self._mark_empty_item()
        self._start(QTextBlockFormat(), QTextCharFormat())
        self._thin_block(gap=GAP, color="line")

    def _code(self, content: str) -> None:
        frame = QTextFrameFormat()
        frame.setProperty(CODE, True)
        frame.setPadding(self._theme.px(12))
        frame.setTopMargin(self._theme.px(GAP))
        frame.setBottomMargin(self._theme.px(GAP / 2))
        frame.setLeftMargin(self._indent())
        self._before_frame()
        inside = self._cursor.insertFrame(frame)
        block = QTextBlockFormat()
        block.setLineHeight(self._theme.px(20), QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        self._cursor.setBlockFormat(block)
        self._cursor.insertText(visible(content.rstrip("\n")), self._inline.code_format(0.9))
        self._cursor.setPosition(inside.lastPosition() + 1)
        self.is_fresh = True

    def _table(self, tokens: "Sequence[Token]") -> None:
        rows = sum(token.type == "tr_open" for token in tokens)
        columns = sum(token.type == "th_open" for token in tokens)
        shape = QTextTableFormat()
        shape.setTopMargin(self._theme.px(GAP))
        shape.setBottomMargin(self._theme.px(GAP / 2))
        shape.setLeftMargin(self._indent())
        shape.setCellPadding(self._theme.px(6))
        shape.setBorder(1)
        shape.setBorderCollapse(True)
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        shape.setBorderBrush(self._theme.color("line"))
        shape.setHeaderRowCount(1)
        self._before_frame()
        table = self._cursor.insertTable(rows, columns, shape)
        cells = [at for at, token in enumerate(tokens) if token.type in {"th_open", "td_open"}]
        for number, at in enumerate(cells):
            cell = table.cellAt(number // columns, number % columns)
            head = tokens[at].type == "th_open"
            if head:
                tinted = QTextCharFormat(cell.format())
                tinted.setBackground(self._theme.color("hover"))
                cell.setFormat(tinted)
            self._cursor.setPosition(cell.firstCursorPosition().position())
            block = QTextBlockFormat()
            block.setAlignment(ALIGNED.get(str(tokens[at].attrGet("style")), Qt.AlignmentFlag.AlignLeft))
            self._cursor.setBlockFormat(block)
            self._inline.write(tokens[at + 1].children or [], self._text_format(bold=head))
        self._cursor.setPosition(table.lastPosition() + 1)
        self.is_fresh = True

    def _open_list(self, tokens: "Sequence[Token]") -> None:
        """The list that the first of these opens."""
        token, beyond = tokens[0], 0
        self._mark_empty_item()
        shape = QTextListFormat()
        shape.setIndent(len(self._depth.lists) + 1)
        if token.type == "ordered_list_open":
            shape.setStyle(QTextListFormat.Style.ListDecimal)
            first = int(token.attrGet("start") or 1)
            shape.setStart(first)
            beyond = self._beyond(first + _items(tokens) - 1)
        else:
            is_outer = not self._depth.lists
            shape.setStyle(QTextListFormat.Style.ListDisc if is_outer else QTextListFormat.Style.ListCircle)
        self._depth.lists.append(_List(shape, beyond))

    def _beyond(self, number: int) -> int:
        """Qt draws a number and the space behind it into the indent, whatever its width."""
        wanted = QFontMetricsF(self._theme.font()).horizontalAdvance(f"{number}. ")
        return max(0, ceil(wanted) - self._theme.px(INDENT))

    def _mark_item(self) -> None:
        """Let the cursor's block carry the mark of the list item that has just begun."""
        if not self._depth.lists or not self._depth.lists[-1].item_waits:
            return
        current = self._depth.lists[-1]
        current.item_waits = False
        block = self._cursor.blockFormat()
        block.setIndent(0)
        self._cursor.setBlockFormat(block)
        if current.made is None:
            current.made = self._cursor.createList(current.format)
        else:
            current.made.add(self._cursor.block())

    def _mark_empty_item(self) -> None:
        """An item that begins with no text of its own still gets its mark."""
        if self._depth.lists and self._depth.lists[-1].item_waits:
            self._start(self._block_format(TIGHT_GAP), self._text_format())
            self._mark_item()

    def _start(self, block: QTextBlockFormat, text: QTextCharFormat) -> None:
        """Let the cursor stand in an empty block of this form."""
        if self._cursor.position() == 0:
            block.setTopMargin(0)
        if self.is_fresh:
            self._cursor.setBlockFormat(block)
            self._cursor.setBlockCharFormat(text)
        else:
            self._cursor.insertBlock(block, text)
        self.is_fresh = False

    def _before_frame(self) -> None:
        """A frame leaves the block at the cursor above it: nothing may show of it if it is empty."""
        self._mark_empty_item()
        if self.is_fresh:
            self._thin_block()

    def _thin_block(self, gap: float = 0, color: str = "") -> None:
        """Let the cursor's empty block be one pixel high."""
        block = QTextBlockFormat()
        block.setTopMargin(self._theme.px(gap))
        block.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        if color:
            block.setBackground(self._theme.color(color))
        text = QTextCharFormat()
        text.setProperty(QTextFormat.Property.FontPixelSize, 1)
        self._cursor.setBlockFormat(block)
        self._cursor.setBlockCharFormat(text)

    def _block_format(self, gap: float, share: float = 1.0) -> QTextBlockFormat:
        block = QTextBlockFormat()
        block.setTopMargin(self._theme.px(gap))
        block.setLeftMargin(self._margin())
        block.setIndent(len(self._depth.lists))
        height = self._theme.px(15 * share * LINE_HEIGHT)
        block.setLineHeight(height, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        return block

    def _text_format(self, share: float = 1.0, *, bold: bool = False) -> QTextCharFormat:
        text = QTextCharFormat()
        text.setProperty(QTextFormat.Property.FontPixelSize, self._theme.px(15 * share))
        text.setForeground(self._theme.color("muted" if self._depth.quotes else "text"))
        if bold:
            text.setFontWeight(QFont.Weight.DemiBold)
        return text

    def _is_tight(self, paragraph: "Token") -> bool:
        """Whether it stands close below what is above it: in a list without blank lines, but not at the list's top."""
        lists = self._depth.lists
        return paragraph.hidden and (len(lists) > 1 or lists[-1].made is not None)

    def _indent(self) -> int:
        return len(self._depth.lists) * self._theme.px(INDENT) + self._margin()

    def _margin(self) -> int:
        """Left of the indents."""
        return self._depth.quotes * self._theme.px(16) + sum(one.beyond for one in self._depth.lists)


def _items(tokens: "Sequence[Token]") -> int:
    """How many items the list has that the first of these opens."""
    inside = takewhile(lambda token: token.level > tokens[0].level, tokens[1:])
    return sum(token.type == "list_item_open" and token.level == tokens[0].level + 1 for token in inside)
