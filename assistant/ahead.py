"""The model's work on a turn, begun before the key is released and thrown away where words follow."""

import logging
import queue
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from assistant import context
from assistant.cancel import CancelToken
from assistant.context import Context
from assistant.conversation import Conversation
from assistant.errors import Cancelled, ContextFull, EarsightError, LlmError, TtsError
from assistant.fence import holds_fence
from assistant.llm.base import Delta, Done, Llm, Sampling, Text, Tool
from assistant.parts import Parts
from assistant.speech.pieces import PieceCutter
from assistant.tools import MEMORY_TOOL
from assistant.vision.picture import Picture

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.02
"""How often a reader of a draft looks whether the turn was interrupted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """This turn's message to the model."""

    text: str
    pictures: tuple[Picture, ...] = ()

    @property
    def holds_others_words(self) -> bool:
        return bool(self.pictures) or holds_fence(self.text)


@dataclass(frozen=True, slots=True)
class Kept:
    """The instructions and the memory file as they stand."""

    instructions: str
    memory: str
    notices: tuple[str, ...] = ()
    """Sentences on what is wrong with the files."""


def kept(parts: Parts) -> Kept:
    """Read both files; never raises."""
    instructions, memory = parts.instructions.read(), parts.memory.read()
    return Kept(instructions.text, memory.text, (*instructions.notices, *memory.notices))


def offered_tools(parts: Parts, llm: Llm) -> tuple[Tool, ...]:
    """The tools that stand in every context of this model, so that the prefix stays the same."""
    return (MEMORY_TOOL,) if parts.settings.memory_tool and llm.can_call_tools else ()


def answering(asked: Asked, parts: Parts, conversation: Conversation) -> Llm:
    """The model for this message: the one that sees, as long as there is a picture in what was said."""
    has_pictures = bool(asked.pictures) or conversation.shows_pictures
    return parts.vlm if has_pictures and parts.vlm is not None else parts.llm


def sampling(parts: Parts) -> Sampling:
    settings = parts.settings
    return Sampling(settings.temperature, settings.top_p, settings.top_k, settings.max_reply)


class Ahead:
    """Owned by the turn thread; the model belongs to the draft that runs, until it has ended.

    What a draft writes stays in it until `take` asks for just that message: nothing is shown, stored or spoken.
    """

    def __init__(self, parts: Parts, conversation: Conversation) -> None:
        self._parts, self._conversation = parts, conversation
        self._draft: _Draft | None = None
        self._may_begin = parts.settings.think_ahead and parts.llm.may_be_wasted

    def prepare(self, asked: Asked, kept: Kept) -> None:
        """Evaluate the context up to these words, which go on."""
        self._begin(asked, kept, answers=False)

    def draft(self, asked: Asked, kept: Kept) -> None:
        """Begin to answer: this may be all that is said. A draft for the same words goes on."""
        if self._draft is None or not self._draft.is_for(asked, kept):
            self._begin(asked, kept, answers=True)

    def drop(self) -> None:
        """More is being said: stop a draft at once, without waiting for it."""
        if self._draft is not None and self._draft.answers:
            self._draft.cancel.cancel()

    def take(self, asked: Asked, kept: Kept, cancel: CancelToken) -> tuple[Context, Iterator[Delta]]:
        """The context of this message and the reply to it: from the draft if it was for the same, else from now on.

        Raises `ContextFull`; the iterator raises what `Llm.stream` does.
        """
        draft = self._draft
        if draft is not None and draft.is_for(asked, kept):
            return draft.context(cancel), draft.deltas(cancel)
        self.end()
        parts, llm = self._parts, answering(asked, self._parts, self._conversation)
        built = build(asked, kept, parts, self._conversation)
        return built, llm.stream(built.messages, sampling(parts), cancel, offered_tools(parts, llm))

    def end(self) -> None:
        """Stop what runs, and wait until it has given the model back."""
        if self._draft is not None:
            self._draft.end()
            self._draft = None

    def _begin(self, asked: Asked, kept: Kept, *, answers: bool) -> None:
        if self._may_begin:
            self.end()
            self._draft = _Draft(asked, kept, self._parts, self._conversation, answers=answers)


class _Draft:
    """One message's context, evaluated and perhaps answered, on a thread of its own."""

    def __init__(self, asked: Asked, kept: Kept, parts: Parts, conversation: Conversation, *, answers: bool) -> None:
        self.answers = answers
        self.cancel = CancelToken()
        self._asked, self._kept, self._parts, self._conversation = asked, kept, parts, conversation
        self._llm = answering(asked, parts, conversation)
        self._context: Context | None = None
        self._built = threading.Event()
        self._taken = False
        self._is_wanted = threading.Event()
        """Whoever reads the taken draft has done with what it read: while the voice begins, the model waits."""
        self._cutter = PieceCutter(parts.tts.language) if parts.tts is not None else None
        self._deltas: queue.SimpleQueue[Delta | EarsightError] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="earsight-ahead", daemon=True)
        self._thread.start()

    def is_for(self, asked: Asked, kept: Kept) -> bool:
        """Whether this is what was asked, and the model that answers it now is the one that was asked."""
        is_same = (asked, kept) == (self._asked, self._kept)
        llm = answering(asked, self._parts, self._conversation)
        return self.answers and not self.cancel.cancelled and is_same and llm is self._llm

    def context(self, cancel: CancelToken) -> Context:
        self._taken = True
        while not self._built.wait(LOOK_SECONDS):
            self._end_with(cancel)
        if self._context is None:
            error = self._deltas.get()
            assert isinstance(error, EarsightError)
            raise error
        return self._context

    def deltas(self, cancel: CancelToken) -> Iterator[Delta]:
        while True:
            self._end_with(cancel)
            self._is_wanted.set()
            try:
                delta = self._deltas.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                continue
            if isinstance(delta, EarsightError):
                raise delta
            yield delta
            if isinstance(delta, Done):
                return

    def end(self) -> None:
        self.cancel.cancel()
        self._is_wanted.set()
        self._thread.join()

    def _end_with(self, cancel: CancelToken) -> None:
        if cancel.cancelled:
            self.end()
            raise Cancelled

    def _run(self) -> None:
        try:
            self._context = build(self._asked, self._kept, self._parts, self._conversation)
            self._built.set()
            if self.answers:
                self._answer(self._context)
            else:
                self._llm.warm(self._context.messages, self.cancel, offered_tools(self._parts, self._llm))
        except Cancelled:
            pass
        except EarsightError as error:
            self._deltas.put(error)
        except Exception:
            log.exception("a draft stopped")
            self._deltas.put(LlmError("The model stopped in the middle of its work; ask again."))
        finally:
            self._built.set()

    def _answer(self, built: Context) -> None:
        tools = offered_tools(self._parts, self._llm)
        for delta in self._llm.stream(built.messages, sampling(self._parts), self.cancel, tools):
            self._is_wanted.clear()
            self._deltas.put(delta)
            self._speak_first(delta)
            if self._taken and not self.cancel.cancelled:
                self._is_wanted.wait()

    def _speak_first(self, delta: Delta) -> None:
        """Make the sound of the reply's first piece, as long as nobody waits for the rest."""
        tts = self._parts.tts
        if tts is None or self._cutter is None or self._taken:
            return
        match delta:
            case Text(text):
                pieces = self._cutter.feed(text)
            case Done():
                pieces = self._cutter.finish()
            case _:
                return
        if pieces:
            self._cutter = None
            # The voice that speaks the reply fails, too, and says so without taking the words from it.
            with suppress(TtsError):
                tts.prepare(pieces[0].text)


def build(asked: Asked, kept: Kept, parts: Parts, conversation: Conversation) -> Context:
    """The context of this message. Raises `ContextFull`."""
    llm = answering(asked, parts, conversation)
    tools = offered_tools(parts, llm)
    size = parts.settings.history_size
    return context.build(llm, kept.instructions, kept.memory, conversation, asked.text, tools, size, asked.pictures)


def warm(parts: Parts, conversation: Conversation, cancel: CancelToken) -> None:
    """Evaluate what the next turn begins with while nobody waits, until `cancel` is set."""
    try:
        asked = Asked("")
        llm = answering(asked, parts, conversation)
        built = build(asked, kept(parts), parts, conversation)
        llm.warm(built.messages, cancel, offered_tools(parts, llm))
    except (Cancelled, ContextFull):
        log.info("the prefix was not evaluated ahead of time")
