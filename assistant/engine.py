"""The assistant as its users hold it: commands go in, events come out, one thread takes the turns."""

import functools
import logging
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

from assistant import settings as person
from assistant import sound
from assistant.absent import NoLlm
from assistant.ahead import Kept, kept, warm
from assistant.between_turns import corrected, rewind, seen_of, undone
from assistant.cancel import CancelToken
from assistant.commands import (
    Ask,
    Close,
    Command,
    CorrectFact,
    CorrectText,
    HandsFree,
    Interrupt,
    ListDevices,
    NewChat,
    OpenChat,
    Reload,
    Rewind,
    Say,
    Show,
    StartListening,
    StopListening,
    TestMicrophone,
    UndoMemory,
    WakeUp,
)
from assistant.conversation import Conversation
from assistant.errors import AudioError, EarsightError, SettingsError
from assistant.events import Event, Failed, Noticed, Ready, TurnFinished
from assistant.hands_free import Ear
from assistant.journal import Journal
from assistant.level_test import LevelTest
from assistant.looker import Looker
from assistant.parts import Parts, Turn
from assistant.reload import Loader
from assistant.say import say
from assistant.turn import run_turn
from assistant.turn_taking import Attention
from assistant.unforeseen import unforeseen

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""How often, while nobody asks anything, the instructions and the memory file are looked at."""
REST_SECONDS = 10.0
"""Without a command after which the microphone and the speaker are given back until the next one."""


class Assistant:
    """Owns the turn thread and all parts; `emit` is called from it, the speaker's and the ear's."""

    def __init__(self, parts: Parts, emit: Callable[[Event], None], turn: int = 0) -> None:
        """`turn` is the number of the turn before the first."""
        self._parts = parts
        self._emit_to = emit
        self._told: set[str] = set()
        self._conversation = Conversation()
        self._journal = Journal(parts.history.path)
        self._commands: queue.SimpleQueue[Command | Turn] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._latest = Turn(turn)
        self._finished = turn
        """Number of the last turn that ended."""
        self._ear: Ear | None = None
        """Hears without a key; it may be off."""
        self._is_closing = False
        self._idle = CancelToken()
        """Set when there is something to do: work between turns stops for it."""
        self._warmed: Kept | None = None
        """The instructions and the memory that were evaluated last."""
        self._level_test = LevelTest(self._emit)
        self._looker = Looker(parts, self._emit)
        self._shown: tuple[Path, ...] = ()
        """Pictures that the next spoken question is about."""
        self._loader = Loader(lambda sentence: self._emit(Noticed(0, sentence)))
        self._thread = threading.Thread(target=self._run, name="earsight-turns", daemon=True)
        self._thread.start()

    def send(self, command: Command) -> int:
        """Take a command, at once and from any thread; the number of the turn it begins, or of the latest one.

        A new question ends the turn before it.
        """
        with self._lock:
            if self._is_closing:
                return self._latest.number
            match command:
                case StartListening():
                    voice = self._ear.start() if self._ear is not None and self._ear.is_on else None
                    self._begin(Turn(self._latest.number + 1, images=self._shown, listen=True, voice=voice))
                case Ask(text, audio, images, key):
                    if images:
                        self._looker.show(images, tell=False)
                    self._begin(Turn(self._latest.number + 1, text, audio, images, key=key))
                case Show(images):
                    self._show(images)
                case Say(text):
                    self._begin(Turn(self._latest.number + 1, text, aloud=True))
                case StopListening():
                    self._latest.release()
                case Interrupt():
                    self._interrupt()
                case HandsFree(on):
                    self._hear_all_the_time(on=on)
                case TestMicrophone() | ListDevices() | WakeUp() | Reload() | CorrectFact() | CorrectText():
                    self._hand_over(command)
                case _:
                    self._is_closing = isinstance(command, Close)
                    self._interrupt()
                    self._hand_over(command)
            return self._latest.number

    def close(self) -> None:
        """End the turn that runs, and the engine; returns when all is stored and closed."""
        self.send(Close())
        self._thread.join()

    def _show(self, images: tuple[Path, ...]) -> None:
        self._shown = images
        if self._latest.listen and not self._latest.released.is_set():
            self._latest.images = images
        if images:
            self._looker.show(images)
        else:
            self._looker.get_ready()

    def _begin(self, turn: Turn) -> None:
        self._interrupt()
        self._latest = turn
        if not turn.aloud:
            self._journal.asked(turn.number, turn.text, turn.key)
            turn.key = turn.key or self._journal.key(turn.number)
        self._hand_over(turn)

    def _hand_over(self, command: Command | Turn) -> None:
        self._idle.cancel()
        self._idle = CancelToken()
        self._commands.put(command)

    def _interrupt(self) -> None:
        self._latest.cancel.cancel()
        if self._parts.playback is not None:
            self._parts.playback.stop()

    def _hear_all_the_time(self, *, on: bool) -> None:
        if on and (self._ear is None or not self._ear.is_on):
            parts = self._parts
            self._ear = Ear(parts.microphone, parts.playback, self.send, self._attention, self._emit, after=self._ear)
        elif not on and self._ear is not None:
            self._ear.stop()

    def _attention(self) -> Attention:
        with self._lock:
            latest = self._latest
            if latest.number == self._finished:
                return Attention.IDLE
            return Attention.LISTENING if latest.listen and not latest.released.is_set() else Attention.ANSWERING

    def _emit(self, event: Event) -> None:
        """Pass an event on; the same notice is told once."""
        if isinstance(event, TurnFinished):
            self._finished = event.turn
        if isinstance(event, Noticed):
            if event.message in self._told:
                return
            self._told.add(event.message)
        self._journal.follow(event)
        self._emit_to(event)

    def _run(self) -> None:
        self._get_ready()
        while not isinstance(command := self._next(), Close):
            if isinstance(command, Turn):
                self._level_test.stop()
                if command.aloud:
                    say(command, self._parts, self._emit)
                else:
                    self._journal.in_chat(command.number, self._conversation.chat)
                    if run_turn(command, self._parts, self._looker, self._conversation, self._emit):
                        self._journal.kept(command.number)
            else:
                self._guarded(functools.partial(self._carry_out, command))
            self._guarded(self._warm)
            self._guarded(self._make_quick)
        self._level_test.stop()
        if self._ear is not None:
            self._ear.close()
        self._looker.close()
        self._guarded(self._parts.close)
        self._journal.close()

    def _next(self) -> Command | Turn:
        """The next command; what is to be done while there is none is done meanwhile, in small steps."""
        asked = time.monotonic()
        while True:
            try:
                return self._commands.get(timeout=0 if self._level_test.is_on else LOOK_SECONDS)
            except queue.Empty:
                if self._level_test.is_on:
                    asked = time.monotonic()
                    self._guarded(self._level_test.step)
                    continue
                self._guarded(self._follow_the_files)
                if time.monotonic() - asked >= REST_SECONDS and (self._ear is None or not self._ear.is_on):
                    sound.rest(self._parts)

    def _carry_out(self, command: Command) -> None:
        match command:
            case NewChat():
                self._conversation = Conversation()
            case OpenChat(chat):
                self._conversation = Conversation(chat, seen_of(self._parts.history, chat))
            case Rewind(exchanges):
                rewind(self._conversation, self._parts.history, exchanges)
            case UndoMemory(added):
                self._emit(undone(self._parts.memory, added))
            case CorrectFact() | CorrectText():
                self._emit(corrected(self._looker, self._conversation, command))
            case TestMicrophone(on):
                self._test_microphone(on=on)
            case ListDevices():
                self._list_devices()
            case WakeUp():
                sound.open_ahead(self._parts)
            case Reload():
                self._reload()

    def _get_ready(self) -> None:
        if not isinstance(self._parts.llm, NoLlm):
            self._guarded(self._warm)
            self._emit(Ready(0))

    def _follow_the_files(self) -> None:
        """What was changed in the instructions or the memory by another program is evaluated before it is needed."""
        self._parts.memory.sweep()
        if kept(self._parts) != self._warmed:
            self._warm()

    def _warm(self) -> None:
        """Evaluate what the next turn begins with, while nobody waits."""
        with self._lock:
            if not self._commands.empty():
                return
            idle = self._idle
        self._warmed = kept(self._parts)
        warm(self._parts, self._conversation, idle)

    def _make_quick(self) -> None:
        """Do once what the next spoken turn would otherwise wait for; a question that waits comes first."""
        if not self._loader.is_quick and self._commands.empty():
            self._loader.make_quick(self._parts)

    def _test_microphone(self, *, on: bool) -> None:
        if not on:
            self._level_test.stop()
        elif self._ear is not None and self._ear.is_on:
            raise AudioError("The microphone is in use by hands-free; switch that off to test it.")
        else:
            self._level_test.start(self._parts)

    def _list_devices(self) -> None:
        hears = self._level_test.is_on or (self._ear is not None and self._ear.is_on)
        self._emit(sound.listed(self._parts, anew=not hears))

    def _reload(self) -> None:
        """Take over the settings and load what they change; the conversation goes on."""
        chosen = before = self._parts.settings
        try:
            chosen = person.load()
        except SettingsError as wrong:
            self._emit(Failed(0, wrong.code, str(wrong)))
        is_on = self._ear is not None and self._ear.is_on
        self._level_test.stop()
        if self._ear is not None and (chosen.microphone, chosen.speaker) != (before.microphone, before.speaker):
            self._ear.close()
        for error in self._loader.load(self._parts, chosen):
            self._emit(Failed(0, error.code, str(error)))
        self._get_ready()
        self._guarded(self._make_quick)
        with self._lock:
            self._hear_all_the_time(on=is_on if chosen.hands_free == before.hands_free else chosen.hands_free)

    def _guarded(self, work: Callable[[], None]) -> None:
        """Work between turns: what fails is said as turn 0, and the engine goes on."""
        try:
            work()
        except EarsightError as error:
            self._emit(Failed(0, error.code, str(error)))
        except Exception:
            log.exception("between turns")
            self._emit(unforeseen(0))
