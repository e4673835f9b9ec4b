"""`python -m ui`: opens the window, or says why there can be none and holds the demo conversation."""

# Processes that the window starts import this file anew: what is heavy is imported where it is used.
import multiprocessing
import os
import sys


def main() -> int:
    """The exit code."""
    from assistant.cli.console import use_utf8

    use_utf8()
    if why := no_window():
        return demo(why)
    from assistant.cli.console import warn
    from assistant.errors import EarsightError
    from ui.app import main as run_window

    try:
        return run_window(sys.argv[1:])
    except EarsightError as error:
        warn(f"earsight: {error}")
        return 1


def no_window() -> str:
    """Why no window can be shown, as the end of a sentence; empty where one can."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    return "" if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") else "this machine has no display"


def demo(why: str) -> int:
    """Hold the demo conversation in the terminal; the exit code."""
    from assistant.audio.devices import has_microphone, has_speaker
    from assistant.cli.console import say
    from assistant.cli.main import run

    missing = [
        f"no {what}" for what, here in (("microphone", has_microphone()), ("speaker", has_speaker())) if not here
    ]
    say(f"{' and '.join([why.capitalize(), *missing])}, so here is the demo conversation instead of the window.")
    return run(["demo"], logged=True)


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
