"""What was shown of turns that the engine could not finish; it is kept all the same."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from assistant.errors import HistoryError
from assistant.events import (
    Event,
    ImageRead,
    Outcome,
    ReplyDelta,
    Timings,
    Transcribed,
    TranscriptChanged,
    TurnFinished,
)
from assistant.remains import Remains

if TYPE_CHECKING:
    from assistant.context import Source
    from assistant.history import History

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Shown:
    """A turn that has begun and not finished, as the window shows it."""

    chat: int | None
    """The chat that was open when it began; None for a new one."""
    visit: int
    """How often a chat had been opened or begun by then."""
    typed: str = ""
    note: int = 0
    """Under which the window's journal has what was typed; 0 where it was spoken."""
    heard: str = ""
    reply: str = ""
    remains: Remains = field(default_factory=Remains)
    sources: "list[Source]" = field(default_factory=list)
    began: datetime = field(default_factory=lambda: datetime.now().astimezone())

    @property
    def question(self) -> str:
        return f"{self.heard}\n{self.typed}".strip()

    def follow(self, event: Event) -> None:
        self.remains.follow(event)
        match event:
            case TranscriptChanged(text=text) | Transcribed(text=text):
                self.heard = text
            case ImageRead(path=path, reading=reading):
                if reading.told:
                    from assistant.context import Source

                    self.sources.append(Source(path.name, reading.told))
            case ReplyDelta(text=text):
                self.reply += text


def keep(turns: Mapping[int, Shown]) -> list[TurnFinished]:
    """Store what was asked and answered, as far as it came, and tell the end of each turn."""
    from assistant.history import History

    finished = []
    history = History()
    stored: dict[int, int] = {}
    for number, turn in sorted(turns.items()):
        chat = turn.chat or stored.get(turn.visit)
        reply = turn.reply.strip()
        if turn.question:
            try:
                chat = stored[turn.visit] = _store(history, chat, turn, reply)
            except HistoryError:
                log.warning("turn %d could not be kept", number, exc_info=True)
        finished.append(TurnFinished(number, Outcome.FAILED, Timings(), chat, reply))
    history.close()
    return finished


def _store(history: "History", chat: int | None, turn: Shown, reply: str) -> int:
    """The chat in which the turn is kept now."""
    from assistant.context import given

    # The engine may have stored it just before it ended.
    latest = chat or history.latest()
    if latest is not None and history.exists(latest):
        asked = history.messages(latest)[-2:-1]
        if asked and asked[0].text == turn.question and asked[0].at >= turn.began:
            return latest
    if chat is None or not history.exists(chat):
        chat = history.new_chat()
    question = given(turn.question, turn.sources, turn.began)
    meta = {"outcome": str(Outcome.FAILED), **turn.remains.meta()}
    history.add_turn(chat, turn.question, reply, given=question, meta=meta)
    return chat
