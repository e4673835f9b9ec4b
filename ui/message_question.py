"""What the person said or typed: a tinted bubble on the right, which can be edited and asked again."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.icons import Icons
from ui.message_field import GrowingField
from ui.message_pictures import Picture, Pictures
from ui.message_row import MARGIN, Action, Row
from ui.theme import Theme
from ui.widgets import button, named

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
        self._field = named(
            GrowingField(theme, catches_escape=True),
            "The question in other words",
            "Enter asks again, Shift+Enter begins a new line, Esc leaves it as it was",
        )
        self._field.setParent(self)
        self._field.entered.connect(self._ask)
        self._field.left.connect(self._leave)
        self._field.grown.connect(lambda: self.resized.emit(self.message.id))
        self._field.textChanged.connect(self._check)
        self._cancel = button("Cancel", self._leave, tip="Leave the question as it was (Esc)")
        self._again = button("Ask again", self._ask, "primary", tip="Ask again (Enter)")
        for made in (self._cancel, self._again):
            self.control(made)
        self._thumbnails: list[Picture] = []
        self._bubble = QRectF()
        self.is_editing = False

    @property
    def is_in_use(self) -> bool:
        return self.is_editing or super().is_in_use

    def stops(self) -> list[QWidget]:
        return [self, self._body, self._field, *self._controls]

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
        self._body.setVisible(not self.is_editing and bool(message.text))
        for icon in (self._copy, self._edit):
            icon.setVisible(not self.is_editing and not message.growing)
        for part in (self._field, self._cancel, self._again):
            part.setVisible(self.is_editing)

    def edit(self) -> None:
        """Put a field with the question in its place."""
        self.is_editing = True
        self._field.setPlainText(self.message.text)
        self._field.selectAll()
        self.refresh()
        self.resized.emit(self.message.id)
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

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
        left, top = right - pad - inside, edge + px(10)
        for number, picture in enumerate(self._thumbnails):
            at = (left + number % a_line * (side + gap), top + number // a_line * (side + gap))
            picture.setGeometry(*at, side, side)
        top += lines * (side + gap) if text_height else max(0, lines * (side + gap) - gap)
        shown = self._field if self.is_editing else self._body
        shown.setGeometry(left, top, inside, text_height)
        bottom = top + text_height + px(10)
        self._bubble = QRectF(left - pad, edge, inside + 2 * pad, bottom - edge)
        line, gap = ([self._cancel, self._again], 8) if self.is_editing else ([self._copy, self._edit], 2)
        below = bottom + (px(8) if self.is_editing else 0)
        taken, height = self.place_line(line, 0, below, gap)
        self.place_line(line, right - taken, below, gap)
        self.update()
        return below + max(height, px(8)) + px(4)

    def paint(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("tint"))
        painter.drawRoundedRect(self._bubble, self.theme.px(12), self.theme.px(12))

    def _text_size(self, most: int) -> tuple[int, int]:
        if self.is_editing:
            self._field.resize(most, self._field.height())
            return most, self._field.sizeHint().height()
        if not self.message.text:
            return 0, 0
        text_width = min(most, self._body.natural_width())
        return text_width, self._body.arrange(text_width)

    def _check(self) -> None:
        self._again.setEnabled(bool(self._field.toPlainText().strip()))

    def _ask(self) -> None:
        text = self._field.toPlainText().strip()
        if text:
            self._close_field()
            self.asked_again.emit(self.message.id, text)

    def _leave(self) -> None:
        self._close_field()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_field(self) -> None:
        self.is_editing = False
        self.refresh()
        self.resized.emit(self.message.id)
