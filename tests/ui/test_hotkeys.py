"""The key that works everywhere: really held under X11, and given by a scripted portal on a bus of its own."""

import os
import select
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ui.hotkeys.base import Hotkey, NoHotkey
from ui.hotkeys.choose import choose
from ui.hotkeys.keyboard import Keyboard, named
from ui.hotkeys.portal import DESKTOP, GONE, MISSING, REFUSED, REQUEST, SERVICE, SESSION, SHORTCUTS, Portal, trigger
from ui.screen_lock import ScreenLock

KEYS = "<ctrl>+<alt>+space"
LAST = "F12"
"""A key that is told, too."""
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and D-Bus are of Linux")

HOLD = """
import sys
from PySide6.QtCore import QCoreApplication, QSocketNotifier, Qt
from ui.hotkeys.choose import choose
QUEUED = Qt.ConnectionType.QueuedConnection
app = QCoreApplication([])
key = choose(sys.argv[1])
key.pressed.connect(lambda: print("pressed", flush=True))
key.released.connect(lambda: print("released", flush=True))
key.changed.connect(lambda: print(f"{key.name}: {key.works}: {key.why}", flush=True))
end = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
end.activated.connect(app.quit)
key.start()
if key.works:
    from pynput.keyboard import HotKey
    [last] = HotKey.parse("<f12>")
    key._seen.connect(lambda seen, down: down and seen == last and print("F12", flush=True), QUEUED)
app.exec()
key.close()
import threading
print("left", [t.name for t in threading.enumerate() if t.name.startswith("earsight")], flush=True)
"""


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """An X11 display of this module's own."""
    missing = [tool for tool in ("Xvfb", "xdotool", "xev") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed; type: sudo apt-get install xvfb xdotool x11-utils")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "640x480x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as number:
            name = f":{number.readline().strip()}"
        yield name
        server.terminate()


class Held:
    """A process that listens for the key, and another program's window that has the focus."""

    def __init__(self, display: str, keys: str) -> None:
        self.environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "offscreen"}
        for name in ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
            self.environment.pop(name, None)
        self.other = subprocess.Popen(
            ["xev", "-event", "keyboard"], env=self.environment, stdout=subprocess.PIPE, text=True
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, keys],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "it ended"
        return line.strip()

    def until_it_hears(self, keys: str) -> None:
        """Tap the key until that is noticed: the system does not tell when it begins to pass keys on."""
        assert self.process.stdout is not None
        for _ in range(20):
            self.xdotool("key", keys)
            if select.select([self.process.stdout], [], [], 1)[0]:
                break
        else:
            raise AssertionError("the key was never noticed")
        # How many of the taps were noticed, perhaps late, nobody knows; whatever is told of them comes before this.
        self.xdotool("key", LAST)
        told = list(iter(self.line, LAST))
        assert told == ["pressed", "released"] * (len(told) // 2)
        self.seen_elsewhere(LAST)

    def xdotool(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], env=self.environment, capture_output=True, text=True, timeout=20, check=True
        )
        return done.stdout.strip()

    def focus(self) -> None:
        window = self.xdotool("search", "--sync", "--name", "Event Tester").splitlines()[0]
        self.xdotool("windowfocus", "--sync", window)

    def seen_elsewhere(self, key: str) -> None:
        """Wait until the other window was given the key."""
        assert self.other.stdout is not None
        for line in self.other.stdout:
            if f", {key})" in line:
                return
        raise AssertionError(f"{key} never came")

    def close(self) -> list[str]:
        """All lines that were not read."""
        rest, _ = self.process.communicate("end\n", timeout=20)
        self.other.terminate()
        self.other.communicate()
        return rest.splitlines()


@LINUX
def test_another_window_has_the_focus_and_the_held_key_is_pressed_and_released_once(display: str) -> None:
    held = Held(display, KEYS)
    assert held.line() == "keyboard: True: On X11 Earsight listens for the key by itself."
    held.focus()
    held.until_it_hears("ctrl+alt+space")
    held.xdotool("keydown", "ctrl", "keydown", "alt", "keydown", "space")
    assert held.line() == "pressed"
    held.seen_elsewhere("space")
    # As a keyboard repeats it.
    for _ in range(3):
        held.xdotool("keydown", "space")
    held.xdotool("keyup", "space", "keyup", "alt", "keyup", "ctrl")
    assert held.line() == "released"
    held.xdotool("key", "space")
    held.xdotool("keydown", "ctrl", "keydown", "alt", "keydown", "space", "keyup", "alt")
    assert [held.line(), held.line()] == ["pressed", "released"]
    held.xdotool("keyup", "space", "keyup", "ctrl")
    assert held.close() == ["left []"]


@LINUX
def test_what_is_still_held_at_the_end_is_released(display: str) -> None:
    held = Held(display, "<f9>")
    assert held.line().startswith("keyboard: True")
    held.focus()
    held.until_it_hears("F9")
    held.xdotool("keydown", "F9")
    assert held.line() == "pressed"
    assert held.close() == ["released", "left []"]
    held.xdotool("keyup", "F9")


@LINUX
def test_without_a_display_it_says_so() -> None:
    held = Held(":4095", KEYS)
    assert held.line().startswith("keyboard: False: This system does not let programs see keys")
    assert held.close() == ["left []"]


@LINUX
def test_a_combination_that_is_none_is_said(display: str) -> None:
    held = Held(display, "<ctrl>+nonsense")
    assert held.line().startswith("keyboard: False: “<ctrl>+nonsense” is not a combination of keys")
    assert held.close() == ["left []"]


def test_a_key_whose_release_a_locked_screen_hid_is_released(qapp: QCoreApplication, qtbot: QtBot) -> None:
    down = {32: True}
    key = Keyboard("<space>", "", lambda code: down[code])
    told: list[str] = []
    key.pressed.connect(lambda: told.append("pressed"))
    key.released.connect(lambda: told.append("released"))
    key._listener = SimpleNamespace(stop=lambda: None, join=lambda _seconds: None)
    key._wanted, key._codes = frozenset({"space"}), [32]
    key._seen.emit("space", True)
    qtbot.waitUntil(lambda: told == ["pressed"])
    with qtbot.waitSignal(key._look.timeout):
        pass
    assert told == ["pressed"]
    down[32] = False
    with qtbot.waitSignal(key.released):
        pass
    assert not key._look.isActive()
    key.close()


@pytest.mark.parametrize(
    ("keys", "pynput", "portal"),
    [
        ("<ctrl>+<alt>+space", "<ctrl>+<alt>+<space>", "CTRL+ALT+space"),
        ("Ctrl + Shift + T", "<ctrl>+<shift>+t", "CTRL+SHIFT+t"),
        ("<cmd>+f9", "<cmd>+<f9>", "LOGO+F9"),
        ("f", "f", "f"),
    ],
)
def test_a_combination_is_written_as_each_way_reads_it(keys: str, pynput: str, portal: str) -> None:
    assert (named(keys), trigger(keys)) == (pynput, portal)


@pytest.mark.parametrize(
    ("keys", "platform", "environment", "kind", "why"),
    [
        ("", "xcb", {"DISPLAY": ":0"}, NoHotkey, "No key is set"),
        (KEYS, "xcb", {"DISPLAY": ":0", "XDG_SESSION_TYPE": "x11"}, Keyboard, "On X11"),
        (KEYS, "wayland", {"DISPLAY": ":0"}, Portal, "desktop"),
        (KEYS, "xcb", {"DISPLAY": ":0", "XDG_SESSION_TYPE": "wayland"}, Portal, "desktop"),
        (KEYS, "xcb", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, Portal, "desktop"),
        (KEYS, "offscreen", {}, NoHotkey, "earsight talk-toggle"),
    ],
)
@LINUX
def test_the_way_is_chosen_by_the_desktop_and_says_why(
    qapp: QCoreApplication,
    monkeypatch: pytest.MonkeyPatch,
    keys: str,
    platform: str,
    environment: dict[str, str],
    kind: type[Hotkey],
    why: str,
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: platform)
    chosen = choose(keys)
    assert type(chosen) is kind
    assert why in chosen.why
    assert not chosen.works


@pytest.mark.parametrize(("system", "name"), [("win32", "Windows"), ("darwin", "macOS")])
def test_windows_and_macos_listen_by_themselves(
    qapp: QCoreApplication, monkeypatch: pytest.MonkeyPatch, system: str, name: str
) -> None:
    monkeypatch.setattr("ui.hotkeys.choose.sys", SimpleNamespace(platform=system))
    chosen = choose(KEYS)
    assert isinstance(chosen, Keyboard)
    assert name in chosen.why


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A session bus of this test's own."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("dbus-daemon is not installed; type: sudo apt-get install dbus")
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address
        daemon.terminate()


class Desktop:
    """A scripted portal: answers what is asked, and says what the script wants said."""

    def __init__(self, bus: str, code: int = 0, *, has_shortcuts: bool = True) -> None:
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import open_dbus_connection

        self.asked: list[tuple[str, Any]] = []
        self.session = ""
        self._code, self._has_shortcuts = code, has_shortcuts
        self._connection = open_dbus_connection(bus)
        self._connection.send_and_get_reply(message_bus.RequestName(SERVICE), timeout=5)
        self._thread = threading.Thread(target=self._serve, name="earsight-test-portal")
        self._thread.start()

    def _serve(self) -> None:
        from jeepney import HeaderFields, MessageType

        with suppress(OSError):
            while True:
                message = self._connection.receive()
                if message.header.message_type is MessageType.method_call:
                    self._answer(message, message.header.fields[HeaderFields.member])

    def _answer(self, message: Any, member: str) -> None:
        from jeepney import HeaderFields, new_error, new_method_return

        self.asked.append((member, message.body))
        sender = message.header.fields[HeaderFields.sender][1:].replace(".", "_")
        if member == "Get" and self._has_shortcuts:
            self._connection.send(new_method_return(message, "v", (("u", 2),)))
        elif member == "CreateSession":
            [options] = message.body
            self.session = f"{DESKTOP}/session/{sender}/{options['session_handle_token'][1]}"
            self._respond(message, sender, options, {"session_handle": ("s", self.session)})
        elif member == "BindShortcuts":
            _, shortcuts, _, options = message.body
            bound = [(name, {"trigger_description": ("s", "Ctrl+Alt+Space")}) for name, _ in shortcuts]
            self._respond(message, sender, options, {"shortcuts": ("a(sa{sv})", bound)}, self._code)
        else:
            self._connection.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod", "s", ("No.",)))

    def _respond(self, message: Any, sender: str, options: Any, results: Any, code: int = 0) -> None:
        from jeepney import new_method_return

        request = f"{DESKTOP}/request/{sender}/{options['handle_token'][1]}"
        # Somebody else's request is answered at the same time.
        self.say(f"{request}_other", REQUEST, "Response", "ua{sv}", (2, {}))
        self._connection.send(new_method_return(message, "o", (request,)))
        self.say(request, REQUEST, "Response", "ua{sv}", (code, results))

    def say(self, path: str, interface: str, member: str, signature: str, body: tuple[object, ...]) -> None:
        from jeepney import DBusAddress, new_signal

        self._connection.send(new_signal(DBusAddress(path, interface=interface), member, signature, body))

    def move(self, member: str, shortcut: str = "talk", session: str = "") -> None:
        self.say(DESKTOP, SHORTCUTS, member, "osta{sv}", (session or self.session, shortcut, 1, {}))

    def close(self) -> None:
        import socket

        with suppress(OSError):
            self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._connection.close()


class Told:
    def __init__(self, key: Portal) -> None:
        self.moves: list[str] = []
        key.pressed.connect(lambda: self.moves.append("pressed"))
        key.released.connect(lambda: self.moves.append("released"))


@pytest.fixture
def portal(qapp: QCoreApplication) -> Iterator[Portal]:
    made = Portal(KEYS, "org.earsight.Earsight")
    yield made
    made.close()


@pytest.fixture
def desktop(bus: str) -> Iterator[Desktop]:
    made = Desktop(bus)
    yield made
    made.close()


def settled(qtbot: QtBot, key: Hotkey, start: Callable[[], None]) -> tuple[bool, str]:
    with qtbot.waitSignal(key.changed):
        start()
    return key.works, key.why


@LINUX
def test_the_portal_gives_the_key_and_tells_when_it_is_held(desktop: Desktop, portal: Portal, qtbot: QtBot) -> None:
    told = Told(portal)
    assert settled(qtbot, portal, portal.start) == (True, "Your desktop listens for it: Ctrl+Alt+Space.")
    asked = dict(desktop.asked)
    assert asked["Register"] == ("org.earsight.Earsight", {})
    session, [(shortcut, about)], parent, _ = asked["BindShortcuts"]
    assert (session, shortcut, parent) == (desktop.session, "talk", "")
    assert about["preferred_trigger"] == ("s", "CTRL+ALT+space")
    desktop.move("Activated", shortcut="another")
    desktop.move("Activated", session=f"{desktop.session}_other")
    desktop.move("Deactivated")
    with qtbot.waitSignal(portal.released):
        for member in ("Activated", "Activated", "Deactivated", "Deactivated"):
            desktop.move(member)
    assert told.moves == ["pressed", "released"]


@LINUX
def test_a_session_that_the_desktop_closes_lets_the_key_go(desktop: Desktop, portal: Portal, qtbot: QtBot) -> None:
    told = Told(portal)
    settled(qtbot, portal, portal.start)
    with qtbot.waitSignal(portal.pressed):
        desktop.move("Activated")
    closed = settled(qtbot, portal, lambda: desktop.say(desktop.session, SESSION, "Closed", "a{sv}", ({},)))
    assert closed == (False, GONE)
    assert told.moves == ["pressed", "released"]


@LINUX
def test_a_portal_that_ends_lets_the_key_go(desktop: Desktop, portal: Portal, qtbot: QtBot) -> None:
    settled(qtbot, portal, portal.start)
    with qtbot.waitSignal(portal.pressed):
        desktop.move("Activated")
    with qtbot.waitSignal(portal.released):
        desktop.close()
    assert (portal.works, portal.why) == (False, GONE)


@LINUX
def test_a_desktop_that_says_no_is_said(bus: str, portal: Portal, qtbot: QtBot) -> None:
    desktop = Desktop(bus, code=1)
    assert settled(qtbot, portal, portal.start) == (False, REFUSED)
    desktop.close()


@LINUX
def test_a_portal_without_shortcuts_is_said(bus: str, portal: Portal, qtbot: QtBot) -> None:
    desktop = Desktop(bus, has_shortcuts=False)
    assert settled(qtbot, portal, portal.start) == (False, MISSING)
    assert [member for member, _ in desktop.asked] == ["Get"]
    desktop.close()


@LINUX
@pytest.mark.parametrize("address", ["", "unix:path=/nonexistent/bus", None])
def test_without_a_bus_it_says_what_to_do_instead(
    portal: Portal, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    if address is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    works, why = settled(qtbot, portal, portal.start)
    assert (works, why) == (False, MISSING)
    assert "earsight talk-toggle" in why


@LINUX
def test_a_bus_without_a_portal_is_said(bus: str, portal: Portal, qtbot: QtBot) -> None:
    assert settled(qtbot, portal, portal.start) == (False, MISSING)


@LINUX
def test_it_ends_while_the_desktop_still_asks_the_person(bus: str, portal: Portal, qtbot: QtBot) -> None:
    desktop = Desktop(bus)
    desktop._respond = lambda *_: None  # type: ignore[method-assign]
    portal.start()
    qtbot.waitUntil(lambda: any(member == "CreateSession" for member, _ in desktop.asked))
    portal.close()
    assert not portal._thread.is_alive()
    desktop.close()


@LINUX
@pytest.mark.parametrize("interface", ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"])
def test_a_locked_screen_is_told_and_an_unlocked_one_not(
    bus: str, qapp: QCoreApplication, qtbot: QtBot, interface: str
) -> None:
    desktop = Desktop(bus)
    lock = ScreenLock()
    told: list[str] = []
    lock.locked.connect(lambda: told.append("locked"))
    with qtbot.waitSignal(lock.locked):
        for is_active in (False, True):
            desktop.say(f"/{interface.replace('.', '/')}", interface, "ActiveChanged", "b", (is_active,))
    assert told == ["locked"]
    lock.close()
    desktop.close()


@LINUX
def test_without_a_bus_the_screen_is_not_watched(qapp: QCoreApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("", "unix:path=/nonexistent/bus"):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        ScreenLock().close()
