"""A GGUF model in this process, through llama.cpp."""

import codecs
import logging
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.cancel import CancelToken
from assistant.errors import ContextFull, LlmError
from assistant.events import Ended, Usage
from assistant.llm import backends
from assistant.llm.base import Delta, Done, Message, Sampling, Tool
from assistant.llm.cache import Cache
from assistant.llm.marks import Marks
from assistant.llm.markup import MarkupParser
from assistant.llm.prefix_store import PrefixStore
from assistant.llm.prompt import Prompt, Stretch
from assistant.llm.sampler import Sampler
from assistant.llm.sight import SIDE, Sight
from assistant.llm.template import CHATML, ChatTemplate, Part
from assistant.vision.picture import Picture
from models.errors import NotAModel
from models.gguf import Head, read_head

log = logging.getLogger(__name__)

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
        mmproj: Path | None = None,
        picture_side: int = SIDE,
        fits: Callable[[Head], None] = lambda _: None,
    ) -> None:
        """`window` in tokens, cut to what the model was trained on. Raises `LlmError`.

        `prefix_file` keeps what was made of the beginning of every context, for the next start. `mmproj` is the
        picture part of a model that sees; pictures are shown to it with at most `picture_side` pixels a side. `fits`
        raises where the machine's memory cannot hold such a model; a graphics processor's is not judged.
        """
        import llama_cpp

        began = time.monotonic()
        self.name = path.stem
        self.may_be_wasted = True
        head = _head_of(path)
        if head.architecture == "clip":
            raise LlmError(f"{path.name} is only the picture part of a model; choose the model itself.")
        self.window = min(window, head.context_length or window)
        graphics = bool(backends.load(gpu=gpu).graphics)
        if not graphics:
            fits(head)
        try:
            self._llama: Any = llama_cpp.Llama(
                model_path=str(path),
                n_ctx=self.window,
                n_threads=threads,
                n_threads_batch=threads,
                n_gpu_layers=-1 if graphics else 0,
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
        template = metadata.get("tokenizer.chat_template", CHATML)
        self._marks = Marks(self._llama, template)
        bos, eos = self._marks.text(self._llama.token_bos()), self._marks.text(self._llama.token_eos())
        try:
            self._template = ChatTemplate(template, bos=bos, eos=eos, defuse=self._marks.defused)
        except LlmError:
            self._llama.close()
            raise
        self._bos = [self._llama.token_bos()] if metadata.get("tokenizer.ggml.add_bos_token") == "true" else []
        self._thinking = thinking
        self.can_call_tools = tools and self._template.can_call_tools
        self._known: dict[str, list[int]] = {}
        self._sight = self._load_sight(mmproj, threads, graphics, picture_side) if mmproj is not None else None
        self.can_see = self._sight is not None
        self._cache = Cache(self._llama, self._sight)
        self._prefixes = PrefixStore(prefix_file, path, gpu, llama_cpp.__version__) if prefix_file is not None else None
        log.info(
            "loaded %s in %.1f s, window %d, threads %d", path.name, time.monotonic() - began, self.window, threads
        )

    def count(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """Tokens of the messages as the model will see them."""
        return self._tokens(messages, tools)[0].cells

    def warm(self, messages: Sequence[Message], cancel: CancelToken, tools: Sequence[Tool] = ()) -> None:
        """Evaluate all up to the last message's words, but for the last token, which more words may change."""
        parts = self._parts(messages, tools)
        while parts and not parts[-1].is_content:
            parts.pop()
        prompt = self._join(parts)
        if self._prefixes is None or len(messages) != 2 or messages[-1].text or prompt.stretches:
            self._cache.hold(prompt.without_last() if parts and parts[-1].text else prompt, cancel)
        else:
            self._cache.hold_kept(prompt, self._prefixes, cancel)

    def see(self, picture: Picture, cancel: CancelToken) -> None:
        """Encode a picture and keep what comes of it; any thread may, but it waits for a picture being evaluated."""
        if self._sight is not None:
            self._sight.encode(picture, cancel)

    def stream(
        self, messages: Sequence[Message], sampling: Sampling, cancel: CancelToken, tools: Sequence[Tool] = ()
    ) -> Iterator[Delta]:
        """Yield the reply as it is written, then one `Done`."""
        prompt, inside_thought = self._tokens(messages, tools)
        room = min(sampling.max_tokens, self.window - prompt.cells - 1)
        if room < 1:
            raise ContextFull("This is longer than the model's window; shorten it or raise the context size.")
        evaluated = self._cache.hold(prompt, cancel, live=True)
        parser = MarkupParser(inside_thought=inside_thought)
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        written: list[int] = []
        ended = Ended.LENGTH
        with Sampler(self._llama, sampling, secrets.randbits(32)) as sampler:
            while len(written) < room:
                if written:
                    self._cache.add(written[-1])
                token = sampler.token()
                cancel.check()
                if self._api.llama_vocab_is_eog(self._vocab, token):
                    ended = Ended.STOP
                    break
                written.append(token)
                yield from parser.feed(decoder.decode(self._llama.detokenize([token], special=True)))
        yield from parser.feed(decoder.decode(b"", final=True))
        yield from parser.finish()
        self._remember(written)
        yield Done(ended, Usage(prompt=prompt.cells, evaluated=evaluated, reply=len(written)))

    def close(self) -> None:
        if self._sight is not None:
            self._sight.close()
        self._llama.close()

    def _load_sight(self, mmproj: Path, threads: int, gpu: bool, side: int) -> Sight:
        try:
            return Sight(mmproj, self._llama, threads=threads, gpu=gpu, side=side)
        except LlmError:
            self._llama.close()
            raise

    def _parts(self, messages: Sequence[Message], tools: Sequence[Tool]) -> list[Part]:
        if self._sight is None:
            messages = [replace(message, pictures=()) for message in messages]
        return self._template.parts(messages, tools, thinking=self._thinking)

    def _tokens(self, messages: Sequence[Message], tools: Sequence[Tool]) -> tuple[Prompt, bool]:
        """The prompt, and whether it ends inside a thought."""
        parts = self._parts(messages, tools)
        tail = parts[-1].text if parts and not parts[-1].is_content else ""
        return self._join(parts), tail.rfind("<think>") > tail.rfind("</think>")

    def _join(self, parts: Sequence[Part]) -> Prompt:
        tokens = list(self._bos)
        stretches: dict[int, Stretch] = {}
        head = 0
        for part in parts:
            if part.picture is not None and self._sight is not None:
                marks, shown = self._sight.tokens(part.picture)
                tokens += marks
                stretches |= {stretch.tokens[0]: stretch for stretch in shown}
                continue
            if not part.is_content:
                tokens += self._llama.tokenize(part.text.encode(), add_bos=False, special=True)
                continue
            if part.text not in self._known:
                content = part.text.encode(errors="replace")
                made = self._llama.tokenize(content, add_bos=False, special=False)
                if self._marks.steer(made):
                    # A file may call its control tokens words of its own, which are told in any text.
                    content = self._marks.defused(part.text).encode(errors="replace")
                    made = self._llama.tokenize(content, add_bos=False, special=False)
                self._keep(part.text, made)
            tokens += self._known[part.text]
            # With the token after it, which is the template's: more of a message could begin like it.
            head = head or len(tokens) + 1
        return Prompt(tokens, stretches, head)

    def _remember(self, written: list[int]) -> None:
        """Keep a reply's own tokens: its text, cut into tokens anew, may come out otherwise and miss the cache."""
        if self._marks.control(written):
            return  # what it wrote is words from now on, and steers nothing
        text = self._llama.detokenize(written, special=True).decode(errors="replace")
        self._keep(text, written)

    def _keep(self, text: str, tokens: list[int]) -> None:
        while len(self._known) >= KEPT_TEXTS:
            del self._known[next(iter(self._known))]
        self._known[text] = tokens


def _head_of(path: Path) -> Head:
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise LlmError(f"The model {path.name} cannot be read: {error.strerror}; check its permissions.") from error
    if magic != b"GGUF":
        raise LlmError(f"{path.name} is not a GGUF model; choose another file.")
    try:
        return read_head(path)
    except NotAModel as error:
        raise LlmError(str(error)) from error
