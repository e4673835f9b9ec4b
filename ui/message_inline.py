"""Writes the text inside a block: emphasis, code, links, and nothing that hides."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtGui import QFont, QFontDatabase, QTextCharFormat, QTextCursor, QTextFormat

from assistant.unseen import visible
from ui.theme import Theme

if TYPE_CHECKING:
    from markdown_it.token import Token

SCHEMES = {"http", "https", "mailto"}
"""Of addresses that may become a link."""
LONGEST_ADDRESS = 2000
"""Characters of an address that can be shown whole before it opens; a longer one is text."""
LINE_BREAK = "\u2028"


class Inline:
    """Inserts inline tokens at a cursor."""

    def __init__(self, cursor: QTextCursor, theme: Theme) -> None:
        self._cursor, self._theme = cursor, theme

    def write(self, tokens: "Sequence[Token]", text: QTextCharFormat) -> None:
        """`text` is the format of plain words here."""
        formats = [text]
        for token in tokens:
            match token.type:
                case "text" | "text_special":
                    self._cursor.insertText(visible(token.content), formats[-1])
                case "softbreak" | "hardbreak":
                    self._cursor.insertText(LINE_BREAK, formats[-1])
                case "code_inline":
                    self._cursor.insertText(visible(token.content), self._tinted_code(formats[-1]))
                case "image":
                    link = self._linked(formats[-1], str(token.attrGet("src") or ""))
                    self._cursor.insertText(f"[picture: {visible(token.content)}]", link)
                case "link_open":
                    formats.append(self._linked(formats[-1], str(token.attrGet("href") or "")))
                case "em_open" | "strong_open" | "s_open":
                    formats.append(_stressed(formats[-1], token.tag))
                case "em_close" | "strong_close" | "s_close" | "link_close":
                    formats.pop()

    def code_format(self, share: float) -> QTextCharFormat:
        """Monospace at this share of the usual size."""
        code = QTextCharFormat()
        family = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        code.setFontFamilies([family])
        code.setFontStyleHint(QFont.StyleHint.Monospace)
        code.setProperty(QTextFormat.Property.FontPixelSize, self._theme.px(15 * share))
        code.setForeground(self._theme.color("text"))
        return code

    def _tinted_code(self, around: QTextCharFormat) -> QTextCharFormat:
        code = QTextCharFormat(around)
        code.merge(self.code_format(0.92))
        code.setForeground(around.foreground())
        code.setBackground(self._theme.color("hover"))
        return code

    def _linked(self, around: QTextCharFormat, address: str) -> QTextCharFormat:
        link = QTextCharFormat(around)
        if is_safe(address):
            link.setAnchor(True)
            link.setAnchorHref(address)
            link.setForeground(self._theme.color("accent"))
            link.setFontUnderline(True)
        return link


def is_safe(address: str) -> bool:
    """Whether an address may become a link: it names a page or a mailbox, and shows as what it is."""
    if len(address) > LONGEST_ADDRESS:
        return False
    try:
        return urlsplit(address).scheme.lower() in SCHEMES and visible(address) == address
    except ValueError:
        return False


def _stressed(around: QTextCharFormat, tag: str) -> QTextCharFormat:
    text = QTextCharFormat(around)
    match tag:
        case "em":
            text.setFontItalic(True)
        case "strong":
            text.setFontWeight(QFont.Weight.Bold)
        case "s":
            text.setFontStrikeOut(True)
    return text
