"""The camera beside the conversation: which one, what it sees, and the picture that goes with the question."""

from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from assistant.vision import camera, camera_devices
from assistant.vision.camera_devices import CameraDevice
from ui.camera_feed import CameraFeed, Lists, Opens
from ui.camera_sources import CameraSources
from ui.camera_taken import TakenRow
from ui.camera_view import CameraView
from ui.icons import Icons, pixmap
from ui.theme import Theme
from ui.widgets import button, icon_button, label, looks

WIDTH = 304
"""Pixels at 100 %."""
LOOK_AGAIN = 3000
"""Milliseconds until a camera that was not there is looked for again."""
NONE = "No camera was found. Plug one in, or choose an address, a picture or a video above."
TAKE, TAKE_TIP = "Take picture", "Take picture (Ctrl+T)"


class State(Enum):
    OFF = auto()
    OPENING = auto()
    LIVE = auto()
    STILL = auto()
    """A picture from a file."""
    LOST = auto()
    NONE = auto()
    """There is no camera."""


WORDS = {State.OFF: "Camera off", State.OPENING: "Opening", State.STILL: "A picture from a file"}


class CameraPanel(QWidget):
    """The camera is on while the panel can be seen, and off otherwise."""

    chosen = Signal(object)
    """The file of the picture that goes with the question, in place of the one before."""
    failed = Signal(str)
    turned_on = Signal(bool)
    source_chosen = Signal(str)
    """The person chose this source."""

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        folder: Path,
        opens: Opens = camera.open_camera,
        lists: Lists = camera_devices.list_cameras,
    ) -> None:
        """`folder` is where pictures are kept."""
        super().__init__()
        looks(self, "side-right").setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme, self._icons = theme, icons
        self._source: str | None = None
        self.state = State.OFF
        self._is_steady = True
        self.feed = CameraFeed(folder, opens, lists)
        self._again = QTimer(self)
        self._again.setInterval(LOOK_AGAIN)
        self._again.timeout.connect(self.feed.list)
        self.sources = CameraSources()
        self.view = CameraView(theme)
        self._heading = label("Camera", "heading", wrap=False)
        self._sign, self._status = label("", wrap=False), label("", "small")
        self.retry = button("Try again", self._retry)
        self.mirror = self._switch("mirror", "Mirror the preview", self.feed.mirror)
        self.freezes = self._switch("freeze", "Freeze the picture", self._freeze)
        self.turns = icon_button(icons, "rotate", "Turn the picture by 90°", self.feed.turn)
        self.take = button(TAKE, self.retake, "primary", tip=TAKE_TIP)
        self.taken = TakenRow(theme, icons)
        self._lay_out()
        self._connect()
        self._rescale()
        self._show(State.OFF)

    @property
    def is_on(self) -> bool:
        return self.state is not State.OFF

    @property
    def sees(self) -> bool:
        """Whether there is something to take a picture of."""
        return self.state in (State.LIVE, State.STILL)

    @property
    def source(self) -> str | None:
        """What is shown, or will be once the panel is seen; None for the first camera there is."""
        return self._source

    def open(self, source: str) -> None:
        """Show this source now, or as soon as the panel can be seen: a camera's name, an address or a file."""
        self._source = source
        self.sources.show_source(source)
        if self.isVisible():
            self._open()

    def hold_began(self) -> None:
        """The talk key went down."""
        self.feed.hold_began()

    def hold_ended(self) -> None:
        self.feed.hold_ended()

    def retake(self) -> None:
        """Take a picture of what is seen now, in place of the one that was chosen."""
        if self.freezes.isChecked() and self.taken.path is not None:
            self.freezes.setChecked(False)
        self.feed.take()

    def forget(self) -> None:
        """The picture goes with no question any more, or has gone with one."""
        self.taken.show_picture(None)

    def stand(self, *, beside: bool, low: bool) -> None:
        """Beside the conversation, with a line between, or in its place; where height is scarce, without a heading."""
        self._heading.setHidden(low)
        if low:
            self._head.insertWidget(0, self.sources, 1)
        else:
            self._whole.insertWidget(1, self.sources)
        looks(self, "side-right" if beside else "page")
        self.style().polish(self)
        self.taken.want(beside)

    def finish(self) -> None:
        """End the threads; the panel is done after this."""
        self._again.stop()
        self.feed.finish()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.window().installEventFilter(self)
        self._begin()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowStateChange and watched is self.window():
            if self.window().isMinimized():
                self._end()
            elif self.isVisible() and not self.is_on:
                self._begin()
        return False

    def _begin(self) -> None:
        self.feed.list()
        if self._source is not None:
            self._open()
        else:
            self._show(State.OPENING)

    def _end(self) -> None:
        self.feed.close()
        self._again.stop()
        self._show(State.OFF)

    def _open(self) -> None:
        assert self._source is not None
        self.freezes.setChecked(False)
        self.feed.fit(self.view.needed())
        self.feed.open(self._source)
        self._show(State.OPENING)

    def _retry(self) -> None:
        self.feed.list()
        if self._source is not None:
            self._open()

    def _listed(self, devices: list[CameraDevice]) -> None:
        self.sources.list(devices)
        if self._source is None and self.is_on:
            if devices:
                self.open(devices[0].name)
            else:
                self._show(State.NONE)

    def _chose(self, source: str) -> None:
        self.open(source)
        self.source_chosen.emit(source)

    def _freeze(self, frozen: bool) -> None:
        self.feed.freeze(frozen)
        self._show(self.state)

    def _draw(self) -> None:
        preview = self.feed.preview()
        if preview is not None and self.sees:
            self.view.show_frame(preview.pixels)
            if preview.is_steady is not self._is_steady:
                self._is_steady = preview.is_steady
                self._show(self.state)

    def _took(self, path: Path) -> None:
        self.taken.show_picture(path)
        self.chosen.emit(path)

    def _show(self, state: State, sentence: str = "") -> None:
        was_on, self.state = self.is_on, state
        if not self.sees or self.view.is_blank:
            self._say(sentence)
        for control in (self.mirror, self.turns, self.take):
            control.setEnabled(self.sees)
        self.freezes.setEnabled(state is State.LIVE)
        self.retry.setVisible(state in (State.LOST, State.NONE))
        self._show_status()
        if state is State.NONE:
            self._again.start()
        else:
            self._again.stop()
        if self.is_on is not was_on:
            self.turned_on.emit(self.is_on)

    def _say(self, sentence: str) -> None:
        match self.state:
            case State.LOST:
                self.view.say(sentence, "warning")
            case State.NONE:
                self.view.say(NONE)
            case State.OFF:
                self.view.say("The camera is off.")
            case _:
                self.view.say(f"Opening {self.sources.name()} …")

    def _show_status(self) -> None:
        words = WORDS.get(self.state, "No picture")
        if self.state is State.LIVE:
            live = "sharp" if self._is_steady else "hold it still"
            words = f"Camera on, {'picture frozen' if self.freezes.isChecked() else live}"
        self._status.setText(words)
        on = self.state is State.LIVE
        px, colors = self._theme.px, self._theme.colors
        color = colors.accent if on else colors.muted
        self._sign.setPixmap(pixmap("on" if on else "off", color, px(16), self.devicePixelRatioF()))

    def _switch(self, icon: str, name: str, act: Callable[[bool], object]) -> QToolButton:
        made = icon_button(self._icons, icon, name)
        made.setCheckable(True)
        made.toggled.connect(act)
        return made

    def _lay_out(self) -> None:
        self._head, self._line, self._tools = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self._head.addWidget(self._heading, 1)
        self.closes = icon_button(self._icons, "close", "Close the camera", self.close, tip="Close the camera (Ctrl+E)")
        self._head.addWidget(self.closes)
        self._line.addWidget(self._sign)
        self._line.addWidget(self._status, 1)
        for control in (self.mirror, self.freezes, self.turns):
            self._tools.addWidget(control)
        self._tools.addStretch(1)
        self._tools.addWidget(self.take)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(self._head)
        self._whole.addWidget(self.sources)
        self._whole.addWidget(self.view)
        self._whole.addLayout(self._line)
        self._whole.addWidget(self.retry)
        self._whole.addLayout(self._tools)
        self._whole.addWidget(self.taken)
        self._whole.addStretch(1)

    def _connect(self) -> None:
        feed = self.feed
        self.sources.chosen.connect(self._chose)
        self.view.fits.connect(feed.fit)
        self.taken.again.connect(self.retake)
        feed.listed.connect(self._listed)
        feed.live.connect(lambda _name, is_still: self._show(State.STILL if is_still else State.LIVE))
        feed.lost.connect(lambda why: self._show(State.LOST, why))
        feed.fresh.connect(self._draw)
        feed.taken.connect(self._took)
        feed.failed.connect(self.failed)
        self._theme.changed.connect(self._rescale)

    def _rescale(self) -> None:
        px = self._theme.px
        self.setFixedWidth(px(WIDTH))
        self._whole.setContentsMargins(px(12), px(12), px(12), px(12))
        for layout in (self._whole, self._head, self._line, self._tools):
            layout.setSpacing(px(8))
        self._show_status()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(WIDTH), self._theme.px(480))
