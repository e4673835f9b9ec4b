"""Chooses each next token of a llama.cpp model."""

from types import TracebackType
from typing import Any

from assistant.llm.base import Sampling

REPEATED = 1.05
"""By how much a token is made less likely that was among the last ones: small models fall into loops without it."""
LAST = 64
"""Tokens that count as repeated."""
LIKELIEST = 128
"""Tokens that are looked at where the person sets no number.

Reckoning over all of a large vocabulary at every token took a tenth of the time of a small model.
"""


class Sampler:
    """One reply's chain: the likeliest, less likely where repeated, within the probability wanted, one by chance."""

    def __init__(self, llama: Any, sampling: Sampling, seed: int) -> None:
        """`llama` is a `llama_cpp.Llama`, whose latest logits are chosen from."""
        import llama_cpp

        self._api, self._llama = llama_cpp, llama
        self._chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
        self._add(llama_cpp.llama_sampler_init_top_k(sampling.top_k or LIKELIEST))
        self._add(llama_cpp.llama_sampler_init_penalties(llama.n_vocab(), LAST, REPEATED, 0.0, 0.0))
        if sampling.temperature:
            self._add(llama_cpp.llama_sampler_init_top_p(sampling.top_p, 1))
            self._add(llama_cpp.llama_sampler_init_temp(sampling.temperature))
            self._add(llama_cpp.llama_sampler_init_dist(seed))
        else:
            self._add(llama_cpp.llama_sampler_init_greedy())

    def __enter__(self) -> "Sampler":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._api.llama_sampler_free(self._chain)

    def token(self) -> int:
        return int(self._api.llama_sampler_sample(self._chain, self._llama.ctx, -1))

    def _add(self, link: Any) -> None:
        self._api.llama_sampler_chain_add(self._chain, link)
