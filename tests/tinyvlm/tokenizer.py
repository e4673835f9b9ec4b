"""A byte-level BPE vocabulary of 1,024 tokens, cut as llama.cpp's `llama-bpe` cuts."""

import json
from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

SIZE = 1024
START, END = "<|im_start|>", "<|im_end|>"
CONTROL = (END, START)
"""Token 0 ends a turn."""
_WORDS = (
    r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


class Vocabulary:
    """Encodes message text; the template's own tokens come only from `START` and `END`."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Train on `texts`; the same texts give the same vocabulary."""
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(_WORDS), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ])  # fmt: skip
        trainer = trainers.BpeTrainer(
            vocab_size=SIZE,
            special_tokens=list(CONTROL),
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        )
        tokenizer.train_from_iterator(texts, trainer)
        # Control tokens must not be found in message text.
        self._whole = json.loads(tokenizer.to_str())
        self._whole["added_tokens"] = []
        self._tokenizer = Tokenizer.from_str(json.dumps(self._whole))
        vocabulary = self._whole["model"]["vocab"]
        self.tokens: list[str] = sorted(vocabulary, key=vocabulary.__getitem__)
        self.merges = [" ".join(pair) for pair in self._whole["model"]["merges"]]
        self.end, self.start = (vocabulary[token] for token in CONTROL)
        self._known: dict[str, list[int]] = {}

    def encode(self, text: str) -> list[int]:
        """The tokens of one stretch of text, none of them special."""
        if text not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[text] = self._tokenizer.encode(text).ids
        return self._known[text]
