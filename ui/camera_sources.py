"""Which camera: those that are connected, by name, an address, or a file."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog

from assistant.vision.camera import is_file, name_of
from assistant.vision.camera_devices import CameraDevice
from ui.settings_controls import ChoiceBox
from ui.widgets import named

ADDRESS, FILE = "address", "file"
"""Choices that ask for more."""
ASK_ADDRESS = "The address of a camera or a phone, such as http://192.168.0.20:8080/video"


class CameraSources(ChoiceBox):
    """Tells what the person chose; what is shown is set from outside."""

    chosen = Signal(str)
    """A source as `open_camera` takes it."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "Camera", "Which camera, address or file is shown")
        self._devices: Sequence[CameraDevice] = ()
        self._others: list[str] = []
        """Addresses and files that were shown."""
        self._source: str | None = None
        self.setPlaceholderText("Choose a camera")
        self.activated.connect(self._choose)
        self._offer()

    def list(self, devices: Sequence[CameraDevice]) -> None:
        """Offer these cameras."""
        self._devices = devices
        self._offer()

    def show_source(self, source: str | None) -> None:
        """Mark what is shown; None where nothing is."""
        self._source = source
        if source is not None and ("://" in source or is_file(source)) and source not in self._others:
            self._others.append(source)
        self._offer()

    def name(self) -> str:
        """What is shown, by name."""
        return name_of(self._source) if self._source else "the camera"

    def _offer(self) -> None:
        if self.is_open:
            return
        names = [one.name for one in self._devices]
        source = self._source
        if source and source not in (*names, *self._others):
            names.append(source)  # It is not connected now.
        choices: list[tuple[str, object]] = [(name_of(name), name) for name in (*names, *self._others)]
        choices += [("Camera at an address …", ADDRESS), ("Picture or video …", FILE)]
        self.fill(choices)
        self.setCurrentIndex(-1 if source is None else self.findData(source))

    def _choose(self, at: int) -> None:
        chosen = str(self.itemData(at))
        self._offer()
        self.setCurrentIndex(-1 if self._source is None else self.findData(self._source))
        if chosen == ADDRESS:
            self._ask_address()
        elif chosen == FILE:
            self._ask_file()
        else:
            self.chosen.emit(chosen)

    def _ask_address(self) -> None:
        asks = QInputDialog(self)
        asks.setObjectName(ADDRESS)
        asks.setWindowTitle("Camera at an address")
        asks.setLabelText(ASK_ADDRESS)
        asks.textValueSelected.connect(self._typed)
        asks.finished.connect(asks.deleteLater)
        asks.open()

    def _typed(self, text: str) -> None:
        if address := text.strip():
            # Without a scheme it would be taken for a file.
            self.chosen.emit(address if "://" in address else f"http://{address}")

    def _ask_file(self) -> None:
        files = QFileDialog(self, "Picture or video")
        files.setObjectName(FILE)
        files.setFileMode(QFileDialog.FileMode.ExistingFile)
        files.fileSelected.connect(lambda name: self.chosen.emit(str(Path(name))))
        files.finished.connect(files.deleteLater)
        files.open()
