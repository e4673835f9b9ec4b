"""Spoken questions to measure with: anybody's recordings, or texts said by the installed voice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.audio.clip import Clip, join
from assistant.audio.files import read_clip, resample, write_wav
from assistant.errors import AudioError
from assistant.speech.stt import RATE
from assistant.speech.tts import Tts

HEAD_SECONDS = 0.2
"""Between the key's press and the first word."""
TAIL_SECONDS = 0.3
"""Between the last word and the key's release."""
SOUNDS = {".wav", ".flac", ".ogg", ".mp3"}


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    """Its words, or the name of the recording."""
    clip: Clip
    path: Path
    """The same as a WAV of 16,000 Hz, for a peer."""


def recorded(folder: Path) -> list[tuple[str, Clip]]:
    """The recordings of a folder with their names, without hidden files, which systems leave beside others.

    Raises `AudioError` where there are none, or one is no sound.
    """
    if not folder.is_dir():
        raise AudioError(f"There is no folder {folder}; check the name.")
    found = sorted(path for path in folder.glob("[!.]*") if path.suffix.lower() in SOUNDS)
    if not found:
        raise AudioError(f"There are no sound files in {folder}; put WAV, FLAC, OGG or MP3 files there.")
    return [(path.stem, read_clip(path)) for path in found]


def spoken(texts: Sequence[str], tts: Tts) -> list[tuple[str, Clip]]:
    """The texts as a person would ask them with a key held: a moment of silence, the words, another moment."""
    clips = []
    for text in texts:
        voice = [clip.samples for clip in tts.synthesize(text)]
        head, tail = (np.zeros(round(seconds * tts.rate), np.float32) for seconds in (HEAD_SECONDS, TAIL_SECONDS))
        clips.append((text, join([head, _trimmed(np.concatenate(voice)), tail], tts.rate)))
    return clips


def questions(clips: Iterable[tuple[str, Clip]], into: Path) -> list[Question]:
    """The clips as questions, each with its WAV in a new folder. Raises `AudioError` where it cannot be written."""
    made = []
    into.mkdir()
    for number, (name, clip) in enumerate(clips):
        path = into / f"{number:04}.wav"
        heard = resample(clip, RATE)
        write_wav(path, heard)
        made.append(Question(name, heard, path))
    return made


def _trimmed(voice: np.ndarray) -> np.ndarray:
    """Without the silence that a voice model puts around its words, so that the tail is what it says it is."""
    loud = np.flatnonzero(np.abs(voice) > 0.01)
    return voice[loud[0] : loud[-1] + 1] if len(loud) else voice
