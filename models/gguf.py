"""The head of a GGUF file, read far enough to tell a whole model from a cut or false one."""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from models.errors import NotAModel

VERSIONS = (2, 3)
MOST = 1_000_000
"""More entries or tensors than any real model has."""
LONGEST = 1 << 24
"""Bytes; no name or text in a head is longer."""
SHORT = 4096
"""Bytes up to which reading is quicker than seeking."""
AT_ONCE = 1 << 20
"""Bytes of a vocabulary that are read together: it is some hundred thousand short texts."""
MOST_TEXTS = 10_000_000
"""More than any vocabulary has, and few enough to be stepped over in seconds."""
STRING, ARRAY = 8, 9
UNSIGNED = {4: "<I", 10: "<Q"}
"""How the whole numbers that matter are packed."""
INTEGERS = {4: "I", 5: "i"}
"""How they are packed where there is one for each layer."""
LAYERS = 1024
"""More than any model has."""
WIDTH = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
"""Bytes of each plain value type."""
BLOCK = {
    0: (1, 4), 1: (1, 2), 30: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 20: (32, 18),
    23: (256, 136), 39: (32, 17),
}  # fmt: skip
"""Values and bytes of a block of each common tensor type; a type not named here counts as no bytes."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the head tells."""

    architecture: str
    """Such as `qwen2` or `llama`; `clip` is the picture part of a vision model."""
    name: str
    """The model's own name, or empty."""
    context_length: int
    """Tokens of the window that the model was trained on; 0 where the head does not tell."""
    cache_per_token: int
    """Bytes that the context takes for each token of the window, at most; 0 where the head does not tell."""


CACHE = (
    "block_count", "embedding_length", "attention.head_count", "attention.head_count_kv", "attention.key_length",
    "attention.value_length",
)  # fmt: skip
"""What decides how much memory the context takes."""


def is_gguf(path: Path) -> bool:
    """Whether the file begins as a GGUF does."""
    with path.open("rb") as file:
        return file.read(4) == b"GGUF"


def read_head(path: Path) -> Head:
    """The head of a GGUF whose tensors are all there; raises `NotAModel`, `OSError`."""
    try:
        with path.open("rb") as file:
            return _Reader(file, path).head()
    except (struct.error, KeyError, ValueError, EOFError) as error:
        raise NotAModel(f"{path} is cut off or damaged: its head cannot be read. Fetch or copy it again.") from error


def _cache_per_token(told: dict[str, str | int]) -> int:
    """Keys and values of every layer, two bytes each."""
    blocks, embedding, heads, kv_heads, key, value = (int(told[name]) for name in CACHE)
    width = embedding // heads if heads else 0
    return blocks * (kv_heads or heads) * ((key or width) + (value or width)) * 2


class _Reader:
    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file, self._path, self._size = file, path, path.stat().st_size
        self._texts = MOST_TEXTS
        """How many there may still be, in all arrays together."""

    def head(self) -> Head:
        magic, version, tensors, entries = struct.unpack("<4sIQQ", self._take(24))
        if magic != b"GGUF":
            raise NotAModel(f"{self._path} is not a GGUF file.")
        if version not in VERSIONS:
            raise NotAModel(f"{self._path} is a GGUF of version {version}; Earsight reads versions 2 and 3.")
        if tensors > MOST or entries > MOST:
            raise ValueError("counts beyond any model")
        told: dict[str, str | int] = {}
        for _ in range(entries):
            key = self._text()
            told[key] = self._value(self._number("<I"))
        if not tensors:
            raise NotAModel(f"{self._path} holds no weights, only a vocabulary.")
        end = max(self._tensor_end() for _ in range(tensors))
        align = int(told.get("general.alignment", 0)) or 32
        start = -(-self._file.tell() // align) * align
        if start + end > self._size:
            raise NotAModel(
                f"{self._path} is cut off: it has {self._size} bytes and its weights need {start + end}. "
                "Fetch or copy it again."
            )
        architecture = str(told["general.architecture"])
        trained = told.get(f"{architecture}.context_length", 0)
        cache = _cache_per_token({key: told.get(f"{architecture}.{key}", 0) for key in CACHE})
        return Head(architecture, str(told.get("general.name", "")), trained if isinstance(trained, int) else 0, cache)

    def _take(self, count: int) -> bytes:
        data = self._file.read(count)
        if len(data) != count:
            raise EOFError
        return data

    def _number(self, form: str) -> int:
        return int(struct.unpack(form, self._take(struct.calcsize(form)))[0])

    def _text(self) -> str:
        length = self._number("<Q")
        if length > LONGEST:
            raise ValueError("a text beyond any model's")
        return self._take(length).decode("utf-8", "replace")

    def _value(self, kind: int) -> str | int:
        """A text, a whole number without a sign (as alignment is), or 0 for what is only stepped over.

        Of a number for each layer it is the largest.
        """
        if kind == STRING:
            return self._text()
        if kind in UNSIGNED:
            return self._number(UNSIGNED[kind])
        if kind == ARRAY:
            inner, count = self._number("<I"), self._number("<Q")
            if inner in INTEGERS and 0 < count <= LAYERS:
                return int(max(struct.unpack(f"<{count}{INTEGERS[inner]}", self._take(4 * count))))
            if inner in WIDTH:
                self._skip(WIDTH[inner] * count)
            elif inner == STRING:
                self._skip_texts(count)
            else:
                raise ValueError("an array of arrays")
            return 0
        self._skip(WIDTH[kind])
        return 0

    def _skip(self, count: int) -> None:
        if count <= SHORT:
            self._take(count)
        else:
            self._go_to(count)

    def _skip_texts(self, count: int) -> None:
        """Step over texts, which takes a second of every start where each is read by itself."""
        if count > self._texts:
            raise ValueError("more texts than any model has")
        self._texts -= count
        length = struct.Struct("<Q").unpack_from
        block, at = b"", 0
        for _ in range(count):
            if at + 8 > len(block):
                self._go_to(at - len(block))
                block, at = self._file.read(AT_ONCE), 0
            at += 8 + length(block, at)[0]
        self._go_to(at - len(block))

    def _go_to(self, offset: int) -> None:
        """Where that is from here, which has to be inside of the file."""
        if (to := self._file.tell() + offset) > self._size:
            raise EOFError
        self._file.seek(to)

    def _tensor_end(self) -> int:
        """Where a tensor's bytes end, counted from the start of all weights."""
        self._text()
        count, dimensions = 1, self._number("<I")
        if dimensions > 8:
            raise ValueError("a tensor of more dimensions than any")
        for _ in range(dimensions):
            count *= self._number("<Q")
        kind, offset = self._number("<I"), self._number("<Q")
        values, size = BLOCK.get(kind, (1, 0))
        return offset + count // values * size
