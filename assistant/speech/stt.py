"""Speech to text with Whisper."""

import logging
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from assistant.audio.clip import Samples
from assistant.cancel import CancelToken
from assistant.errors import SttError

log = logging.getLogger(__name__)

RATE = 16_000
"""Hz; what Whisper was trained on."""
WINDOW_SECONDS = 30.0
"""What Whisper's encoder was trained to see at once."""
FRAMES_A_SECOND = 100
MARGINS = {"faster-whisper-tiny.en": 12.0, "faster-whisper-base": 10.0}
"""Seconds of padding after the sound with which the encoder still works as on its whole window, by model.

Measured on 60 spoken sentences of 0.8 to 8 s, clean and noisy, int8: word error rate 0.033 against 0.031 with the
whole window for tiny.en and 0.038 against 0.035 for base, in half the time; with 6 s (tiny.en) and 4 s (base) words are
invented. A model that was not measured gets the whole window.
"""
REPETITIVE = 2.4
"""Compression ratio from which on a text repeats itself; Whisper's own threshold."""
UNLIKELY = -1.0
"""Mean log-probability of the words below which they are guessed; Whisper's own threshold."""


@dataclass(frozen=True, slots=True)
class Transcript:
    text: str
    """Empty where nobody spoke."""
    language: str
    """Two-letter code."""


class Stt(Protocol):
    """Speech to text. One thread owns it."""

    def transcribe(
        self, voice: Samples, language: str, cancel: CancelToken, changed: Callable[[str], None]
    ) -> Transcript:
        """The words in sound of 16,000 Hz that is known to hold a voice; `language` is a two-letter code or `auto`.

        `changed` is given the text so far after each segment. Raises `SttError`, `Cancelled`.
        """
        ...

    def close(self) -> None: ...


class Whisper:
    """A faster-whisper model from a folder in CTranslate2's format."""

    def __init__(self, folder: Path, *, threads: int) -> None:
        """Raises `SttError` where the folder holds no model that can be loaded."""
        if missing := [
            name for name in ("model.bin", "config.json", "tokenizer.json") if not (folder / name).is_file()
        ]:
            # Without its tokenizer faster-whisper would go to the network for one.
            raise SttError(f"The speech model {folder.name} lacks {missing[0]}; pull or add it again.")
        self._margin = MARGINS.get(folder.name, WINDOW_SECONDS)
        try:
            self._model: Any = _windowed_model()(
                str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
            )
        except Exception as error:
            raise SttError(f"The speech model {folder.name} cannot be loaded; run `earsight models verify`.") from error

    def transcribe(
        self, voice: Samples, language: str, cancel: CancelToken, changed: Callable[[str], None]
    ) -> Transcript:
        """The words in sound of 16,000 Hz; see `Stt`."""
        cancel.check()
        # Whole seconds: oneDNN keeps 0.6 MB for every length that it has met, up to 1,024 of them.
        window = min(WINDOW_SECONDS, math.ceil(len(voice) / RATE + self._margin))
        try:
            if window < WINDOW_SECONDS:
                self._model.frames = round(window * FRAMES_A_SECOND)
                segments, info = self._decode(voice, language, temperature=0.0)
                whole = list(segments)
                if not any(s.compression_ratio > REPETITIVE or s.avg_logprob < UNLIKELY for s in whole):
                    return self._transcript(whole, info, cancel, changed)
                log.info("a window of %.1f s gave a doubtful text; decoding again with the whole window", window)
            self._model.frames = round(WINDOW_SECONDS * FRAMES_A_SECOND)
            segments, info = self._decode(voice, language)
            return self._transcript(segments, info, cancel, changed)
        except RuntimeError as error:
            raise SttError("The speech could not be understood by the model; try again.") from error

    def close(self) -> None:
        self._model.model.unload_model()

    def _decode(self, voice: Samples, language: str, **how: float) -> tuple[Iterable[Any], Any]:
        segments, info = self._model.transcribe(
            voice,
            language=self._spoken(language),
            beam_size=1,
            condition_on_previous_text=False,
            without_timestamps=len(voice) <= WINDOW_SECONDS * RATE,
            **how,
        )
        return segments, info

    def _spoken(self, language: str) -> str | None:
        if not self._model.model.is_multilingual:
            return "en"
        if language == "auto":
            return None
        if language not in self._model.supported_languages:
            raise SttError(
                f"This speech model does not know the language {language!r}; choose another in the settings."
            )
        return language

    @staticmethod
    def _transcript(
        segments: Iterable[Any], info: Any, cancel: CancelToken, changed: Callable[[str], None]
    ) -> Transcript:
        heard: list[str] = []
        for segment in segments:
            cancel.check()
            heard.append(segment.text.strip())
            changed(" ".join(heard))
        return Transcript(" ".join(heard).strip(), str(info.language))


def _windowed_model() -> type[Any]:
    """faster-whisper's model with an encoder window that can be set; it pads every clip to 30 s otherwise."""
    from faster_whisper import WhisperModel

    class WindowedModel(WhisperModel):  # type: ignore[misc]
        frames = round(WINDOW_SECONDS * FRAMES_A_SECOND)
        """Spectrogram frames that the encoder sees."""

        def encode(self, features: npt.NDArray[np.float32]) -> Any:
            return super().encode(features[..., : self.frames])

    return WindowedModel
