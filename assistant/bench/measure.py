"""One run of the bench, read downwards: everything that is measured, in its order."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.audio.clip import Clip
from assistant.bench.apart import load_apart
from assistant.bench.conversation import long_conversation, remember, spoken_conversation
from assistant.bench.machine import describe, peak_memory
from assistant.bench.models_alone import memory, start_plain
from assistant.bench.peer import start_peer
from assistant.bench.process import Beside
from assistant.bench.questions import Question, questions, spoken
from assistant.bench.report import beside, line, summary
from assistant.bench.run import Measured, ask
from assistant.bench.speed import speeds
from assistant.bench.texts import CONVERSATION, QUESTIONS
from assistant.commands import NewChat
from assistant.loading import find_models
from assistant.parts import Parts
from assistant.session import Session
from assistant.settings import Settings
from assistant.threads import threads

Tell = Callable[[str], None]


def measure(
    settings: Settings,
    recordings: Sequence[tuple[str, Clip]],
    folder: Path,
    *,
    peer: Path | None,
    turns: int | None,
    tell: Tell,
    warn: Tell,
) -> dict[str, Any]:
    """All figures of a run, with `folder` for its files; raises `EarsightError` for what cannot be measured.

    With `recordings` these are the questions, and there is no conversation, which has words of its own. `peer` is a
    Python that has Pipecat; `turns` is the length of the long conversation. `tell` gets a line for every step.
    """
    figures: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": describe(),
        "models": {"stt": settings.stt, "llm": settings.llm, "tts": settings.tts},
    }
    with start_plain(settings) as plain:
        tell("The models alone, and raw llama.cpp:")
        held = memory(plain)
        parts = load_apart(settings, folder, warn)
        speed = speeds(parts.llm, plain, threads(settings))
    assert parts.tts is not None
    asked = questions(recordings or spoken(QUESTIONS, parts.tts), folder / "questions")
    followed = questions([] if recordings else spoken(CONVERSATION, parts.tts), folder / "conversation")
    with Session(parts) as session:
        session.wait_until_ready()
        figures |= _alone(session, parts, asked, peer, tell)
        if followed:
            tell(f"A conversation of {len(followed)} turns:")
            tokens = remember(parts.memory.path, parts.llm)
            talk = []
            for measured in spoken_conversation(session, parts, followed):
                talk.append(measured)
                tell(line(measured))
            figures["conversation"] = {"memory_tokens": tokens, **summary(talk)}
        figures["tokens_per_second"] = speed
        figures["memory"] = {"peak": peak_memory(), **held}
        if turns is not None:
            tell(f"A conversation of {turns} short turns, the median second of a turn and the memory on the way:")
            figures["long"] = long_conversation(session, parts, turns, tell)
    return figures


def _alone(
    session: Session, parts: Parts, asked: Sequence[Question], python: Path | None, tell: Tell
) -> dict[str, Any]:
    """Each question in a chat of its own to us, then to the peer: what disturbs the machine disturbs both."""
    ours: list[Measured] = []
    theirs: list[dict[str, float]] = []
    with ExitStack() as stack:
        peer: Beside | None = None
        if python is not None:
            peer = stack.enter_context(start_peer(python, *find_models(parts.settings), threads(parts.settings)))
            peer.ask(asked[0].path)  # its first answer loads what ours has loaded
        tell(f"{len(asked)} questions:")
        for question in asked:
            session.send(NewChat())
            ours.append(ask(session, parts, question))
            if peer is not None:
                theirs.append(peer.ask(question.path))
            tell(line(ours[-1], theirs[-1] if theirs else None))
    return {**summary(ours), "peer": beside(ours, theirs)} if theirs else summary(ours)
