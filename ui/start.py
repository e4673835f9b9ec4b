"""The start, told in order: alone or not, what is private, the engine's process, and the window while that loads."""

import logging
import os
import sys

from PySide6.QtWidgets import QApplication

from assistant import forgetting, paths, private
from assistant import log as logs
from assistant.errors import EarsightError
from ui.engine_process import EngineProcess
from ui.single import Single


def main(arguments: list[str]) -> int:
    """Run the window until it is quit; the exit code."""
    app = QApplication([*sys.argv[:1], *arguments])
    app.setApplicationName("Earsight")
    app.setDesktopFileName("earsight")
    app.setQuitOnLastWindowClosed(False)
    single = Single()
    if not single.begin():
        return 0
    engine = EngineProcess()
    try:
        private.tighten(paths.home())
        forgetting.sweep(paths.home())
        logs.start()
        engine.start()
        from ui import mark  # these are imported while the engine's process does the same
        from ui.app import Earsight

        app.setWindowIcon(mark.icon())
        earsight = Earsight(app, single, engine)
        earsight.show()
        code = app.exec()
        earsight.finish()
    finally:
        single.close()
    if earsight.erases_models is not None:
        code = erased(models=earsight.erases_models)
    return ended(code)


def ended(code: int) -> int:
    """The exit code; the process ends here where OpenCV still waits for a camera that does not answer."""
    from ui.camera_feed import is_left_behind

    if is_left_behind():
        logging.shutdown()
        os._exit(code)
    return code


def erased(*, models: bool) -> int:
    """Erase everything, now that nothing of it is in use; the exit code."""
    from assistant.data_erase import erase
    from models.errors import ModelsError

    try:
        erase(models=models)
    except (EarsightError, ModelsError) as error:
        if sys.stderr is not None:
            print(error, file=sys.stderr)  # noqa: T201 - the window is gone
        return 1
    return 0
