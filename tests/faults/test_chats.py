"""A damaged chats file: it is kept aside, and what can be read of it goes on."""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.commands import Ask, OpenChat
from assistant.events import Noticed, Outcome
from assistant.history import History
from assistant.history_salvage import LOST, salvage
from tests.assistant.test_turn import Room, room
from tests.faults.marks import Says

__all__ = ["room"]

PAGE = 4096
CHATS, TURNS = 6, 20


def reply(number: int) -> str:
    return f"Reply {number}. " + "Some words that fill a page, and grüne Bäume. " * (200 if number % 17 == 0 else 5)


@pytest.fixture
def history() -> Iterator[History]:
    """Six chats of twenty turns, some of them longer than a page."""
    history = History()
    for chat in range(CHATS):
        history.new_chat(f"Chat {chat}")
    for number in range(CHATS * TURNS):
        history.add_turn(number % CHATS + 1, f"Question {number}?", reply(number), meta={"number": number})
    yield history
    history.close()


def kept(history: History) -> dict[str, str]:
    """Each question that could be read, with its reply."""
    with_lost = [
        (asked.text, replied.text)
        for chat in history.chats()
        for asked, replied in zip(*[iter(history.messages(chat.id))] * 2, strict=True)
    ]
    return {asked: replied for asked, replied in with_lost if asked != LOST}


def spoil(path: Path, page: int, chance: random.Random) -> None:
    with path.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(chance.randbytes(PAGE))


@pytest.mark.fault(
    "the chats' file is damaged",
    says="The file of the chats was damaged; it is kept as chats.broken-….sqlite3, and the … messages that could be "
    "read are in a new one.",
    intact="every message outside the damage, in its chat; the damaged file, aside; the turn that runs",
)
def test_the_rest_of_a_damaged_file_goes_on(history: History, room: Room, says: Says) -> None:
    history.close()
    chance = random.Random(3)
    for page in (5, 9, 14):
        spoil(history.path, page, chance)
    spoiled = history.path.read_bytes()
    room.llm.scripts = [["Fine."]]
    room.send(OpenChat(2))
    finished = room.turn(Ask("How are you?"))
    assert (finished.outcome, finished.chat) == (Outcome.COMPLETED, 2)
    told = [event.message for event in room.events.of(Noticed)]  # type: ignore[attr-defined]
    says(*told)
    (aside,) = history.path.parent.glob("chats.broken-*.sqlite3")
    assert aside.read_bytes() == spoiled
    found = kept(history)
    assert found["How are you?"] == "Fine."
    assert len(found) > CHATS * TURNS // 2
    assert [hit.chat for hit in history.search("How are you")] == [2]


@pytest.mark.fault(
    "another program mends the chats' file meanwhile",
    says="The file of the chats was damaged; it is kept as chats.broken-….sqlite3, and the … messages that could be "
    "read are in a new one.",
    intact="every message outside the damage, and all that is said afterwards in the window that was open",
)
def test_a_window_that_is_open_goes_on_with_the_file_that_another_program_mended(history: History, says: Says) -> None:
    assert len(kept(history)) == CHATS * TURNS
    chance = random.Random(3)
    for page in (5, 9, 14):
        spoil(history.path, page, chance)
    other = History()
    kept(other)
    says(other.notices[0])
    history.add_turn(2, "And now?", "Now too.")
    assert kept(other)["And now?"] == "Now too."
    assert [hit.chat for hit in other.search("And now")] == [2]
    assert len(kept(history)) > CHATS * TURNS // 2
    other.close()
    history.close()
    assert kept(history)["And now?"] == "Now too."


def test_a_window_that_is_open_begins_anew_where_the_chats_were_erased(history: History) -> None:
    for file in history.path.parent.glob("chats.sqlite3*"):
        file.unlink()
    assert history.chats() == []
    assert history.add_turn(None, "And now?", "Now too.")
    history.close()
    assert kept(history) == {"And now?": "Now too."}


@pytest.mark.fault(
    "the head of the chats' file is destroyed",
    says="The file of the chats was damaged; it is kept as chats.broken-….sqlite3, and the 240 messages that could be "
    "read are in a new one.",
    intact="every message",
)
def test_a_destroyed_head_costs_no_message(history: History, says: Says) -> None:
    before = kept(history)
    history.close()
    spoil(history.path, 0, random.Random(1))
    assert kept(history) == before
    says(history.notices[0])


def test_whatever_page_is_lost_only_its_own_messages_are(history: History, tmp_path: Path) -> None:
    before = kept(history)
    history.close()
    pages = history.path.stat().st_size // PAGE
    chance = random.Random(2)
    lost = []
    for page in range(pages):
        copy = tmp_path / "copy.sqlite3"
        shutil.copyfile(history.path, copy)
        spoil(copy, page, chance)
        saved = salvage(copy)
        asked = {row[0]: row[3] for row in saved.messages if row[2] == "user"}
        for row in saved.messages:
            if row[2] == "assistant" and row[3] and asked[row[0] - 1] != LOST:
                assert before[asked[row[0] - 1]] == row[3], "a reply that was not the question's"
        lost.append(2 * CHATS * TURNS - saved.count)
    assert max(lost) < 40, "more than fits on a page"
    assert lost.count(0) > 0


def test_what_is_only_in_the_log_beside_the_file_is_found(history: History, tmp_path: Path) -> None:
    history.add_turn(1, "The newest question?", "The newest reply.")
    for ending in ("", "-wal"):
        shutil.copyfile(f"{history.path}{ending}", tmp_path / f"copy.sqlite3{ending}")
    texts = {row[3] for row in salvage(tmp_path / "copy.sqlite3").messages}
    assert {"The newest question?", "The newest reply."} <= texts


def test_deleted_messages_do_not_come_back(history: History) -> None:
    history.add_turn(3, "My secret is xylophonequartz", "I see.")
    history.delete(3)
    history.close()
    spoil(history.path, 0, random.Random(1))
    assert len(history.chats()) == CHATS - 1
    history.close()
    assert not any(b"xylophonequartz" in file.read_bytes() for file in history.path.parent.glob("chats*"))


@pytest.mark.fault(
    "the search index of the chats is damaged",
    says="The search in the chats was damaged and works again; nothing was lost.",
    intact="every message, and the search",
)
def test_a_damaged_search_is_made_anew(history: History, says: Says) -> None:
    before = kept(history)
    history.close()
    with closing(sqlite3.connect(history.path)) as database:
        database.execute("UPDATE words_data SET block = x'ffffffffffffffff' WHERE id > 10")
        database.commit()
    assert len(history.search("Question 7")) >= 1
    says(history.notices[0])
    assert kept(history) == before


@pytest.mark.parametrize("junk", [b"", b"\x0d" * 3 * PAGE, b"SQLite format 3\x00" + b"\x10\x00" + b"\x0d\xff" * 9000])
def test_nothing_is_made_of_noise(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / "chats.sqlite3").write_bytes(junk)
    assert salvage(tmp_path / "chats.sqlite3").messages == []
