"""A prompt as tokens, in which negative ones stand for pictures, so that a context that has it can be told by them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.vision.picture import Picture

LEAST = 32
"""Tokens in a row that are the same in two conversations only where it is one."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of a picture in a prompt, where one negative token stands for each of its positions."""

    picture: Picture
    number: int
    """Which of the picture's stretches; a tiled picture has several."""
    tokens: tuple[int, ...]
    """Made of the pixels: the same for the same picture, and no other's."""
    cells: int
    """Places it takes in the model's window: more than positions where a position has two dimensions (M-RoPE)."""


@dataclass(slots=True)
class Prompt:
    """One token for each position."""

    tokens: list[int]
    stretches: dict[int, Stretch] = field(default_factory=dict)
    """Those of pictures, by their first token."""
    head: int = 0
    """Tokens of the first message (the brief, the instructions and the memory) with the one that closes it."""

    @property
    def cells(self) -> int:
        """Places taken in the window."""
        return len(self.tokens) + sum(one.cells - len(one.tokens) for one in self.stretches.values())

    def without_last(self) -> "Prompt":
        """All but the last token, which is no picture's."""
        return Prompt(self.tokens[:-1], self.stretches, self.head)


def gone_between(cached: Sequence[int], tokens: Sequence[int], same: int) -> int:
    """How many tokens left the conversation at `same`, up to where both agree, so that what follows goes on there.

    0 where nothing like it is found: what follows has to be the same for `LEAST` tokens.
    """
    probe = np.array(tokens[same : same + LEAST], np.int32)
    if len(probe) < LEAST:
        return 0
    rest = np.array(cached[same + 1 :], np.int32)
    place = -1
    while (place := rest.tobytes().find(probe.tobytes(), place + 1)) >= 0:
        if place % rest.itemsize == 0:
            return place // rest.itemsize + 1
    return 0
