"""When a voice begins a turn and when a silence ends it: hands-free's whole judgement, without sound or threads."""

from enum import Enum, auto

BEGINS = 0.1
"""Seconds of voice that begin a turn while nothing goes on; less is a click, in which nobody could have said a word."""
INTERRUPTS = 0.25
"""Seconds of voice that interrupt an answer; a cough or a knock is shorter, and most words are not much longer."""
HINT = 0.3
"""Probability of voice from which on an answer goes on softly.

Over an echo as loud as the person, the canceller leaves too little of their voice to be sure of; a softer echo lets
it through. What is left of Earsight's own voice stays below 0.1.
"""
HUSHES = 0.4
"""Seconds for which one hint does so: longer than the echo takes to become softer."""
FADES = 0.2
"""How much voice a silence takes back, second for second: little, so that pieces of a voice add up."""
ENDS = 0.7
"""Seconds of silence that end a turn.

The pauses inside a sentence are mostly shorter than half a second, and an answer that comes sooner than this
cuts off whoever looks for a word; the answer is written meanwhile, so most of this time is not lost.
"""
RESTS = 0.3
"""Seconds of silence until a voice counts again whose turn was ended by a key."""


class Attention(Enum):
    """What the assistant is doing."""

    IDLE = auto()
    LISTENING = auto()
    """A turn takes in what is said."""
    ANSWERING = auto()
    """A turn understands, writes or speaks."""


class Act(Enum):
    PRESS = auto()
    RELEASE = auto()


class TurnTaking:
    """A finger on the talk key that follows the voice; fed one stretch of sound after another."""

    def __init__(self) -> None:
        self._holds = False
        """A turn that this finger began is listening."""
        self._rests = False
        self._voice = 0.0
        self._silence = 0.0
        self._wary = 0.0

    @property
    def is_wary(self) -> bool:
        """Whether a voice may be about to take the turn."""
        return not self._holds and self._wary > 0

    def follow(self, seconds: float, attention: Attention, *, is_voice: bool, probability: float) -> Act | None:
        """What to do after these seconds, which were voice or silence while the assistant did that."""
        self._wary = HUSHES if probability >= HINT else self._wary - seconds
        if is_voice:
            self._voice += seconds
            self._silence = 0.0
        else:
            self._voice = max(0.0, self._voice - seconds * FADES)
            self._silence += seconds
        if self._holds:
            return self._hold(attention)
        if attention is Attention.LISTENING:
            # Another finger is on the key.
            self._rests = True
        elif self._silence >= RESTS:
            self._rests = False
        if self._rests:
            self._voice = 0.0
        elif self._voice >= (BEGINS if attention is Attention.IDLE else INTERRUPTS):
            self._holds = True
            return Act.PRESS
        return None

    def _hold(self, attention: Attention) -> Act | None:
        self._voice = 0.0
        if attention is not Attention.LISTENING:
            # It was sent, stopped or failed without us: what is still being said belongs to it.
            self._holds = False
            self._rests = True
        elif self._silence >= ENDS:
            self._holds = False
            return Act.RELEASE
        return None
