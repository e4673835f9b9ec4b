"""The installed program, one for everything: without arguments the window, with them the command line."""

# Processes that the window starts begin here too, and end in `freeze_support`: what is heavy is imported below it.
import multiprocessing
import os
import runpy
import sys

MODULES = frozenset({"assistant.bench.plain", "assistant.llm.probe", "pip"})
"""What the program runs of itself as `-m MODULE`, as Python would; pip fetches packages for `models.pip`."""


def main() -> int:
    """The exit code."""
    restore_environment()
    multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    if arguments[:1] == ["-P"]:
        arguments = arguments[1:]
    if len(arguments) > 1 and arguments[0] == "-m" and arguments[1] in MODULES:
        sys.argv = [arguments[1], *arguments[2:]]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        return 0
    if not arguments:
        from ui.__main__ import main as window

        return window(demo_first=False)  # It is opened from a menu, where nobody sees a terminal.
    if "--selftest" in arguments:
        from assistant import selftest
        from ui.selftest import window_offscreen

        selftest.CHECKS["window"] = window_offscreen
    from assistant.cli.__main__ import main as command_line

    command_line()
    return 0


def restore_environment() -> None:
    """Let programs of the system that are started from here find their own libraries, not the bundle's.

    This process has read the variable at its start and goes on as before; one of our own begins anew.
    """
    if not getattr(sys, "frozen", False):
        return
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        os.environ.pop(name, None)
        if before := os.environ.pop(f"{name}_ORIG", None):
            os.environ[name] = before


if __name__ == "__main__":
    sys.exit(main())
