"""Thinking and tool calls are told from the answer, however the text is cut into pieces."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.base import Text, Thought, ToolCall
from assistant.llm.markup import MarkupParser, read_call

CALL = '<tool_call>\n{"name": "remember", "arguments": {"fact": "I have a dog."}}\n</tool_call>'
REMEMBER = ToolCall("remember", {"fact": "I have a dog."})


def parsed(pieces: list[str], *, inside_thought: bool = False) -> list[object]:
    """What came out, neighbours of the same kind joined."""
    parser = MarkupParser(inside_thought=inside_thought)
    out: list[Text | Thought | ToolCall] = []
    for delta in [*(d for piece in pieces for d in parser.feed(piece)), *parser.finish()]:
        if out and isinstance(delta, Text | Thought) and type(out[-1]) is type(delta):
            out[-1] = type(delta)(out[-1].text + delta.text)  # type: ignore[union-attr]
        else:
            out.append(delta)
    return list(out)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Hello.", [Text("Hello.")]),
        ("\n\nHello.", [Text("Hello.")]),
        ("<think>Let me see.</think>\n\nFour.", [Thought("Let me see."), Text("Four.")]),
        ("<think>\n\n</think>\n\nFour.", [Text("Four.")]),
        ("<think>never closed", [Thought("never closed")]),
        (CALL, [REMEMBER]),
        (f"Noted.{CALL}", [Text("Noted."), REMEMBER]),
        (f"{CALL}{CALL}", [REMEMBER, REMEMBER]),
        (f"<think>I should note it.</think>{CALL}Good.", [Thought("I should note it."), REMEMBER, Text("Good.")]),
        ("<tool_call>not json</tool_call>Hi.", [Text("Hi.")]),
        ("<tool_call>{}</tool_call>", []),
        ("3 < 4 and 5 > 4", [Text("3 < 4 and 5 > 4")]),
        ("a <thinker> thinks", [Text("a <thinker> thinks")]),
        ("ends with <thi", [Text("ends with <thi")]),
        ("</think>stray", [Text("</think>stray")]),
    ],
)
def test_markup_is_parsed_at_once_and_letter_by_letter(raw: str, expected: list[object]) -> None:
    assert parsed([raw]) == expected
    assert parsed(list(raw)) == expected


def test_a_prompt_may_end_inside_a_thought() -> None:
    assert parsed(["So it is.</think>Four."], inside_thought=True) == [Thought("So it is."), Text("Four.")]


@given(st.lists(st.sampled_from(["<think>", "</think>", "<tool_call>", "</tool_call>", "<", "a", " ", "{", "\n"])))
def test_no_cut_changes_what_comes_out(tokens: list[str]) -> None:
    assert parsed(tokens) == parsed(["".join(tokens)])


@pytest.mark.parametrize("raw", ["", "[]", "null", "{", '{"name": 3}', '{"name": "x", "arguments": 4}', "[" * 100_000])
def test_what_is_no_call_is_none(raw: str) -> None:
    assert read_call(raw) is None


def test_arguments_may_come_as_text() -> None:
    assert read_call(json.dumps({"name": "remember", "arguments": '{"fact": "I have a dog."}'})) == REMEMBER
