"""What a model that can call tools may do by itself: propose a memory, announced and undone with one word."""

from collections.abc import Callable

from assistant.errors import EarsightError
from assistant.events import Change
from assistant.llm.base import Tool, ToolCall
from assistant.memory import Memory
from assistant.memory_entries import as_fact
from assistant.memory_replies import REPLACES

MEMORY_TOOL = Tool(
    name="remember",
    description=(
        "Keep a lasting fact about the person, only when they just told you one about themselves "
        "that will matter in later conversations."
    ),
    parameters={"fact": "The fact as one short sentence in the first person, such as: I am a vegetarian."},
)


def run_tool(
    call: ToolCall, memory: Memory, *, refused: bool, changed: Callable[[Change, str], None]
) -> tuple[str, str]:
    """Run one call; the result for the model, and what is announced to the person (empty for nothing).

    What the fact replaces is announced too, since the person did not say that it is no longer true.
    `refused` keeps it from writing: where somebody else's words are or were in the chat, which could have asked for
    it, and after one memory in a turn, so that the one can be taken back.
    """
    fact = call.arguments.get("fact")
    if call.name != MEMORY_TOOL.name or not isinstance(fact, str):
        return "There is no such tool.", ""
    if refused:
        return "Refused: one fact a turn is remembered, and none where there is text from elsewhere.", ""
    try:
        added = memory.add(fact)
    except EarsightError as error:
        return f"Refused: {error}", ""
    if added.already:
        return "Already known.", ""
    changed(Change.REPLACED if added.replaces else Change.ADDED, added.entry.text)
    told = [f"I noted: {added.entry.text}"]
    if added.replaces:
        replaced = " ".join(as_fact(entry.text) for entry in added.replaces)
        told.append(REPLACES["en"].format(fact=replaced))
    return "Kept.", f"({' '.join(told)} Say “undo that” to take it back.)"
