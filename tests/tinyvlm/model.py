"""The pair's mathematics as llama.cpp computes it; weights are named and laid out as in the GGUF files."""

import math

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.tinyvlm.tokenizer import SIZE as VOCABULARY

WIDTH, HEADS, BLOCKS = 128, 4, 4
TEXT_FEED, SIGHT_FEED = 352, 512
"""Neither may equal `WIDTH`: llama.cpp would take a tower's two matrices for each other."""
EPSILON = 1e-5
ROPE_BASE = 10_000.0
WINDOW = 4096
SIDE, PATCH = 96, 16
PATCHES = (SIDE // PATCH) ** 2
GROUND = (122, 116, 104)
"""What llama.cpp puts around a picture that is not square."""

Weights = dict[str, jax.Array]


def fresh(seed: int) -> tuple[Weights, Weights]:
    """Random weights of the text model and of the tower with its projector."""
    random = np.random.default_rng(seed)

    def normal(*shape: int, scale: float | None = None) -> jax.Array:
        spread = scale if scale is not None else float(np.prod(shape[1:])) ** -0.5
        return jnp.asarray(random.normal(0, spread, shape), jnp.float32)

    text: Weights = {"token_embd.weight": normal(VOCABULARY, WIDTH, scale=0.05), "output_norm.weight": jnp.ones(WIDTH)}
    for block in range(BLOCKS):
        at = f"blk.{block}."
        text |= {at + f"{name}.weight": jnp.ones(WIDTH) for name in ("attn_norm", "ffn_norm")}
        text |= {at + f"attn_{name}.weight": normal(WIDTH, WIDTH) for name in ("q", "k", "v", "output")}
        text |= {at + f"ffn_{name}.weight": normal(TEXT_FEED, WIDTH) for name in ("gate", "up")}
        text[at + "ffn_down.weight"] = normal(WIDTH, TEXT_FEED)

    sight: Weights = {
        "v.patch_embd.weight": normal(WIDTH, 3, PATCH, PATCH),
        "v.patch_embd.bias": jnp.zeros(WIDTH),
        "v.position_embd.weight": _places(),
    }
    shapes = {"attn_q": (WIDTH, WIDTH), "attn_k": (WIDTH, WIDTH), "attn_v": (WIDTH, WIDTH), "attn_out": (WIDTH, WIDTH)}
    shapes |= {"ffn_up": (SIGHT_FEED, WIDTH), "ffn_down": (WIDTH, SIGHT_FEED)}
    for block in range(BLOCKS):
        at = f"v.blk.{block}."
        for name, shape in shapes.items():
            sight[at + f"{name}.weight"], sight[at + f"{name}.bias"] = normal(*shape), jnp.zeros(shape[0])
        for name in ("ln1", "ln2"):
            sight[at + f"{name}.weight"], sight[at + f"{name}.bias"] = jnp.ones(WIDTH), jnp.zeros(WIDTH)
    sight |= {"v.post_ln.weight": jnp.ones(WIDTH), "v.post_ln.bias": jnp.zeros(WIDTH)}
    for name in ("mm.0", "mm.2"):
        sight[f"{name}.weight"], sight[f"{name}.bias"] = normal(WIDTH, WIDTH), jnp.zeros(WIDTH)
    return text, sight


def _places() -> jax.Array:
    """Where the position embeddings begin: waves along both axes, from which neighbours can be told at once."""
    grid, quarter = np.arange(SIDE // PATCH), WIDTH // 4
    angles = grid[:, None] * np.pi * 2.0 ** (-np.arange(quarter) / quarter * 4)
    waves = np.concatenate([np.sin(angles), np.cos(angles)], 1)
    rows, columns = np.meshgrid(grid, grid, indexing="ij")
    return jnp.asarray(np.concatenate([waves[rows.ravel()], waves[columns.ravel()]], 1), jnp.float32)


def prepared(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture as llama.cpp hands it to the tower: (96, 96, 3), aspect kept, bicubic, centred on `GROUND`."""
    height, width = pixels.shape[:2]
    scale = np.float32(SIDE) / np.float32(max(width, height))  # single precision decides what `ceil` gives
    size = (min(SIDE, int(np.ceil(width * scale))), min(SIDE, int(np.ceil(height * scale))))
    whole = Image.new("RGB", (SIDE, SIDE), GROUND)
    small = Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC)
    whole.paste(small, ((SIDE - size[0]) // 2, (SIDE - size[1]) // 2))
    return np.asarray(whole)


def look(sight: Weights, pictures: jax.Array) -> jax.Array:
    """Embeddings (count, 36, width) of prepared pictures (count, 96, 96, 3)."""
    count, grid = pictures.shape[0], SIDE // PATCH
    values = (pictures.astype(jnp.float32) / 255 - 0.5) / 0.5
    cut = values.reshape(count, grid, PATCH, grid, PATCH, 3).transpose(0, 1, 3, 5, 2, 4).reshape(count, PATCHES, -1)
    x = _times(cut, sight["v.patch_embd.weight"].reshape(WIDTH, -1)) + sight["v.patch_embd.bias"]
    x = x + sight["v.position_embd.weight"]
    for block in range(BLOCKS):
        at = f"v.blk.{block}."
        y = _layer_norm(sight, at + "ln1", x)
        q, k, v = (
            _linear(sight, at + f"attn_{name}", y).reshape(count, PATCHES, HEADS, WIDTH // HEADS) for name in "qkv"
        )
        weights = jax.nn.softmax(jnp.einsum("bshd,bthd->bhst", q, k) * q.shape[-1] ** -0.5)
        mixed = jnp.einsum("bhst,bthd->bshd", weights, v).reshape(count, PATCHES, WIDTH)
        x = x + _linear(sight, at + "attn_out", mixed)
        y = jax.nn.gelu(_linear(sight, at + "ffn_up", _layer_norm(sight, at + "ln2", x)))
        x = x + _linear(sight, at + "ffn_down", y)
    x = jax.nn.gelu(_linear(sight, "mm.0", _layer_norm(sight, "v.post_ln", x)))
    return _linear(sight, "mm.2", x)


def read(text: Weights, before: jax.Array, length: jax.Array, x: jax.Array) -> jax.Array:
    """Normed states (count, tokens, width) of embedded sequences `x` that all follow the same tokens `before`.

    Of `before`, (room,), the first `length` count; it is evaluated once for the whole batch.
    """
    room, tokens = before.shape[0], x.shape[1]
    p = text["token_embd.weight"][before][None]
    turn_before, turn_after = _turns(jnp.arange(room)), _turns(length + jnp.arange(tokens))
    causal_before = jnp.tril(jnp.ones((room, room), bool))
    causal = jnp.tril(jnp.ones((tokens, tokens), bool))
    there = jnp.broadcast_to(jnp.arange(room) < length, (tokens, room))
    mask = jnp.concatenate([there, causal], 1)
    for block in range(BLOCKS):
        at = f"blk.{block}."
        qp, kp, vp = _heads(text, at, p, turn_before)
        q, k, v = _heads(text, at, x, turn_after)
        out = text[at + "attn_output.weight"]
        p = p + _times(_attend(jnp.einsum("bshd,bthd->bhst", qp, kp), causal_before, vp, None), out)
        scores = jnp.concatenate([jnp.einsum("bshd,thd->bhst", q, kp[0]), jnp.einsum("bshd,bthd->bhst", q, k)], -1)
        x = x + _times(_attend(scores, mask, v, vp[0]), out)
        p, x = p + _feed(text, at, p), x + _feed(text, at, x)
    return _rms(text, "output_norm", x)


def logits(text: Weights, states: jax.Array) -> jax.Array:
    return _times(states, text["token_embd.weight"])


def _heads(text: Weights, at: str, x: jax.Array, turns: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, ...]:
    y = _rms(text, at + "attn_norm", x)
    q, k, v = (
        _times(y, text[at + f"attn_{name}.weight"]).reshape(*x.shape[:2], HEADS, WIDTH // HEADS) for name in "qkv"
    )
    return _turned(q, turns), _turned(k, turns), v


def _attend(scores: jax.Array, mask: jax.Array, v: jax.Array, before: jax.Array | None) -> jax.Array:
    weights = jax.nn.softmax(jnp.where(mask, scores * (WIDTH // HEADS) ** -0.5, -1e9))
    room = 0 if before is None else before.shape[0]
    mixed = jnp.einsum("bhst,bthd->bshd", weights[..., room:], v)
    if before is not None:
        mixed = mixed + jnp.einsum("bhst,thd->bshd", weights[..., :room], before)
    return mixed.reshape(*mixed.shape[:2], WIDTH)


def _feed(text: Weights, at: str, x: jax.Array) -> jax.Array:
    y = _rms(text, at + "ffn_norm", x)
    gate = jax.nn.silu(_times(y, text[at + "ffn_gate.weight"]))
    return _times(gate * _times(y, text[at + "ffn_up.weight"]), text[at + "ffn_down.weight"])


def _turns(positions: jax.Array) -> tuple[jax.Array, jax.Array]:
    half = WIDTH // HEADS // 2
    angles = positions[:, None] * ROPE_BASE ** (-jnp.arange(half) / half)
    return jnp.cos(angles)[:, None], jnp.sin(angles)[:, None]


def _turned(x: jax.Array, turns: tuple[jax.Array, jax.Array]) -> jax.Array:
    """RoPE on neighbouring pairs."""
    cos, sin = turns
    even, odd = x[..., 0::2], x[..., 1::2]
    return jnp.stack([even * cos - odd * sin, even * sin + odd * cos], -1).reshape(x.shape)


def _rms(weights: Weights, name: str, x: jax.Array) -> jax.Array:
    return x * jax.lax.rsqrt(jnp.mean(x * x, -1, keepdims=True) + EPSILON) * weights[f"{name}.weight"]


def _layer_norm(weights: Weights, name: str, x: jax.Array) -> jax.Array:
    centred = x - jnp.mean(x, -1, keepdims=True)
    spread = jax.lax.rsqrt(jnp.mean(centred * centred, -1, keepdims=True) + EPSILON)
    return centred * spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _linear(weights: Weights, name: str, x: jax.Array) -> jax.Array:
    return _times(x, weights[f"{name}.weight"]) + weights[f"{name}.bias"]


def _times(x: jax.Array, matrix: jax.Array) -> jax.Array:
    """`x @ matrix.T` as one flat product: XLA's way with more axes takes twice the time on a CPU."""
    flat = x.reshape(math.prod(x.shape[:-1]), x.shape[-1])
    return (flat @ matrix.T).reshape(*x.shape[:-1], matrix.shape[0])
