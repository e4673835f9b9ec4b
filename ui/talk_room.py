"""The room you talk in: the conversation, the one big button, and the field to type in."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from assistant.events import (
    Event,
    HandsFreeChanged,
    ImageRead,
    InputLevel,
    ListeningStarted,
    ListeningStopped,
    TurnFinished,
)
from assistant.vision.taken import pictures_folder
from ui.camera_panel import WIDTH, CameraPanel
from ui.chat_view import ChatView
from ui.composer import Composer
from ui.icons import Icons
from ui.phase import BUSY, Phase
from ui.screen_shot import ScreenShot, way
from ui.talk_button import TalkButton
from ui.theme import TEXT_COLUMN, Theme
from ui.typed_question import TypedQuestion
from ui.widgets import looks

if TYPE_CHECKING:
    from ui.label_card import LabelCard

BESIDE = 360
"""Least pixels at 100 % of the conversation beside the camera; where it has less, the camera takes its place."""
LOW = 560
"""Pixels at 100 % of the room's height under which the button is a low one."""
CARD = 340
"""Pixels at 100 % of a label's card."""


class TalkRoom(QWidget):
    """Shows what happens; its parts tell what the person wants."""

    asked = Signal(str, object)
    """A typed question, and its pictures: a tuple of paths. It is shown already."""
    pictures_changed = Signal(object)
    """The pictures of the coming question are others: a tuple of paths."""
    corrected = Signal(object)
    """What the person says of a label: a `CorrectFact` or a `CorrectText`."""
    failed = Signal(str)
    """A sentence that belongs to no turn."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        looks(self, "page")
        self._theme, self._icons = theme, icons
        self._listening = 0
        """The last turn that listened."""
        self.view = ChatView(theme, icons)
        self.button = TalkButton(theme)
        folder = pictures_folder()
        self.composer = Composer(theme, icons, folder)
        self.camera = CameraPanel(theme, icons, folder)
        self.camera.hide()
        self.screen_shot = ScreenShot(self, folder, way())
        self.composer.field.talks_when_empty = True
        self.setFocusProxy(self.composer.field)
        self._typed = TypedQuestion()
        self._goes_without = False
        """The person took the pictures of the coming question off."""
        self._column = QWidget()
        self._rows = QVBoxLayout(self._column)
        self._rows.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._rows.addWidget(self.composer)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._column, 1000)
        middle.addStretch(1)
        self._talk = QVBoxLayout()
        self._talk.setSpacing(0)
        self._talk.addWidget(self.view, 1)
        self._talk.addLayout(middle)
        self._whole = QHBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addLayout(self._talk, 1)
        self._label = QVBoxLayout()
        self._whole.addLayout(self._label)
        self._whole.addWidget(self.camera)
        self._connect()
        theme.changed.connect(self._rescale)
        self._rescale()

    @cached_property
    def card(self) -> "LabelCard":
        """Made for the first picture."""
        from ui.label_card import LabelCard

        card = LabelCard(self._theme, self._icons)
        card.hide()
        card.closed.connect(self.close_card)
        card.corrected.connect(self.corrected)
        self._label.addWidget(card)
        return card

    def take(self, event: Event) -> None:
        """Show what happened."""
        match event:
            case InputLevel():
                self.button.set_level(event.level)
            case HandsFreeChanged():
                self.button.set_hands_free(event.on)
            case ListeningStarted():
                self._listening = event.turn
                self._put_back()
                if not self.camera.feed.is_held:  # Hands-free.
                    self.camera.hold_began()
            case ListeningStopped() | TurnFinished() if event.turn == self._listening:
                self.camera.hold_ended()
            case ImageRead():
                self._show_label(event)
        self.view.take(event)

    def set_phase(self, phase: Phase) -> None:
        self.button.set_phase(phase)
        self.composer.set_busy(phase in BUSY)

    def toggle_camera(self) -> None:
        """Open the camera beside the conversation, or close it; it is on only while it can be seen."""
        self.camera.setVisible(not self.camera.isVisible())
        if self.camera.isVisible() and not self._has_room_for_both:
            self._hide_card()
        self._place()

    def check_label(self) -> None:
        """Open the card of the label that was read last, at the first value that is to be checked."""
        if not self._has_card or self.card.is_empty:
            self.failed.emit("No label was read yet: show one to the camera, or add a picture of it.")
            return
        self._open_card()
        self.card.sheet.start_checking()

    def close_card(self) -> None:
        self._hide_card()
        self._place()

    def forget_label(self) -> None:
        """Another chat is shown."""
        self._put_back()
        if self._has_card:
            self.card.clear()
            self.close_card()

    def close_down(self) -> None:
        """The window closes: end the threads."""
        self.camera.finish()
        if self._has_card:
            self.card.finish()
        self.composer.close_down()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _connect(self) -> None:
        tray, camera, composer = self.composer.tray, self.camera, self.composer
        composer.camera_button.clicked.connect(self.toggle_camera)
        composer.screen_button.clicked.connect(self.screen_shot.take)
        camera.chosen.connect(tray.set_taken)
        camera.turned_on.connect(self._camera_turned)
        tray.retake.connect(camera.retake)
        tray.shown.connect(self._pictures_changed)
        self.screen_shot.made.connect(lambda path: tray.add([path]))
        tray.removed.connect(self._took_off)
        composer.asked.connect(self._ask)
        self._typed.wants.connect(camera.retake)
        self._typed.asked.connect(self._asked)
        camera.chosen.connect(self._typed.take)
        camera.failed.connect(lambda _sentence: self._typed.go())
        self._typed.failed.connect(self.failed)
        for failing in (camera.failed, composer.failed, self.screen_shot.failed):
            failing.connect(self.failed)

    def _camera_turned(self, on: bool) -> None:
        self.composer.show_camera(on)
        self._place()

    def _pictures_changed(self, pictures: tuple[Path, ...]) -> None:
        self._goes_without = self._goes_without and not pictures
        if self.camera.taken.path not in pictures:
            self.camera.forget()
        self.pictures_changed.emit(pictures)

    @property
    def _has_card(self) -> bool:
        return "card" in self.__dict__

    def _hide_card(self) -> None:
        if self._has_card:
            self.card.hide()

    @property
    def _has_room_for_both(self) -> bool:
        """A label's card and the camera beside the conversation."""
        return self.width() >= self._theme.px(WIDTH + CARD + BESIDE)

    def _show_label(self, event: ImageRead) -> None:
        """A card by itself only for what a label or a code says; the camera stays while the key is held."""
        self.card.take(event)
        has_facts = event.reading.facts is not None or bool(event.reading.codes)
        if has_facts and (event.turn or self.camera.isHidden() or self._has_room_for_both):
            self._open_card()

    def _open_card(self) -> None:
        if not self._has_room_for_both:
            self.camera.hide()
        self.card.show()
        self._place()

    def _place(self) -> None:
        """The camera beside the conversation, or in its place where there is no room for both."""
        is_open = not self.camera.isHidden()
        px = self._theme.px
        is_low = self.height() < px(LOW)
        self.button.set_low(is_low)
        fits = self.width() >= px(WIDTH + BESIDE)
        has_room_for_card = not self._has_card or self.card.isHidden() or self.width() >= px(CARD + BESIDE)
        self.view.setVisible((fits or not is_open) and has_room_for_card)
        self.camera.stand(beside=fits, low=is_low)
        self.camera.setFixedWidth(min(px(WIDTH), self.width()))
        if fits:
            self._whole.addWidget(self.camera)
        else:
            self._talk.insertWidget(0, self.camera, 0, Qt.AlignmentFlag.AlignHCenter)
        if self._has_card:
            self._place_card(has_room_for_card)

    def _place_card(self, beside: bool) -> None:
        """Beside the conversation, or in its place."""
        px = self._theme.px
        gap = px(8)
        self.card.setFixedWidth(px(CARD) if beside else min(px(TEXT_COLUMN), self.width() - 2 * gap))
        self._label.setContentsMargins(0, gap, gap if beside else 0, gap if beside else 0)
        if beside:
            self._label.addWidget(self.card)
        else:
            self._talk.insertWidget(0, self.card, 1, Qt.AlignmentFlag.AlignHCenter)

    def _ask(self, text: str, images: tuple[Path, ...]) -> None:
        """What the camera sees goes with a typed question as it does with a spoken one."""
        looks = self.camera.sees and not images and not self._goes_without
        self._goes_without = False
        self._typed.ask(text, images, looks=looks)

    def _asked(self, text: str, images: tuple[Path, ...]) -> None:
        # Nothing is drawn before this returns, and by then whoever is asked has written the question down.
        self.view.asked_typed(text, images)
        self.asked.emit(text, images)
        if images:
            self.composer.tray.clear()

    def _put_back(self) -> None:
        """A typed question that still waits for its picture is overtaken: it is in the field again."""
        text = self._typed.drop()
        if text is not None and not self.composer.field.toPlainText():
            self.composer.field.setPlainText(text)

    def _took_off(self, path: Path) -> None:
        self._goes_without = not self.composer.pictures
        if self._has_card:
            self.card.forget(path)

    def _rescale(self) -> None:
        px = self._theme.px
        self._column.setMaximumWidth(px(TEXT_COLUMN) + px(32))
        self._rows.setContentsMargins(px(16), px(8), px(16), px(16))
        self._rows.setSpacing(px(8))
        self._place()
