"""What Earsight keeps of the person: where it is, taking it along, erasing it."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QMessageBox

from assistant import paths, sealing
from assistant.errors import SealingError
from ui.question import ask
from ui.settings_card import SettingsCard
from ui.settings_fields import Field, Switch
from ui.theme import Theme
from ui.widgets import button

TAKEN = "Chats, memory, instructions, settings and pictures, in forms that any program reads; keys stay here."
ERASED = (
    "All chats, memory, instructions, settings and pictures are deleted for good, and Earsight closes. "
    "Files of your own in that folder stay."
)
STAY = "For good. The models stay unless you say otherwise; asks first."
SEALED = "Chats, memory and instructions are encrypted; the command “earsight data decrypt” ends that."
PLAIN = "Only you can read it; the command “earsight data encrypt” also encrypts chats and memory."
LOGGED = "To find a fault; from the next start on. Without it the log holds nothing that was said."


class DataCard(SettingsCard):
    open_folder = Signal(object)
    export = Signal(object)
    """The file to be written."""
    erase = Signal(bool)
    """Whether the models go, too."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Your data")
        self.question: QMessageBox | None = None
        opens = button("Open the folder", self._open, tip="Show the folder in which everything is kept")
        takes = button("Export everything …", self._choose, tip="Write everything into one ZIP file")
        erases = button("Erase everything …", self._ask, tip="Delete everything that Earsight keeps of you; asks first")
        self.folder = self.put(Field(theme, "Folder", opens))
        self.takes = self.put(Field(theme, "Take along", takes, TAKEN))
        self.erases = self.put(Field(theme, "Erase", erases, STAY))
        self.words = self.put(Switch(theme, "Log", "Let the log hold my words", LOGGED, "log_words"))

    def show_state(self) -> None:
        """Say whether all is encrypted."""
        try:
            self.folder.explain(SEALED if sealing.is_on(paths.home()) else PLAIN)
        except SealingError as error:
            self.folder.explain(str(error))

    def _open(self) -> None:
        self.open_folder.emit(paths.home())

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Export everything")
        dialog.setObjectName("export-everything")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("ZIP (*.zip)")
        dialog.setDefaultSuffix("zip")
        dialog.selectFile("earsight.zip")
        dialog.fileSelected.connect(lambda name: self.export.emit(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask(self) -> None:
        models = QCheckBox("The models, too")
        self.question = ask(self, "Erase everything?", ERASED, "Erase", lambda: self.erase.emit(models.isChecked()))
        self.question.setCheckBox(models)
