"""One turn, from what was said to the last sample of the answer: the whole program, read downwards."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial

from assistant import memory_wishes, memory_words, pictures, shown, sound
from assistant.ahead import Ahead, Asked, Kept, answering, kept, offered_tools, sampling
from assistant.audio.files import resample
from assistant.audio.level import LevelMeter
from assistant.chats import Json
from assistant.conversation import Conversation, Label
from assistant.errors import Cancelled, EarsightError, LlmError, SttError
from assistant.events import (
    ContextChanged,
    Event,
    Failed,
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
from assistant.llm.base import Done, Message, Role, Text, Thought, ToolCall
from assistant.looker import Looker, Seen
from assistant.parts import Parts, Turn
from assistant.remains import Remains
from assistant.reply import Clock, Reply
from assistant.speech.hearing import Hearing
from assistant.speech.stt import RATE
from assistant.tools import MEMORY_TOOL, run_tool
from assistant.turn_stored import is_gone, store
from assistant.unforeseen import unforeseen

log = logging.getLogger(__name__)

TOOL_ROUNDS = 3
"""How often in one turn the model may call tools before it has to answer."""
LEVEL_SECONDS = 0.05
HELD = (
    "The model wanted to remember something, which it may not in a chat where a picture was shown: "
    "say “remember that …” if you want it kept."
)

Emit = Callable[[Event], None]


def run_turn(turn: Turn, parts: Parts, looker: Looker, conversation: Conversation, emit: Emit) -> bool:
    """Hear, look, remember, answer and speak; whatever happens, one `TurnFinished` is the last event.

    Whether all that is to be kept of it is in the history.
    """
    remains = Remains()
    emit = remains.before(emit)
    outcome, asked = Outcome.FAILED, Asked("")
    was_gone = is_gone(conversation.chat, parts)
    clock = Clock()
    ahead = Ahead(parts, conversation)
    reply = Reply(turn.number, parts.tts, None if parts.settings.muted else parts.playback, turn.cancel, clock, emit)
    try:
        turn.cancel.check()
        question = hear(turn, parts, looker, conversation.label, ahead, clock, emit)
        if not question:
            outcome = Outcome.NO_SPEECH
            return True
        if parts.is_mute and turn.voice is None:
            sound.look_again(parts)
        tell_of_files(turn, parts, emit)
        seen = pictures.look(turn, looker, emit)
        left = mind_memory(question, turn, parts, reply, emit)
        left = pictures.mind_label(left, seen, parts, conversation, reply)
        left = pictures.mind_sight(left, seen, turn, looker, reply, emit)
        asked = shown.asked(left or question, seen, conversation.label, turn.began)
        if left:
            answer(asked, turn, parts, conversation, ahead, reply, emit)
            conversation.label_told()
        reply.finish()
        outcome = Outcome.COMPLETED
    except Cancelled:
        outcome = Outcome.INTERRUPTED
    except EarsightError as error:
        if turn.cancel.cancelled:
            outcome = Outcome.INTERRUPTED
        else:
            log.warning("turn %d failed", turn.number, exc_info=True)
            emit(Failed(turn.number, error.code, str(error)))
    except Exception:
        log.exception("turn %d failed", turn.number)
        emit(unforeseen(turn.number))
    finally:
        if turn.cancel.cancelled and outcome is Outcome.COMPLETED:
            outcome = Outcome.INTERRUPTED
        said = reply.close(outcome)
        parts.is_mute = reply.is_mute
        ahead.end()
        conversation.add(asked.text, said, asked.pictures)
        timings = clock.timings()
        meta: Mapping[str, Json] = {
            "outcome": str(outcome),
            "timings": asdict(timings),
            "tokens": reply.tokens,
            "turn": turn.key,
            **remains.meta(),
        }
        is_kept = store(asked.text, said, meta, turn, parts, conversation, emit, was_gone=was_gone)
        emit(TurnFinished(turn.number, outcome, timings, conversation.chat, said))
    return is_kept


def tell_of_files(turn: Turn, parts: Parts, emit: Emit) -> None:
    """What is wrong with the instructions or the memory file."""
    for notice in kept(parts).notices:
        emit(Noticed(turn.number, notice))


def hear(turn: Turn, parts: Parts, looker: Looker, label: Label | None, ahead: Ahead, clock: Clock, emit: Emit) -> str:
    """The question as text: typed, recorded, or spoken now; empty where nobody spoke."""
    if not turn.listen and turn.audio is None:
        return turn.question
    if parts.stt is None:
        raise SttError("No speech model is here; get one with `earsight models pull starter`.")
    hearing = Hearing(parts.stt, parts.settings.language, turn.cancel, partial(_tell_transcript, turn, emit))
    try:
        if turn.audio is not None:
            hearing.feed(resample(turn.audio, RATE).samples)
        else:
            listen(turn, parts, looker, label, hearing, ahead, emit)
        clock.speech_ended(turn.released_at)
        heard = hearing.finish()
    except Cancelled:
        turn.heard = ""  # What is taken back while it is said is no question.
        raise
    turn.heard = heard.text
    if heard.text:
        clock.mark("transcript")
        emit(Transcribed(turn.number, heard.text, heard.language, hearing.seconds))
    return turn.question


def listen(
    turn: Turn, parts: Parts, looker: Looker, label: Label | None, hearing: Hearing, ahead: Ahead, emit: Emit
) -> None:
    """Hear the microphone until the key is released, and meanwhile do what can be done ahead."""
    meter = LevelMeter(turn.number, emit)
    seconds = 0.0
    recording = turn.voice or sound.record(parts)
    try:
        emit(ListeningStarted(turn.number))
        sound.open_speaker_ahead(parts)
        now = kept(parts)
        ahead.prepare(shown.asked("", [], label, turn.began), now)
        seen: list[Seen] = []
        while (block := recording.read(LEVEL_SECONDS)) is not None:
            turn.cancel.check()
            if turn.released.is_set():
                recording.stop()
            hearing.feed(block)
            seconds += len(block) / RATE
            meter.feed(block)
            if (read := looker.ready(turn.images)) is not None and read != seen:
                seen = read
                ahead.prepare(shown.asked("", seen, label, turn.began), now)
            think_ahead(turn, read, label, hearing, ahead, now)
    finally:
        recording.stop()
    emit(ListeningStopped(turn.number, seconds))


def think_ahead(
    turn: Turn, seen: Sequence[Seen] | None, label: Label | None, hearing: Hearing, ahead: Ahead, now: Kept
) -> None:
    """At a pause, begin the answer to what was said; while words follow, take in those that are sure.

    `seen` is None while a picture is still being read: what is in it comes before the words.
    """
    if hearing.is_pausing:
        text = hearing.look()
        if text and seen is not None and not memory_words.parse(text).wishes:
            ahead.draft(shown.asked(text, seen, label, turn.began), now)
        return
    ahead.drop()
    if hearing.is_worth_a_look and not turn.released.is_set():
        sure, _, _ = hearing.look().rpartition(" ")
        if sure and seen is not None:
            ahead.prepare(shown.asked(sure, seen, label, turn.began), now)


def mind_memory(question: str, turn: Turn, parts: Parts, reply: Reply, emit: Emit) -> str:
    """Do at once what was said about remembering and forgetting, and confirm it; what is left to answer."""
    heard = memory_words.parse(question)
    for wish in heard.wishes:
        done = memory_wishes.carry_out(wish, parts.memory)
        for change, entry in done.changes:
            emit(MemoryChanged(turn.number, change, entry, by="person"))
        reply.write(done.sentence + " ")
    return heard.rest


def answer(
    asked: Asked,
    turn: Turn,
    parts: Parts,
    conversation: Conversation,
    ahead: Ahead,
    reply: Reply,
    emit: Emit,
) -> None:
    """Let the model write the reply; its tools run in between."""
    llm = answering(asked, parts, conversation)
    built, deltas = ahead.take(asked, kept(parts), turn.cancel)
    emit(
        ContextChanged(
            turn.number,
            used=built.used,
            size=llm.window,
            instructions=built.instructions,
            memory=built.memory,
            history=built.history,
            turn_tokens=built.turn,
            messages_left_out=built.messages_left_out,
        )
    )
    messages = list(built.messages)
    held = asked.holds_others_words or conversation.holds_others_words or bool(turn.images)
    noted = False
    for _ in range(TOOL_ROUNDS):
        before = reply.text
        calls: list[ToolCall] = []
        for delta in deltas:
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
                refused=held or noted,
                changed=lambda change, entry: emit(MemoryChanged(turn.number, change, entry, by="model")),
            )
            messages.append(Message(Role.TOOL, result))
            if held and call.name == MEMORY_TOOL.name:
                emit(Noticed(turn.number, HELD))
            if announced:
                noted = True
                reply.write(f"\n\n{announced}\n\n" if reply.text else f"{announced}\n\n")
        deltas = llm.stream(messages, sampling(parts), turn.cancel, offered_tools(parts, llm))
    if not reply.text.strip():
        raise LlmError("The model gave an empty answer; ask again, or in other words.")


def _tell_transcript(turn: Turn, emit: Emit, text: str) -> None:
    turn.heard = text
    emit(TranscriptChanged(turn.number, text))
