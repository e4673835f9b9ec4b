"""A question before something that cannot be taken back, or that leaves this window."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def ask(parent: QWidget, text: str, detail: str, yes: str, then: Callable[[], object]) -> QMessageBox:
    """Ask without holding the window; `then` is called for the answer `yes`, Esc and Cancel do nothing."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("Earsight")
    box.setText(text)
    box.setInformativeText(detail)
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.buttonClicked.connect(lambda clicked: then() if clicked is accept else None)
    box.finished.connect(box.deleteLater)
    box.open()
    return box
