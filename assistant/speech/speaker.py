"""Speaks one reply while it is still being written."""

import logging
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from assistant.audio.clip import Samples
from assistant.audio.playback import NoSpeaker, Playback
from assistant.cancel import CancelToken
from assistant.errors import EarsightError, TtsError
from assistant.events import Event, SentenceSpoken, SpeechFinished, SpeechStarted
from assistant.speech.pieces import Piece
from assistant.speech.seams import without_head, without_tail
from assistant.speech.tts import Tts

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.02
"""How often the speaker looks at how far the playback has come."""
_BEGUN_WORD = re.compile(r"[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]+$")
"""A text's end after its last blank; it has none where words are written without blanks (Thai, Chinese, Japanese …)."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A piece whose sound lies in the playback, in samples since the reply's start."""

    piece: Piece
    start: int
    end: int


class Speaker:
    """One reply's voice, on a thread of its own that owns tts and playback until it ends.

    Pieces are synthesized ahead of what is heard. `SentenceSpoken` comes when a piece has been heard.
    """

    def __init__(
        self, turn: int, tts: Tts, playback: Playback, cancel: CancelToken, emit: Callable[[Event], None]
    ) -> None:
        self._turn, self._tts, self._playback, self._cancel, self._emit = turn, tts, playback, cancel, emit
        self._pieces: queue.SimpleQueue[Piece | None] = queue.SimpleQueue()
        self._written: list[_Written] = []
        self._samples = 0
        self._reported = 0
        self._started = False
        self._has_sound = threading.Event()
        self.first_sample_at: float | None = None
        """`time.monotonic()` of the first sample heard; None before the end, and where none was."""
        self._error: EarsightError | None = None
        self._thread = threading.Thread(target=self._run, name=f"earsight-speaker-{turn}", daemon=True)
        self._thread.start()

    def say(self, piece: Piece) -> None:
        self._pieces.put(piece)

    def wait_for_sound(self) -> None:
        """Until the first piece's sound is made, or is not going to be.

        Whoever writes waits with its work meanwhile: beside a language model a piece takes half as long again.
        """
        while not self._has_sound.wait(LOOK_SECONDS) and not self._cancel.cancelled:
            pass

    def finish(self) -> None:
        """No more pieces: wait until all was heard or the turn was cancelled; raises what stopped the voice."""
        self._pieces.put(None)
        self._thread.join()
        self.first_sample_at = self._playback.first_sample_at
        if self._error is not None and not self._cancel.cancelled:
            raise self._error

    def spoken_to(self, reply: str) -> int:
        """How far the reply was heard, as an offset into its text, at the end of a word; without a speaker, its end."""
        if isinstance(self._error, NoSpeaker):
            return len(reply)
        heard = self._playback.played()
        end = 0
        for written in self._written:
            if heard >= written.end:
                end = written.piece.end
                continue
            if heard > written.start:
                share = (heard - written.start) / (written.end - written.start)
                piece = written.piece
                partly = reply[piece.start : piece.start + round(share * (piece.end - piece.start))]
                words = _BEGUN_WORD.sub("", partly).rstrip()
                end = piece.start + len(words) if words else end
            break
        return end

    def _run(self) -> None:
        try:
            self._speak()
        except EarsightError as error:
            self._error = error
        except Exception:
            log.exception("the voice stopped")
            self._error = TtsError("The voice stopped in the middle; the answer is in the text.")
        finally:
            self._has_sound.set()
            if self._error is not None:
                self._playback.stop()
            if self._started:
                self._emit(SpeechFinished(self._turn))

    def _speak(self) -> None:
        self._playback.start(self._tts.rate)
        goes_on = False
        while (piece := self._next()) is not None:
            start = self._samples
            for samples in self._sound(piece, goes_on):
                self._has_sound.set()
                if self._cancel.cancelled:
                    return
                self._playback.write(samples)
                self._samples += len(samples)
                self._report()
            self._written.append(_Written(piece, start, self._samples))
            goes_on = piece.goes_on
        while not self._cancel.cancelled and self._reported < len(self._written):
            self._report()
            if self._playback.played() >= self._samples:
                break
            # Raises where the device is gone, which would never come to the end.
            self._playback.write(np.zeros(0, np.float32))
            self._cancel.wait(LOOK_SECONDS)
        if not self._cancel.cancelled:
            self._playback.finish()
        self._report()

    def _sound(self, piece: Piece, went_on: bool) -> Iterator[Samples]:
        """The piece's sound, without the silence at an end where its sentence goes on."""
        sound: Iterator[Samples] = (clip.samples for clip in self._tts.synthesize(piece.text))
        if piece.goes_on:
            sound = iter([without_tail(np.concatenate([np.zeros(0, np.float32), *sound]), self._tts.rate)])
        for samples in sound:
            yield without_head(samples, self._tts.rate) if went_on else samples
            went_on = False

    def _next(self) -> Piece | None:
        """The next piece to speak; None at the end or when the turn is cancelled."""
        while not self._cancel.cancelled:
            try:
                return self._pieces.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                self._report()
        return None

    def _report(self) -> None:
        if not self._started and self._playback.first_sample_at is not None:
            if self._playback.first_sample_at > time.monotonic():
                return
            self._started = True
            self._emit(SpeechStarted(self._turn))
        heard = self._playback.played()
        while self._reported < len(self._written) and heard >= self._written[self._reported].end:
            self._emit(SentenceSpoken(self._turn, self._written[self._reported].piece.text))
            self._reported += 1
