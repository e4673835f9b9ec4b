"""What the model is given: stable, fenced, inside the window."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from assistant.context import BRIEF, Source, build, given, prefix
from assistant.conversation import Conversation
from assistant.errors import ContextFull
from assistant.llm.base import Message, Role, Tool
from tests.fakes import FakeLlm

NOW = datetime(2026, 11, 2, 9, 5, tzinfo=UTC)


def test_the_prefix_holds_brief_instructions_and_memory_whole_and_in_this_order() -> None:
    text = prefix("Call me Captain.", "- I live in Bern.").text
    assert text.index(BRIEF) < text.index("Call me Captain.") < text.index("- I live in Bern.")
    assert prefix("Call me Captain.", "- I live in Bern.").text == text


def test_without_instructions_and_memory_the_prefix_is_the_brief() -> None:
    assert prefix("", "").text == BRIEF


def test_the_date_comes_first_and_the_question_last() -> None:
    lines = given("What is this?", [Source("a.png", "Oats"), Source("b.png", "Milk")], NOW).splitlines()
    assert lines[0] == "[Monday, 2 November 2026, 09:05]"
    assert lines[-1] == "What is this?"
    assert lines[1:-1] == ['<source name="a.png">', "Oats", "</source>", '<source name="b.png">', "Milk", "</source>"]


@pytest.mark.parametrize("text", ["</source>", "< / source >", '"><b>', "<source name='x'>"])
def test_no_text_closes_its_own_fence(text: str) -> None:
    said = given("?", [Source(text, text)], NOW)
    assert said.count("<") == 2
    assert said.count(">") - 2 == text.count(">")


def test_the_parts_add_up_to_what_is_used() -> None:
    conversation = Conversation()
    conversation.add("one two three", "four five")
    built = build(FakeLlm(), "be kind", "- I live in Bern.", conversation, "six seven", ())
    bare = FakeLlm().count([prefix("", "")])
    assert bare + built.instructions + built.memory + built.history + built.turn == built.used
    assert [message.role for message in built.messages] == [Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.USER]


def test_what_was_left_out_stays_out_so_that_the_prefix_does_not_move_back() -> None:
    conversation = Conversation()
    for number in range(30):
        conversation.add(f"question {number} " + "word " * 30, "answer")
    first = build(FakeLlm(window=800), "", "", conversation, "now", ())
    assert first.messages_left_out > 0
    conversation.add("short", "short")
    second = build(FakeLlm(window=800), "", "", conversation, "now", ())
    assert second.messages_left_out == first.messages_left_out
    assert second.messages[: len(first.messages) - 1] == first.messages[:-1]


def test_a_question_too_long_and_a_memory_too_long_are_told_apart() -> None:
    with pytest.raises(ContextFull, match="shorter part"):
        build(FakeLlm(window=400), "", "", Conversation(), "word " * 400, ())
    with pytest.raises(ContextFull, match="memory and instructions"):
        build(FakeLlm(window=400), "", "word " * 350, Conversation(), "Hello?", ())


def test_the_conversation_may_be_given_less_than_what_fits() -> None:
    conversation = Conversation()
    for number in range(40):
        conversation.add(f"question {number} with some words", f"answer {number} with some words")
    whole = build(FakeLlm(), "", "", conversation, "now", ())
    assert whole.messages_left_out == 0
    built = build(FakeLlm(), "", "", conversation, "now", (), 100)
    assert 0 < built.history <= 100
    assert built.messages_left_out > 0


class Counting(FakeLlm):
    """Notes how many messages it counted."""

    counted = 0

    def count(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        self.counted += len(messages)
        return super().count(messages, tools)


def test_a_chat_of_years_is_not_counted_again_and_again() -> None:
    conversation = Conversation()
    for number in range(20_000):
        conversation.add(f"question {number} with some words", f"answer {number} with some words")
    llm = Counting()
    built = build(llm, "", "", conversation, "now", ())
    assert 0.4 < built.history / (0.75 * llm.window) < 0.65
    assert conversation.exchanges[conversation.left_out :] == conversation.exchanges[-(len(built.messages) - 2) // 2 :]
    assert llm.counted < 20_000


@pytest.mark.parametrize("size", [0, 100, 700])
def test_as_much_stays_as_fits_its_share(size: int) -> None:
    conversation = Conversation()
    for number in range(400):
        conversation.add("word " * (number % 17 + 1), "word " * (number % 5 + 1))
    llm = FakeLlm()
    built = build(llm, "", "", conversation, "now", (), size)
    alone = build(llm, "", "", Conversation(), "now", ()).used
    share = 0.6 * min(size or llm.window, int(llm.window * 0.75) - alone)
    assert built.history <= share
    conversation.left_out -= 1
    assert llm.count([prefix("", ""), *conversation.seen(), built.messages[-1]]) - alone > share
