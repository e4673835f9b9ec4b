"""A GGUF model in this process, through llama.cpp."""

import codecs
import ctypes
import logging
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.cancel import CancelToken
from assistant.errors import ContextFull, LlmError
from assistant.events import Ended, Usage
from assistant.llm.base import Delta, Done, Message, Sampling, Tool
from assistant.llm.markup import MarkupParser
from assistant.llm.prefix_store import LARGEST, PrefixStore
from assistant.llm.template import CHATML, ChatTemplate
from models.errors import NotAModel
from models.gguf import read_head

log = logging.getLogger(__name__)

PREFILL_STEP = 32
"""Tokens evaluated between two looks at the cancel token."""
KEPT_TEXTS = 512
"""Messages whose tokens are remembered."""


class LlamaLlm:
    """Keeps one context; a prompt that begins like the last one costs only its new tokens."""

    def __init__(
        self,
        path: Path,
        *,
        window: int,
        threads: int,
        gpu: bool,
        thinking: bool = False,
        tools: bool = True,
        prefix_file: Path | None = None,
    ) -> None:
        """`window` in tokens, cut to what the model was trained on. Raises `LlmError`.

        `prefix_file` keeps what was made of the beginning of every context, for the next start.
        """
        import llama_cpp

        began = time.monotonic()
        self.name = path.stem
        self.may_be_wasted = True
        _check_file(path)
        try:
            self.window = min(window, read_head(path).context_length or window)
        except NotAModel as error:
            raise LlmError(str(error)) from error
        try:
            self._llama: Any = llama_cpp.Llama(
                model_path=str(path),
                n_ctx=self.window,
                n_threads=threads,
                n_threads_batch=threads,
                n_gpu_layers=-1 if gpu else 0,
                verbose=False,
            )
        except (ValueError, RuntimeError, OSError, AssertionError) as error:
            raise LlmError(
                f"The model {path.name} cannot be loaded: the file is damaged or of an unknown kind, or there is too "
                "little memory. Run `earsight models verify`, or choose a smaller model or context_size."
            ) from error
        self._api = llama_cpp
        self._vocab = llama_cpp.llama_model_get_vocab(self._llama.model)
        metadata: dict[str, str] = self._llama.metadata
        self._template = ChatTemplate(
            metadata.get("tokenizer.chat_template", CHATML),
            bos=self._token_text(self._llama.token_bos()),
            eos=self._token_text(self._llama.token_eos()),
        )
        self._bos = [self._llama.token_bos()] if metadata.get("tokenizer.ggml.add_bos_token") == "true" else []
        self._thinking = thinking
        self.can_call_tools = tools and self._template.can_call_tools
        self._known: dict[str, list[int]] = {}
        self._prefixes = PrefixStore(prefix_file, path, gpu, llama_cpp.__version__) if prefix_file is not None else None
        log.info(
            "loaded %s in %.1f s, window %d, threads %d", path.name, time.monotonic() - began, self.window, threads
        )

    def count(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """Tokens of the messages as the model will see them."""
        return len(self._tokens(messages, tools)[0])

    def warm(self, messages: Sequence[Message], cancel: CancelToken, tools: Sequence[Tool] = ()) -> None:
        """Evaluate all up to the last message's words, but for the last token, which more words may change."""
        parts = self._template.parts(messages, tools, thinking=self._thinking)
        while parts and not parts[-1].is_content:
            parts.pop()
        tokens = self._join(parts)
        if self._prefixes is None or len(messages) != 2 or messages[-1].text:
            self._evaluate(tokens[:-1] if parts and parts[-1].text else tokens, cancel)
            return
        if not self._llama.n_tokens:
            self._restore(tokens, self._prefixes)
        self._evaluate(tokens, cancel)
        if not self._prefixes.is_kept(tokens):
            self._save(tokens, self._prefixes)

    def stream(
        self, messages: Sequence[Message], sampling: Sampling, cancel: CancelToken, tools: Sequence[Tool] = ()
    ) -> Iterator[Delta]:
        """Yield the reply as it is written, then one `Done`."""
        tokens, inside_thought = self._tokens(messages, tools)
        room = min(sampling.max_tokens, self.window - len(tokens) - 1)
        if room < 1:
            raise ContextFull("This is longer than the model's window; shorten it or raise the context size.")
        evaluated = self._evaluate(tokens[:-1], cancel) + 1
        parser = MarkupParser(inside_thought=inside_thought)
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        written: list[int] = []
        ended = Ended.LENGTH
        generator = self._llama.generate(
            tokens, temp=sampling.temperature, top_p=sampling.top_p, top_k=sampling.top_k, repeat_penalty=1.05
        )
        try:
            for token in generator:
                cancel.check()
                if self._api.llama_vocab_is_eog(self._vocab, token):
                    ended = Ended.STOP
                    break
                written.append(token)
                yield from parser.feed(decoder.decode(self._llama.detokenize([token], special=True)))
                if len(written) >= room:
                    break
        except RuntimeError as error:
            raise LlmError("The model stopped in the middle of its work; ask again.") from error
        finally:
            generator.close()
        yield from parser.feed(decoder.decode(b"", final=True))
        yield from parser.finish()
        self._remember(written)
        yield Done(ended, Usage(prompt=len(tokens), evaluated=evaluated, reply=len(written)))

    def close(self) -> None:
        self._llama.close()

    def _tokens(self, messages: Sequence[Message], tools: Sequence[Tool]) -> tuple[list[int], bool]:
        """The prompt's tokens, and whether it ends inside a thought."""
        parts = self._template.parts(messages, tools, thinking=self._thinking)
        tail = parts[-1].text if parts and not parts[-1].is_content else ""
        return self._join(parts), tail.rfind("<think>") > tail.rfind("</think>")

    def _join(self, parts: Sequence[Any]) -> list[int]:
        tokens = list(self._bos)
        for part in parts:
            if not part.is_content:
                tokens += self._llama.tokenize(part.text.encode(), add_bos=False, special=True)
                continue
            if part.text not in self._known:
                content = part.text.encode(errors="replace")
                self._keep(part.text, self._llama.tokenize(content, add_bos=False, special=False))
            tokens += self._known[part.text]
        return tokens

    def _remember(self, written: list[int]) -> None:
        """Keep a reply's own tokens: its text, cut into tokens anew, may come out otherwise and miss the cache."""
        text = self._llama.detokenize(written, special=True).decode(errors="replace")
        self._keep(text, written)

    def _keep(self, text: str, tokens: list[int]) -> None:
        while len(self._known) >= KEPT_TEXTS:
            del self._known[next(iter(self._known))]
        self._known[text] = tokens

    def _evaluate(self, tokens: list[int], cancel: CancelToken) -> int:
        """Bring the cache to hold exactly `tokens`; the number that were new to it."""
        cached = self._llama.input_ids[: self._llama.n_tokens].tolist()
        same = int(self._api.Llama.longest_token_prefix(cached, tokens))
        if same < len(cached):
            memory = self._api.llama_get_memory(self._llama.ctx)
            if same and self._api.llama_memory_seq_rm(memory, -1, same, -1):
                self._llama.n_tokens = same
            else:
                # Recurrent and sliding-window models cannot drop a part of their state.
                self._llama.reset()
                same = 0
        for at in range(same, len(tokens), PREFILL_STEP):
            cancel.check()
            try:
                self._llama.eval(tokens[at : at + PREFILL_STEP])
            except RuntimeError as error:
                raise LlmError("The model could not take in the conversation; start a new chat.") from error
        return len(tokens) - same

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

    def _token_text(self, token: int) -> str:
        return "" if token < 0 else str(self._llama.detokenize([token], special=True).decode(errors="replace"))


def _check_file(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise LlmError(f"The model {path.name} cannot be read: {error.strerror}.") from error
    if magic != b"GGUF":
        raise LlmError(f"{path.name} is not a GGUF model; choose another file.")
