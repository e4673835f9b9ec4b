"""One turn, from what was said to the last sample of the answer: the whole program, read downwards."""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from assistant import context, memory_words, paths
from assistant.audio.clip import Clip, Samples, join
from assistant.audio.files import resample
from assistant.audio.microphone import level
from assistant.cancel import CancelToken
from assistant.conversation import Conversation
from assistant.errors import AudioError, Cancelled, ContextFull, EarsightError, HistoryError, LlmError, SttError
from assistant.events import (
    ContextChanged,
    Event,
    Failed,
    ImageRead,
    InputLevel,
    ListeningStarted,
    ListeningStopped,
    MemoryChanged,
    Noticed,
    Outcome,
    ThinkingDelta,
    Transcribed,
    TranscriptChanged,
    TurnFinished,
)
from assistant.llm.base import Done, Message, Role, Sampling, Text, Thought, Tool, ToolCall
from assistant.parts import Parts, Turn
from assistant.reply import Clock, Reply
from assistant.speech.stt import RATE
from assistant.tools import MEMORY_TOOL, run_tool

log = logging.getLogger(__name__)

TOOL_ROUNDS = 3
"""How often in one turn the model may call tools before it has to answer."""
LEVEL_SECONDS = 0.05

Emit = Callable[[Event], None]


def run_turn(turn: Turn, parts: Parts, conversation: Conversation, emit: Emit) -> None:
    """Hear, look, remember, answer and speak; whatever happens, one `TurnFinished` is the last event."""
    outcome = Outcome.FAILED
    question = given = ""
    clock = Clock()
    reply = Reply(turn.number, parts.tts, parts.playback, turn.cancel, clock, emit)
    try:
        turn.cancel.check()
        question = hear(turn, parts, clock, emit)
        if not question:
            outcome = Outcome.NO_SPEECH
            return
        sources = look(turn, parts, emit)
        asked = mind_memory(question, turn, parts, reply, emit)
        given = context.given(asked or question, sources, datetime.now().astimezone())
        if asked:
            answer(given, sources, turn, parts, conversation, reply, emit)
        reply.finish()
        outcome = Outcome.COMPLETED
    except Cancelled:
        outcome = Outcome.INTERRUPTED
    except EarsightError as error:
        log.warning("turn %d failed", turn.number, exc_info=True)
        emit(Failed(turn.number, error.code, str(error)))
    except Exception:
        log.exception("turn %d failed", turn.number)
        emit(
            Failed(turn.number, "internal", f"Something went wrong in Earsight; the log {paths.log_file()} says what.")
        )
    finally:
        if turn.cancel.cancelled and outcome is Outcome.COMPLETED:
            outcome = Outcome.INTERRUPTED
        said = reply.close(outcome)
        conversation.add(given, said)
        store(question, given, said, outcome, turn, parts, conversation, emit)
        emit(TurnFinished(turn.number, outcome, clock.timings(), conversation.chat, said))


def hear(turn: Turn, parts: Parts, clock: Clock, emit: Emit) -> str:
    """The question as text: typed, recorded, or spoken now; empty where nobody spoke."""
    if not turn.listen and turn.audio is None:
        return turn.text.strip()
    if parts.stt is None:
        raise SttError("No speech model is here; get one with `earsight models pull starter`.")
    clip = listen(turn, parts, emit) if turn.audio is None else turn.audio
    clock.speech_ended()
    heard = parts.stt.transcribe(
        resample(clip, RATE),
        parts.settings.language,
        turn.cancel,
        lambda text: emit(TranscriptChanged(turn.number, text)),
    )
    clock.mark("transcript")
    if heard.text:
        emit(Transcribed(turn.number, heard.text, heard.language, heard.seconds))
    return f"{heard.text}\n{turn.text}".strip()


def listen(turn: Turn, parts: Parts, emit: Emit) -> Clip:
    """What the microphone hears until the key is released."""
    if parts.microphone is None:
        raise AudioError("There is no microphone; connect one, or type your question.")
    blocks: list[Samples] = []
    loudest, told = 0.0, time.monotonic()
    recording = parts.microphone.start()
    try:
        emit(ListeningStarted(turn.number))
        while (block := recording.read(LEVEL_SECONDS)) is not None:
            turn.cancel.check()
            if turn.released.is_set():
                recording.stop()
            blocks.append(block)
            loudest = max(loudest, level(block))
            if time.monotonic() - told >= LEVEL_SECONDS:
                emit(InputLevel(turn.number, loudest))
                loudest, told = 0.0, time.monotonic()
    finally:
        recording.stop()
    clip = join(blocks, RATE)
    emit(ListeningStopped(turn.number, clip.seconds))
    return clip


def look(turn: Turn, parts: Parts, emit: Emit) -> list[context.Source]:
    """What the pictures say."""
    sources = []
    for image in turn.images:
        turn.cancel.check()
        text = parts.ocr.read(image)
        emit(ImageRead(turn.number, image.name, text))
        sources.append(context.Source(image.name, text or "(a picture without any text that can be read)"))
    return sources


def mind_memory(question: str, turn: Turn, parts: Parts, reply: Reply, emit: Emit) -> str:
    """Do at once what was said about remembering and forgetting, and confirm it; what is left to answer."""
    heard = memory_words.parse(question)
    for wish in heard.wishes:
        done = memory_words.carry_out(wish, parts.memory)
        for change, entry in done.changes:
            emit(MemoryChanged(turn.number, change, entry, by="person"))
        reply.write(done.sentence + " ")
    return heard.rest


def answer(
    given: str,
    sources: Sequence[context.Source],
    turn: Turn,
    parts: Parts,
    conversation: Conversation,
    reply: Reply,
    emit: Emit,
) -> None:
    """Let the model write the reply; its tools run in between."""
    tools = offered_tools(parts)
    built = context.build(parts.llm, *kept(turn.number, parts, emit), conversation, given, tools)
    emit(
        ContextChanged(
            turn.number,
            used=built.used,
            size=parts.llm.window,
            instructions=built.instructions,
            memory=built.memory,
            history=built.history,
            turn_tokens=built.turn,
            messages_left_out=built.messages_left_out,
        )
    )
    settings = parts.settings
    sampling = Sampling(settings.temperature, settings.top_p, settings.top_k, settings.max_reply)
    messages = list(built.messages)
    for _ in range(TOOL_ROUNDS):
        before = reply.text
        calls: list[ToolCall] = []
        for delta in parts.llm.stream(messages, sampling, turn.cancel, tools):
            match delta:
                case Text(text):
                    reply.write(text)
                case Thought(text):
                    emit(ThinkingDelta(turn.number, text))
                case ToolCall():
                    calls.append(delta)
                case Done(ended, usage):
                    reply.count(ended, usage)
        if not calls:
            break
        messages.append(Message(Role.ASSISTANT, reply.text[len(before) :].strip(), tuple(calls)))
        for call in calls:
            result, announced = run_tool(
                call,
                parts.memory,
                has_sources=bool(sources),
                changed=lambda change, entry: emit(MemoryChanged(turn.number, change, entry, by="model")),
            )
            messages.append(Message(Role.TOOL, result))
            if announced:
                reply.write(f"\n\n{announced}\n\n" if reply.text else f"{announced}\n\n")
    if not reply.text.strip():
        raise LlmError("The model gave an empty answer; ask again, or in other words.")


def offered_tools(parts: Parts) -> tuple[Tool, ...]:
    """The tools that stand in every context of this model, so that the prefix stays the same."""
    return (MEMORY_TOOL,) if parts.settings.memory_tool and parts.llm.can_call_tools else ()


def kept(number: int, parts: Parts, emit: Emit) -> tuple[str, str]:
    """The instructions and the memory file as they stand now; what is wrong with them is said."""
    texts = parts.instructions.read(), parts.memory.read()
    for text in texts:
        for notice in text.notices:
            emit(Noticed(number, notice))
    return texts[0].text, texts[1].text


def store(
    question: str,
    given: str,
    said: str,
    outcome: Outcome,
    turn: Turn,
    parts: Parts,
    conversation: Conversation,
    emit: Emit,
) -> None:
    """Keep what was said in the history; a history that cannot be written costs a sentence, not the answer."""
    if not question:
        return
    try:
        if conversation.chat is None:
            conversation.chat = parts.history.new_chat()
        parts.history.add_turn(conversation.chat, question, said, given=given, meta={"outcome": str(outcome)})
        while parts.history.notices:
            emit(Noticed(turn.number, parts.history.notices.pop(0)))
    except HistoryError as error:
        emit(Noticed(turn.number, str(error)))


def warm(number: int, parts: Parts, conversation: Conversation, cancel: CancelToken, emit: Emit) -> None:
    """Evaluate the beginning of the next turn's context ahead of time, until `cancel` is set."""
    tools = offered_tools(parts)
    try:
        built = context.build(parts.llm, *kept(number, parts, emit), conversation, "?", tools)
        parts.llm.warm(built.messages, cancel, tools)
    except (Cancelled, ContextFull):
        log.info("the prefix was not evaluated ahead of time")
