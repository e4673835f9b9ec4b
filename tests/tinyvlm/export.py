"""Writes the weights as two GGUF files that llama.cpp loads through mtmd."""

from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter, LlamaFileType, TokenType, quants

from tests.tinyvlm import model
from tests.tinyvlm.model import Weights
from tests.tinyvlm.pair import SIGHT, TEXT
from tests.tinyvlm.tokenizer import CONTROL, Vocabulary

TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' }}"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}{{ part['text'] if part['type'] == 'text' else '<__media__>' }}{% endfor %}"
    "{% endif %}{{ '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def export(text: Weights, sight: Weights, vocabulary: Vocabulary, folder: Path) -> None:
    """Write the pair into `folder`."""
    _write_text(text, vocabulary, folder / TEXT.name)
    _write_sight(sight, folder / SIGHT.name)


def _write_text(text: Weights, vocabulary: Vocabulary, path: Path) -> None:
    writer = GGUFWriter(path, "llama")
    writer.add_name("Tiny VLM for tests")
    writer.add_file_type(LlamaFileType.MOSTLY_Q8_0)
    writer.add_context_length(model.WINDOW)
    writer.add_embedding_length(model.WIDTH)
    writer.add_block_count(model.BLOCKS)
    writer.add_feed_forward_length(model.TEXT_FEED)
    writer.add_head_count(model.HEADS)
    writer.add_layer_norm_rms_eps(model.EPSILON)
    writer.add_rope_freq_base(model.ROPE_BASE)
    writer.add_vocab_size(len(vocabulary.tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("llama-bpe")
    writer.add_token_list(vocabulary.tokens)
    writer.add_token_types([TokenType.CONTROL if t in CONTROL else TokenType.NORMAL for t in vocabulary.tokens])
    writer.add_token_merges(vocabulary.merges)
    writer.add_eos_token_id(vocabulary.end)
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)
    _write(writer, text)


def _write_sight(sight: Weights, path: Path) -> None:
    writer = GGUFWriter(path, "clip")
    writer.add_name("Tiny VLM for tests")
    writer.add_file_type(LlamaFileType.MOSTLY_Q8_0)
    writer.add_clip_has_vision_encoder(True)
    writer.add_clip_projector_type("mlp")
    writer.add_vision_image_size(model.SIDE)
    writer.add_vision_patch_size(model.PATCH)
    writer.add_vision_embedding_length(model.WIDTH)
    writer.add_vision_feed_forward_length(model.SIGHT_FEED)
    writer.add_vision_block_count(model.BLOCKS)
    writer.add_vision_head_count(model.HEADS)
    writer.add_vision_attention_layernorm_eps(model.EPSILON)
    writer.add_vision_projection_dim(model.WIDTH)
    writer.add_vision_image_mean([0.5] * 3)
    writer.add_vision_image_std([0.5] * 3)
    # Without these two llama.cpp computes something else, and says nothing.
    writer.add_vision_use_gelu(True)
    writer.add_array("clip.vision.feature_layer", [model.BLOCKS])
    _write(writer, sight)


def _write(writer: GGUFWriter, weights: Weights) -> None:
    for name, values in weights.items():
        array = np.asarray(values, np.float32)
        if array.ndim == 2 and "position" not in name:
            kind = GGMLQuantizationType.Q8_0
            writer.add_tensor(name, quants.quantize(array, kind), raw_dtype=kind)
        else:
            writer.add_tensor(name, array.astype(np.float16) if array.ndim == 4 else array)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
