"""Speech to text with Whisper."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from assistant.audio.clip import Clip, Samples
from assistant.cancel import CancelToken
from assistant.errors import SttError

log = logging.getLogger(__name__)

RATE = 16_000
"""Hz; what Whisper and the voice detector were trained on."""
WINDOW_SECONDS = 30.0
"""What Whisper's encoder sees at once."""
SHORTEST_SPEECH = 0.1
"""Seconds of voice below which nothing was said."""
MARGIN = 0.3
"""Seconds kept on each side of the voice."""


@dataclass(frozen=True, slots=True)
class Transcript:
    text: str
    """Empty where nobody spoke."""
    language: str
    """Two-letter code."""
    seconds: float
    """Length of the voice, from its first sound to its last."""


class Stt(Protocol):
    """Speech to text. One thread owns it."""

    def transcribe(self, clip: Clip, language: str, cancel: CancelToken, changed: Callable[[str], None]) -> Transcript:
        """The words in a clip of 16,000 Hz; `language` is a two-letter code or `auto`.

        `changed` is given the text so far after each segment. Raises `SttError`, `Cancelled`.
        """
        ...

    def close(self) -> None: ...


class Whisper:
    """A faster-whisper model from a folder in CTranslate2's format."""

    def __init__(self, folder: Path, *, threads: int) -> None:
        """Raises `SttError` where the folder holds no model that can be loaded."""
        from faster_whisper import WhisperModel

        if missing := [
            name for name in ("model.bin", "config.json", "tokenizer.json") if not (folder / name).is_file()
        ]:
            # Without its tokenizer faster-whisper would go to the network for one.
            raise SttError(f"The speech model {folder.name} lacks {missing[0]}; pull or add it again.")
        try:
            self._model: Any = WhisperModel(
                str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
            )
        except Exception as error:
            raise SttError(f"The speech model {folder.name} cannot be loaded; run `earsight models verify`.") from error

    def transcribe(self, clip: Clip, language: str, cancel: CancelToken, changed: Callable[[str], None]) -> Transcript:
        """The words in a clip of 16,000 Hz; see `Stt`."""
        voice, start, end = self._voice(clip.samples)
        if len(voice) < SHORTEST_SPEECH * RATE:
            return Transcript("", language, 0.0)
        cancel.check()
        spoken = "en" if not self._model.model.is_multilingual else None if language == "auto" else language
        if spoken is not None and spoken not in self._model.supported_languages:
            raise SttError(f"This speech model does not know the language {spoken!r}; choose another in the settings.")
        heard: list[str] = []
        try:
            segments, info = self._model.transcribe(
                voice,
                language=spoken,
                beam_size=1,
                condition_on_previous_text=False,
                without_timestamps=len(voice) <= WINDOW_SECONDS * RATE,
            )
            for segment in segments:
                cancel.check()
                heard.append(segment.text.strip())
                changed(" ".join(heard))
        except RuntimeError as error:
            raise SttError("The speech could not be understood by the model; try again.") from error
        return Transcript(" ".join(heard).strip(), str(info.language), (end - start) / RATE)

    def close(self) -> None:
        self._model.model.unload_model()

    def _voice(self, samples: Samples) -> tuple[Samples, int, int]:
        """The stretch that holds a voice, with its margin, and where it begins and ends."""
        from faster_whisper.vad import VadOptions, get_speech_timestamps

        options = VadOptions(min_speech_duration_ms=100, min_silence_duration_ms=500, speech_pad_ms=30)
        spans = get_speech_timestamps(samples, options) if len(samples) else []
        if not spans:
            return samples[:0], 0, 0
        start, end = int(spans[0]["start"]), int(spans[-1]["end"])
        margin = int(MARGIN * RATE)
        return samples[max(0, start - margin) : end + margin], start, end
