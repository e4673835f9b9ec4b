"""When a hold begins, ends, or was only a tap: a pure state machine for the key, the button and the shortcut."""

from enum import Enum, StrEnum, auto

SHORTEST = 0.2
"""Seconds; a shorter hold is a tap, which explains itself instead of sending noise."""
GRACE = 0.03
"""Seconds a release of a key waits: X11 repeats a held key as a release and a press at the same instant."""


class Source(StrEnum):
    """What is held."""

    KEY = "key"
    """Space in the window."""
    BUTTON = "button"
    SHORTCUT = "shortcut"
    """The key that works everywhere."""


class Action(StrEnum):
    START = "start"
    """Listen, from now on; whatever is spoken falls silent."""
    STOP = "stop"
    """Answer what was said. Without effect where nothing listens."""
    CANCEL = "cancel"
    """Interrupt the turn; nothing is answered."""
    TAPPED = "tapped"
    """Explain that it is held."""


class _State(Enum):
    IDLE = auto()
    HELD = auto()
    RELEASED = auto()
    """Perhaps: a repeated key may be pressed again within the grace time."""
    SPENT = auto()
    """Still held, but its turn is over; the release means nothing any more."""
    OPEN = auto()
    """Listening without anything held: begun by a toggle."""


class PushToTalk:
    """Given what happens and when (in seconds of a monotonic clock), says what to do.

    Losing the focus or the screen sends what was said, as letting go does: the words were meant for Earsight, an
    answer can be stopped, and lost words cannot be brought back. No hold outlives the window's sight of its key.
    """

    def __init__(self) -> None:
        self._state = _State.IDLE
        self._source = Source.KEY
        self._since = 0.0
        self._stamp = 0
        self._released = 0.0
        self._held = 0.0
        self._before = self._state
        """What a release that was only a repetition goes back to."""

    @property
    def is_idle(self) -> bool:
        return self._state is _State.IDLE

    @property
    def source(self) -> Source:
        """What is, or was last, held."""
        return self._source

    @property
    def deadline(self) -> float | None:
        """When `tick` is wanted."""
        return self._released + GRACE if self._state is _State.RELEASED else None

    def holds(self, source: Source) -> bool:
        """Whether this is down, as far as is known."""
        return self._source is source and self._state in (_State.HELD, _State.RELEASED, _State.SPENT)

    def down(self, source: Source, now: float, stamp: int = 0) -> list[Action]:
        """`stamp` is when it happened, in the system's milliseconds; 0 where it is not known, but only `now`."""
        if self._state is _State.RELEASED and source is self._source:
            if now <= self._released + GRACE:
                self._state = self._before
                return []
            return [*self.tick(now), *self._begin(source, now, stamp)]
        if self._state is _State.OPEN:
            self._state, self._source = _State.SPENT, source
            return [Action.STOP]
        if self._state is _State.HELD or self.holds(source):
            return []
        return [*self._settle(), *self._begin(source, now, stamp)]

    def up(self, source: Source, now: float, stamp: int = 0, *, sure: bool = False) -> list[Action]:
        """`stamp` as in `down`; `sure` where what is held cannot repeat by itself, as a button."""
        if not self.holds(source) or self._state is _State.RELEASED:
            return []
        self._before, self._state, self._released = self._state, _State.RELEASED, now
        is_stamped = 0 < self._stamp <= stamp
        self._held = (stamp - self._stamp) / 1000 if is_stamped else now - self._since
        return self._settle() if sure else []

    def repeated(self) -> None:
        """The last release was none: the key that is held repeats, however late that is noticed."""
        if self._state is _State.RELEASED:
            self._state = self._before

    def tick(self, now: float) -> list[Action]:
        """The grace time is over."""
        return self._settle() if self.deadline is not None and now >= self.deadline else []

    def lost(self, now: float) -> list[Action]:
        """The window lost the focus: its own keys and buttons are seen no more."""
        return [] if self._source is Source.SHORTCUT or self._state is _State.OPEN else self._gone(now)

    def locked(self, now: float) -> list[Action]:
        """The screen was locked: nothing is seen any more."""
        return self._gone(now)

    def ended(self) -> None:
        """The turn that was begun is over by itself: a device vanished, the engine died."""
        if self._state is _State.HELD:
            self._state = _State.SPENT
        elif self._state is _State.RELEASED:
            self._before = _State.SPENT
        elif self._state is _State.OPEN:
            self._state = _State.IDLE

    def escape(self) -> list[Action]:
        self._state = _State.SPENT if self._state in (_State.HELD, _State.SPENT) else _State.IDLE
        return [Action.CANCEL]

    def toggle(self) -> list[Action]:
        """Begin to listen, or send what was said."""
        if self._state is _State.OPEN:
            self._state = _State.IDLE
            return [Action.STOP]
        if self._state is _State.HELD:
            return []
        before = self._settle()
        self._state = _State.OPEN
        return [*before, Action.START]

    def _begin(self, source: Source, now: float, stamp: int) -> list[Action]:
        self._state, self._source, self._since, self._stamp = _State.HELD, source, now, stamp
        return [Action.START]

    def _settle(self) -> list[Action]:
        """End a release that was waiting."""
        if self._state is not _State.RELEASED:
            return []
        self._state = _State.IDLE
        if self._before is _State.SPENT:
            return [Action.STOP]
        return [Action.CANCEL, Action.TAPPED] if self._held < SHORTEST else [Action.STOP]

    def _gone(self, now: float) -> list[Action]:
        if self._state is _State.RELEASED:
            return self._settle()
        state, self._state = self._state, _State.IDLE
        if state is _State.HELD and now - self._since < SHORTEST:
            # Nobody tapped: there is nothing to explain.
            return [Action.CANCEL]
        return [Action.STOP] if state is not _State.IDLE else []
