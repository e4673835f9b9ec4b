"""What was deleted or forgotten is found in no byte of any file of the data folder."""

import os
import time
from pathlib import Path

import pytest

from assistant import forgetting
from assistant.cli.main import run
from assistant.commands import WakeUp
from assistant.history import History
from assistant.instructions import Instructions
from assistant.memory import Memory
from assistant.vision import taken
from tests.assistant.test_turn import Room, room
from tests.kept import holding

__all__ = ["room"]
SECRET = "Quetzalcoatl"


def with_prefixes(home: Path) -> None:
    for name in ("prefix.state", "prefix-vlm.state"):
        (home / name).write_bytes(SECRET.encode())


def with_chats(history: History) -> int:
    """Chats around one with a secret; its number."""
    for n in range(20):
        history.add_turn(history.new_chat(), f"Question {n}?", "Reply. " * 50)
    chat = history.new_chat(SECRET)
    for n in range(5):
        history.add_turn(chat, f"{SECRET} {n}", f"So {SECRET}. " * 80, given=f"[date] {SECRET}", meta={"x": SECRET})
    for n in range(20):
        history.add_turn(history.new_chat(), f"Question {n}?", "Reply. " * 50)
    return chat


def test_a_deleted_chat_is_in_no_file_while_others_hold_the_chats_open(own_home: Path) -> None:
    history, other = History(), History()
    chat = with_chats(history)
    assert other.search(SECRET)
    assert holding(own_home, SECRET, "quetzal")
    assert run(["chats", "delete", str(chat), "--yes"]) == 0
    assert holding(own_home, SECRET, "quetzal") == []
    assert other.search(SECRET) == []
    assert len(other.chats()) == 40
    history.close()
    other.close()
    assert holding(own_home, SECRET, "quetzal") == []


def test_what_a_rewind_takes_away_is_in_no_file(own_home: Path) -> None:
    history = History()
    chat = with_chats(history)
    history.rename(chat, "Other")
    history.rewind(chat, 0)
    assert holding(own_home, SECRET, "quetzal") == []
    history.close()


def test_pictures_of_a_deleted_chat_go_with_it(own_home: Path) -> None:
    mine, shared = (taken.new_file(taken.pictures_folder(), "camera", "jpg") for _ in range(2))
    history = History()
    gone, stays = history.new_chat(), history.new_chat()
    history.add_turn(gone, "What?", "That.", meta={"images": [str(mine), str(shared)]})
    history.add_turn(stays, "And?", "This.", meta={"images": [str(shared)]})
    history.close()
    assert run(["chats", "delete", str(gone), "--yes"]) == 0
    assert [mine.exists(), shared.exists()] == [False, True]
    assert run(["chats", "delete", "--all", "--yes"]) == 0
    assert not shared.exists()


def test_what_is_forgotten_for_good_is_in_no_file(own_home: Path) -> None:
    memory = Memory()
    memory.add(f"My god is {SECRET}.")
    with_prefixes(own_home)
    assert run(["memory", "forget", SECRET, "--for-good"]) == 0
    assert holding(own_home, SECRET) == []
    assert not memory.undo()


def test_what_is_forgotten_can_be_taken_back_for_a_while_and_stays_nowhere_else(own_home: Path) -> None:
    memory = Memory()
    memory.add(f"My god is {SECRET}.")
    with_prefixes(own_home)
    memory.forget(SECRET)
    assert holding(own_home, SECRET) == [".memory.undo"]
    assert memory.undo()
    assert SECRET in memory.read().text
    memory.forget(SECRET)
    long_ago = time.time() - forgetting.UNDO_SECONDS - 1
    os.utime(own_home / ".memory.undo", (long_ago, long_ago))
    assert not memory.can_undo()
    assert not memory.undo()
    memory.sweep()
    assert holding(own_home, SECRET) == []


def test_an_engine_that_rests_deletes_the_way_back_when_its_time_is_over(room: Room, own_home: Path) -> None:
    Memory().add(f"My god is {SECRET}.")
    Memory().forget(SECRET)
    long_ago = time.time() - forgetting.UNDO_SECONDS - 1
    os.utime(own_home / ".memory.undo", (long_ago, long_ago))
    room.send(WakeUp())
    assert room.assistant is not None
    room.assistant._follow_the_files()
    assert holding(own_home, SECRET) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda: Memory().add("I like tea."),
        lambda: Memory().forget(SECRET),
        lambda: Memory().forget_all(),
        lambda: Memory().write("new", over=Memory().read().text),
        lambda: Instructions().write("Be kind."),
    ],
)
def test_every_change_drops_what_was_made_of_the_old_text(own_home: Path, change) -> None:
    Memory().add(f"My god is {SECRET}.")
    with_prefixes(own_home)
    change()
    assert list(own_home.glob("prefix*")) == []


def test_a_start_drops_what_an_editor_left_behind(own_home: Path) -> None:
    Memory().add("I like tea.")
    with_prefixes(own_home)
    forgetting.sweep(own_home)
    assert (own_home / "prefix.state").exists(), "nothing has changed since"
    later = time.time() + 5
    (own_home / "memory.md").write_text("")
    os.utime(own_home / "memory.md", (later, later))
    forgetting.sweep(own_home)
    assert list(own_home.glob("prefix*")) == []
