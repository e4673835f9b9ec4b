"""`python -m ui`: opens the window; without a display or a sound device it says so and holds the demo conversation."""

# Processes that the window starts import this file anew: what is heavy is imported where it is used.
import multiprocessing
import os
import sys
from pathlib import Path


def main(*, demo_first: bool = True) -> int:
    """The exit code; without `demo_first` a machine without a sound device has its window at once."""
    from assistant.cli.streams import use_utf8

    use_utf8()
    if why := no_window():
        return demo(why)
    if demo_first and not may_have_sound():
        demo_before_the_window()
    from assistant.errors import EarsightError
    from ui.quick import import_plainly

    import_plainly()
    from ui.start import main as run_window

    try:
        return run_window(sys.argv[1:])
    except EarsightError as error:
        from assistant.cli.console import warn

        warn(f"earsight: {error}")
        return 1


def no_window() -> str:
    """Why no window can be shown, as the end of a sentence; empty where one can."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    if os.environ.get("WAYLAND_DISPLAY"):
        return ""
    display = os.environ.get("DISPLAY")
    if not display:
        return "this machine has no display"
    return "" if _answers(display) else f"this machine has no display at {display}"


def _answers(display: str) -> bool:
    """Whether an X11 server lets this program in; Qt ends the process where none does."""
    import ctypes

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(os.fsencode(display), None))
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)


def may_have_sound() -> bool:
    """Whether there is a sound card or a sound server; told without loading a library, as the window waits for it."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM") or os.environ.get("PULSE_SERVER"):
        return True
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere"))
    servers = (runtime / "pulse" / "native", runtime / "pipewire-0")
    return any(Path("/dev/snd").glob("pcm*")) or any(server.exists() for server in servers)


def demo_before_the_window() -> None:
    """Hold the demo conversation in a process of its own: what it loads has no place in the window's."""
    import subprocess

    from assistant.cli.console import say

    say("This machine has no sound device, so here is the demo conversation before the window, where you can type.")
    subprocess.run([sys.executable, "-m", "assistant.cli", "demo"], check=False)


def demo(why: str) -> int:
    """Hold the demo conversation in the terminal; the exit code."""
    from assistant.audio.devices import has_microphone, has_speaker
    from assistant.cli.console import say
    from assistant.cli.main import run

    devices = {"microphone": has_microphone(), "speaker": has_speaker()}
    missing = [f"no {what}" for what, is_here in devices.items() if not is_here]
    say(f"{' and '.join([why.capitalize(), *missing])}, so here is the demo conversation instead of the window.")
    return run(["demo"], logged=True)


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
