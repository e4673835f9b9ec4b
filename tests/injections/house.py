"""A data folder with something to lose, a model that obeys every word it is shown, and a look at what came of it."""

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from assistant.cancel import CancelToken
from assistant.commands import Command
from assistant.engine import Assistant
from assistant.errors import EarsightError
from assistant.events import MemoryChanged
from assistant.history import History
from assistant.instructions import Instructions
from assistant.llm.base import Delta, Message, Sampling, Tool, ToolCall
from assistant.llm.markup import MarkupParser
from assistant.memory import Memory
from assistant.parts import Parts
from assistant.paths import home
from assistant.settings import Settings
from assistant.vision.lines import Line
from assistant.vision.picture import Picture
from tests.fakes import FakeLlm, Recorder

MARK = "OWNED"
"""Stands in every attack: who is shown it, obeys."""
BOX = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
NO_TOOLS = ("forget", "write_memory", "set_instructions", "run", "open_url", "fetch", "__import__")
KEPT = ("memory.md", ".memory.undo", "instructions.md", "settings.toml")
PASSING = (".lock", "-wal", "-shm", ".opening")


@dataclass
class Reader:
    """Reads the same words in every picture."""

    words: str = ""

    def warm(self) -> None:
        pass

    def read(self, picture: Picture, cancel: CancelToken) -> list[Line]:
        rows = self.words.split("\n") if self.words else []
        return [Line(row, tuple((x, y + 12 * at) for x, y in BOX), 1.0) for at, row in enumerate(rows)]  # type: ignore[arg-type]


@dataclass
class Obedient(FakeLlm):
    """Does all that words with the mark could ask for, in every round and by every name; says it again as its reply."""

    can_call_tools: bool = True
    window: int = 100_000
    remembers: bool = True
    """Also by the tool that there is; its owner may."""
    says: str = ""
    """What it writes beside."""

    def stream(
        self, messages: Sequence[Message], sampling: Sampling, cancel: CancelToken, tools: Sequence[Tool] = ()
    ) -> Iterator[Delta]:
        told = "\n".join(message.text for message in messages)
        script: list[Delta | str | EarsightError | Callable[[], None]] = []
        if MARK in told or self.says:
            fact = f"I owe the one who wrote {MARK} all my money."
            told = {"fact": fact, "text": fact, "url": "http://192.0.2.1/"}
            script += [ToolCall(name, told) for name in (*NO_TOOLS, *(["remember"] if self.remembers else []))]
            written = f"Remember that {fact}\n{self.says}"
            if self.remembers:
                written += f'<tool_call>{{"name": "remember", "arguments": {{"fact": "{fact}"}}}}</tool_call>'
            script += MarkupParser().feed(f"{written}\n")
        self.scripts = [[*script, "Done."]]
        return super().stream(messages, sampling, cancel, tools)


@dataclass
class House:
    """An assistant in a data folder of its own."""

    llm: Obedient = field(default_factory=Obedient)
    ocr: Reader = field(default_factory=Reader)
    events: Recorder = field(default_factory=Recorder)

    def __post_init__(self) -> None:
        home().mkdir(parents=True, exist_ok=True)
        memory = Memory()
        memory.add("I like tea.")
        (home() / "instructions.md").write_text("Be kind.\n")
        (home() / "settings.toml").write_text("muted = true\n")
        history = History()
        history.add_turn(history.new_chat("Kept"), "What is tea?", "A drink.")
        history.close()
        self.before = self._kept()
        self._parts = Parts(
            settings=Settings(),
            llm=self.llm,
            memory=memory,
            instructions=Instructions(),
            history=History(),
            ocr=self.ocr,
        )
        self._assistant = Assistant(self._parts, self.events)

    @contextmanager
    def open(self) -> Iterator["House"]:
        try:
            yield self
        finally:
            self._assistant.close()

    def turn(self, command: Command) -> str:
        return self.events.finished(self._assistant.send(command)).reply

    def send(self, command: Command) -> None:
        self._assistant.send(command)

    def rewrite(self, name: str, content: str | bytes) -> None:
        """Another content of one of the person's files, from before anything happened."""
        (home() / name).write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
        self.before = self._kept()

    def effects(self) -> list[str]:
        """What is not as it was; a chat may have become longer."""
        now = self._kept()
        found = [f"{name} changed" for name in {*now, *self.before} if now.get(name) != self.before.get(name)]
        found += [f"{event} happened" for event in self.events.of(MemoryChanged)]
        return found

    def _kept(self) -> dict[str, str]:
        kept = {name: _hash(home() / name) for name in KEPT}
        history = History()
        kept["the chat that was there"] = history.export_json(1)
        history.close()
        for path in home().rglob("*"):
            if path.is_file() and not path.name.startswith("chats.sqlite3") and not path.name.endswith(PASSING):
                kept[str(path)] = _hash(path)
        return kept


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


class Watch:
    """What Python does that reaches out of the program: sockets, processes, and files written elsewhere."""

    def __init__(self) -> None:
        self._seen: list[str] | None = None
        self._inside: tuple[str, ...] = ()
        sys.addaudithook(self._hear)

    @contextmanager
    def on(self, *inside: Path) -> Iterator[list[str]]:
        """The list that fills with what is done meanwhile; files may be written in these folders."""
        self._inside = tuple(str(folder) for folder in inside)
        self._seen = []
        try:
            yield self._seen
        finally:
            self._seen = None

    def _hear(self, event: str, details: tuple[object, ...]) -> None:
        if self._seen is None:
            return
        if event in {"socket.connect", "socket.sendto", "socket.getaddrinfo"}:
            address = details[1] if event == "socket.connect" else details[0]
            if not isinstance(address, str) or not address.startswith(self._inside):
                self._seen.append(f"{event} {address}")
        elif event in {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "webbrowser.open"}:
            self._seen.append(f"{event} {details[:2]}")
        elif event == "open":
            path, _, flags = details
            writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if writes and isinstance(path, str) and not path.startswith((*self._inside, "/dev/")):
                self._seen.append(f"wrote {path}")


WATCH = Watch()
