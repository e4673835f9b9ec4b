"""A voice that says a sentence the same way every time: Piper without the chance in its sound."""

from pathlib import Path

import numpy as np
from piper import PiperVoice, SynthesisConfig

from assistant.audio.clip import Clip

STEADY = SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0)


def spoken(voice: Path, text: str) -> Clip:
    clips = list(PiperVoice.load(voice).synthesize(text, STEADY))
    return Clip(np.concatenate([clip.audio_float_array for clip in clips]), clips[0].sample_rate)
