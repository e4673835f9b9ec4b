"""A question before something that cannot be taken back, or that leaves this window."""

import textwrap
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from assistant.unseen import visible

ADDRESS_LINE = 64
"""Characters of an address that are shown on one line, so that all of it fits the screen."""


def whole(address: str) -> str:
    """An address as it is shown before it opens: all of it, with nothing in it that hides."""
    return "\n".join(textwrap.wrap(visible(address), ADDRESS_LINE, break_on_hyphens=False, drop_whitespace=False))


def ask(parent: QWidget, text: str, detail: str, yes: str, then: Callable[[], object]) -> QMessageBox:
    """Ask without holding the window; `then` is called for the answer `yes`, Esc and Cancel do nothing."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("Earsight")
    box.setText(text)
    box.setInformativeText(detail)
    for words in box.findChildren(QLabel):
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setOpenExternalLinks(False)
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.buttonClicked.connect(lambda clicked: then() if clicked is accept else None)
    box.finished.connect(box.deleteLater)
    box.open()
    return box
