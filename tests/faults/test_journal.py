"""What a dead process had shown is in the chats when they are opened next."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from assistant.events import ReplyDelta, Transcribed
from assistant.history import History
from assistant.journal import FOLDER, Journal


@pytest.fixture
def history() -> Iterator[History]:
    history = History()
    yield history
    history.close()


def die(journal: Journal) -> None:
    """As the system leaves it: the file stays, and nobody holds its lock."""
    journal._turns.add(-1)
    journal.close()


def told(history: History) -> list[tuple[int, str]]:
    return [(chat.id, message.text) for chat in history.chats() for message in history.messages(chat.id)]


def test_a_turn_is_kept_as_far_as_it_was_shown(history: History) -> None:
    chat = history.add_turn(None, "Before?", "Yes.")
    history.close()
    journal = Journal(history.path)
    journal.asked(7, "in French")
    journal.in_chat(7, chat)
    journal.follow(Transcribed(7, "What time is it?", "en", 1.0))
    for word in ("It ", "is ", "no"):
        journal.follow(ReplyDelta(7, word))
    die(journal)
    assert told(history) == [
        (chat, "Before?"), (chat, "Yes."), (chat, "What time is it?\nin French"), (chat, "It is no")
    ]  # fmt: skip
    asked, replied = history.messages(chat)[2:]
    assert asked.given.endswith("]\nWhat time is it?\nin French")
    assert replied.meta["outcome"] == "failed"
    assert not list((history.path.parent / FOLDER).iterdir())


def test_in_a_new_chat_or_one_that_is_gone_it_begins_another(history: History) -> None:
    journal = Journal(history.path)
    journal.asked(1, "Who?")
    journal.in_chat(1, 99)
    journal.asked(2, "What?")
    die(journal)
    assert told(history) == [(1, "Who?"), (1, ""), (1, "What?"), (1, "")]


def test_what_was_stored_before_the_death_is_not_stored_twice(history: History) -> None:
    journal = Journal(history.path)
    journal.asked(1, "Who?")
    history.add_turn(None, "Who?", "Me.", meta={"turn": journal.key(1)})
    history.close()
    die(journal)
    assert told(history) == [(1, "Who?"), (1, "Me.")]


@pytest.mark.parametrize("windows_first", [True, False])
def test_what_window_and_engine_both_noted_is_stored_once_as_the_engine_knew_it(
    history: History, windows_first: bool
) -> None:
    made = [Journal(history.path), Journal(history.path)]
    made.sort(key=lambda journal: journal._name, reverse=not windows_first)
    window, engine = made
    window.asked(1, "Who?")
    window.asked(11, "And who else?")
    engine.asked(5, "Who?", window.key(1))
    engine.follow(ReplyDelta(5, "Me"))
    die(window)
    die(engine)
    assert sorted(text for _, text in told(history)) == ["", "And who else?", "Me", "Who?"]


def test_a_key_that_begins_as_another_is_another(history: History) -> None:
    journal = Journal(history.path)
    history.add_turn(None, "Who else?", "You.", meta={"turn": journal.key(11)})
    history.close()
    journal.asked(1, "Who?")
    die(journal)
    assert "Who?" in [text for _, text in told(history)]


def test_a_living_process_keeps_its_turn(history: History) -> None:
    journal = Journal(history.path)
    journal.asked(1, "Who?")
    assert told(history) == []
    journal.kept(1)
    (notes,) = (history.path.parent / FOLDER).glob("*.jsonl")
    assert notes.read_bytes() == b""
    assert sys.platform == "win32" or notes.stat().st_mode & 0o777 == 0o600
    journal.close()
    assert not list((history.path.parent / FOLDER).iterdir())


def test_notes_that_end_in_the_middle_of_a_word_are_read_as_far_as_they_go(history: History) -> None:
    journal = Journal(history.path)
    journal.asked(1, "Who?")
    journal.follow(ReplyDelta(1, "Me."))
    die(journal)
    (notes,) = (history.path.parent / FOLDER).glob("*.jsonl")
    notes.write_bytes(notes.read_bytes() + b'[1,"reply","and yo')
    assert told(history) == [(1, "Who?"), (1, "Me.")]


def test_where_nothing_can_be_written_the_turn_goes_on(own_home: Path, caplog: pytest.LogCaptureFixture) -> None:
    own_home.write_text("a file where the folder should be")
    journal = Journal(own_home / "chats.sqlite3")
    for number in range(3):
        journal.asked(number, "Who?")
    journal.close()
    assert caplog.text.count("cannot be written down\n") == 1
    assert datetime.now().astimezone()
