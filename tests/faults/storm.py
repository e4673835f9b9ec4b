"""A storm of deaths: processes that write, killed with signal 9 at random moments, and what they leave.

    python -m tests.faults.storm MOMENTS SEED     in a data folder of its own (EARSIGHT_HOME)

The program is loaded once, and forked for each moment; so a death costs a tenth of a second.
"""

import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from assistant import paths, settings
from assistant.chats import StoredMessage
from assistant.commands import Ask, NewChat
from assistant.engine import Assistant
from assistant.events import Event, ReplyDelta, TurnFinished
from assistant.history import History
from assistant.instructions import Instructions
from assistant.memory import Memory
from assistant.parts import Parts
from assistant.settings import Settings
from assistant.vision.ocr import RapidOcr
from tests.fakes import FakeLlm, Recorder

LONGEST = 0.08
"""Seconds after its first sign of life until which a process is killed."""
WORDS = [f"word{number}" for number in range(20)]


class Notes:
    """What a process has told that it did, as far as it came; a file loses nothing when its writer is killed."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def tell(self, *what: object) -> None:
        os.write(self._handle, json.dumps(what).encode() + b"\n")

    @staticmethod
    def read(path: Path) -> list[list[object]]:
        return [json.loads(line) for line in path.read_bytes().splitlines()]


def write_memory(notes: Notes, begin: int) -> None:
    for number in range(begin, begin + 10_000):
        Memory(budget=1_000_000).add(f"Fact {number} is that box {number} holds {number * 7} things")
        notes.tell("done", number)


def write_instructions(notes: Notes, begin: int) -> None:
    for number in range(begin, begin + 10_000):
        Instructions().write(_instructions(number))
        notes.tell("done", number)


def write_settings(notes: Notes, begin: int) -> None:
    for number in range(begin, begin + 10_000):
        settings.change(remote_model=f"model {number}", max_reply=16 + number)
        notes.tell("done", number)


def write_chats(notes: Notes, begin: int) -> None:
    shown = Recorder()

    def show(event: Event) -> None:
        if isinstance(event, ReplyDelta):
            notes.tell("reply", event.turn, event.text)
        shown(event)

    llm = FakeLlm(window=1 << 30)
    assistant = Assistant(
        Parts(Settings(), llm, Memory(), Instructions(), History(), RapidOcr(1)),
        show,
    )
    for number in range(begin, begin + 10_000):
        if number % 5 == 0:
            assistant.send(NewChat())
        llm.scripts = [[f"{word} " for word in WORDS]]
        turn = assistant.send(Ask(f"Question {number}?"))
        notes.tell("asked", turn, f"Question {number}?")
        shown.wait_for(TurnFinished, turn)
        notes.tell("done", number)


def _instructions(number: int) -> str:
    return f"Answer {number}.\n" + f"Line of version {number}.\n" * 200


def memory_is_whole(last: int, notes: list[list[object]]) -> None:
    text = paths.memory_file().read_text("utf-8") if last >= 0 or paths.memory_file().exists() else ""
    entries = [entry.text for entry in Memory(budget=1_000_000).read().entries]
    assert len(entries) in (last + 1, last + 2), f"{len(entries)} facts, {last + 1} were told"
    for number, entry in enumerate(entries):
        assert entry == f"Fact {number} is that box {number} holds {number * 7} things."
    assert not text or text.endswith("\n")


def instructions_are_whole(last: int, notes: list[list[object]]) -> None:
    text = Instructions().read().text
    versions = [_instructions(number).strip() for number in (last, last + 1)]
    assert text in (*versions, *([""] if last < 0 else [])), text[:80]


def settings_are_whole(last: int, notes: list[list[object]]) -> None:
    found = settings.load()
    number = found.max_reply - 16 if found.remote_model else -1
    assert number in (last, last + 1), f"{number} after {last}"
    assert found.remote_model in (f"model {number}", "")


def stored() -> list[StoredMessage]:
    with closing(History()) as history:
        return [message for chat in history.chats() for message in history.messages(chat.id)]


def chats_are_whole(last: int, notes: list[list[object]]) -> None:
    messages = stored()
    kept = {asked.text: replied.text for asked, replied in zip(messages[::2], messages[1::2], strict=True)}
    assert len(kept) == len(messages) // 2, "a turn is there twice"
    asked = {turn: str(text) for what, turn, *rest in notes if what == "asked" for text in rest}
    for turn, text in asked.items():
        shown = "".join(str(rest[0]) for what, of, *rest in notes if what == "reply" and of == turn)
        assert text in kept, f"{text} is missing"
        assert kept[text].startswith(shown.strip()), f"{kept[text]!r} lacks what was shown: {shown!r}"
    with closing(sqlite3.connect(paths.chats_file())) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


KINDS: tuple[tuple[Callable[[Notes, int], None], Callable[[int, list[list[object]]], None]], ...] = (
    (write_memory, memory_is_whole),
    (write_instructions, instructions_are_whole),
    (write_settings, settings_are_whole),
    (write_chats, chats_are_whole),
)


def die(write: Callable[[Notes, int], None], begin: int, notes: Path, seconds: float) -> None:
    """Let a process write from `begin` on, and kill it so many seconds after it first told something."""
    child = os.fork()
    if not child:
        try:
            write(Notes(notes), begin)
        finally:
            os._exit(1)
    before = time.monotonic()
    while not notes.exists() or not notes.stat().st_size:
        assert time.monotonic() - before < 60, "it does not begin"
        time.sleep(0.001)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL, "it ended by itself"


def storm(moments: int, chance: random.Random) -> int:
    """How many deaths left everything whole; what others left is printed."""
    last = [-1] * len(KINDS)
    whole = 0
    for moment in range(moments):
        kind = moment % len(KINDS)
        write, is_whole = KINDS[kind]
        notes = paths.home().with_name(f"notes-{moment}")
        die(write, last[kind] + 1, notes, chance.uniform(0, LONGEST))
        told = Notes.read(notes)
        last[kind] = max([last[kind], *(int(str(line[1])) for line in told if line[0] == "done")])
        try:
            is_whole(last[kind], told)
            whole += 1
        except Exception as error:  # noqa: BLE001 - each is counted, and the storm goes on
            print(f"moment {moment}, {write.__name__}: {error}", flush=True)  # noqa: T201
        last[kind] = max(last[kind], found(kind))
    return whole


def found(kind: int) -> int:
    """The last that is there, which a process that was killed may have had no time to tell."""
    if kind == 0:
        return len(Memory(budget=1_000_000).read().entries) - 1
    if kind == 1:
        text = Instructions().read().text
        return int(text.splitlines()[0].removeprefix("Answer ").rstrip(".")) if text else -1
    if kind == 2:
        return settings.load().max_reply - 16 if settings.load().remote_model else -1
    asked = [message.text for message in stored()[::2]]
    return max((int(text.split()[1].rstrip("?")) for text in asked), default=-1)


if __name__ == "__main__":
    count = int(sys.argv[1])
    survived = storm(count, random.Random(int(sys.argv[2])))
    Memory(budget=1_000_000).add("The storm is over")
    Instructions().write("The storm is over.")
    settings.change(theme="dark")
    left = [path.name for path in paths.home().glob("**/.*.new")]
    print(f"{survived} of {count}; left over: {left}")  # noqa: T201
    sys.exit(0 if survived == count and not left else 1)
