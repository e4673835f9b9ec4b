"""Hears an utterance while it is being spoken, so that at its end there is little left to do."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from assistant.audio.clip import Samples
from assistant.audio.vad import WINDOW, Span, VoiceDetector
from assistant.cancel import CancelToken
from assistant.speech.stt import RATE, Stt, Transcript

SHORTEST_VOICE = round(0.1 * RATE)
"""Samples of voice below which nothing was said."""
MARGIN = round(0.3 * RATE)
"""Samples kept on each side of the voice."""
PAUSE = 3 * WINDOW
"""Samples of silence after a voice that may be its end: about 0.1 s."""
PARTIAL = round(0.8 * RATE)
"""Samples of voice after which the words so far are worth another look while it goes on."""
COMMIT = round(12.5 * RATE)
"""Samples after which a pause ends a segment: what was said in it is decoded for the last time.

Up to there the whole utterance is decoded at each pause. Of the words in 40 utterances of 1 to 12 s, clean and with
noise at two levels, 2.4 % were wrong while they were spoken, 2.4 % at once, and 2.5 % with Whisper's whole window; of
those in 12 of 15 to 43 s, in which 66 segments ended, 2.9, 3.2 and 3.2 % (`benchmarks/hearing.py`, tiny.en).
"""
LONGEST = round(25.0 * RATE)
"""Samples that are decoded at once: with its margins less than the 30 s that Whisper sees."""


class Hearing:
    """Owned by one thread. Feed it sound of 16,000 Hz; `look` at pauses; `finish` at the end."""

    def __init__(self, stt: Stt, language: str, cancel: CancelToken, changed: Callable[[str], None]) -> None:
        """`changed` is given the whole text so far whenever it is another."""
        self._stt, self._language, self._cancel, self._changed = stt, language, cancel, changed
        self._detector = VoiceDetector()
        self._blocks: list[Samples] = []
        self._committed: list[str] = []
        self._begin = 0
        """Sample at which the segment that is not committed begins."""
        self._looked = 0
        """Sample up to which the voice was in the last look."""
        self._tail = Transcript("", language)
        self._told = ""

    @property
    def text(self) -> str:
        """The words at the last look."""
        return " ".join(part for part in (*self._committed, self._tail.text) if part)

    @property
    def commits(self) -> int:
        """Segments that are not decoded again."""
        return len(self._committed)

    @property
    def is_pausing(self) -> bool:
        """Whether somebody spoke and has been silent for a moment."""
        end = self._voice_end()
        return end > 0 and self._detector.heard - end >= PAUSE

    @property
    def is_worth_a_look(self) -> bool:
        """Whether much was said since the last look."""
        return self._voice_end() - max(self._looked, self._begin) >= PARTIAL

    @property
    def seconds(self) -> float:
        """Length of the voice, from its first sound to its last."""
        spans = self._detector.spans
        return (spans[-1].end - spans[0].start) / RATE if spans else 0.0

    def feed(self, samples: Samples) -> None:
        self._blocks.append(samples)
        self._detector.feed(samples)

    def look(self) -> str:
        """Decode what was not decoded yet; the whole text so far. Raises `SttError`, `Cancelled`."""
        end = self._voice_end()
        if end <= self._looked:
            return self.text
        self._looked = end
        spans = [span for span in self._detector.spans if span.end > self._begin]
        if sum(span.end - span.start for span in spans) < SHORTEST_VOICE:
            return self.text
        sound = np.concatenate(self._blocks)
        self._blocks = [sound]
        while end - spans[0].start > LONGEST and (cut := _pause_before(spans[0].start + LONGEST, spans)):
            self._decode(sound, spans[0].start, cut)
            self._commit(cut)
            spans = [span for span in spans if span.start >= cut]
        self._decode(sound, spans[0].start, end)
        if self.is_pausing and end - self._begin >= COMMIT:
            self._commit(end)
        return self.text

    def _decode(self, sound: Samples, start: int, end: int) -> None:
        """Decode the voice between two samples as what follows the committed text."""
        self._cancel.check()
        voice = sound[max(self._begin, start - MARGIN) : end + MARGIN]
        # A word that ends with the sound may be dropped; what is still to come of the margin is taken to be silence.
        voice = np.pad(voice, (0, max(0, end + MARGIN - len(sound))))
        self._tail = self._stt.transcribe(voice, self._language, self._cancel, self._tell_tail)
        self._tell(self.text)

    def _commit(self, end: int) -> None:
        """What was said up to this sample is not decoded again."""
        self._committed.append(self._tail.text)
        self._tail = Transcript("", self._tail.language)
        self._begin = end

    def finish(self) -> Transcript:
        """The sound is over: the transcript of all of it. Raises `SttError`, `Cancelled`."""
        self._detector.feed(np.zeros(WINDOW, np.float32))
        self.look()
        return Transcript(self.text, self._tail.language)

    def _voice_end(self) -> int:
        return self._detector.spans[-1].end if self._detector.spans else 0

    def _tell_tail(self, text: str) -> None:
        self._tell(" ".join((*self._committed, text)))

    def _tell(self, text: str) -> None:
        if text != self._told:
            self._told = text
            self._changed(text)


def _pause_before(sample: int, spans: Sequence[Span]) -> int:
    """The end of the voice before the last pause that begins before `sample`; 0 where there is none."""
    ends = [
        span.end for span, following in pairwise(spans) if span.end <= sample and following.start - span.end >= PAUSE
    ]
    return max(ends, default=0)
