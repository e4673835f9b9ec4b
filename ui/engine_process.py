"""The window's end of the engine: commands go to a process of its own, events come back as one signal."""

import dataclasses
import logging
import threading
import time
from collections import deque

from PySide6.QtCore import QObject, Qt, Signal

from assistant import paths
from assistant.commands import Ask, Command, HandsFree, Interrupt, NewChat, OpenChat, Say, StartListening
from assistant.events import Event, Failed, HandsFreeChanged, Outcome, Ready, TurnFinished
from assistant.journal import Journal
from ui.engine_connection import EngineConnection, Serve
from ui.engine_host import Began, Message, host
from ui.unfinished import Shown, keep

log = logging.getLogger(__name__)

DIED = "The engine stopped unexpectedly and is started again; your chat is kept."
DIES_AGAIN = "The engine keeps stopping; choose a smaller model, then start it again."
CANNOT_START = "The engine cannot be started; close other programs, then start it again."
DEATHS = 3
"""Deaths in a row after which it is not started again by itself."""
CALM_SECONDS = 60.0
"""Of readiness, after which a death is the first of its row; so it is after a turn that was completed."""


class EngineProcess(QObject):
    """Survives the death of its process: what was running is ended, the chat is opened again in a new one."""

    happened = Signal(object)
    """Every event, in order, in the thread of the window."""
    _arrived = Signal(object, object)
    _kept = Signal(object)

    def __init__(self, serve: Serve = host) -> None:
        super().__init__()
        self.chat: int | None = None
        """The chat that is open; None for a new one."""
        self._visit = 0
        """Counts the chats that were opened and begun."""
        self._serve = serve
        self._connection: EngineConnection | None = None
        self._keeper: threading.Thread | None = None
        self._deaths = 0
        self._starts_again = False
        """After a death, until it is."""
        self._ready_at: float | None = None
        self._turn = 0
        """The highest number of a turn so far."""
        self._finished = 0
        """Of the last turn that ended."""
        self._is_hands_free = False
        self._asked: deque[tuple[Command, Shown]] = deque()
        """Commands that begin a turn, until the engine tells its number."""
        self._is_interrupted = False
        """The last question was interrupted while there was no engine."""
        self._shown: dict[int, Shown] = {}
        self._journal = Journal(paths.chats_file())
        """Has what was typed until the engine has it."""
        self._notes = 0
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._kept.connect(self._go_on, Qt.ConnectionType.QueuedConnection)

    @property
    def is_running(self) -> bool:
        """Whether there is an engine, which may still be loading, or soon will be."""
        return self._connection is not None or self._keeper is not None or self._starts_again

    @property
    def pid(self) -> int | None:
        """The number of the engine's process."""
        return self._connection.pid if self._connection is not None else None

    def start(self) -> None:
        """Begin loading in a new process, unless there is one; returns at once."""
        if not self.is_running:
            self._deaths = 0
            self._begin()

    def send(self, command: Command) -> None:
        """Give the engine a command, at once; where there is none, the chat and questions wait for the next.

        A question is written down when this returns, so that it may be shown.
        """
        match command:
            case OpenChat(chat):
                self.chat, self._visit = chat, self._visit + 1
            case NewChat():
                self.chat, self._visit = None, self._visit + 1
            case Ask(text):
                self._notes += 1
                self._is_interrupted = False
                self._journal.asked(self._notes, text)
                self._journal.in_chat(self._notes, self.chat)
                command = dataclasses.replace(command, key=self._journal.key(self._notes))
                self._asked.append((command, Shown(self.chat, self._visit, text, self._notes)))
            case Interrupt() if self._connection is None:
                self._is_interrupted = True
            case StartListening() | Say() if self._connection is not None:
                self._asked.append((command, Shown(self.chat, self._visit)))
        if self._connection is not None:
            self._connection.send(command)

    def close(self) -> None:
        """End the process; what runs is ended first, and whatever does not end in time is killed."""
        connection, self._connection = self._connection, None
        self._starts_again = False
        if connection is not None and not connection.close():
            keep(self._shown)
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.join()
        self._journal.close()

    def _begin(self) -> None:
        self._ready_at = None
        try:
            self._connection = EngineConnection(self._serve, self._turn, self._arrived.emit)
        except OSError:
            log.exception("no process could be started")
            self.happened.emit(Failed(0, "engine", CANNOT_START))
            return
        if self.chat is not None:
            self._connection.send(OpenChat(self.chat))
        if self._is_hands_free:
            self._connection.send(HandsFree(on=True))
        self._asked = deque(asked for asked in self._asked if isinstance(asked[0], Ask))
        for question, _ in self._asked:
            self._connection.send(question)
        if self._is_interrupted:
            self._connection.send(Interrupt())
            self._is_interrupted = False

    def _take(self, connection: EngineConnection, message: Message | None) -> None:
        if connection is not self._connection:
            return
        match message:
            case Began(turn):
                self._turn = max(self._turn, turn)
                self._began(turn, self._asked.popleft()[1])
            case Event():
                self._follow(message)
                self.happened.emit(message)
            case None:
                self._died(connection)

    def _began(self, turn: int, asked: Shown) -> None:
        if asked.note:
            self._journal.kept(asked.note)
        if early := self._shown.get(turn):
            early.chat, early.visit, early.typed = asked.chat, asked.visit, asked.typed
        elif turn > self._finished:
            self._shown[turn] = asked

    def _follow(self, event: Event) -> None:
        self._turn = max(self._turn, event.turn)
        if isinstance(event, Ready):
            self._ready_at = time.monotonic()
        elif isinstance(event, HandsFreeChanged):
            self._is_hands_free = event.on
        elif isinstance(event, TurnFinished):
            self._finished = event.turn
            shown = self._shown.pop(event.turn, None)
            # A turn may end after the person went on to another chat.
            if event.chat is not None and (shown is None or shown.visit == self._visit):
                self.chat = event.chat
            if event.outcome is Outcome.COMPLETED:
                self._deaths = 0
        elif event.turn:
            self._shown.setdefault(event.turn, Shown(self.chat, self._visit)).follow(event)

    def _died(self, connection: EngineConnection) -> None:
        """What was running has failed, and is kept as far as it was shown."""
        self._connection = None
        connection.end()
        if self._ready_at is not None and time.monotonic() - self._ready_at > CALM_SECONDS:
            self._deaths = 0
        self._deaths += 1
        self._starts_again = self._deaths < DEATHS
        self.happened.emit(Failed(0, "engine", DIED if self._starts_again else DIES_AGAIN))
        if self._is_hands_free:
            self.happened.emit(HandsFreeChanged(0, on=False, echo=None))
        unfinished = dict(self._shown)
        self._keeper = threading.Thread(
            target=lambda: self._kept.emit(keep(unfinished)), name="earsight-keep", daemon=True
        )
        self._keeper.start()

    def _go_on(self, finished: list[TurnFinished]) -> None:
        """Start again, but not for ever."""
        if self._keeper is None:
            return
        self._keeper.join()
        self._keeper = None
        for end in finished:
            self._follow(end)
            self.happened.emit(end)
        if self._starts_again:
            self._starts_again = False
            self._begin()
