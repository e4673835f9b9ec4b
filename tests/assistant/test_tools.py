"""What a model's tool call writes into the memory, and what is said of it."""

import pytest

from assistant.events import Change
from assistant.llm.base import ToolCall
from assistant.memory import Memory
from assistant.tools import run_tool


def said(fact: str, memory: Memory) -> tuple[str, list[tuple[Change, str]]]:
    """What is announced, and the changes."""
    changes: list[tuple[Change, str]] = []
    call = ToolCall("remember", {"fact": fact})
    announced = run_tool(call, memory, refused=False, changed=lambda change, entry: changes.append((change, entry)))[1]
    return announced, changes


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("I am allergic to almonds", "I am not allergic to almonds"),
        ("Ich wohne in Bern", "Ich wohne in Zürich"),
        ("Je m'appelle Anna", "Je m'appelle Eva"),
        ("Vivo en Madrid", "Vivo en Sevilla"),
        ("Mi piace il caffè", "Non mi piace il caffè"),
    ],
)
def test_what_a_call_replaces_is_announced_and_can_be_taken_back(older: str, newer: str) -> None:
    memory = Memory()
    memory.add(older)
    before = memory.read().text
    announced, changes = said(newer, memory)
    assert announced == f"(I noted: {newer}. That replaces: {older}. Say “undo that” to take it back.)"
    assert changes == [(Change.REPLACED, f"{newer}.")]
    assert memory.undo()
    assert memory.read().text == before


def test_a_call_that_replaces_nothing_says_only_what_it_notes() -> None:
    memory = Memory()
    memory.add("I am allergic to almonds")
    announced, changes = said("I am not allergic to milk", memory)
    assert announced == "(I noted: I am not allergic to milk. Say “undo that” to take it back.)"
    assert changes == [(Change.ADDED, "I am not allergic to milk.")]
