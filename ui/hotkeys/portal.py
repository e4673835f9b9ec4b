"""The key that works everywhere on Wayland: the desktop itself listens, through its GlobalShortcuts portal."""

import logging
import socket
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from ui.hotkeys.base import Hotkey
from ui.hotkeys.keyboard import named
from ui.portal_request import CALL_SECONDS, DESKTOP, REQUEST, SERVICE, Refused, ask, call, field, token

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection

log = logging.getLogger(__name__)

SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
SESSION = "org.freedesktop.portal.Session"
REGISTRY = "org.freedesktop.host.portal.Registry"
SHORTCUT = "talk"
MODIFIERS = {"<ctrl>": "CTRL", "<alt>": "ALT", "<shift>": "SHIFT", "<cmd>": "LOGO"}
END_SECONDS = 2.0

INSTEAD = "give a shortcut in your desktop's settings the command `earsight talk-toggle`"
ASKING = "Your desktop is asked for the key."
REFUSED = f"Your desktop did not give Earsight a key; {INSTEAD}."
MISSING = f"Your desktop has no portal for such keys; {INSTEAD}."
GONE = f"Your desktop's portal ended; start Earsight again, or {INSTEAD}."


class Portal(Hotkey):
    """A thread of its own holds the connection; when that ends, so do session and shortcut."""

    name = "desktop"
    _told = Signal(bool, str)
    _seen = Signal(bool)

    def __init__(self, keys: str, app_id: str) -> None:
        """`keys` as in the settings, which the desktop may change; `app_id` is the desktop file's name."""
        super().__init__(ASKING)
        self._keys = keys
        self._app_id = app_id
        self._connection: DBusConnection | None = None
        self._thread = threading.Thread(target=self._run, name="earsight-hotkey", daemon=True)
        self._lock = threading.Lock()
        self._is_closing = False
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._seen.connect(self._press, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._move(down=False)
        with self._lock:
            self._is_closing = True
            if self._connection is not None:
                self._connection.sock.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(END_SECONDS)

    def _tell(self, works: bool, why: str) -> None:
        if not self._is_closing:
            self._set(works=works, why=why)

    def _press(self, is_down: bool) -> None:
        if not self._is_closing:
            self._move(down=is_down)

    def _run(self) -> None:
        from jeepney.io.blocking import open_dbus_connection
        from jeepney.wrappers import DBusErrorResponse

        why = MISSING
        try:
            connection = open_dbus_connection("SESSION")
            try:
                with self._lock:
                    if self._is_closing:
                        return
                    self._connection = connection
                session = self._bind(connection)
                why = GONE
                self._follow(connection, session)
            finally:
                with self._lock:
                    self._connection = None
                    connection.close()
        except Refused:
            why = REFUSED
        except (DBusErrorResponse, OSError, KeyError, RuntimeError, ValueError):
            # No bus, no portal, or one that went away: each has its sentence.
            log.info("no key from the portal", exc_info=True)
        self._told.emit(False, why)

    def _bind(self, connection: "DBusConnection") -> str:
        """The session's path, once the desktop has given the key."""
        from jeepney import DBusAddress, MatchRule, Properties
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import Proxy
        from jeepney.wrappers import DBusErrorResponse

        bus = Proxy(message_bus, connection, timeout=CALL_SECONDS)
        for interface in (SHORTCUTS, REQUEST, SESSION):
            bus.AddMatch(MatchRule(type="signal", sender=SERVICE, interface=interface))
        gone = MatchRule(type="signal", sender="org.freedesktop.DBus", member="NameOwnerChanged")
        gone.add_arg_condition(0, SERVICE)
        bus.AddMatch(gone)
        shortcuts = DBusAddress(DESKTOP, SERVICE, SHORTCUTS)
        # Asked first: a desktop without the portal must not be asked to register.
        Proxy(Properties(shortcuts), connection, timeout=CALL_SECONDS).get("version")
        try:
            call(connection, DBusAddress(DESKTOP, SERVICE, REGISTRY), "Register", "sa{sv}", (self._app_id, {}))
        except DBusErrorResponse:
            log.info("the portal takes no names of programs", exc_info=True)
        options = {"session_handle_token": ("s", token())}
        results = ask(connection, shortcuts, "CreateSession", "a{sv}", (), options)
        session = str(results["session_handle"][1])
        about = {"description": ("s", "Hold to talk to Earsight"), "preferred_trigger": ("s", trigger(self._keys))}
        wanted = (session, [(SHORTCUT, about)], "")
        results = ask(connection, shortcuts, "BindShortcuts", "oa(sa{sv})sa{sv}", wanted, {})
        bound = dict(results.get("shortcuts", ("", []))[1])
        if SHORTCUT not in bound:
            raise Refused
        key = bound[SHORTCUT].get("trigger_description", ("s", ""))[1]
        self._told.emit(True, f"Your desktop listens for it{f': {key}' if key else ''}.")
        return session

    def _follow(self, connection: "DBusConnection", session: str) -> None:
        """Until the session or the portal ends."""
        while True:
            message = connection.receive()
            match field(message, "member"), message.body:
                case ("Activated" | "Deactivated") as what, (at, shortcut, *_) if (at, shortcut) == (session, SHORTCUT):
                    self._seen.emit(what == "Activated")
                case "Closed", _ if field(message, "path") == session:
                    return
                case "NameOwnerChanged", (name, _, "") if name == SERVICE:
                    return


def trigger(keys: str) -> str:
    """The combination as the freedesktop shortcuts specification writes it."""
    parts = (MODIFIERS.get(part, part.strip("<>")) for part in named(keys).split("+"))
    return "+".join(part.upper() if part[:1] == "f" and part[1:].isdigit() else part for part in parts)
