"""The data folder on a disk that is full, read-only or slow."""

from pathlib import Path

import pytest

from assistant import settings
from assistant.commands import Ask, ListDevices
from assistant.errors import MemoryRefused, SettingsError
from assistant.events import DevicesListed, Noticed, Outcome
from assistant.history import History
from assistant.instructions import Instructions
from assistant.memory import Memory
from tests.assistant.test_turn import Room, room
from tests.faults.disks import SmallDisk, run, shim, small_disk
from tests.faults.marks import Says

__all__ = ["room", "shim", "small_disk"]

LONG = "5" * 200_000
"""A reply for which a full disk has no room even where a file has some left."""


@pytest.fixture
def home(small_disk: SmallDisk, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder on the small disk, with something in every file."""
    home = small_disk.folder / "home"
    monkeypatch.setenv("EARSIGHT_HOME", str(home))
    Memory().add("I live in Bern.")
    Instructions().write("Be brief.")
    settings.change(voice_speed=1.5)
    history = History()
    history.add_turn(None, "Before?", "Yes.")
    history.close()
    return home


def settle(room: Room) -> None:
    """Wait until the turn's last file is written, which is after its last event and before the next command."""
    room.send(ListDevices())
    room.events.wait_for(DevicesListed)


def content(home: Path) -> dict[str, bytes]:
    return {name: (home / name).read_bytes() for name in ("memory.md", "instructions.md", "settings.toml")}


@pytest.mark.fault(
    "the disk of the data folder is full",
    says="The chats in … cannot be used: the disk is full; make room.",
    intact="memory, instructions, settings and chats as they were; questions are answered; all is written again "
    "once there is room, and what was said meanwhile in the window or `earsight talk` is there at the next start",
)
def test_a_full_disk_costs_nothing_that_was_there(small_disk: SmallDisk, home: Path, room: Room, says: Says) -> None:
    before = content(home)
    room.llm.scripts = [["Four."], [LONG], ["Six."]]
    assert room.turn(Ask("One and one?")).outcome is Outcome.COMPLETED
    settle(room)
    assert not any(path.stat().st_size for path in home.glob("unfinished/*.jsonl"))
    small_disk.fill()
    for change, error in (
        (lambda: Memory().add("I like tea."), MemoryRefused),
        (lambda: Instructions().write("Be long."), MemoryRefused),
        (lambda: settings.change(voice_speed=1.1), SettingsError),
    ):
        with pytest.raises(error, match=r"cannot be written to .*: No space left on device; mend that"):
            change()
    finished = room.turn(Ask("Two and three?"))
    assert (finished.outcome, finished.reply) == (Outcome.COMPLETED, LONG)
    (noticed,) = room.events.of(Noticed)
    says(noticed.message)  # type: ignore[attr-defined]
    assert content(home) == before
    small_disk.make_room()
    assert room.turn(Ask("Three and three?")).outcome is Outcome.COMPLETED
    Memory().add("I like tea.")
    assert room.assistant is not None
    room.assistant.close()
    history = History()
    texts = [message.text for chat in history.chats() for message in history.messages(chat.id)]
    history.close()
    assert {"Before?", "One and one?", "Three and three?", "Six.", "Two and three?", LONG} == {*texts} - {
        "Yes.",
        "Four.",
    }


@pytest.mark.fault(
    "the data folder is read-only",
    says="The chats in … cannot be used: Read-only file system; mend that, or set EARSIGHT_HOME to another folder.",
    intact="every file; memory and instructions are used; questions are answered",
)
def test_a_read_only_data_folder_is_used_and_said(small_disk: SmallDisk, home: Path, room: Room, says: Says) -> None:
    before = content(home)
    small_disk.make("ro")
    room.llm.scripts = [["In Bern."]]
    finished = room.turn(Ask("Where do I live?"))
    assert (finished.outcome, finished.reply) == (Outcome.COMPLETED, "In Bern.")
    assert "I live in Bern." in room.llm.streams[-1][0].text
    (noticed,) = room.events.of(Noticed)
    says(noticed.message)  # type: ignore[attr-defined]
    for change, error in (
        (lambda: Memory().add("I like tea."), MemoryRefused),
        (lambda: Instructions().write("Be long."), MemoryRefused),
        (lambda: settings.change(voice_speed=1.1), SettingsError),
    ):
        with pytest.raises(error, match=r"cannot be written to .*: Read-only file system; mend that"):
            change()
    assert settings.load().voice_speed == 1.5
    assert content(home) == before
    small_disk.make("rw")


SLOW = """
import os
from assistant.commands import Ask
from assistant.engine import Assistant
from assistant.history import History
from assistant.instructions import Instructions
from assistant.memory import Memory
from assistant.parts import Parts
from assistant.settings import Settings
from assistant.vision.ocr import RapidOcr
from tests.fakes import WAIT, FakeLlm, Recorder

history = History()
history.chats()
events = Recorder()
llm = FakeLlm([[f"word{n} " for n in range(300)] for _ in range(9)])
assistant = Assistant(Parts(Settings(), llm, Memory(), Instructions(), history, RapidOcr(1)), events)
os.environ["FAULT_DISK_SECONDS"] = str(2 * WAIT)
print(events.finished(assistant.send(Ask("Talk."))).outcome)
os.environ["FAULT_DISK_SECONDS"] = "0.1"
Memory().add("I live in Bern")
assistant.close()
print(len(History().messages(1)), len(Memory().read().entries))
"""


@pytest.mark.fault(
    "the disk is slow: no flush ends before the answer does", says="", intact="everything; no answer waits for the disk"
)
def test_no_answer_waits_for_a_slow_disk(shim: Path) -> None:
    # The name is in the environment from the start: adding one while another thread looks it up is not safe.
    outcome, kept = run(shim, SLOW, FAULT_DISK_SECONDS="0")
    assert (outcome, kept) == ("completed", "2 1")
