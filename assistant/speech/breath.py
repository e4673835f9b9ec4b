"""Cuts one paragraph, as it comes in, into stretches that a voice says in one breath."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.speech.boundaries import CJK_PAUSES, CJK_STOPS, Boundaries, Break
from assistant.speech.inline import Inline

EAGER_UNTIL = 15
"""Spoken characters before which a clause will do; whoever waits in silence waits for this."""
CLAUSE_WORDS = 3
CONJUNCTION_WORDS = 5
JOINT_WORDS = 6
_WORDS_BEFORE = {Break.CLAUSE: CLAUSE_WORDS, Break.CONJUNCTION: CONJUNCTION_WORDS, Break.JOINT: JOINT_WORDS}
SHORT = 20
"""Characters of a sentence that waits for the next one's clause, once the voice is speaking."""
NEXT, GROWTH = 20, 0.4
"""Characters after which a later piece may end inside a sentence, and how many more for each character spoken before.

A model of 6 tokens per second writes 1.4 characters while one is spoken: what it is ahead by grows with what was said.
A clause's end will do after half of them.
"""
LONG = 250
"""Characters from which a sentence is cut at a clause, then (`VERY_LONG`) at a word."""
VERY_LONG = 500
_PEEK = 12
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w")
_AFTER_CJK = CJK_STOPS + CJK_PAUSES + "”’」』）】\"')]*_~`"


@dataclass(frozen=True, slots=True)
class Token:
    """What whitespace separates in a paragraph."""

    text: str
    start: int
    end: int
    spaced: bool
    """Whether whitespace stands before it."""
    words: int


Say = Callable[[str, int, int, bool], int]
"""Hands on a stretch (text, start, end in the reply, whether its sentence goes on); how many characters are said."""


class Paragraph:
    """One paragraph, heading or list item."""

    def __init__(self, boundaries: Boundaries, say: Say, spoken: int) -> None:
        self.inline = Inline()
        self.waits = False
        """Nothing is handed on: the paragraph may turn out to be a table's head."""
        self._boundaries = boundaries
        self._say = say
        self._spoken = spoken
        self._tokens: list[Token] = []
        self._length = 0
        self._current: list[tuple[str, int]] = []
        self._spaced = False
        self._undecided = False
        self._clause = 0
        """Tokens up to the last clause's end, 0 if there is none."""
        self._held = 0
        """Tokens up to a joining word behind which a name may go on, 0 if there is none."""
        self._holds_short = False

    @property
    def empty(self) -> bool:
        return not self._tokens and not self._current

    def feed(self, character: str, position: int) -> None:
        """Take one character that stands at `position` in the reply."""
        was_open = self.inline.open
        self.inline.feed(character)
        if character.isspace() and not (was_open and self.inline.open):
            self._end_token()
            self._spaced = True
            return
        if character in self._boundaries.spaced_closers and self._undecided and not self._current:
            last = self._tokens[-1]
            self._tokens[-1] = replace(last, text=f"{last.text} {character}", end=position + 1)
            return
        if self._current and self._ends_cjk(character) and not was_open:
            self._end_token()
        self._current.append((character, position))
        if self._undecided and len(self._current) <= _PEEK:
            self._decide("".join(character for character, _ in self._current), whole=False)

    def retract(self, count: int) -> None:
        """Take back the last characters, which stand in an unfinished token."""
        del self._current[max(0, len(self._current) - count) :]

    def unfinished(self) -> str:
        return "".join(character for character, _ in self._current)

    def end(self) -> None:
        """The paragraph has ended: hand on what is left."""
        self.waits = False
        self._end_token()
        self._cut(len(self._tokens), goes_on=False)

    def _ends_cjk(self, following: str) -> bool:
        last = self._current[-1][0]
        if following in _AFTER_CJK or (last.isascii() and last not in _AFTER_CJK):
            return False
        for character, _ in reversed(self._current[-4:]):
            if character in CJK_STOPS or character in CJK_PAUSES:
                return True
            if character not in _AFTER_CJK:
                return False
        return False

    def _end_token(self) -> None:
        if not self._current:
            return
        text = self.unfinished()
        if self._undecided:
            self._decide(text, whole=True)
        cjk = len(_CJK.findall(text))
        words = (cjk + 1) // 2 if cjk else sum(1 for word in text.split() if _WORD.search(word))
        token = Token(text, self._current[0][1], self._current[-1][1] + 1, self._spaced, words)
        self._tokens.append(token)
        self._length += len(text) + 1
        self._current, self._spaced, self._undecided = [], False, True

    def _decide(self, following: str, *, whole: bool) -> None:
        if self._held and not self.waits and not self._settle(following, whole=whole):
            return
        verdict = (
            self._boundaries.between(self._tokens[-1].text, following, whole=whole) if self._tokens else Break.NONE
        )
        if verdict is None and not whole:
            return
        self._undecided = False
        if self.waits:
            return
        if verdict is Break.CLAUSE and not self.inline.parentheses:
            self._clause = len(self._tokens)
        if verdict is not Break.SENTENCE and self._length > LONG and self._clause:
            self._cut(self._clause, goes_on=True)
        elif self._is_breath(verdict or Break.NONE) or (
            self._length > VERY_LONG and self._tokens[-1].text[-1:].isalpha()
        ):
            if verdict in (Break.JOINT, Break.CONJUNCTION) and self._boundaries.may_be_named(
                self._tokens[-1].text, following.lower()
            ):
                self._held = len(self._tokens)
            else:
                self._cut(len(self._tokens), goes_on=verdict is not Break.SENTENCE)

    def _settle(self, following: str, *, whole: bool) -> bool:
        """Cut where a name may have gone on, if it did not; False while that is not certain."""
        is_name = self._boundaries.goes_on_as_name(following, whole=whole)
        if is_name is None:
            return whole
        held, self._held = self._held, 0
        if not is_name:
            self._cut(held, goes_on=True)
        return True

    def _is_breath(self, verdict: Break) -> bool:
        eager = self._spoken < EAGER_UNTIL
        if verdict is Break.SENTENCE:
            if eager or self._length > SHORT:
                return True
            self._holds_short = True
            return False
        if verdict is Break.NONE or self.inline.parentheses:
            return False
        if self._length > LONG:
            return True
        if sum(token.words for token in self._tokens) < _WORDS_BEFORE[verdict]:
            return False
        enough = NEXT + GROWTH * self._spoken
        return eager or self._holds_short or self._length >= (enough / 2 if verdict is Break.CLAUSE else enough)

    def _cut(self, count: int, *, goes_on: bool) -> None:
        """Hand on the first tokens; `goes_on` where they end inside a sentence."""
        tokens, self._tokens = self._tokens[:count], self._tokens[count:]
        self._clause = self._held = 0
        self._holds_short = False
        self._length = sum(len(token.text) + 1 for token in self._tokens)
        if tokens:
            text = "".join((" " if token.spaced else "") + token.text for token in tokens).strip()
            self._spoken += self._say(text, tokens[0].start, tokens[-1].end, goes_on)
