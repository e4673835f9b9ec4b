"""The field for questions that are typed, with pictures and the button that sends or stops."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from assistant.errors import VisionError
from assistant.vision import taken
from ui.column import fold
from ui.icons import Icons
from ui.message_field import PICTURES, GrowingField, only_pictures, picture_files
from ui.picture_tray import PictureTray
from ui.theme import Theme
from ui.widgets import icon_button, named
from ui.worker import Worker

ABREAST = 320
"""Pixels at 100 % under which the buttons stand below the field."""
HINT = "Type instead …"
HINT_PICTURE = "Ask about the picture …"


class Composer(QWidget):
    """Enter asks, Shift+Enter begins a new line. Pictures come by the buttons, by pasting or by dropping."""

    asked = Signal(str, object)
    """The question, and its pictures: a tuple of paths."""
    stopped = Signal()
    failed = Signal(str)
    """A sentence why a picture could not be had."""

    def __init__(self, theme: Theme, icons: Icons, folder: Path) -> None:
        """`folder` is where pictures are kept that are no files."""
        super().__init__()
        self._theme, self._icons, self._folder = theme, icons, folder
        self._is_busy = False
        self._worker = Worker("pasted-pictures")
        self.tray = PictureTray(theme, icons)
        self.field = named(
            GrowingField(theme, takes_pictures=True), "Your question", "Enter asks, Shift+Enter begins a new line"
        )
        self.attach = icon_button(icons, "attach", "Add pictures", self._choose_files)
        self.screen_button = icon_button(icons, "screen", "Add a picture of the screen")
        self.camera_button = icon_button(icons, "camera", "Camera", tip="Camera (Ctrl+E)")
        self.camera_button.setCheckable(True)
        self.send = icon_button(icons, "send", "Ask", self._send_or_stop, tip="Ask (Enter)")
        self._line, self._controls = QHBoxLayout(), QHBoxLayout()
        self._line.addWidget(self.field, 1)
        self._line.addLayout(self._controls)
        self._controls.addStretch(1)
        for control in (self.attach, self.screen_button, self.camera_button, self.send):
            self._controls.addWidget(control, 0, Qt.AlignmentFlag.AlignBottom)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.tray)
        whole.addLayout(self._line)
        self.setAcceptDrops(True)
        self.field.setAcceptDrops(False)
        self.field.textChanged.connect(self._refresh)
        self.field.entered.connect(self._ask)
        self.field.files.connect(self.add_pictures)
        self.field.image.connect(self._paste)
        self.tray.shown.connect(self._refresh)
        self.tray.removed.connect(lambda _path: self.field.setFocus(Qt.FocusReason.OtherFocusReason))
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def pictures(self) -> tuple[Path, ...]:
        """What goes with the question."""
        return self.tray.pictures

    def add_pictures(self, paths: Sequence[Path]) -> None:
        """Put picture files to the question, each once."""
        self.tray.add(only_pictures(paths))

    def show_camera(self, on: bool) -> None:
        """The camera is on or off now; its button tells."""
        self.camera_button.setChecked(on)
        self._icons.set(self.camera_button, "camera", "accent" if on else "text")
        named(
            self.camera_button, "Camera, on" if on else "Camera", f"{'Close the camera' if on else 'Camera'} (Ctrl+E)"
        )

    def set_busy(self, busy: bool) -> None:
        """While a reply runs and nothing is typed, the button stops it."""
        self._is_busy = busy
        self._refresh()

    def close_down(self) -> None:
        """The window closes: wait for what is being written."""
        self._worker.finish()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if picture_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add_pictures(picture_files(event.mimeData()))
        event.acceptProposedAction()

    def _ask(self) -> None:
        text = self.field.toPlainText().strip()
        if not text:
            return
        pictures = self.pictures
        self.field.clear()
        self.asked.emit(text, pictures)
        self.tray.clear()

    def _send_or_stop(self) -> None:
        if self._stops:
            self.stopped.emit()
        else:
            self._ask()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _stops(self) -> bool:
        return self._is_busy and not self.field.toPlainText().strip()

    def _refresh(self) -> None:
        stops = self._stops
        self._icons.set(self.send, "stop" if stops else "send")
        named(self.send, "Stop" if stops else "Ask", "Stop (Esc)" if stops else "Ask (Enter)")
        self.send.setEnabled(stops or bool(self.field.toPlainText().strip()))
        self.field.setPlaceholderText(HINT_PICTURE if self.pictures else HINT)

    def _choose_files(self) -> None:
        start = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        kinds = " ".join(f"*{ending}" for ending in sorted(PICTURES))
        chosen, _ = QFileDialog.getOpenFileNames(self, "Add pictures", start, f"Pictures ({kinds})")
        self.add_pictures([Path(name) for name in chosen])

    def _paste(self, image: QImage) -> None:
        """A picture that is no file becomes one, on another thread."""

        def write() -> Path:
            path = taken.new_file(self._folder, "pasted", "png")
            if not image.save(str(path)):
                raise VisionError(f"The picture cannot be kept in {self._folder}.")
            return path

        self._worker.run(write, lambda path: self.add_pictures([path]), self.failed.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fold(self._line, self.width() < self._theme.px(ABREAST))

    def _restyle(self) -> None:
        for row in (self._line, self._controls):
            row.setSpacing(self._theme.px(8))
        fold(self._line, self.width() < self._theme.px(ABREAST))
        self.field.fit()
        self._refresh()
