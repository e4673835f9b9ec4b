"""A stretch of text in the conversation: selectable, as high as it has to be, and deaf to the wheel."""

from math import ceil

from PySide6.QtCore import QRectF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrame,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from assistant.unseen import visible
from ui.markdown import MarkdownDocument
from ui.message_markup import CODE
from ui.theme import LINE_HEIGHT, Theme

LONGEST_LINE = 1000
"""Letters of a line that are measured; no column is wider."""


class MessageText(QTextBrowser):
    """Plain words or Markdown. Nothing is opened or loaded: a link that is chosen is only told."""

    link = Signal(str)
    """The whole address."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._document = MarkdownDocument(theme, self)
        self._plain: tuple[str, str] | None = None
        """What is shown as plain words, and in which colour; None where Markdown is shown."""
        self._width = -1
        self.setDocument(self._document)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLineWrapMode(QTextBrowser.LineWrapMode.FixedPixelWidth)
        self.setOpenLinks(False)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.anchorClicked.connect(
            lambda url: self.link.emit(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
        )
        self.highlighted.connect(lambda url: self.viewport().setToolTip(plain_tip(url.toString())))

    def loadResource(self, _type: int, _name: QUrl | str) -> None:
        """Nothing, wherever it would come from."""
        return

    def show_markdown(self, source: str) -> None:
        if self._plain is not None:
            self._plain = None
            self._document.show("")
            self._document.restyle()
        self._document.show(source)

    def show_plain(self, text: str, color: str = "text") -> None:
        """`color` is a name in `Colors`."""
        if self._plain == (text, color):
            return
        self._plain = (text, color)
        self._document.clear()
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        block = QTextBlockFormat()
        height = self._theme.px(15 * LINE_HEIGHT)
        block.setLineHeight(height, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        words = QTextCharFormat()
        words.setForeground(self._theme.color(color))
        cursor.setBlockFormat(block)
        cursor.insertText(visible(text.replace("\r\n", "\n")), words)
        cursor.endEditBlock()

    def restyle(self) -> None:
        """Draw the same in the theme's present colours and sizes."""
        self._width = -1
        if self._plain is None:
            self._document.restyle()
        else:
            plain, self._plain = self._plain, None
            self._document.setDefaultFont(self._theme.font())
            self.show_plain(*plain)

    def natural_width(self) -> int:
        """Pixels the longest line of plain words takes where none is broken."""
        shown = self._document.toPlainText()
        metrics = QFontMetricsF(self._document.defaultFont())
        return ceil(max((metrics.horizontalAdvance(line[:LONGEST_LINE]) for line in shown.split("\n")), default=0)) + 1

    def arrange(self, width: int) -> int:
        """Take this width; the height that all the text needs, in pixels."""
        if width != self._width:
            self._width = width
            self.setLineWrapColumnOrWidth(width)
        return ceil(self._document.size().height())

    def has_links(self) -> bool:
        block = self._document.begin()
        while block.isValid():
            if any(form.format.isAnchor() for form in block.textFormats()):
                return True
            block = block.next()
        return False

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Only what selects, copies a selection or chooses a link is for the text; the rest is for the list."""
        copies = event.matches(QKeySequence.StandardKey.Copy)
        selects = event.matches(QKeySequence.StandardKey.SelectAll)
        chooses = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
        if selects or chooses or (copies and self.textCursor().hasSelection()):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("hover"))
        corner = self._theme.px(12)
        for frame in self._document.rootFrame().childFrames():
            if frame.frameFormat().hasProperty(CODE):
                painter.drawRoundedRect(self._inside(frame), corner, corner)
        painter.end()
        super().paintEvent(event)

    def _inside(self, frame: QTextFrame) -> QRectF:
        """A frame's place without its margins."""
        form = frame.frameFormat()
        whole = self._document.documentLayout().frameBoundingRect(frame)
        return whole.adjusted(form.leftMargin(), form.topMargin(), -form.rightMargin(), -form.bottomMargin())


def plain_tip(text: str) -> str:
    """A tooltip that shows a text as it is, though it may look like HTML."""
    from html import escape

    return f"<span>{escape(visible(text))}</span>" if text else ""
