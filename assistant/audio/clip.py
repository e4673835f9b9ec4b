"""A stretch of sound as a plain value."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Mono sound."""

    samples: Samples
    """Shape (n,), float32, from -1.0 to 1.0."""
    rate: int
    """Samples per second, in Hz."""

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


def join(blocks: Sequence[Samples], rate: int) -> Clip:
    """One clip from blocks that follow each other."""
    return Clip(np.concatenate(blocks) if blocks else np.zeros(0, np.float32), rate)
