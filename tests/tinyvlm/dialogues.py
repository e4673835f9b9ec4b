"""Whole conversations as tokens: where the pictures stand, and which tokens the model must learn to say."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tests.tinyvlm import talk
from tests.tinyvlm.draw import Scene
from tests.tinyvlm.model import PATCHES
from tests.tinyvlm.tokenizer import Vocabulary

EASY = ("colour", "shape", "see", "side")
FIRST = 5
"""How much more than the others a reply's first token weighs."""
YES_OR_NO = ("is_colour", "is_shape")
KINDS = (*EASY, *YES_OR_NO, *YES_OR_NO)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the conversations of a stage are like."""

    room: int
    """Tokens of a conversation, its system message apart."""
    kinds: tuple[str, ...]
    real: bool
    """With dates, sources, small talk, several pictures and missing ones, as the assistant's are."""
    words: int = 24
    """Most words of a source."""


@dataclass(slots=True)
class Tokens:
    """A conversation: its tokens, the embedding that replaces each (-1: none), and which are learnt."""

    tokens: list[int] = field(default_factory=list)
    embeddings: list[int] = field(default_factory=list)
    learnt: list[bool] = field(default_factory=list)

    def add(self, tokens: list[int], *, learnt: bool = False) -> None:
        self.tokens += tokens
        self.embeddings += [-1] * len(tokens)
        self.learnt += [learnt] * len(tokens)

    def show(self, picture: int) -> None:
        self.tokens += [0] * PATCHES
        self.embeddings += range(picture * PATCHES, (picture + 1) * PATCHES)
        self.learnt += [False] * PATCHES

    def cut(self, length: int) -> None:
        del self.tokens[length:], self.embeddings[length:], self.learnt[length:]


def before(vocabulary: Vocabulary, random: np.random.Generator, room: int, words: int) -> tuple[NDArray[np.int32], int]:
    """A system message as tokens, padded to `room`, and its length; now and then of length 0."""
    text = talk.system(random, words) if random.random() < 0.9 else ""
    tokens = [vocabulary.start, *vocabulary.encode("system\n"), *vocabulary.encode(text), vocabulary.end]
    tokens = [*tokens, *vocabulary.encode("\n")] if text else []
    if len(tokens) > room:
        tokens = tokens[len(tokens) - room :]
    padded = np.zeros(room, np.int32)
    padded[: len(tokens)] = tokens
    return padded, len(tokens)


def batch(
    scenes: list[Scene], vocabulary: Vocabulary, random: np.random.Generator, plan: Plan
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """One conversation about each scene: tokens and embeddings, each (count, room), and where the learnt tokens are.

    That is (3, count * room / 3): rows, places (0: none) and weights. A reply's first token weighs most: whether it is
    yes or no is hardest to learn.
    """
    shape = (len(scenes), plan.room)
    tokens, embeddings, learnt = np.zeros(shape, np.int32), np.full(shape, -1, np.int32), np.zeros(shape, bool)
    for row in range(len(scenes)):
        said = _conversation(scenes, row, vocabulary, random, plan)
        length = len(said.tokens)
        tokens[row, :length], embeddings[row, :length], learnt[row, :length] = said.tokens, said.embeddings, said.learnt
    places = np.zeros((3, learnt.size // 3), np.int32)
    rows, columns = (found[: places.shape[1]] for found in learnt.nonzero())
    weights = np.where(learnt[rows, columns - 1], 1, FIRST)
    places[:, : len(rows)] = rows, columns, weights
    return tokens, embeddings, places


def _conversation(
    scenes: list[Scene], own: int, vocabulary: Vocabulary, random: np.random.Generator, plan: Plan
) -> Tokens:
    said = Tokens()
    shown: int | None = None
    without = plan.real and random.random() < 0.06
    wait = plan.real and random.random() < 0.2
    while True:
        length = len(said.tokens)
        new = None
        if not without and not wait:
            if shown is None:
                new = own
            elif plan.real and random.random() < 0.2:
                new = int(random.integers(len(scenes)))
        wait = False
        shown = new if new is not None else shown
        _turn(said, new, None if shown is None else scenes[shown], vocabulary, random, plan)
        if len(said.tokens) > plan.room:
            said.cut(length)
            return said


def _turn(
    said: Tokens,
    new: int | None,
    seen: Scene | None,
    vocabulary: Vocabulary,
    random: np.random.Generator,
    plan: Plan,
) -> None:
    words = talk.ask(seen, random, plan.kinds)
    text = words.text
    if plan.real:
        if new is None and random.random() < 0.1:
            words = talk.small_talk(random)
        text = talk.surrounded(words.text, random, most_words=plan.words)
    place = random.random()
    said.add([vocabulary.start, *vocabulary.encode("user\n")])
    if new is not None and (not plan.real or place < 0.9):
        said.show(new)
        if place < 0.08:
            said.add(vocabulary.encode("\n"))
    said.add(vocabulary.encode(text))
    if new is not None and plan.real and place >= 0.9:
        said.show(new)
    said.add([vocabulary.end, *vocabulary.encode("\n"), vocabulary.start, *vocabulary.encode("assistant\n")])
    said.add([*vocabulary.encode(words.reply), vocabulary.end], learnt=True)
    said.add(vocabulary.encode("\n"))
