"""The assistant as its users hold it: commands go in, events come out, one thread takes the turns."""

import functools
import logging
import queue
import threading
from collections.abc import Callable

from assistant import paths
from assistant.ahead import warm
from assistant.cancel import CancelToken
from assistant.commands import (
    Ask,
    Close,
    Command,
    Interrupt,
    NewChat,
    OpenChat,
    StartListening,
    StopListening,
    UndoMemory,
)
from assistant.conversation import Conversation, Exchange
from assistant.errors import EarsightError
from assistant.events import Change, Event, Failed, MemoryChanged, Noticed, Ready
from assistant.parts import Parts, Turn
from assistant.turn import run_turn

log = logging.getLogger(__name__)


class Assistant:
    """Owns the turn thread and all parts; `emit` is called from that thread and from the speaker's."""

    def __init__(self, parts: Parts, emit: Callable[[Event], None]) -> None:
        self._parts = parts
        self._emit_to = emit
        self._told: set[str] = set()
        self._conversation = Conversation()
        self._commands: queue.SimpleQueue[Command | Turn] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._latest = Turn(0)
        self._idle = CancelToken()
        """Set when a turn begins: work between turns stops for it."""
        self._thread = threading.Thread(target=self._run, name="earsight-turns", daemon=True)
        self._thread.start()

    def send(self, command: Command) -> int:
        """Take a command, at once and from any thread; the number of the turn it begins, or of the latest one.

        A new question ends the turn before it.
        """
        with self._lock:
            match command:
                case StartListening():
                    self._begin(Turn(self._latest.number + 1, listen=True))
                case Ask(text, audio, images):
                    self._begin(Turn(self._latest.number + 1, text, audio, images))
                case StopListening():
                    self._latest.release()
                case Interrupt():
                    self._interrupt()
                case _:
                    self._interrupt()
                    self._idle.cancel()
                    self._commands.put(command)
            return self._latest.number

    def close(self) -> None:
        """End the turn that runs, and the engine; returns when all is stored and closed."""
        self.send(Close())
        self._thread.join()

    def _begin(self, turn: Turn) -> None:
        self._interrupt()
        self._idle.cancel()
        self._idle = CancelToken()
        self._latest = turn
        self._commands.put(turn)

    def _interrupt(self) -> None:
        self._latest.cancel.cancel()
        if self._parts.playback is not None:
            self._parts.playback.stop()

    def _emit(self, event: Event) -> None:
        """Pass an event on; the same notice is told once."""
        if isinstance(event, Noticed):
            if event.message in self._told:
                return
            self._told.add(event.message)
        self._emit_to(event)

    def _run(self) -> None:
        self._guarded(self._warm)
        self._emit(Ready(0))
        while True:
            command = self._commands.get()
            match command:
                case Turn():
                    run_turn(command, self._parts, self._conversation, self._emit)
                    self._guarded(self._warm)
                case NewChat():
                    self._conversation = Conversation()
                case OpenChat(chat):
                    self._guarded(functools.partial(self._open, chat))
                case UndoMemory():
                    self._guarded(self._undo)
                case Close():
                    break
        self._guarded(self._parts.close)

    def _warm(self) -> None:
        """Evaluate what the next turn begins with, while nobody waits."""
        with self._lock:
            if not self._commands.empty():
                return
            idle = self._idle
        warm(self._parts, self._conversation, idle)

    def _open(self, chat: int) -> None:
        stored = self._parts.history.exchanges(chat)
        self._conversation = Conversation(chat, [Exchange(e.given, e.reply) for e in stored if e.reply])

    def _undo(self) -> None:
        if self._parts.memory.undo():
            self._emit(MemoryChanged(0, Change.UNDONE, "", by="person"))
        else:
            self._emit(Noticed(0, "There is no change of the memory to take back."))

    def _guarded(self, work: Callable[[], None]) -> None:
        """Work between turns: what fails is said as turn 0, and the engine goes on."""
        try:
            work()
        except EarsightError as error:
            self._emit(Failed(0, error.code, str(error)))
        except Exception:
            log.exception("between turns")
            self._emit(
                Failed(0, "internal", f"Something went wrong in Earsight; the log {paths.log_file()} says what.")
            )
