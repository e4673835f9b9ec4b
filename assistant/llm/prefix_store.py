"""What a model made of the text that every context begins with, kept on disk: a start reads it instead of evaluating.

One file holds the last one: 32 bytes that name model and tokens, 32 bytes of the state's SHA-256, the state.
"""

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant import sealing
from assistant.errors import SealingError
from assistant.files import write_whole

log = logging.getLogger(__name__)

LARGEST = 200_000_000
"""Bytes of state beyond which evaluating anew is the smaller cost."""
KEY = SUM = 32


class PrefixStore:
    """A file that cannot be read or written costs time, nothing else."""

    def __init__(self, file: Path, model: Path, *how: object) -> None:
        """`how` is all besides the model's file and the tokens that a state depends on."""
        self._file = file
        status = model.stat()
        self._identity = repr((str(model), status.st_size, status.st_mtime_ns, how)).encode()
        self._kept = b""

    def find(self, tokens: Sequence[int]) -> bytes | None:
        """The state for exactly these tokens, if that is what is kept."""
        key = self._key(tokens)
        try:
            with self._file.open("rb") as file:
                if file.read(KEY) != key:
                    return None
                total, state = file.read(SUM), file.read()
        except OSError:
            return None
        if hashlib.sha256(state).digest() != total:
            return None
        self._kept = key
        return state

    def is_kept(self, tokens: Sequence[int]) -> bool:
        """Whether these tokens were the last found or kept."""
        return self._kept == self._key(tokens)

    def keep(self, tokens: Sequence[int], state: bytes) -> None:
        """Keep this state in place of the one before; nothing where the memory that it is made of is encrypted."""
        self._kept = self._key(tokens)
        try:
            if sealing.is_on(self._file.parent):
                return
            write_whole(self._file, self._kept + hashlib.sha256(state).digest() + state)
        except (OSError, SealingError):
            log.info("the state of the prefix could not be kept", exc_info=True)

    def _key(self, tokens: Sequence[int]) -> bytes:
        return hashlib.sha256(self._identity + np.asarray(tokens, np.int32).tobytes()).digest()
