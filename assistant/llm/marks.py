"""The tokens of a model that mean more than their text: no words of a person, of a picture or of a reply are any."""

from collections.abc import Iterable
from typing import Any


class Marks:
    """Of one `llama_cpp.Llama` and its chat template."""

    def __init__(self, llama: Any, template: str) -> None:
        import llama_cpp

        self._api, self._llama, self._template = llama_cpp, llama, template
        self._vocab = llama_cpp.llama_model_get_vocab(llama.model)
        self._known: dict[int, bool] = {}

    def steer(self, tokens: Iterable[int]) -> bool:
        """Whether there is one among these: a control token, or one of the template's own."""
        return any(map(self._steers, set(tokens)))

    def control(self, tokens: Iterable[int]) -> bool:
        """Whether there is a control token among these."""
        kinds = (self._api.llama_vocab_get_attr(self._vocab, token) for token in set(tokens))
        return any(kind & self._api.LLAMA_TOKEN_ATTR_CONTROL for kind in kinds)

    def text(self, token: int) -> str:
        """The token's text, empty for none."""
        return "" if token < 0 else str(self._llama.detokenize([token], special=True).decode(errors="replace"))

    def defused(self, text: str) -> str:
        """Words that come out as no such token, however they are cut: where one was, an unseen character parts it."""
        while True:
            tokens = self._llama.tokenize(text.encode(errors="replace"), add_bos=False, special=True)
            marks = {self.text(token) for token in set(tokens) if self._steers(token)}
            found = [mark for mark in marks if len(mark) > 1 and mark in text]
            if not found:
                return text
            for mark in found:
                text = text.replace(mark, f"{mark[:1]}\u200b{mark[1:]}")

    def _steers(self, token: int) -> bool:
        if token not in self._known:
            kinds = self._api.llama_vocab_get_attr(self._vocab, token)
            control = kinds & (self._api.LLAMA_TOKEN_ATTR_CONTROL | self._api.LLAMA_TOKEN_ATTR_UNKNOWN)
            own = kinds & self._api.LLAMA_TOKEN_ATTR_USER_DEFINED and self._is_markup(self.text(token))
            self._known[token] = bool(control or own)
        return self._known[token]

    def _is_markup(self, text: str) -> bool:
        """Whether the template writes it, and not only as a line end or the like."""
        return len(text.strip()) > 2 and text in self._template
