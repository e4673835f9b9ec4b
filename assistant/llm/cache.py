"""What a llama.cpp context holds of a conversation, brought to the next prompt with as little evaluated as can be."""

import ctypes
from functools import partial
from itertools import takewhile
from typing import Any

from assistant.cancel import CancelToken
from assistant.errors import LlmError
from assistant.llm.one_thread import reckon
from assistant.llm.prefix_store import LARGEST, PrefixStore
from assistant.llm.prompt import Prompt, gone_between
from assistant.llm.sight import Sight

PREFILL_STEP = 32
"""Tokens evaluated between two looks at the cancel token."""


class Cache:
    """Of one `llama_cpp.Llama`, whose `input_ids` and `n_tokens` say what is in it, negative ones being a picture's.

    After a cancel or an error it holds less than was asked for, and says so: the next prompt goes on from there.
    """

    def __init__(self, llama: Any, sight: Sight | None) -> None:
        """`sight` is what takes in pictures, where the model can see."""
        import llama_cpp

        self._api, self._llama, self._sight = llama_cpp, llama, sight

    def hold(self, prompt: Prompt, cancel: CancelToken, *, live: bool = False) -> int:
        """Hold exactly the prompt; the number of cells that were new to it. Raises `Cancelled` or `LlmError`.

        `live` evaluates its last token in any case, so that there is something to choose the next one from.
        """
        tokens, stretches = prompt.tokens, prompt.stretches
        cached, same = self._held(tokens)
        if self._close_gap(prompt, cached, same):
            cached, same = self._held(tokens)
        if live:
            same = min(same, len(tokens) - 1)
        while same < len(tokens) and tokens[same] < 0 and tokens[same] not in stretches:
            same -= 1  # a picture is kept whole or not at all
        if same < len(cached):
            memory = self._api.llama_get_memory(self._llama.ctx)
            if same and self._api.llama_memory_seq_rm(memory, -1, same, -1):
                self._llama.n_tokens = same
            else:
                # Recurrent and sliding-window models cannot drop a part of their state.
                self._llama.reset()
                same = 0
        at, evaluated = same, 0
        while at < len(tokens):
            cancel.check()
            if self._sight is not None and (stretch := stretches.get(tokens[at])):
                self._sight.decode(stretch, cancel)
                at, evaluated = at + len(stretch.tokens), evaluated + stretch.cells
                continue
            step = list(takewhile(lambda token: token >= 0, tokens[at : at + PREFILL_STEP]))
            try:
                reckon(partial(self._llama.eval, step))
            except RuntimeError as error:
                raise LlmError("The model could not take in the conversation; start a new chat.") from error
            at, evaluated = at + len(step), evaluated + len(step)
        return evaluated

    def hold_kept(self, prompt: Prompt, prefixes: PrefixStore, cancel: CancelToken) -> None:
        """Hold the prompt, which has no pictures; an empty cache is filled with what is kept of it, and it is kept."""
        if not self._llama.n_tokens:
            self._restore(prompt.tokens, prefixes)
        self.hold(prompt, cancel)
        if not prefixes.is_kept(prompt.tokens):
            self._save(prompt.tokens, prefixes)

    def add(self, token: int) -> None:
        """Hold one more, the one that the model has just written. Raises `LlmError`."""
        try:
            reckon(lambda: self._llama.eval([token]))
        except RuntimeError as error:
            raise LlmError("The model stopped in the middle of its work; ask again.") from error

    def _held(self, tokens: list[int]) -> tuple[list[int], int]:
        """What is held, and how much of its beginning is that of `tokens`."""
        cached: list[int] = self._llama.input_ids[: self._llama.n_tokens].tolist()
        return cached, int(self._api.Llama.longest_token_prefix(cached, tokens))

    def _close_gap(self, prompt: Prompt, cached: list[int], same: int) -> bool:
        """Where exchanges left the conversation, move up what follows them instead of evaluating it anew.

        What follows keeps what it was made of; so nothing is moved where the first message, which holds the memory,
        is another, nor past a picture.
        """
        memory = self._api.llama_get_memory(self._llama.ctx)
        if not 0 < prompt.head <= same < len(cached) or min(cached[same:]) < 0:
            return False
        gone = gone_between(cached, prompt.tokens, same)
        if not gone or not self._api.llama_memory_can_shift(memory):
            return False
        if not self._api.llama_memory_seq_rm(memory, 0, same, same + gone):
            return False
        self._api.llama_memory_seq_add(memory, 0, same + gone, -1, -gone)
        left = cached[:same] + cached[same + gone :]
        self._llama.input_ids[: len(left)] = left
        self._llama.n_tokens = len(left)
        return True

    def _restore(self, tokens: list[int], prefixes: PrefixStore) -> None:
        """Fill the empty cache with what is kept for these tokens, if anything is."""
        state = prefixes.find(tokens)
        if state is None:
            return
        buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        if self._api.llama_state_seq_set_data(self._llama.ctx, buffer, len(state), 0):
            self._llama.input_ids[: len(tokens)] = tokens
            self._llama.n_tokens = len(tokens)
        else:
            self._llama.reset()

    def _save(self, tokens: list[int], prefixes: PrefixStore) -> None:
        size = self._api.llama_state_seq_get_size(self._llama.ctx, 0)
        if size <= LARGEST:
            buffer = (ctypes.c_uint8 * size)()
            size = self._api.llama_state_seq_get_data(self._llama.ctx, buffer, size, 0)
            prefixes.keep(tokens, bytes(buffer)[:size])
