"""The silence that a voice puts around every piece, taken away where a sentence goes on from one piece to the next."""

import numpy as np
import numpy.typing as npt

from assistant.audio.clip import Samples

FAINT = 0.005
"""Share of the loudest sample below which nothing is heard: a cut there makes no click."""
KEPT_SECONDS = 0.02
"""Around what is heard: a word may begin or end softly.

Between two pieces of one sentence Piper's joe is silent for 0.18 to 0.24 s, and so for 0.06 s.
"""


def without_head(sound: Samples, rate: int) -> Samples:
    """The sound without the silence that it begins with."""
    heard = _heard(sound)
    return sound[max(0, heard[0] - round(KEPT_SECONDS * rate)) :] if len(heard) else sound


def without_tail(sound: Samples, rate: int) -> Samples:
    """The sound without the silence that it ends with."""
    heard = _heard(sound)
    return sound[: heard[-1] + 1 + round(KEPT_SECONDS * rate)] if len(heard) else sound


def _heard(sound: Samples) -> npt.NDArray[np.intp]:
    loud = np.abs(sound)
    return np.flatnonzero(loud > FAINT * loud.max(initial=0.0))
