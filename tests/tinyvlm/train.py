"""Trains the pair from nothing on the CPU and writes it: first the tower alone, then the conversations."""

import argparse
import logging
import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from tests.tinyvlm import dialogues, model, talk
from tests.tinyvlm.dialogues import EASY, KINDS, YES_OR_NO, Plan
from tests.tinyvlm.draw import COLOURS, SHAPES, SIDES
from tests.tinyvlm.export import export
from tests.tinyvlm.pair import HERE
from tests.tinyvlm.pool import CELLS, Pool, classes_of
from tests.tinyvlm.tokenizer import Vocabulary

log = logging.getLogger("tinyvlm")

FRESH = 12
"""New pictures a step."""
KEEP_EVERY = 50
"""Steps between two checkpoints."""
CLASSES = len(COLOURS) + len(SHAPES) + len(SIDES)


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    steps: int
    count: int
    """Conversations or pictures in a batch."""
    rate: float
    """Highest learning rate."""
    plan: Plan | None = None
    """None: the tower alone."""


STAGES = (
    Stage("tower", 1800, 48, 1.5e-3),
    Stage("questions", 400, 24, 1.2e-3, Plan(96, EASY, real=False)),
    Stage("yes and no", 1200, 32, 1e-3, Plan(88, YES_OR_NO, real=False)),
    Stage("conversations", 1200, 16, 8e-4, Plan(192, KINDS, real=True)),
)
LONG = Plan(448, KINDS, real=True, words=220)


def _heads() -> model.Weights:
    """What reads the tower's embeddings in its first stage, and is thrown away after the last."""
    random = np.random.default_rng(1)
    shape = (CELLS * CELLS // model.PATCHES + CLASSES, model.WIDTH)
    return {"weight": jnp.asarray(random.normal(0, 0.05, shape), jnp.float32), "bias": jnp.zeros(shape[0])}


def _tower_loss(
    heads: model.Weights, seen: jax.Array, masks: jax.Array, classes: jax.Array
) -> tuple[jax.Array, jax.Array]:
    """Every patch tells its part of the mask, and the colour, shape and side; also the share that is right."""
    told = seen @ heads["weight"].T + heads["bias"]
    cells = masks.shape[-1]
    loss = optax.sigmoid_binary_cross_entropy(told[..., :cells], masks).mean() * 3
    weight = jnp.where(masks.mean(-1) > 0.02, 1.0, 0.05)
    weight = weight / weight.sum(-1, keepdims=True)
    at, right = cells, []
    for place, size in enumerate((len(COLOURS), len(SHAPES), len(SIDES))):
        scores = jax.nn.log_softmax(told[..., at : at + size])
        wanted = classes[:, place]
        loss = loss - (jnp.take_along_axis(scores, wanted[:, None, None], -1)[..., 0] * weight).sum(-1).mean()
        right.append((scores * weight[..., None]).sum(1).argmax(-1) == wanted)
        at += size
    return loss, jnp.stack(right).mean(1)


def _learn_tower(all_weights: dict[str, model.Weights], given: tuple[jax.Array, ...]) -> tuple[jax.Array, jax.Array]:
    pictures, masks, classes = given
    return _tower_loss(all_weights["heads"], model.look(all_weights["sight"], pictures), masks, classes)


def _learn_talk(all_weights: dict[str, model.Weights], given: tuple[jax.Array, ...]) -> tuple[jax.Array, jax.Array]:
    """The loss over the replies' tokens, with a little of the tower's own; also the shares right.

    Those are of the tokens, and of the conversations in which every token is right.
    """
    pictures, masks, classes, before, length, tokens, embeddings, learnt = given
    seen = model.look(all_weights["sight"], pictures)
    own, _ = _tower_loss(all_weights["heads"], seen, masks, classes)
    words = all_weights["text"]["token_embd.weight"][tokens]
    x = jnp.where((embeddings >= 0)[..., None], seen.reshape(-1, model.WIDTH)[embeddings], words)
    states = model.read(all_weights["text"], before, length, x)
    rows, places, weights = learnt
    counts = places > 0
    told = model.logits(all_weights["text"], states[rows, places - 1])
    wanted = tokens[rows, places]
    each = optax.softmax_cross_entropy_with_integer_labels(told, wanted)
    wrong = (told.argmax(-1) != wanted) & counts
    conversations = jnp.zeros(tokens.shape[0]).at[rows].max(wrong)
    share = wrong.sum() / counts.sum()
    return (each * weights).sum() / weights.sum() + 0.3 * own, 1 - jnp.stack([share, conversations.mean()])


def _batch(stage: Stage, pool: Pool, vocabulary: Vocabulary, random: np.random.Generator) -> tuple[jax.Array, ...]:
    plan, count = stage.plan, stage.count
    long = 0.0
    if plan is not None and plan.real:
        long = random.random()
        if long > 0.95:
            plan, count = LONG, count // 2
    pictures, masks, scenes = pool.take(count)
    given: tuple[Any, ...] = (pictures, masks, classes_of(scenes))
    if plan is not None:
        room, words = (256, 40) if long < 0.75 else (704, 260) if long < 0.92 else (1728, 700)
        start = dialogues.before(vocabulary, random, room, words) if plan.real else (np.zeros(0, np.int32), 0)
        given += (*start, *dialogues.batch(scenes, vocabulary, random, plan))
    return tuple(jnp.asarray(part) for part in given)


@dataclass(slots=True)
class Progress:
    """What a checkpoint holds."""

    weights: dict[str, model.Weights]
    vocabulary: Vocabulary
    stage: int = 0
    step: int = 0
    optimiser: Any = None
    """The optimiser's state in the middle of a stage."""

    def keep(self, path: Path | None) -> None:
        if path is not None:
            new = path.with_suffix(".new")
            arrays = jax.tree.map(np.asarray, (self.weights, self.optimiser))
            new.write_bytes(pickle.dumps((arrays, self.vocabulary, self.stage, self.step)))
            new.replace(path)

    @classmethod
    def kept(cls, path: Path) -> "Progress":
        (weights, optimiser), vocabulary, stage, step = pickle.loads(path.read_bytes())
        return cls(weights, vocabulary, stage, step, optimiser)


def train(folder: Path, checkpoint: Path | None) -> None:
    """Run every stage, from where the checkpoint stands, and write the pair into `folder`."""
    if checkpoint is not None and checkpoint.exists():
        progress = Progress.kept(checkpoint)
    else:
        text, sight = model.fresh(0)
        vocabulary = Vocabulary(talk.corpus(np.random.default_rng(0)))
        progress = Progress({"text": text, "sight": sight, "heads": _heads()}, vocabulary)
    random = np.random.default_rng((progress.stage, progress.step))
    pool = Pool(random)
    pool.draw(2048)
    for stage in STAGES[progress.stage :]:
        _run(stage, progress, pool, random, checkpoint)
        progress.stage, progress.step, progress.optimiser = progress.stage + 1, 0, None
        progress.keep(checkpoint)
    export(progress.weights["text"], progress.weights["sight"], progress.vocabulary, folder)


def _run(stage: Stage, progress: Progress, pool: Pool, random: np.random.Generator, checkpoint: Path | None) -> None:
    rate = optax.warmup_cosine_decay_schedule(0, stage.rate, 100, stage.steps, stage.rate * 0.03)
    optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, b2=0.98, weight_decay=0.02))
    if progress.optimiser is None:
        progress.optimiser = optimiser.init(progress.weights)
    loss: Callable[..., Any] = _learn_tower if stage.plan is None else _learn_talk

    @jax.jit
    def step(weights: Any, state: Any, given: Any) -> Any:
        (value, right), slopes = jax.value_and_grad(loss, has_aux=True)(weights, given)
        changes, state = optimiser.update(slopes, state, weights)
        return optax.apply_updates(weights, changes), state, value, right

    values, rights = [], []
    while progress.step < stage.steps:
        pool.draw(FRESH)
        given = _batch(stage, pool, progress.vocabulary, random)
        progress.weights, progress.optimiser, value, right = step(progress.weights, progress.optimiser, given)
        values.append(float(value))
        rights.append(np.asarray(right))
        progress.step += 1
        if progress.step % KEEP_EVERY == 0:
            progress.keep(checkpoint)
            log.info(
                "%s %d/%d: loss %.4f, right %s, %.0f s of work", stage.name, progress.step, stage.steps,
                np.mean(values), np.round(np.mean(rights, 0), 3), time.process_time(),
            )  # fmt: skip
            values, rights = [], []


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--into", type=Path, default=HERE, help="folder for the pair")
    arguments.add_argument("--checkpoint", type=Path, help="file to keep the work in, and to go on from")
    given = arguments.parse_args()
    train(given.into, given.checkpoint)
