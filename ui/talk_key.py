"""The held key as the window feels it: Space anywhere but in a text, Esc, the button, the shortcut, a toggle."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QWidget

from assistant.events import Event, Failed, ListeningStopped, Ready, TurnFinished
from ui.message_field import GrowingField
from ui.push_to_talk import Action, PushToTalk, Source
from ui.talk_button import TalkButton

TAPPED = "Hold the {} while you talk, and let go to send."
NOT_READY = "Earsight is getting ready; hold to talk in a moment."
KEYS = {Source.KEY: "key", Source.BUTTON: "button", Source.SHORTCUT: "keys"}


class TalkKey(QObject):
    """Tells when to listen, to send and to be silent; give it every event of the engine."""

    start = Signal()
    stop = Signal()
    cancel = Signal()
    tapped = Signal(str)
    """A sentence for the person: why nothing was sent."""

    def __init__(
        self, window: QWidget, is_busy: Callable[[], bool], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`is_busy` knows of a question that waits for the engine, of which no event has come yet."""
        super().__init__(window)
        self._window = window
        self._is_busy = is_busy
        self._clock = clock
        self._machine = PushToTalk()
        self._is_ready = False
        self._latest = 0
        """The highest turn that was heard of."""
        self._before = 0
        """That, when the hold began."""
        self._finished = 0
        self._let_go = 0
        """When the key's last release was, in the milliseconds of its event; X11 repeats within the same one."""
        self._grace = QTimer(self)
        self._grace.setSingleShot(True)
        self._grace.setTimerType(Qt.TimerType.PreciseTimer)
        # A window that was busy looks at its keys before it believes that the time is over.
        self._grace.timeout.connect(lambda: QTimer.singleShot(0, self, self._tick))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.installEventFilter(self)
        app.applicationStateChanged.connect(self._application)

    def press(self, source: Source, stamp: int = 0) -> None:
        """The key, the button or the shortcut went down; `stamp` is when, in the system's milliseconds."""
        if self._is_ready:
            self._do(self._machine.down(source, self._clock(), stamp))
        elif self._machine.is_idle:
            self.tapped.emit(NOT_READY)

    def release(self, source: Source) -> None:
        self._do(self._machine.up(source, self._clock(), sure=True))

    def toggle(self) -> None:
        """Listen, or send what was said."""
        if self._is_ready:
            self._do(self._machine.toggle())
        else:
            self.tapped.emit(NOT_READY)

    def interrupt(self) -> None:
        """As Esc does."""
        self._do(self._machine.escape())

    def locked(self) -> None:
        """The screen was locked."""
        self._do(self._machine.locked(self._clock()))

    def take(self, event: Event) -> None:
        """What the engine says: a turn that ended by itself is not held any more."""
        self._latest = max(self._latest, event.turn)
        is_dead = isinstance(event, Failed) and event.code == "engine"
        if is_dead:
            self._is_ready, self._finished = False, self._latest
        elif isinstance(event, Ready) or (event.turn and not isinstance(event, TurnFinished)):
            # What ran when the engine died is finished while there is none.
            self._is_ready = True
        if isinstance(event, TurnFinished):
            self._finished = max(self._finished, event.turn)
        if is_dead or (isinstance(event, TurnFinished | ListeningStopped) and event.turn > self._before):
            self._machine.ended()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.WindowDeactivate and watched is self._window:
            self._do(self._machine.lost(self._clock()))
        elif isinstance(watched, QWidget) and isinstance(event, QKeyEvent):
            if kind == QEvent.Type.KeyPress:
                return self._key_down(watched, event)
            if kind == QEvent.Type.KeyRelease:
                return self._key_up(event)
            if kind == QEvent.Type.ShortcutOverride and self._is_ours(watched, event):
                # No shortcut may take the key away.
                event.accept()
        return False

    def _key_down(self, receiver: QWidget, event: QKeyEvent) -> bool:
        if not self._is_ours(receiver, event):
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.interrupt()
        elif event.timestamp() and event.timestamp() == self._let_go:
            self._machine.repeated()
        elif not event.isAutoRepeat():
            self.press(Source.KEY, event.timestamp())
        return True

    def _key_up(self, event: QKeyEvent) -> bool:
        if event.key() != Qt.Key.Key_Space:
            return False
        self._let_go = event.timestamp()
        if not self._machine.holds(Source.KEY):
            return False
        if not event.isAutoRepeat():
            self._do(self._machine.up(Source.KEY, self._clock(), event.timestamp()))
        return True

    def _is_ours(self, receiver: QWidget, event: QKeyEvent) -> bool:
        """Whether this press talks or interrupts, and is not for what has the focus."""
        if event.key() == Qt.Key.Key_Space and self._machine.holds(Source.KEY):
            return True
        if receiver.window() is not self._window or QApplication.activePopupWidget() is not None:
            return False
        if event.key() == Qt.Key.Key_Escape:
            return not self._machine.is_idle or self._finished < self._latest or self._is_busy()
        if event.key() != Qt.Key.Key_Space or event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return False
        return not _needs_space(QApplication.focusWidget() or receiver)

    def _application(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self._do(self._machine.lost(self._clock()))

    def _tick(self) -> None:
        self._do(self._machine.tick(self._clock()))

    def _do(self, actions: list[Action]) -> None:
        for action in actions:
            match action:
                case Action.START:
                    self._before = self._latest
                    self.start.emit()
                case Action.STOP:
                    self.stop.emit()
                case Action.CANCEL:
                    self.cancel.emit()
                case Action.TAPPED:
                    self.tapped.emit(TAPPED.format(KEYS[self._machine.source]))
        if (deadline := self._machine.deadline) is not None:
            self._grace.start(max(0, round((deadline - self._clock()) * 1000) + 1))


def _needs_space(focus: QWidget) -> bool:
    """Whether Space does something of its own there: it is typed, or presses what is focused."""
    if isinstance(focus, TalkButton) or (isinstance(focus, GrowingField) and focus.talks_when_empty):
        return isinstance(focus, GrowingField) and bool(focus.toPlainText())
    if isinstance(focus, QAbstractButton | QComboBox):
        return True
    types = focus.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    return types and not isinstance(focus, QAbstractItemView)
