"""Text to speech with Piper."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from assistant.audio.clip import Clip
from assistant.errors import TtsError


class Tts(Protocol):
    """Text to speech. One thread at a time uses it."""

    rate: int
    """Hz of every clip it makes."""
    language: str
    """Two-letter code."""

    def synthesize(self, text: str) -> Iterator[Clip]:
        """Speak plain words, a sentence at a time. Raises `TtsError`."""
        ...

    def prepare(self, text: str) -> None:
        """Make the sound of a text that is probably the next to be spoken, and keep it. Raises `TtsError`."""
        ...


class Piper:
    """A Piper voice: an `.onnx` file with its `.onnx.json` beside it."""

    def __init__(self, path: Path, *, threads: int, speed: float = 1.0) -> None:
        """`speed` 2.0 is twice the voice's own. Raises `TtsError`."""
        from piper import SynthesisConfig
        from piper.phonemize_espeak import ESPEAK_DATA_DIR

        # espeak-ng ends the whole process when its data is missing.
        if not (Path(ESPEAK_DATA_DIR) / "phontab").is_file():
            raise TtsError("The voice's pronunciation data is missing; install Earsight again.")
        try:
            self._voice = _voice(path, threads)
        except Exception as error:
            raise TtsError(f"The voice {path.name} cannot be loaded; run `earsight models verify`.") from error
        self.rate: int = self._voice.config.sample_rate
        self.language: str = self._voice.config.espeak_voice.replace("_", "-").split("-")[0]
        self._lock = threading.Lock()
        self._prepared: tuple[str, list[Clip]] = "", []
        self._how = SynthesisConfig(length_scale=self._voice.config.length_scale / speed)

    def synthesize(self, text: str) -> Iterator[Clip]:
        """Speak plain words, a sentence at a time; see `Tts`."""
        with self._lock:
            if text == self._prepared[0]:
                yield from self._prepared[1]
                return
            yield from self._spoken(text)

    def prepare(self, text: str) -> None:
        """Make the sound of a text ahead of time, from any thread; see `Tts`."""
        with self._lock:
            self._prepared = text, list(self._spoken(text))

    def _spoken(self, text: str) -> Iterator[Clip]:
        try:
            for chunk in self._voice.synthesize(text.replace("\0", " "), self._how):
                yield Clip(chunk.audio_float_array, chunk.sample_rate)
        except Exception as error:
            raise TtsError("The voice failed on this sentence; try another voice.") from error


def _voice(path: Path, threads: int) -> Any:
    """As `PiperVoice.load`, but with as many threads as are wanted, and without planning which memory is used twice.

    That takes three quarters of the loading (1.6 of 2.4 s) and saves nothing: a reply of 33 s needs 680 MB either way.
    """
    import onnxruntime
    from piper import PiperConfig, PiperVoice

    options = onnxruntime.SessionOptions()
    options.enable_mem_reuse = False
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    config = PiperConfig.from_dict(json.loads(Path(f"{path}.json").read_text("utf-8")))
    return PiperVoice(session=session, config=config)
