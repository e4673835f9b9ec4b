"""Takes out of the start what only costs time: garbage that is none yet, and PySide's look into every source file."""

import builtins
import gc


def import_plainly() -> None:
    """Let `import` be Python's own again, and collect no garbage until `ui.garbage` does.

    PySide puts a function of its own in its place, which reads the source of whatever is imported from then on to see
    whether it wants Qt's names in snake case; nothing of Earsight does, and it is hundreds of files.
    """
    import PySide6.QtCore  # noqa: F401 - it is what takes the place

    gc.disable()
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
