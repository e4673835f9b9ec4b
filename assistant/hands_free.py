"""Listens all the time, without a key: begins a turn when somebody speaks and ends it when they have spoken."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator

import numpy as np

from assistant import paths
from assistant.audio.clip import Samples
from assistant.audio.echo import EchoRemover, echo_remover
from assistant.audio.microphone import RATE, ROOM, Recording, VoiceInput, VoiceStream
from assistant.audio.playback import Playback, SpeakerPlayback
from assistant.audio.vad import WINDOW, VoiceDetector
from assistant.commands import Command, StartListening, StopListening
from assistant.errors import AudioError, EarsightError
from assistant.events import Event, Failed, HandsFreeChanged
from assistant.turn_taking import Act, Attention, TurnTaking

log = logging.getLogger(__name__)

PREROLL = 0.6
"""Seconds before a turn's beginning that belong to it: the voice that began it, and the breath before."""
READ_SECONDS = 0.1
FORGET = 30.0
"""Seconds without a voice after which the detector begins anew, with nothing left of what it heard before."""


class Ear:
    """Holds the microphone from its making to its end, on a thread of its own."""

    def __init__(
        self,
        microphone: VoiceInput | None,
        playback: Playback | None,
        send: Callable[[Command], object],
        attention: Callable[[], Attention],
        emit: Callable[[Event], None],
        after: "Ear | None" = None,
    ) -> None:
        """`attention` says what the assistant is doing; `after` is an ear that may still be closing."""
        self._microphone, self._playback = microphone, playback
        self._send, self._attention, self._emit = send, attention, emit
        self._off = threading.Event()
        self._over = False
        self._lock = threading.Lock()
        # Both are guarded by `_lock`.
        self._recent: deque[Samples] = deque()
        self._recording: Recording | None = None
        self._taking = TurnTaking()
        self._thread = threading.Thread(target=self._run, args=(after,), name="earsight-handsfree", daemon=True)
        self._thread.start()

    @property
    def is_on(self) -> bool:
        return not self._off.is_set()

    @property
    def alive(self) -> bool:
        """Whether a recording may still get sound."""
        return not self._over

    def start(self) -> Recording:
        """What is said from now on and in the moment before, without Earsight's own voice; from any thread."""
        with self._lock:
            if self._recording is not None:
                self._recording.end()
            self._recording = Recording(self, RATE, list(self._recent))
            return self._recording

    def detach(self, recording: Recording) -> None:
        with self._lock:
            if self._recording is recording:
                self._recording = None

    def stop(self) -> None:
        """Listen no longer; from any thread, without waiting."""
        self._off.set()

    def close(self) -> None:
        """Listen no longer, and wait until the microphone is free."""
        self.stop()
        self._thread.join()

    def _run(self, after: "Ear | None") -> None:
        if after is not None:
            after.close()
        failure: Failed | None = None
        try:
            self._listen()
        except EarsightError as error:
            failure = Failed(0, error.code, str(error))
        except Exception:
            log.exception("hands-free stopped")
            failure = Failed(
                0, "internal", f"Hands-free stopped, something went wrong; the log {paths.log_file()} says what."
            )
        self._off.set()
        with self._lock:
            unfinished, self._recording = self._recording, None
            if unfinished is not None and failure is None:
                unfinished.end()
            self._over = True
        # A turn that was listening says it by itself.
        if failure is not None and unfinished is None:
            self._emit(failure)
        self._emit(HandsFreeChanged(0, on=False, echo=None))

    def _listen(self) -> None:
        if self._microphone is None:
            raise AudioError("There is no microphone; connect one, or type your question.")
        remover = echo_remover()
        speaker = self._playback if isinstance(self._playback, SpeakerPlayback) else None
        stream = self._microphone.start()
        try:
            if speaker is not None:
                speaker.tap = remover.played
            self._emit(HandsFreeChanged(0, on=True, echo=remover.echo))
            for window, is_voice, probability in self._judged(stream, remover):
                self._pass_on(window)
                self._act(
                    self._taking.follow(WINDOW / RATE, self._attention(), is_voice=is_voice, probability=probability)
                )
                if speaker is not None:
                    speaker.is_hushed = self._taking.is_wary
        finally:
            if speaker is not None:
                speaker.tap, speaker.is_hushed = None, False
            stream.stop()

    def _judged(self, stream: VoiceStream, remover: EchoRemover) -> Iterator[tuple[Samples, bool, float]]:
        """What is heard, 32 ms at a time, with whether it belongs to a voice and how likely it alone is voice."""
        detector = VoiceDetector()
        rest = np.zeros(0, np.float32)
        while not self._off.is_set():
            heard = stream.read(READ_SECONDS)
            if heard is None:
                return
            rest = np.concatenate([rest, remover.clean(heard)])
            while len(rest) >= WINDOW:
                window, rest = rest[:WINDOW], rest[WINDOW:]
                detector.feed(window)
                last = detector.spans[-1].end if detector.spans else 0
                yield window, last == detector.heard, detector.probability
                if detector.heard - last >= FORGET * RATE:
                    detector = VoiceDetector()

    def _pass_on(self, window: Samples) -> None:
        """To the turn that listens, and to what the next one begins with."""
        block = window[:, np.newaxis]
        # In this order: a recording that begins in between is left alone.
        before = self._recording
        is_listening = self._attention() is Attention.LISTENING
        with self._lock:
            self._recent.append(block)
            while len(self._recent) > PREROLL * RATE / WINDOW:
                self._recent.popleft()
            if self._recording is None:
                return
            if self._recording is before and not is_listening:
                self._recording.stop()
            if not self._recording.arrived(block, time.monotonic() - ROOM):
                self._recording = None

    def _act(self, act: Act | None) -> None:
        match act:
            case Act.PRESS:
                self._send(StartListening())
            case Act.RELEASE:
                self._send(StopListening())
                # The silence is over long ago: nothing of what was said is still on its way.
                with self._lock:
                    if self._recording is not None:
                        self._recording.end()
                        self._recording = None
