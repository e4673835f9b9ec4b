"""A picture of the screen: taken by Qt where the system lets programs see it, else by the desktop's portal."""

import contextlib
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from assistant.errors import VisionError
from assistant.vision import taken
from ui.hotkeys.choose import is_wayland
from ui.portal_request import CALL_SECONDS, DESKTOP, REQUEST, SERVICE, Refused, ask

SCREENSHOT = "org.freedesktop.portal.Screenshot"
AWAY = 300
"""Milliseconds that a window takes to leave the screen."""
REFUSED = "No picture of the screen was taken, because your desktop did not allow it."
MISSING = "Your desktop gives no pictures of the screen: take one with its own key, and paste it here."

Portal = Callable[[], Path]


class ScreenShot(QObject):
    """Earsight's window is not on the picture, unless the desktop lets the person choose what is."""

    made = Signal(object)
    """The picture's file."""
    failed = Signal(str)
    _ended = Signal(object)

    def __init__(self, place: QWidget, folder: Path, portal: Portal | None = None) -> None:
        """`place` is in the window that goes out of the way.

        `portal` takes the picture where programs do not see the screen; None where they do.
        """
        super().__init__(place)
        self._place, self._folder, self._portal = place, folder, portal
        self._away = QTimer(self)
        self._away.setSingleShot(True)
        self._away.setInterval(AWAY)
        self._away.timeout.connect(self._take)
        self._is_busy = False
        self._ended.connect(self._done, Qt.ConnectionType.QueuedConnection)

    def take(self) -> None:
        """Take the screen that the pointer is on; on Wayland the desktop asks which part."""
        if self._is_busy:
            return
        self._is_busy = True
        if (portal := self._portal) is not None:
            self._begin(lambda: self._kept(portal))
        else:
            self._place.window().hide()
            self._away.start()

    def _take(self) -> None:
        screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        image = screen.grabWindow(0).toImage()
        window = self._place.window()
        window.show()
        window.activateWindow()
        self._begin(lambda: self._written(image))

    def _begin(self, job: Callable[[], Path | VisionError]) -> None:
        """The thread is not waited for: the desktop's question may stay open when the program is quit."""

        def work() -> None:
            result = job()
            with contextlib.suppress(RuntimeError):  # The window is gone.
                self._ended.emit(result)

        threading.Thread(target=work, name="earsight-screen", daemon=True).start()

    def _written(self, image: QImage) -> Path | VisionError:
        try:
            if image.isNull():
                return VisionError(MISSING)
            path = taken.new_file(self._folder, "screen", "png")
        except VisionError as error:
            return error
        return path if image.save(str(path)) else VisionError(f"The picture cannot be kept in {self._folder}.")

    def _kept(self, portal: Portal) -> Path | VisionError:
        """The portal's file, moved to where pictures are kept."""
        try:
            made = portal()
            path = taken.new_file(self._folder, "screen", made.suffix.lstrip(".") or "png")
            shutil.move(made, path)
            path.chmod(0o600)
        except VisionError as error:
            return error
        except OSError as error:
            return VisionError(f"The picture of the screen cannot be kept in {self._folder}: {error.strerror}.")
        return path

    def _done(self, result: Path | VisionError) -> None:
        self._is_busy = False
        if isinstance(result, VisionError):
            self.failed.emit(str(result))
        else:
            self.made.emit(result)


def way() -> Portal | None:
    """How the screen is seen here."""
    return ask_portal if is_wayland() else None


def ask_portal() -> Path:
    """Let the desktop take the picture, and return its file; raises `VisionError`."""
    from jeepney import DBusAddress, MatchRule
    from jeepney.bus_messages import message_bus
    from jeepney.io.blocking import Proxy, open_dbus_connection
    from jeepney.wrappers import DBusErrorResponse

    try:
        with open_dbus_connection("SESSION") as connection:
            bus = Proxy(message_bus, connection, timeout=CALL_SECONDS)
            bus.AddMatch(MatchRule(type="signal", sender=SERVICE, interface=REQUEST))
            options: dict[str, tuple[str, Any]] = {"interactive": ("b", True)}
            results = ask(connection, DBusAddress(DESKTOP, SERVICE, SCREENSHOT), "Screenshot", "sa{sv}", ("",), options)
            return Path(unquote(urlsplit(str(results["uri"][1])).path))
    except Refused as error:
        raise VisionError(REFUSED) from error
    except (DBusErrorResponse, OSError, KeyError, RuntimeError, ValueError) as error:
        raise VisionError(MISSING) from error
