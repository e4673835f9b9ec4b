"""The button by which a person brings models of their own: a file, or a folder as from a stick."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from ui.widgets import looks, named

TIP = "A GGUF file, a faster-whisper folder, a Piper voice, or a folder with several; you can also drop it here."


class OwnFiles(QPushButton):
    """Asks for a file or a folder, without holding the window."""

    chosen = Signal(list)
    """Paths as text."""

    def __init__(self, text: str = "Add your own …") -> None:
        super().__init__(text)
        looks(self, "menu")
        named(self, text, f"{TIP} (Ctrl+O)")
        self.setShortcut("Ctrl+O")
        menu = QMenu(self)
        menu.addAction("A file …", self._ask_for_file)
        menu.addAction("A folder …", self._ask_for_folder)
        self.setMenu(menu)

    def _ask_for_file(self) -> None:
        dialog = QFileDialog(self.window(), "Add a model of your own", str(Path.home()))
        dialog.setNameFilters(["Models (*.gguf *.onnx)", "All files (*)"])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self._open(dialog)

    def _ask_for_folder(self) -> None:
        dialog = QFileDialog(self.window(), "Add a folder with models", str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._open(dialog)

    def _open(self, dialog: QFileDialog) -> None:
        dialog.filesSelected.connect(self.chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def local_files(data: QMimeData) -> list[str]:
    """Paths of what is dropped, without what is not on this machine."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
