"""The conversation as rows, fed by the engine's events or by a stored chat."""

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from assistant.chats import StoredMessage
from assistant.events import (
    Change,
    Event,
    Failed,
    ImageRead,
    InputLevel,
    ListeningStarted,
    ListeningStopped,
    MemoryChanged,
    Noticed,
    Outcome,
    ReplyDelta,
    ReplyFinished,
    SentenceSpoken,
    SpeechFinished,
    SpeechStarted,
    ThinkingDelta,
    Transcribed,
    TranscriptChanged,
    TurnFinished,
)
from ui.chat_rows import ChatRows
from ui.chat_stored import rows_of
from ui.message_value import Kind, Message

GATHER_MS = 33
"""Deltas that come within this time are shown together."""

_NEVER_TYPED = (
    ListeningStarted,
    InputLevel,
    ListeningStopped,
    TranscriptChanged,
    Transcribed,
    SpeechStarted,
    SentenceSpoken,
    SpeechFinished,
)
"""A turn that begins with one of these was not asked by typing."""


class ChatModel(ChatRows):
    """What each event, stored message and typed question makes of the rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids = count(1)
        self._waiting: deque[int] = deque()
        """Ids of typed questions whose turn has not been heard of yet."""
        self._latest = 0
        self._over = 0
        """Turns up to this number belong to rows that are gone: of what still comes, only memories are shown."""
        self._left = 0
        """Ids up to this one belong to the chat that was left last."""
        self._gathered: list[ReplyDelta | ThinkingDelta] = []
        self._timer = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._timer.timeout.connect(self.flush)

    @property
    def waits(self) -> bool:
        """Whether a typed question's turn has not been heard of yet."""
        return bool(self._waiting)

    def exchanges_before(self, row: int) -> int:
        """How many stored questions stand above this row."""
        return sum(m.kind is Kind.YOU and m.kept for m in self._messages[:row])

    def leave(self) -> None:
        """Another chat is to be shown: what is remembered from now on stays in sight when it comes."""
        self._left = next(self._ids)

    def load(self, messages: Sequence[StoredMessage], remembered: Collection[str] = ()) -> None:
        """Show a stored chat instead of what is shown; `remembered` is what the memory has now."""
        meanwhile = [m for m in self._messages if m.kind is Kind.MEMORY and m.id > self._left]
        rows = rows_of(messages, remembered, self._ids)
        self._forget_turns()
        self._reset([*rows, *meanwhile])

    def clear(self) -> None:
        self._forget_turns()
        self._reset([])

    def ask(self, text: str, images: Sequence[Path] = ()) -> None:
        """Show a typed question at once; its turn will be heard of."""
        message = Message(next(self._ids), Kind.YOU, text, images=tuple(images))
        self._waiting.append(message.id)
        self._insert(len(self._messages), message)

    def ask_again(self, row: int, text: str) -> int:
        """Put other words in the place of a question and of all that followed; how many exchanges stay before it."""
        self._forget_turns()
        stay = self.exchanges_before(row)
        images = self._messages[row].images
        self._remove(row, len(self._messages) - 1)
        self.ask(text, images)
        return stay

    def take(self, event: Event) -> None:
        """Show what happened, if it is anything to show."""
        if event.turn and (event.turn <= self._over or not self._belongs(event)):
            if isinstance(event, MemoryChanged):
                self._memory(replace(event, turn=0))
        elif isinstance(event, ReplyDelta | ThinkingDelta):
            self._gathered.append(event)
            if not self._timer.isActive():
                self._timer.start()
        else:
            self.flush()
            self._show(event)

    def flush(self) -> None:
        """Show the deltas gathered so far."""
        self._timer.stop()
        gathered, self._gathered = self._gathered, []
        for turn in dict.fromkeys(delta.turn for delta in gathered):
            text = "".join(d.text for d in gathered if isinstance(d, ReplyDelta) and d.turn == turn)
            thinking = "".join(d.text for d in gathered if isinstance(d, ThinkingDelta) and d.turn == turn)
            row = self._find(turn, Kind.EARSIGHT)
            if row is None:
                self._add(turn, Message(next(self._ids), Kind.EARSIGHT, text, turn, thinking=thinking, growing=True))
            else:
                old = self._messages[row]
                self._change(row, text=old.text + text, thinking=old.thinking + thinking)

    def _show(self, event: Event) -> None:
        match event:
            case TranscriptChanged(turn, text):
                self._heard(turn, text, growing=True)
            case Transcribed(turn, text):
                self._heard(turn, text, growing=False)
            case ReplyFinished(turn, text, _, usage):
                self._change(self._find(turn, Kind.EARSIGHT), text=text, tokens=usage.reply)
            case ImageRead(turn, path) if turn:
                self._looked_at(turn, path)
            case MemoryChanged():
                self._memory(event)
            case Noticed(turn, text):
                self._add(turn, Message(next(self._ids), Kind.NOTICE, text, turn))
            case Failed(turn, _, text):
                self._add(turn, Message(next(self._ids), Kind.FAILURE, text, turn))
            case TurnFinished():
                self._finish(event)

    def _belongs(self, event: Event) -> bool:
        """Whether the event's turn is shown here; at its first event a typed question learns its turn."""
        if event.turn > self._latest:
            self._latest = event.turn
            if self._waiting and not isinstance(event, _NEVER_TYPED):
                row = self.row_of(self._waiting.popleft())
                if row is None:
                    self._over = event.turn
                    return False
                self._change(row, turn=event.turn)
        return True

    def _heard(self, turn: int, text: str, *, growing: bool) -> None:
        row = self._find(turn, Kind.YOU)
        if row is None:
            self._add(turn, Message(next(self._ids), Kind.YOU, text, turn, growing=growing))
        else:
            self._change(row, text=text, growing=growing)

    def _looked_at(self, turn: int, path: Path) -> None:
        """A picture of a spoken question, which was not known when the question was begun."""
        row = self._find(turn, Kind.YOU)
        if row is not None and path not in self._messages[row].images:
            self._change(row, images=(*self._messages[row].images, path))

    def _memory(self, event: MemoryChanged) -> None:
        """A chip for a change; what was added can be taken back at any time, any other change while it is the last."""
        undoable = [m for m in self._messages if m.undoable]
        if event.change is Change.UNDONE:
            last = next((m for m in reversed(undoable) if event.entry in ("", m.text)), None)
            for message in [m for m in self._messages if last and _changed_with(last, m)]:
                self._change(self.row_of(message.id), undoable=False, change=Change.UNDONE)
        else:
            for message in undoable:
                self._change(self.row_of(message.id), undoable=message.change is Change.ADDED)
            chip = Message(next(self._ids), Kind.MEMORY, event.entry, event.turn, change=event.change, undoable=True)
            self._add(event.turn, chip)

    def _finish(self, event: TurnFinished) -> None:
        stopped = event.outcome is Outcome.INTERRUPTED
        reply = self._find(event.turn, Kind.EARSIGHT)
        if reply is not None:
            text = event.reply if stopped else event.reply or self._messages[reply].text
            self._change(reply, text=text, growing=False, stopped=stopped, timings=event.timings)
        question = self._find(event.turn, Kind.YOU)
        if question is None:
            return
        if not self._messages[question].growing:
            self._change(question, kept=self._messages[question].kept and event.chat is not None)
        elif event.outcome is Outcome.FAILED:
            self._change(question, growing=False, kept=event.chat is not None)
        else:
            self._remove(question, question)

    def _forget_turns(self) -> None:
        self._timer.stop()
        self._gathered.clear()
        self._over = self._latest
        self.leave()


def _changed_with(last: Message, other: Message) -> bool:
    """Whether taking back the change of `last` takes back that of `other`: things are forgotten together."""
    together = other.turn == last.turn and other.change is last.change is Change.FORGOTTEN
    return other.kind is Kind.MEMORY and (other.id == last.id or together)
