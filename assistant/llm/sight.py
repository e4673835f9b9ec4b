"""Sight for a llama.cpp model, through its mtmd library: a picture is encoded once, and replayed in every prompt."""

import ctypes
import hashlib
import logging
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.cancel import CancelToken
from assistant.errors import LlmError
from assistant.llm.one_thread import reckon, reckon_apart
from assistant.llm.prompt import Stretch
from assistant.vision.picture import Picture, Pixels, scaled
from models.errors import NotAModel
from models.gguf import read_head

log = logging.getLogger(__name__)

SIDE = 560
"""Pixels of the longer side of what the model is shown: 300 to 400 tokens for most."""
KEPT_BYTES = 256_000_000
"""Of encoded pictures; those not shown for longest leave first."""
CELLS_AT_ONCE = 32
"""Cells of a picture evaluated between two looks at the cancel token."""


@dataclass(slots=True)
class _Known:
    """What is kept of a picture."""

    tokens: list[int]
    stretches: list[tuple[tuple[int, ...], int]] = field(default_factory=list)
    """Tokens and cells of each."""
    chunks: list[Any] = field(default_factory=list)
    """mtmd's record of each stretch, without the pixels."""
    encoded: list[npt.NDArray[np.float32]] = field(default_factory=list)
    """What the model is shown of each stretch; empty until it is encoded."""

    @property
    def size(self) -> int:
        return 8 * len(self.tokens) + sum(one.nbytes for one in self.encoded)


class Sight:
    """The picture part (mmproj) of one loaded model. Any thread may call `encode`; the rest is the model's owner's."""

    def __init__(self, mmproj: Path, llama: Any, *, threads: int, gpu: bool, side: int = SIDE) -> None:
        """`llama` is a `llama_cpp.Llama`, to be closed after this. Raises `LlmError`."""
        import llama_cpp
        from llama_cpp import mtmd_cpp

        self._api, self._mtmd, self._llama, self._side = llama_cpp, mtmd_cpp, llama, side
        self._lock = threading.RLock()
        self._shown: dict[int, tuple[weakref.ref[Pixels], Pixels, bytes]] = {}
        """What was made of an array, by its `id`: small enough for the model, and the hash of that."""
        self._known: dict[bytes, _Known] = {}
        """By the pixels' hash; the last shown is last."""
        _check(mmproj)
        _silence()
        settings = mtmd_cpp.mtmd_context_params_default()
        settings.use_gpu, settings.n_threads = gpu, threads
        settings.print_timings = settings.warmup = False
        kinds = llama_cpp.LLAMA_FLASH_ATTN_TYPE_AUTO, llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        settings.flash_attn_type = kinds[0] if gpu else kinds[1]
        self._context = mtmd_cpp.mtmd_init_from_file(str(mmproj).encode(), llama.model, settings)
        if not self._context or not mtmd_cpp.mtmd_support_vision(self._context):
            self.close()
            raise LlmError(
                f"The picture part {mmproj.name} does not fit this model, or is damaged; use the one that came with it."
            )
        self._width = llama_cpp.llama_model_n_embd_inp(llama.model)

    def tokens(self, picture: Picture) -> tuple[list[int], list[Stretch]]:
        """What stands for a picture in a prompt: the model's own marks, and stretches of negative tokens."""
        with self._lock:
            known = self._look(picture, None)
            made = [Stretch(picture, at, tokens, cells) for at, (tokens, cells) in enumerate(known.stretches)]
            return known.tokens, made

    def encode(self, picture: Picture, cancel: CancelToken) -> None:
        """Make and keep what the model is shown; `cancel` is looked at before each of a picture's stretches."""
        with self._lock:
            self._look(picture, cancel)

    def decode(self, stretch: Stretch, cancel: CancelToken) -> None:
        """Evaluate a stretch at the end of the model's context, encoding it first where that was not done.

        Raises `LlmError`, `Cancelled`; the context then ends where it did, or is empty where it cannot be cut.
        """
        end = ctypes.c_int32()
        at = self._llama.n_tokens
        with self._lock:
            known = self._look(stretch.picture, cancel)
            chunk, encoded = known.chunks[stretch.number], known.encoded[stretch.number]
            step = CELLS_AT_ONCE
            if self._mtmd.mtmd_decode_use_non_causal(self._context, chunk):
                # Each part of such a picture looks at all others, so it is evaluated whole.
                step = self._llama.n_batch
                if stretch.cells > step:
                    raise LlmError("The picture is too large for this model; set a smaller picture_side.")
            self._cut(at)
            evaluate = partial(
                self._mtmd.mtmd_helper_decode_image_chunk,
                self._context,
                self._llama.ctx,
                chunk,
                encoded.ctypes.data_as(ctypes.POINTER(ctypes.c_float)),
                at,
                0,
                step,
                ctypes.byref(end),
                self._mtmd.mtmd_helper_post_decode_callback(lambda *_: int(cancel.cancelled)),
                None,
            )
            failed = reckon(evaluate)
        if failed:
            self._api.llama_set_causal_attn(self._llama.ctx, True)
            if not self._cut(at):
                self._llama.reset()
            cancel.check()
            raise LlmError("The model could not take in the picture; start a new chat, or set a smaller picture_side.")
        self._llama.input_ids[at : end.value] = stretch.tokens
        self._llama.n_tokens = end.value

    def close(self) -> None:
        with self._lock:
            for known in self._known.values():
                self._free(known)
            self._known.clear()
            if self._context:
                self._mtmd.mtmd_free(self._context)
                self._context = None

    def _cut(self, at: int) -> bool:
        """Whether the context now ends before position `at`."""
        return bool(self._api.llama_memory_seq_rm(self._api.llama_get_memory(self._llama.ctx), -1, at, -1))

    def _look(self, picture: Picture, cancel: CancelToken | None) -> _Known:
        """What is known of a picture, encoded where `cancel` is given."""
        pixels, key = self._prepared(picture.pixels)
        known = self._known.get(key)
        wants_encoding = cancel is not None and not (known and known.encoded)
        if known is None or wants_encoding:
            with self._chunks(pixels, picture.name) as chunks:
                if known is None:
                    known = self._layout(key, chunks)
                self._known[key] = known
                if cancel is not None:
                    known.encoded = [
                        self._encode(chunk, picture.name, cancel) for chunk in chunks if self._is_image(chunk)
                    ]
        self._known[key] = self._known.pop(key)
        while sum(one.size for one in self._known.values()) > KEPT_BYTES and len(self._known) > 1:
            self._free(self._known.pop(next(iter(self._known))))
        return known

    def _prepared(self, pixels: Pixels) -> tuple[Pixels, bytes]:
        """The picture scaled for the model, and the hash of that; made once for each array."""
        number = id(pixels)
        if number not in self._shown:
            # A copy in any case: it is kept for as long as the array lives, and must not keep that alive.
            shown = np.array(scaled(pixels, self._side), order="C")
            key = hashlib.sha256(repr(shown.shape).encode() + shown.tobytes()).digest()
            forget = weakref.ref(pixels, lambda _: self._shown.pop(number, None))
            self._shown[number] = forget, shown, key
        return self._shown[number][1:]

    @contextmanager
    def _chunks(self, pixels: Pixels, name: str) -> Iterator[Sequence[Any]]:
        """The picture cut up and prepared by mtmd."""
        height, width, _ = pixels.shape
        bitmap = self._mtmd.mtmd_bitmap_init(width, height, pixels.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8)))
        chunks = self._mtmd.mtmd_input_chunks_init()
        try:
            part = self._mtmd.mtmd_input_part(None, bitmap)
            parts = (ctypes.POINTER(self._mtmd.mtmd_input_part) * 1)(ctypes.pointer(part))
            if self._mtmd.mtmd_tokenize_from_parts(self._context, chunks, parts, 1, False):
                raise LlmError(f"The model cannot look at {name}; try another picture.")
            count = self._mtmd.mtmd_input_chunks_size(chunks)
            yield [self._mtmd.mtmd_input_chunks_get(chunks, at) for at in range(count)]
        finally:
            self._mtmd.mtmd_input_chunks_free(chunks)
            self._mtmd.mtmd_bitmap_free(bitmap)

    def _layout(self, key: bytes, chunks: Sequence[Any]) -> _Known:
        known = _Known([])
        for number, chunk in enumerate(chunks):
            if not self._is_image(chunk):
                count = ctypes.c_size_t()
                text = self._mtmd.mtmd_input_chunk_get_tokens_text(chunk, ctypes.byref(count))
                known.tokens += text[: count.value]
                continue
            positions = self._mtmd.mtmd_input_chunk_get_n_pos(chunk)
            made = hashlib.shake_256(key + bytes([number % 256, number // 256])).digest(4 * positions)
            tokens = tuple((np.frombuffer(made, np.int32) | np.int32(-(2**31))).tolist())
            known.tokens += tokens
            known.stretches.append((tokens, self._mtmd.mtmd_input_chunk_get_n_tokens(chunk)))
            known.chunks.append(self._mtmd.mtmd_input_chunk_get_placeholder(chunk))
        return known

    def _encode(self, chunk: Any, name: str, cancel: CancelToken) -> npt.NDArray[np.float32]:
        cancel.check()
        if reckon_apart(partial(self._mtmd.mtmd_encode_chunk, self._context, chunk)):
            raise LlmError(f"The model cannot look at {name}; try another picture.")
        shape = self._mtmd.mtmd_input_chunk_get_n_tokens(chunk), self._width
        made: npt.NDArray[np.float32] = np.ctypeslib.as_array(self._mtmd.mtmd_get_output_embd(self._context), shape)
        return made.copy()

    def _is_image(self, chunk: Any) -> bool:
        return bool(self._mtmd.mtmd_input_chunk_get_type(chunk) == self._mtmd.MTMD_INPUT_CHUNK_TYPE_IMAGE)

    def _free(self, known: _Known) -> None:
        for chunk in known.chunks:
            self._mtmd.mtmd_input_chunk_free(chunk)


def _check(mmproj: Path) -> None:
    try:
        architecture = read_head(mmproj).architecture
    except OSError as error:
        raise LlmError(
            f"The picture part {mmproj.name} cannot be read: {error.strerror}; check its permissions."
        ) from error
    except NotAModel as error:
        raise LlmError(str(error)) from error
    if architecture != "clip":
        raise LlmError(f"{mmproj.name} is not the picture part (mmproj) of a model; choose the one that came with it.")


@cache
def _silence() -> Any:
    """Keep mtmd from writing prompts to the terminal; what it calls must be kept as long as the library."""
    from llama_cpp import llama_log_callback, mtmd_cpp

    def told(level: int, text: bytes, _: Any) -> None:
        if level in {3, 4} and (line := text.decode(errors="replace").strip()):
            log.debug("mtmd: %s", line)

    callback = llama_log_callback(told)
    mtmd_cpp.mtmd_helper_log_set(callback, None)
    return callback
