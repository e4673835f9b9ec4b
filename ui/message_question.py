"""What the person said or typed: a tinted bubble on the right, which can be edited and asked again."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.icons import Icons
from ui.message_editor import Editor
from ui.message_pictures import Picture, Pictures
from ui.message_row import MARGIN, Action, Row
from ui.theme import Theme

WIDEST = 0.75
"""Share of the column that the bubble takes at most."""
PICTURE_SIDE = 96


class QuestionRow(Row):
    """Grey while it is still being heard."""

    def __init__(self, theme: Theme, icons: Icons, pictures: Pictures, parent: QWidget) -> None:
        super().__init__(theme, icons, parent)
        self._source = pictures
        self._body = self.text()
        self._copy = self.icon("copy", "Copy the question", Action.COPY, tip="Copy the question (Ctrl+C)")
        self._edit = self.icon("edit", "Edit the question and ask again", tip="Edit and ask again (F2)")
        self._edit.clicked.connect(self.edit)
        self._editor: Editor | None = None
        self._thumbnails: list[Picture] = []
        self._bubble = QRectF()

    @property
    def is_in_use(self) -> bool:
        return self._editor is not None or super().is_in_use

    def refresh(self) -> None:
        message = self.message
        if [picture.path for picture in self._thumbnails] != list(message.images):
            for old in self._thumbnails:
                old.hide()
                old.deleteLater()
            self._thumbnails = [Picture(self.theme, self._source, path, PICTURE_SIDE, self) for path in message.images]
            for new in self._thumbnails:
                new.show()
        self._body.show_plain(message.text, "muted" if message.growing else "text")
        self._body.setVisible(self._editor is None and bool(message.text))
        for icon in (self._copy, self._edit):
            icon.setVisible(self._editor is None and not message.growing)

    def edit(self) -> None:
        """Put a field with the question in its place."""
        if self._editor is None:
            self._editor = Editor(self.theme, self.message.text, self)
            self._editor.entered.connect(self._ask)
            self._editor.left.connect(self._leave)
            self._editor.grown.connect(lambda: self.resized.emit(self.message.id))
            self.refresh()
            self._editor.begin(after=self._body)
            self.resized.emit(self.message.id)

    def arrange(self, width: int) -> int:
        px = self.theme.px
        edge, pad = px(MARGIN), px(14)
        right = width - edge
        most = round(WIDEST * (width - 2 * edge)) - 2 * pad
        text_width, text_height = self._text_size(most)
        side, gap = px(PICTURE_SIDE), px(8)
        a_line = max(1, min(len(self._thumbnails), (most + gap) // (side + gap)))
        lines = -(-len(self._thumbnails) // a_line)
        pictures_width = a_line * (side + gap) - gap if self._thumbnails else 0
        inside = max(text_width, pictures_width)
        left, top = right - pad - inside, edge + px(10 if self._thumbnails or self._editor else 8)
        for number, picture in enumerate(self._thumbnails):
            at = (left + number % a_line * (side + gap), top + number // a_line * (side + gap))
            picture.setGeometry(*at, side, side)
        top += lines * (side + gap) if text_height else max(0, lines * (side + gap) - gap)
        shown = self._editor or self._body
        shown.setGeometry(left, top, inside, text_height)
        bottom = top + text_height + px(12 if text_height else 10)
        self._bubble = QRectF(left - pad, edge, inside + 2 * pad, bottom - edge)
        taken, height = self.place_line([self._copy, self._edit], 0, bottom)
        self.place_line([self._copy, self._edit], right - taken, bottom)
        self.update()
        return bottom + max(height, px(8)) + px(4)

    def paint(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("tint"))
        painter.drawRoundedRect(self._bubble, self.theme.px(12), self.theme.px(12))

    def _text_size(self, most: int) -> tuple[int, int]:
        if self._editor is not None:
            return most, self._editor.height_for(most)
        if not self.message.text:
            return 0, 0
        text_width = min(most, self._body.natural_width())
        return text_width, self._body.arrange(text_width)

    def _ask(self, text: str) -> None:
        self._close_editor()
        self.asked_again.emit(self.message.id, text)

    def _leave(self) -> None:
        self._close_editor()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_editor(self) -> None:
        if self._editor is not None:
            self._editor.hide()
            self._editor.deleteLater()
            self._editor = None
        self.refresh()
        self.resized.emit(self.message.id)
