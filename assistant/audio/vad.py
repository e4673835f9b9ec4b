"""Where in a stream of sound somebody speaks, by Silero's detector, which faster-whisper carries."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.audio.clip import Samples

RATE = 16_000
"""Hz; what the detector was trained on."""
WINDOW = 512
"""Samples the detector judges at once: 32 ms."""
CONTEXT = 64
"""Samples of the window before that it is shown again."""
VOICE = 0.5
"""Probability from which on a window begins a voice."""
SILENCE = 0.35
"""Probability below which a window ends it."""


@dataclass(slots=True)
class Span:
    """A stretch of voice, in samples since the beginning."""

    start: int
    end: int


class VoiceDetector:
    """Feed it sound of 16,000 Hz in any portions; `spans` grows."""

    def __init__(self) -> None:
        from faster_whisper.vad import get_vad_model

        self._session: Any = get_vad_model().session
        self._state = np.zeros((1, 1, 128), np.float32), np.zeros((1, 1, 128), np.float32)
        self._context = np.zeros(CONTEXT, np.float32)
        self._rest = np.zeros(0, np.float32)
        self._speaking = False
        self.probability = 0.0
        """That the window judged last is voice."""
        self.heard = 0
        """Samples judged so far."""
        self.spans: list[Span] = []

    def feed(self, samples: Samples) -> None:
        """Judge the next samples, shape (n,); what does not fill a window waits for more."""
        sound = np.concatenate([self._rest, samples])
        count = len(sound) // WINDOW
        self._rest = sound[count * WINDOW :]
        if not count:
            return
        windows = sound[: count * WINDOW].reshape(count, WINDOW)
        before = np.vstack([self._context, windows[:-1, -CONTEXT:]])
        self._context = windows[-1, -CONTEXT:]
        for at in range(0, count, 1000):
            shown = np.hstack([before[at : at + 1000], windows[at : at + 1000]])
            hidden, cell = self._state
            probabilities, hidden, cell = self._session.run(None, {"input": shown, "h": hidden, "c": cell})
            self._state = hidden, cell
            for probability in np.asarray(probabilities).ravel():
                self._judge(float(probability))

    def _judge(self, probability: float) -> None:
        start, self.heard = self.heard, self.heard + WINDOW
        self.probability = probability
        self._speaking = probability >= (SILENCE if self._speaking else VOICE)
        if not self._speaking:
            return
        if self.spans and self.spans[-1].end == start:
            self.spans[-1].end = self.heard
        else:
            self.spans.append(Span(start, self.heard))
