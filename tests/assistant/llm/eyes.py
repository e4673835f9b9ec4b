"""Pairs of GGUF files with random weights, of the kinds of sight that differ in how a picture lies in a context."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from gguf import GGUFReader, GGUFWriter, TokenType

from tests import tinyvlm

Weights = dict[str, npt.NDArray[np.float32]]

KINDS = {
    "mrope": ("qwen2vl", "qwen2vl_merger"),
    "not causal, sliding window": ("gemma3", "gemma3"),
    "tiled": ("llama", "idefics3"),
}
"""The text model's architecture and the projector of each."""
WIDTH, HEADS, FEED, BLOCKS, SIDE, PATCH = 64, 2, 96, 2, 112, 14
MARKS = ["<|vision_start|>", "<|vision_end|>", "<start_of_image>", "<end_of_image>"]
MARKS += ["<fake_token_around_image>", "<global-img>", *(f"<row_{1 + i // 4}_col_{1 + i % 4}>" for i in range(16))]


def write_pair(kind: str, folder: Path) -> tuple[Path, Path]:
    """A model and its mmproj of that kind, of about a megabyte."""
    random = np.random.default_rng(7)
    architecture, projector = KINDS[kind]
    model, mmproj = folder / f"{architecture}.gguf", folder / f"mmproj-{projector}.gguf"
    _write_text(architecture, model, random)
    _write_sight(projector, mmproj, random)
    return model, mmproj


def _write_text(architecture: str, path: Path, random: np.random.Generator) -> None:
    known = GGUFReader(Path(tinyvlm.__file__).parent / "tinyvlm-Q8_0.gguf").fields
    words = [*known["tokenizer.ggml.tokens"].contents(), *MARKS]
    writer = GGUFWriter(path, architecture)
    writer.add_context_length(2048)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(BLOCKS)
    writer.add_feed_forward_length(FEED)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(words))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("llama-bpe")
    writer.add_token_list(words)
    is_mark = [word.startswith("<|im") or word in MARKS for word in words]
    writer.add_token_types([TokenType.CONTROL if mark else TokenType.NORMAL for mark in is_mark])
    writer.add_token_merges(known["tokenizer.ggml.merges"].contents())
    writer.add_eos_token_id(0)
    writer.add_add_bos_token(False)
    writer.add_chat_template(known["tokenizer.chat_template"].contents())
    weights = {"token_embd.weight": _any(random, len(words), WIDTH), "output_norm.weight": _ones(WIDTH)}
    for block in (f"blk.{number}." for number in range(BLOCKS)):
        weights |= {f"{block}attn_{one}.weight": _any(random, WIDTH, WIDTH) for one in ("q", "k", "v", "output")}
        weights |= {f"{block}{one}.weight": _ones(WIDTH) for one in ("attn_norm", "ffn_norm")}
        weights |= {f"{block}ffn_{one}.weight": _any(random, FEED, WIDTH) for one in ("gate", "up")}
        weights[f"{block}ffn_down.weight"] = _any(random, WIDTH, FEED)
        if architecture == "qwen2vl":
            weights |= {f"{block}attn_{one}.bias": _any(random, WIDTH) for one in "qkv"}
        if architecture == "gemma3":
            weights |= {f"{block}attn_{one}_norm.weight": _ones(WIDTH // HEADS) for one in "qk"}
            weights |= {f"{block}post_{one}_norm.weight": _ones(WIDTH) for one in ("attention", "ffw")}
    if architecture == "qwen2vl":
        writer.add_rope_dimension_sections([4, 6, 6, 0])
    if architecture == "gemma3":
        writer.add_sliding_window(64)
        writer.add_key_length(WIDTH // HEADS)
        writer.add_value_length(WIDTH // HEADS)
    _write(writer, weights)


def _write_sight(projector: str, path: Path, random: np.random.Generator) -> None:
    writer = GGUFWriter(path, "clip")
    writer.add_clip_has_vision_encoder(True)
    writer.add_clip_projector_type(projector)
    writer.add_vision_image_size(SIDE)
    writer.add_vision_patch_size(PATCH)
    writer.add_vision_embedding_length(WIDTH)
    writer.add_vision_feed_forward_length(FEED)
    writer.add_vision_block_count(BLOCKS)
    writer.add_vision_head_count(HEADS)
    writer.add_vision_attention_layernorm_eps(1e-5)
    writer.add_vision_projection_dim(WIDTH)
    writer.add_vision_image_mean([0.5] * 3)
    writer.add_vision_image_std([0.5] * 3)
    writer.add_vision_use_gelu(True)
    weights = {"v.patch_embd.weight": _any(random, WIDTH, 3, PATCH, PATCH)}
    weights |= {"v.post_ln.weight": _ones(WIDTH), "v.post_ln.bias": _any(random, WIDTH)}
    for block in (f"v.blk.{number}." for number in range(BLOCKS)):
        for one, rows, columns in [
            *((f"attn_{name}", WIDTH, WIDTH) for name in ("q", "k", "v", "out")),
            ("ffn_up", FEED, WIDTH),
            ("ffn_down", WIDTH, FEED),
        ]:
            weights |= {f"{block}{one}.weight": _any(random, rows, columns), f"{block}{one}.bias": _any(random, rows)}
        for one in ("ln1", "ln2"):
            weights |= {f"{block}{one}.weight": _ones(WIDTH), f"{block}{one}.bias": _any(random, WIDTH)}
    if projector == "qwen2vl_merger":
        writer.add_vision_spatial_merge_size(2)
        weights["v.patch_embd.weight.1"] = _any(random, WIDTH, 3, PATCH, PATCH)
        weights |= {"mm.0.weight": _any(random, 4 * WIDTH, 4 * WIDTH), "mm.0.bias": _any(random, 4 * WIDTH)}
        weights |= {"mm.2.weight": _any(random, WIDTH, 4 * WIDTH), "mm.2.bias": _any(random, WIDTH)}
    else:
        writer.add_vision_projector_scale_factor(2)
        weights |= {"v.patch_embd.bias": _any(random, WIDTH)}
        weights |= {"v.position_embd.weight": _any(random, (SIDE // PATCH) ** 2, WIDTH)}
    if projector == "gemma3":
        weights["mm.input_projection.weight"] = _any(random, WIDTH, WIDTH)
        weights["mm.soft_emb_norm.weight"] = _ones(WIDTH)
    if projector == "idefics3":
        writer.add_uint32("clip.vision.preproc_image_size", 3 * SIDE)
        weights["mm.model.fc.weight"] = _any(random, WIDTH, 4 * WIDTH)
    _write(writer, weights)


def _any(random: np.random.Generator, *shape: int) -> npt.NDArray[np.float32]:
    return (0.2 * random.standard_normal(shape)).astype(np.float32)


def _ones(count: int) -> npt.NDArray[np.float32]:
    return np.ones(count, np.float32)


def _write(writer: GGUFWriter, weights: Weights) -> None:
    for name, values in weights.items():
        writer.add_tensor(name, values.astype(np.float16) if values.ndim == 4 else values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
