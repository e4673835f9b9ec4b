"""The window's part of the self-test: it is shown where nobody sees it, and something must be drawn."""

import os
from pathlib import Path


def window_offscreen(_models: Path) -> str:
    """The whole window, drawn; raises where it stays empty."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import qVersion
    from PySide6.QtWidgets import QApplication

    from assistant.errors import EarsightError
    from assistant.settings import Settings
    from ui import mark
    from ui.engine_process import EngineProcess
    from ui.icons import Icons
    from ui.main_window import MainWindow
    from ui.theme import Theme

    app = QApplication(["earsight"])
    app.setWindowIcon(mark.icon())
    theme = Theme(app)
    window = MainWindow(theme, Icons(theme), EngineProcess())
    window.start(Settings())
    window.show()
    app.processEvents()
    picture = window.grab().toImage()
    shades = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
    window.finish()
    window.close()
    if len(shades) < 4:
        raise EarsightError("The window stays empty.")
    return f"Qt {qVersion()}, {picture.width()} × {picture.height()} pixels drawn"
