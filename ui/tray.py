"""Earsight beside the clock: talk, mute, quit, and what it is doing now."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from assistant.unseen import visible
from ui import mark
from ui.icons import Icons
from ui.phase import BUSY, Phase
from ui.theme import Theme

BADGES = {Phase.LISTENING: "#F59E0B", **dict.fromkeys(BUSY, "#2DD4BF")}
"""The colour of the dot in the mark's corner; other phases have none."""
STATES = {
    Phase.STARTING: "getting ready",
    Phase.READY: "ready",
    Phase.LISTENING: "listening",
    Phase.TRANSCRIBING: "transcribing",
    Phase.THINKING: "thinking",
    Phase.SPEAKING: "speaking",
}


class Tray(QObject):
    """Nothing where the system has no tray."""

    talk = Signal()
    """Listen, or send what was said."""
    mute = Signal(bool)
    """Answers are not spoken, or are again."""
    quit = Signal()
    show = Signal()

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self._phase = Phase.STARTING
        self.menu = QMenu()
        self._show = self.menu.addAction("Show Earsight", self.show.emit)
        self._talk = self.menu.addAction("Talk", self.talk.emit)
        self._mute = self.menu.addAction("Mute")
        self._mute.setCheckable(True)
        self._mute.toggled.connect(self._muted)
        self.menu.addSeparator()
        self._quit = self.menu.addAction("Quit", self.quit.emit)
        self.menu.setDefaultAction(self._show)
        self._tray = QSystemTrayIcon(self)
        self._tray.setContextMenu(self.menu)
        self._tray.activated.connect(self._activated)
        theme.changed.connect(self._draw)
        self._draw()
        if self.is_there:
            self._tray.show()

    @property
    def is_there(self) -> bool:
        """Whether the system has a tray; closing the window may then leave Earsight running."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def tip(self) -> str:
        return self._tray.toolTip()

    def set_phase(self, phase: Phase) -> None:
        self._phase = phase
        self._draw()

    def set_muted(self, muted: bool) -> None:
        """Show what was chosen elsewhere, without telling it again."""
        self._mute.blockSignals(True)
        self._mute.setChecked(muted)
        self._mute.blockSignals(False)
        self._draw()

    def tell(self, sentence: str) -> None:
        """Say something where the system shows such messages."""
        self._tray.showMessage("Earsight", visible(sentence).replace("<", "‹"), mark.icon())

    def close(self) -> None:
        self._tray.hide()
        self.menu.deleteLater()

    def _muted(self, muted: bool) -> None:
        self._draw()
        self.mute.emit(muted)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.show.emit()

    def _draw(self) -> None:
        is_listening = self._phase is Phase.LISTENING
        self._talk.setText("Send what I said" if is_listening else "Talk")
        self._talk.setEnabled(self._phase is not Phase.STARTING)
        self._talk.setIcon(self._icons.icon("send" if is_listening else "mic"))
        self._mute.setIcon(self._icons.icon("speak"))
        self._quit.setIcon(self._icons.icon("close"))
        self._tray.setIcon(mark.icon(BADGES.get(self._phase, "")))
        self._tray.setToolTip(f"Earsight: {STATES[self._phase]}{', muted' if self._mute.isChecked() else ''}")
