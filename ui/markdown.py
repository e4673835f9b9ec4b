"""Markdown as a text document that grows with a reply and never loads anything."""

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument, QTextOption

from ui.message_markup import INDENT, Markup
from ui.theme import Theme

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


class MarkdownDocument(QTextDocument):
    """Shows Markdown; HTML in it is text, a picture in it is the link to it.

    While a text grows, only its last block (the paragraph, list, table … that may still change) is written anew.
    """

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._source = ""
        self._settled = 0
        """Characters of the source whose blocks no further text can change."""
        self._end_of_settled = 0
        """Position in the document behind those blocks."""
        self._is_fresh = True
        """The text block at that position is empty and waits for content."""
        self._form = (QTextBlockFormat(), QTextCharFormat())
        """Of the text block at that position; one that is empty would take that of the text removed behind it."""
        self.setDocumentMargin(0)
        self.setUndoRedoEnabled(False)
        self.setDefaultTextOption(_wrapped())
        self.restyle()

    def loadResource(self, _type: int, _name: QUrl | str) -> None:
        """Nothing, wherever it would come from."""
        return

    def show(self, source: str) -> None:
        """Show this text; where it continues what is shown, what stands stays as it is."""
        source = source.replace("\r\n", "\n").replace("\r", "\n")
        if not source.startswith(self._source):
            self._restart()
        elif source == self._source:
            return
        self._source = source
        cursor = QTextCursor(self)
        cursor.beginEditBlock()
        cursor.setPosition(self._end_of_settled)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        if self._settled and self._form != (cursor.blockFormat(), cursor.blockCharFormat()):
            cursor.setBlockFormat(self._form[0])
            cursor.setBlockCharFormat(self._form[1])
        markup = Markup(cursor, self._theme, is_fresh=self._is_fresh)
        self._settle(cursor, markup)
        markup.write(parser().parse(source[self._settled :]))
        markup.end()
        cursor.endEditBlock()

    def restyle(self) -> None:
        """Show the same text in the theme's present colours and sizes."""
        source, self._source = self._source, ""
        self.setDefaultFont(self._theme.font())
        self.setIndentWidth(self._theme.px(INDENT))
        self._restart()
        self.show(source)

    def _restart(self) -> None:
        self.clear()
        self._source = ""
        self._settled = self._end_of_settled = 0
        self._is_fresh = True

    def _settle(self, cursor: QTextCursor, markup: Markup) -> None:
        """Write the blocks that are complete: all but the last of those that whole lines make up."""
        lines_end = self._source.rfind("\n") + 1
        if lines_end <= self._settled:
            return
        tokens = parser().parse(self._source[self._settled : lines_end])
        last = max((at for at, token in enumerate(tokens) if _begins_block(token)), default=0)
        if last == 0:
            return
        markup.write(tokens[:last])
        line = (tokens[last].map or [0])[0]
        for _ in range(line):
            self._settled = self._source.index("\n", self._settled) + 1
        self._end_of_settled, self._is_fresh = cursor.position(), markup.is_fresh
        self._form = (cursor.blockFormat(), cursor.blockCharFormat())


def _begins_block(token: "Token") -> bool:
    return token.level == 0 and token.nesting >= 0 and token.map is not None


@cache
def parser() -> "MarkdownIt":
    """Made at the first call, which takes long enough to be felt while a reply streams."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False})
    parser.enable(["table", "strikethrough"])
    # A definition further down would change blocks that are already settled.
    parser.disable("reference")
    return parser


def _wrapped() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
