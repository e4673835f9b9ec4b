"""A clock that is set back, and a machine that sleeps."""

from pathlib import Path

import pytest

from tests.faults.disks import run, shim

__all__ = ["shim"]

SET_BACK = """
import os
from datetime import datetime
from assistant.commands import Ask, OpenChat
from assistant.history import History
from assistant.memory import Memory
from tests.assistant.test_turn import Room

room = Room()
room.llm.scripts = [["One."], ["Two."], ["Three."]]
first = room.turn(Ask("First?")).chat
history = History()
history.add_turn(None, "Second?", "Yes.")
Memory().add("I live in Bern")
before = datetime.now()
os.environ["FAULT_CLOCK_SECONDS"] = str(-3 * 86400)
print((before - datetime.now()).days)
Memory().add("I live in Basel")
room.send(OpenChat(first))
print(room.turn(Ask("Is it earlier?")).outcome)
room.assistant.close()
print(history.latest() == first, *[message.text for message in history.messages(first)])
print(*[(entry.text, entry.replaced is not None) for entry in Memory().read().entries])
"""


@pytest.mark.fault(
    "the clock is set back by three days", says="", intact="the order of messages and chats, and the newer memory"
)
def test_a_clock_that_is_set_back_changes_no_order(shim: Path) -> None:
    days, outcome, messages, memory = run(shim, SET_BACK)
    assert days in {"2", "3"}
    assert outcome == "completed"
    assert messages == "True First? One. Is it earlier? Two."
    assert memory == "('I live in Bern.', True) ('I live in Basel.', False)"
