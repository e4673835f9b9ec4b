"""Pieces of one sentence follow each other without a hole; sentences keep their pause."""

from collections.abc import Iterator

import numpy as np

from assistant.audio.clip import Clip
from assistant.cancel import CancelToken
from assistant.speech.pieces import Piece
from assistant.speech.seams import KEPT_SECONDS, without_head, without_tail
from assistant.speech.speaker import Speaker
from tests.fakes import FakePlayback, FakeTts

RATE = 1000
KEPT = round(KEPT_SECONDS * RATE)
SILENT, LOUD = 200, 300
"""Samples at each end of a piece, and of its words."""


class BreathingTts(FakeTts):
    """Puts silence around its words, with a hiss that nobody hears."""

    def synthesize(self, text: str) -> Iterator[Clip]:
        hiss = np.full(SILENT, 0.001, np.float32)
        yield Clip(np.concatenate([hiss, np.full(LOUD, 0.5, np.float32), hiss]), RATE)


class KeptPlayback(FakePlayback):
    """Keeps all that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.sound = np.zeros(0, np.float32)

    def write(self, samples: np.ndarray) -> None:
        self.sound = np.concatenate([self.sound, samples])
        super().write(samples)


def test_silence_goes_only_from_the_end_that_is_asked_for() -> None:
    (clip,) = BreathingTts().synthesize("word")
    head, tail = without_head(clip.samples, RATE), without_tail(clip.samples, RATE)
    assert np.array_equal(head, clip.samples[SILENT - KEPT :])
    assert np.array_equal(tail, clip.samples[: SILENT + LOUD + KEPT])
    hush, nothing = np.zeros(10, np.float32), np.zeros(0, np.float32)
    for without in (without_head, without_tail):
        assert len(without(hush, RATE)) == 10
        assert len(without(nothing, RATE)) == 0
        assert len(without(clip.samples[SILENT : SILENT + LOUD], RATE)) == LOUD


def test_inside_a_sentence_no_hole_is_heard_and_behind_it_the_voices_own_pause() -> None:
    playback = KeptPlayback()
    speaker = Speaker(1, BreathingTts(), playback, CancelToken(), lambda event: None)
    for piece in (
        Piece("The dog slept", 0, 13, goes_on=True),
        Piece("under a tree.", 14, 27),
        Piece("So it did.", 28, 38),
    ):
        speaker.say(piece)
    speaker.finish()
    loud = np.flatnonzero(playback.sound > 0.1)
    ends = np.flatnonzero(np.diff(loud) > 1)
    assert [int(loud[end + 1] - loud[end] - 1) for end in ends] == [2 * KEPT, 2 * SILENT]
    assert speaker.spoken_to("The dog slept under a tree. So it did.") == 38
