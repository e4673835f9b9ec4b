"""Spoken questions to measure with: anybody's recordings, or these, said by the installed voice."""

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

TEXTS = (
    "What time is it?",
    "Who wrote Moby Dick?",
    "How many legs does a spider have?",
    "What is the capital of Norway?",
    "Why do cats purr?",
    "What is fifteen percent of eighty?",
    "How do I get a coffee stain out of a white shirt?",
    "Tell me a short joke about a penguin.",
    "Which planet is the largest in our solar system?",
    "Is it safe to eat the skin of a kiwi fruit?",
    "How far is it from London to Paris by train?",
    "Explain to me in simple words why the moon changes its shape.",
    "What should I cook tonight if I only have rice, onions and two eggs?",
    "What is the difference between baking soda and baking powder?",
    "Give me three ideas for a birthday present for my father, who likes fishing and old movies.",
    "Write a short message to my boss saying that I will be ten minutes late today.",
    "I have been thinking about learning the piano, but I do not know how to begin. Do you have any advice?",
    "I slept badly again last night, and I have an important meeting this afternoon. What can I do to stay awake?",
    "My sister is coming to visit next weekend. We want to see a museum, have lunch somewhere quiet, and take a long "
    "walk. What would you suggest?",
    "I would like to grow tomatoes on my balcony, which gets sun only in the morning. Which kind should I buy, how "
    "large should the pots be, and how often do they need water?",
)


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    clip: Clip
    path: Path
    """The same as a WAV of 16,000 Hz, for a peer."""


def recorded(folder: Path) -> list[Path]:
    """The sound files of a folder, by name. Raises `AudioError` where there are none."""
    found = sorted(path for path in folder.glob("*") if path.suffix.lower() in SOUNDS)
    if not found:
        raise AudioError(f"There are no sound files in {folder}; put WAV, FLAC, OGG or MP3 files there.")
    return found


def questions(folder: Path | None, tts: Tts, into: Path) -> list[Question]:
    """The questions of a folder, or the ones above; `into` is where their WAVs go."""
    clips = {path.stem: read_clip(path) for path in recorded(folder)} if folder is not None else _spoken(tts)
    made = []
    for name, clip in clips.items():
        path = into / f"{name}.wav"
        write_wav(path, resample(clip, RATE))
        made.append(Question(name, resample(clip, RATE), path))
    return made


def _spoken(tts: Tts) -> dict[str, Clip]:
    clips = {}
    for number, text in enumerate(TEXTS):
        voice = [clip.samples for clip in tts.synthesize(text)]
        head, tail = (np.zeros(round(seconds * tts.rate), np.float32) for seconds in (HEAD_SECONDS, TAIL_SECONDS))
        clips[f"{number:02}"] = join([head, _trimmed(np.concatenate(voice)), tail], tts.rate)
    return clips


def _trimmed(voice: np.ndarray) -> np.ndarray:
    """Without the silence that a voice model puts around its words, so that the tail is what it says it is."""
    loud = np.flatnonzero(np.abs(voice) > 0.01)
    return voice[loud[0] : loud[-1] + 1] if len(loud) else voice
