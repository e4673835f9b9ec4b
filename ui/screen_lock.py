"""Tells when the screen is locked, where the desktop tells it over D-Bus: no key's release is seen after that."""

import os
import sys

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection

CONNECTION = "earsight-screen-lock"
INTERFACES = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver")


class ScreenLock(QObject):
    """Silent on systems without a session bus; there the window's loss of the focus has to do."""

    locked = Signal()

    def __init__(self) -> None:
        super().__init__()
        address = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
        if not sys.platform.startswith("linux") or not address:
            return
        bus = QDBusConnection.connectToBus(address, CONNECTION)
        for interface in INTERFACES if bus.isConnected() else ():
            bus.connect("", "", interface, "ActiveChanged", self, SLOT("_changed(bool)"))  # type: ignore[call-overload]

    def close(self) -> None:
        QDBusConnection.disconnectFromBus(CONNECTION)

    @Slot(bool)
    def _changed(self, is_active: bool) -> None:
        if is_active:
            self.locked.emit()
