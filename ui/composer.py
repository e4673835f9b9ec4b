"""The field for questions that are typed, with pictures and the button that sends or stops."""

import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.icons import Icons
from ui.message_field import PICTURES, GrowingField, only_pictures, picture_files
from ui.message_pictures import Picture, Pictures
from ui.message_text import plain_tip
from ui.theme import Theme
from ui.widgets import icon_button, named
from ui.worker import Worker

THUMBNAIL = 64
HINT = "Type instead …"
HINT_PICTURE = "Ask about the picture …"


class Composer(QWidget):
    """Enter asks, Shift+Enter begins a new line. Pictures come by the button, by pasting or by dropping."""

    asked = Signal(str, object)
    """The question, and its pictures: a tuple of paths."""
    stopped = Signal()

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme, self._icons = theme, icons
        self._is_busy = False
        self._pictures = Pictures(self)
        self._worker = Worker("pasted-pictures")
        self._pasted: QTemporaryDir | None = None
        """Where pasted pictures are, until the window is closed."""
        self._tiles: list[_Tile] = []
        self.field = named(
            GrowingField(theme, takes_pictures=True), "Your question", "Enter asks, Shift+Enter begins a new line"
        )
        self.attach = icon_button(icons, "attach", "Add pictures", self._choose_files)
        self.send = icon_button(icons, "send", "Ask", self._send_or_stop, tip="Ask (Enter)")
        self._tray = QHBoxLayout()
        self._tray.addStretch(1)
        self._line = QHBoxLayout()
        self._line.addWidget(self.field, 1)
        for control in (self.attach, self.send):
            self._line.addWidget(control, 0, Qt.AlignmentFlag.AlignBottom)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(self._tray)
        whole.addLayout(self._line)
        self.setAcceptDrops(True)
        self.field.setAcceptDrops(False)
        self.field.textChanged.connect(self._refresh)
        self.field.entered.connect(self._ask)
        self.field.files.connect(self.add_pictures)
        self.field.image.connect(self._paste)
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def pictures(self) -> tuple[Path, ...]:
        """What goes with the question."""
        return tuple(tile.path for tile in self._tiles)

    def add_pictures(self, paths: Sequence[Path]) -> None:
        """Put picture files to the question, each once."""
        for path in only_pictures(paths):
            if path not in self.pictures:
                tile = _Tile(self._theme, self._icons, self._pictures, path)
                tile.removed.connect(self._remove)
                self._tray.insertWidget(len(self._tiles), tile)
                self._tiles.append(tile)
        self._refresh()

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
        while self._tiles:
            self._drop_tile(self._tiles[-1])
        self._refresh()
        self.asked.emit(text, pictures)

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
        self.field.setPlaceholderText(HINT_PICTURE if self._tiles else HINT)

    def _choose_files(self) -> None:
        start = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        kinds = " ".join(f"*{ending}" for ending in sorted(PICTURES))
        chosen, _ = QFileDialog.getOpenFileNames(self, "Add pictures", start, f"Pictures ({kinds})")
        self.add_pictures([Path(name) for name in chosen])

    def _paste(self, image: QImage) -> None:
        """A picture that is no file becomes one, on another thread."""
        if self._pasted is None:
            self._pasted = QTemporaryDir()
        path = Path(self._pasted.filePath(f"pasted-{time.time_ns()}.png"))
        self._worker.run(lambda: path if image.save(str(path)) else None, self._was_pasted)

    def _was_pasted(self, path: Path | None) -> None:
        if path is not None:
            self.add_pictures([path])

    def _remove(self, tile: "_Tile") -> None:
        self._drop_tile(tile)
        self._refresh()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop_tile(self, tile: "_Tile") -> None:
        self._tiles.remove(tile)
        self._tray.removeWidget(tile)
        tile.hide()
        tile.deleteLater()

    def _restyle(self) -> None:
        for layout in (self._tray, self._line):
            layout.setSpacing(self._theme.px(8))
        self.field.fit()
        self._refresh()


class _Tile(QWidget):
    """A picture that will go with the question, and the button that takes it off again."""

    removed = Signal(object)

    def __init__(self, theme: Theme, icons: Icons, pictures: Pictures, path: Path) -> None:
        super().__init__()
        self.path = path
        picture = Picture(theme, pictures, path, THUMBNAIL, self)
        self.remove = icon_button(icons, "close", f"Remove {path.name}", lambda: self.removed.emit(self), pixels=14)
        self.remove.setToolTip(plain_tip(f"Remove {path.name}"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, theme.px(8))
        row.setSpacing(theme.px(2))
        row.addWidget(picture)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        picture.setFixedSize(picture.sizeHint())
