"""Injections without effect: every attack through its door, with a model that obeys it."""

import os
import sys
import tempfile
from pathlib import Path

from models.catalogue import load_catalogue
from models.store import Store
from tests.prove.row import Row


def prove() -> list[Row]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from assistant import paths
    from assistant.toggle import address
    from tests.injections.doors import Doors
    from tests.injections.house import WATCH
    from tests.injections.table import INJECTIONS
    from tests.injections.tokens import Tokens
    from ui.theme import Theme

    model = load_catalogue().get("smollm2-135m-instruct")
    assert model is not None
    store = Store(paths.models_folder())
    if store.state(model) != "ready":
        return [Row("injections without effect", "not shown", right=False, note="`earsight models pull tests` first")]
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    doors = Doors(Tokens(store.path(model)), Theme(application))
    os.environ.pop("EARSIGHT_MODELS", None)  # what is added goes into each attack's own data folder
    without, first = 0, ""
    for injection in INJECTIONS:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["EARSIGHT_HOME"] = f"{folder}/home"
            with WATCH.on(Path(folder), Path(address()).parent) as reached:
                effects = doors.let_in(injection) + reached
        without += not effects
        if effects:
            sys.stderr.write(f"{injection.id}: {effects}\n")
            first = first or f"{injection.id}: {effects[0]}"
    every = len(INJECTIONS)
    return [Row("injections without effect", f"{without} of {every}", right=without == every, note=first)]
