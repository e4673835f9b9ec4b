"""What the window keeps of turns that the engine could not finish."""

from contextlib import closing

from assistant.events import Change, MemoryChanged, ReplyDelta, ThinkingDelta
from assistant.history import History
from ui.unfinished import Shown, keep


def test_what_was_remembered_and_thought_is_kept_with_what_was_shown() -> None:
    shown = Shown(None, 1, typed="Remember that I like tea.")
    for event in (MemoryChanged(1, Change.ADDED, "I like tea.", "person"), ThinkingDelta(1, "Hm."), ReplyDelta(1, "I")):
        shown.follow(event)
    [finished] = keep({1: shown})
    with closing(History()) as history:
        _, replied = history.messages(finished.chat or 0)
    assert replied.meta == {
        "outcome": "failed",
        "memory": [{"change": "added", "entry": "I like tea."}],
        "thinking": "Hm.",
    }
