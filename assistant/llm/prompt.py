"""A prompt as tokens, in which negative ones stand for pictures, so that a context that has it can be told by them."""

from dataclasses import dataclass, field

from assistant.vision.picture import Picture


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

    @property
    def cells(self) -> int:
        """Places taken in the window."""
        return len(self.tokens) + sum(one.cells - len(one.tokens) for one in self.stretches.values())

    def without_last(self) -> "Prompt":
        """All but the last token, which is no picture's."""
        return Prompt(self.tokens[:-1], self.stretches)
