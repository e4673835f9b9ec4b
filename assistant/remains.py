"""What a turn shows beside its words, and what is therefore kept with its reply: its memories and its thoughts."""

from collections.abc import Callable

from assistant.chats import Json
from assistant.events import Change, Event, MemoryChanged, ThinkingDelta


class Remains:
    """Follows the events of one turn."""

    def __init__(self) -> None:
        self._thoughts: list[str] = []
        self._memories: dict[str, Change] = {}

    def follow(self, event: Event) -> None:
        match event:
            case ThinkingDelta(text=text):
                self._thoughts.append(text)
            case MemoryChanged(change=Change.ADDED | Change.REPLACED as change, entry=entry):
                self._memories[entry] = change
            case MemoryChanged(entry=entry):
                self._memories.pop(entry, None)

    def before(self, emit: Callable[[Event], None]) -> Callable[[Event], None]:
        """Follows what is emitted, and passes it on."""

        def both(event: Event) -> None:
            self.follow(event)
            emit(event)

        return both

    def meta(self) -> dict[str, Json]:
        """To be stored with the reply: `memory`, what was remembered, and `thinking`; never what was forgotten."""
        memories: list[Json] = [{"change": str(change), "entry": entry} for entry, change in self._memories.items()]
        kept: dict[str, Json] = {"memory": memories, "thinking": "".join(self._thoughts).strip()}
        return {name: value for name, value in kept.items() if value}
