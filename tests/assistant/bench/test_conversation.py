"""Conversations of the bench: one chat, its own memory, and the two ends of a long one compared."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import paths
from assistant.bench import conversation
from assistant.bench.conversation import long_conversation, remember, spoken_conversation
from assistant.bench.questions import Question
from assistant.bench.run import ask, type_in
from assistant.bench.texts import TYPED
from assistant.commands import Interrupt
from assistant.events import Usage
from assistant.memory import Memory
from assistant.parts import Parts
from assistant.session import Session
from tests.fakes import FakeLlm


def test_spoken_questions_follow_each_other_in_one_chat_with_the_memory(
    session: Session, parts: Parts, llm: FakeLlm, question: Callable[[str], Question]
) -> None:
    remember(parts.memory.path, llm, 100)
    measured = list(spoken_conversation(session, parts, [question("first"), question("second")]))
    assert [one.question for one in measured] == ["first", "second"]
    assert all(one.outcome == "completed" and one.heard == "What time is it?" for one in measured)
    assert all(one.first_sound is not None and one.first_sound >= one.transcript for one in measured)
    before, first, second = llm.streams
    assert "My name is Anna Keller." in before[0].text
    assert [len(before), len(first), len(second)] == [2, 2, 4]
    assert second[:2] == first
    assert second[2].text == "It is noon."


def test_the_memory_is_as_long_as_asked_and_not_the_persons(llm: FakeLlm, tmp_path: Path) -> None:
    path = tmp_path / "memory.md"
    tokens = remember(path, llm, 120)
    assert 120 <= tokens < 135
    kept = Memory(path).read()
    assert not kept.notices
    assert [entry.text for entry in kept.entries][:2] == ["My name is Anna Keller.", "I am allergic to almonds."]
    assert not paths.memory_file().exists()


def test_a_long_conversation_stays_in_one_chat_and_asks_the_same_at_both_ends(
    session: Session, parts: Parts, llm: FakeLlm
) -> None:
    told: list[str] = []
    figures = long_conversation(session, parts, 40, told.append)
    assert figures["turns"] == 40
    assert len(told) == 2
    assert len(llm.streams[-1]) == 2 * 40
    asked = [messages[-1].text.splitlines()[-1] for messages in llm.streams]
    assert asked[:20] == asked[20:] == list(TYPED)
    assert parts.settings.max_reply == conversation.SHORT_REPLY
    assert parts.playback is not None
    assert parts.playback.played() > 0


def test_a_long_conversation_says_how_much_slower_and_larger_it_got(
    session: Session, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter([1.0, 1.2, 9.0, 1.5, 2.0, 2.4])
    prompts = iter([100, 200, 300, 400, 500, 600])
    memory = iter([1000, 1000, 1010, 1100, 1100, 1100])
    monkeypatch.setattr(conversation, "type_in", lambda session, text: (next(seconds), Usage(next(prompts), 9, 2)))
    monkeypatch.setattr(conversation, "_resident", lambda: next(memory))
    figures = long_conversation(session, parts, 6, lambda line: None, span=2)
    assert figures["seconds"] == {"first": 1.1, "last": 2.2, "ratio": 2.0, "slowest": 9.0}
    assert figures["context_tokens"] == {"first": 150, "last": 550, "most_evaluated": 9}
    assert figures["memory"] == {"first": 1000, "last": 1100, "growth_percent": 10.0}


def test_stopping_a_turn_stops_the_run(session: Session, llm: FakeLlm) -> None:
    llm.scripts.insert(0, ["It ", lambda: session.send(Interrupt()) and None, "is."])
    with pytest.raises(KeyboardInterrupt):
        type_in(session, "What time is it?")


def test_a_question_that_failed_is_marked(
    session: Session, parts: Parts, llm: FakeLlm, question: Callable[[str], Question]
) -> None:
    llm.scripts.insert(0, [])
    measured = ask(session, parts, question("empty"))
    assert measured.outcome == "failed"
    assert measured.transcript is not None
    assert measured.first_sound is None
