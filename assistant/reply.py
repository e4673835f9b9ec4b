"""The reply of one turn as it grows: shown, cut into pieces, spoken, and timed."""

import time
from collections.abc import Callable
from contextlib import suppress

from assistant.audio.playback import NoSpeaker, Playback
from assistant.cancel import CancelToken
from assistant.events import Ended, Event, Noticed, Outcome, ReplyDelta, ReplyFinished, ReplyStarted, Timings, Usage
from assistant.speech.pieces import Piece, PieceCutter
from assistant.speech.speaker import Speaker
from assistant.speech.tts import Tts


class Clock:
    """Seconds from the end of speech to each thing that happened, the first time it did."""

    def __init__(self) -> None:
        self._zero = time.monotonic()
        self._marks: dict[str, float] = {}

    def speech_ended(self, at: float | None) -> None:
        """The question was all said, at that `time.monotonic()`, or now."""
        self._zero = time.monotonic() if at is None else at

    def mark(self, name: str) -> None:
        """Note that `name`, one of the fields of `Timings`, happened now."""
        self.mark_at(name, time.monotonic())

    def mark_at(self, name: str, when: float | None) -> None:
        """Note that `name` happened at a `time.monotonic()`; None where it never did."""
        if when is not None:
            self._marks.setdefault(name, round(when - self._zero, 4))

    def timings(self) -> Timings:
        self.mark("done")
        return Timings(**self._marks)


class Reply:
    """Written by the turn thread. With a voice and a playback it is spoken while it grows."""

    def __init__(
        self,
        turn: int,
        tts: Tts | None,
        playback: Playback | None,
        cancel: CancelToken,
        clock: Clock,
        emit: Callable[[Event], None],
    ) -> None:
        self.text = ""
        self._turn, self._cancel, self._clock, self._emit = turn, cancel, clock, emit
        self._tts, self._playback = tts, playback
        self._cutter = PieceCutter(tts.language if tts is not None else "en")
        self._speaker: Speaker | None = None
        self._ended = Ended.STOP
        self._usage = Usage(0, 0, 0)
        self._finished = False
        self.is_mute = False
        """There was no speaker, or it went away."""

    def write(self, text: str) -> None:
        """More of the reply."""
        if not self.text:
            self._emit(ReplyStarted(self._turn))
        self._clock.mark("first_delta")
        self.text += text
        self._emit(ReplyDelta(self._turn, text))
        self._say(self._cutter.feed(text))

    def count(self, ended: Ended, usage: Usage) -> None:
        """What the model said of its own work; several runs in one turn add up."""
        self._ended = ended
        self._usage = Usage(usage.prompt, self._usage.evaluated + usage.evaluated, self._usage.reply + usage.reply)

    @property
    def tokens(self) -> int:
        """How many the model wrote."""
        return self._usage.reply

    def finish(self) -> None:
        """The reply is written: wait until it has been heard. Raises what stopped the voice."""
        self._say(self._cutter.finish())
        self._finish_text(self.text, self._ended)
        if self._speaker is not None:
            try:
                self._speaker.finish()
            except NoSpeaker as error:
                self.is_mute = True
                self._emit(Noticed(self._turn, str(error)))

    def close(self, outcome: Outcome) -> str:
        """End the voice; the reply as it is kept: as far as it was spoken where the person cut it off, else whole."""
        if outcome is not Outcome.COMPLETED:
            self._cancel.cancel()
            if self._playback is not None:
                self._playback.stop()
        said = self.text
        if self._speaker is not None:
            with suppress(NoSpeaker):
                self._speaker.finish()
            self._clock.mark_at("first_audio", self._speaker.first_sample_at)
        if outcome is Outcome.INTERRUPTED and self._tts is not None and self._playback is not None:
            said = said[: self._speaker.spoken_to(said)] if self._speaker is not None else ""
        if self.text:
            self._finish_text(said, Ended.INTERRUPTED)
        return said.strip()

    def _say(self, pieces: list[Piece]) -> None:
        if self._tts is None or self._playback is None or not pieces:
            return
        is_first = self._speaker is None
        if self._speaker is None:
            self._speaker = Speaker(self._turn, self._tts, self._playback, self._cancel, self._emit)
        self._clock.mark("first_sentence")
        for piece in pieces:
            self._speaker.say(piece)
        if is_first:
            self._speaker.wait_for_sound()

    def _finish_text(self, text: str, ended: Ended) -> None:
        if not self._finished:
            self._finished = True
            self._emit(ReplyFinished(self._turn, text, ended, self._usage))
