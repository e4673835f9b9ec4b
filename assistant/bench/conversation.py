"""Conversations in one chat: twenty spoken turns with a memory, and a long one that must not get slower."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec
import psutil

from assistant.bench.questions import Question
from assistant.bench.run import Measured, ask, type_in
from assistant.bench.texts import FACTS, TYPED
from assistant.commands import NewChat
from assistant.context import prefix
from assistant.events import Usage
from assistant.llm.base import Llm
from assistant.memory_entries import TITLE, Entry, as_line
from assistant.parts import Parts
from assistant.session import Session

MEMORY_TOKENS = 1000
SHORT_REPLY = 16
"""Tokens of a reply in the long conversation: what is measured there is how it changes."""
SPAN = len(TYPED)
"""Turns at each end of the long conversation that are compared."""
REMEMBERED_ON = date(2026, 1, 1)


def remember(path: Path, llm: Llm, tokens: int = MEMORY_TOKENS) -> int:
    """Write a memory file of about that many tokens in this model's own count; how many they are."""
    bare, lines, used = llm.count([prefix("", "")]), [TITLE, ""], 0
    for fact in FACTS:
        if used >= tokens:
            break
        lines.append(as_line(Entry(fact, REMEMBERED_ON), ()))
        used = llm.count([prefix("", "\n".join(lines))]) - bare
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return used


def spoken_conversation(session: Session, parts: Parts, questions: Sequence[Question]) -> Iterator[Measured]:
    """The questions one after another in one chat, each as soon as the last one was answered.

    A question to nobody goes before them: the memory was in the model's cache when the conversation began, as it is
    when a person starts one.
    """
    session.send(NewChat())
    type_in(session, TYPED[0])
    session.send(NewChat())
    for question in questions:
        yield ask(session, parts, question)


def long_conversation(
    session: Session, parts: Parts, turns: int, tell: Callable[[str], None], *, span: int = SPAN
) -> dict[str, object]:
    """`turns` short typed questions in one chat, answered aloud, each as soon as the last one was answered.

    Compared are the first and the last `span` turns, which ask the same questions: their median seconds and tokens of
    context, and the process's memory after each. By the end of the first ones every part has worked and taken the
    memory it works with; what comes later (the window filling up, the oldest turns leaving it, a longer chat) is what
    must not add to it. The slowest turn is the one that evaluates the conversation anew where its oldest turns left.
    """
    parts.settings = msgspec.structs.replace(parts.settings, max_reply=SHORT_REPLY)
    session.send(NewChat())
    seconds: list[float] = []
    usages: list[Usage] = []
    early = 0
    for turn in range(turns):
        took, usage = type_in(session, TYPED[turn % len(TYPED)])
        seconds.append(took)
        usages.append(usage)
        if turn + 1 == span:
            early = _resident()
        if (turn + 1) % span == 0:
            tell(f"{turn + 1:4} turns  {statistics.median(seconds[-span:]):6.3f} s  {_resident() >> 20:,} MiB")
    first, last, late = statistics.median(seconds[:span]), statistics.median(seconds[-span:]), _resident()
    return {
        "turns": turns,
        "span": span,
        "seconds": {
            "first": round(first, 3),
            "last": round(last, 3),
            "ratio": round(last / first, 3),
            "slowest": round(max(seconds), 3),
        },
        "context_tokens": {
            "first": statistics.median(usage.prompt for usage in usages[:span]),
            "last": statistics.median(usage.prompt for usage in usages[-span:]),
            "most_evaluated": max(usage.evaluated for usage in usages),
        },
        "memory": {"first": early, "last": late, "growth_percent": round(100 * (late - early) / early, 2)},
        "per_turn": [round(one, 3) for one in seconds],
    }


def _resident() -> int:
    return int(psutil.Process().memory_info().rss)
