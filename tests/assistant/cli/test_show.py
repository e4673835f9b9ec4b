"""What a person sees of a turn in the terminal."""

import pytest

from assistant.cli.show import Terminal
from assistant.events import Failed, Noticed, Outcome, ReplyDelta, Timings, Transcribed, TurnFinished


def test_what_is_said_about_a_turn_stands_on_lines_of_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()
    for event in (
        Transcribed(1, "Why is the sky blue?", "en", 2.0),
        ReplyDelta(1, "Half of"),
        Noticed(1, "There is no speaker."),
        ReplyDelta(1, " it.\n"),
        Failed(1, "llm", "The server broke off."),
        TurnFinished(1, Outcome.FAILED, Timings(), None, "Half of it."),
        ReplyDelta(2, "Whole."),
        TurnFinished(2, Outcome.COMPLETED, Timings(), None, "Whole."),
        TurnFinished(3, Outcome.NO_SPEECH, Timings(), None, ""),
    ):
        terminal.show(event)
    out, err = capfd.readouterr()
    assert out == "Half of\n it.\nWhole.\n"
    assert err.splitlines()[:3] == [
        "You: Why is the sky blue?",
        "earsight: There is no speaker.",
        "earsight: The server broke off.",
    ]
    assert len(err.splitlines()) == 4
