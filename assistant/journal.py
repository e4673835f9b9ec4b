"""What a turn shows is written down before it is shown, so that no death of the program loses a word of it."""

import logging
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec
from filelock import FileLock, Timeout

from assistant import private, sealing
from assistant.context import Source, given
from assistant.errors import SealingError
from assistant.events import Event, ImageRead, ReplyDelta, Transcribed, TranscriptChanged
from assistant.unseen import whole

log = logging.getLogger(__name__)

FOLDER = "unfinished"


@dataclass(slots=True)
class Unfinished:
    """A turn of a process that died, as far as it was shown."""

    key: str
    """The same only in the notes of a window and its engine; the stored reply of the turn carries it."""
    began: datetime
    is_taken_over: bool = False
    """Another process noted it first."""
    chat: int | None = None
    """None for a new one."""
    typed: str = ""
    heard: str = ""
    reply: str = ""
    sources: list[Source] = field(default_factory=list)

    @property
    def question(self) -> str:
        return f"{self.heard}\n{self.typed}".strip()

    @property
    def given(self) -> str:
        """The question as the model was given it."""
        return given(self.question, self.sources, self.began)


class Line(msgspec.Struct, array_like=True):
    turn: int
    what: str
    """`asked`, `chat`, `heard`, `source`, `reply` or `kept`."""
    text: str = ""
    name: str = ""
    chat: int | None = None
    key: str = ""
    """Of a turn that another process noted first."""


class Journal:
    """One process's notes of the turns that are not stored yet, in a file beside the chats; any thread may write.

    The window notes a typed question before it shows it, the engine from when it has it; both under the window's key.
    It is there as long as the process lives, and empty between turns. Where it cannot be written, the turn goes on.
    """

    def __init__(self, chats: Path) -> None:
        self._folder = chats.with_name(FOLDER)
        self._name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._guard = threading.Lock()
        self._file: BinaryIO | None = None
        self._held = FileLock(self._folder / f"{self._name}.lock", thread_local=False, mode=private.FILE)
        self._turns: set[int] = set()
        """Those that are not stored."""
        self._waiting = bytearray()
        """What could not be written, as where the disk is full; it is tried again with what follows."""
        self._is_told = False

    def key(self, turn: int) -> str:
        return f"{self._name}-{turn}"

    def asked(self, turn: int, text: str, key: str = "") -> None:
        """A turn begins with this question, which is empty where it is going to be spoken.

        `key` is what another process calls it.
        """
        with self._guard:
            self._turns.add(turn)
            self._write(Line(turn, "asked", whole(text), datetime.now().astimezone().isoformat(), key=key))

    def in_chat(self, turn: int, chat: int | None) -> None:
        with self._guard:
            self._write(Line(turn, "chat", chat=chat))

    def follow(self, event: Event) -> None:
        """Note what the event shows."""
        with self._guard:
            if event.turn not in self._turns:
                return
            match event:
                case TranscriptChanged(text=text) | Transcribed(text=text):
                    self._write(Line(event.turn, "heard", whole(text)))
                case ReplyDelta(text=text):
                    self._write(Line(event.turn, "reply", whole(text)))
                case ImageRead(path=path, reading=reading) if reading.told:
                    self._write(Line(event.turn, "source", whole(reading.told), whole(path.name)))

    def kept(self, turn: int) -> None:
        """The turn is stored, or there is nothing of it to store."""
        with self._guard:
            self._turns.discard(turn)
            self._write(Line(turn, "kept"))
            if not self._turns:
                self._waiting.clear()
                with suppress(OSError):
                    if self._file is not None:
                        self._file.truncate(0)

    def close(self) -> None:
        """What is not stored stays, for the next that opens the chats."""
        with self._guard:
            if self._file is None:
                return
            self._file.close()
            self._file = None
            if not self._turns:
                _forget(self._folder / f"{self._name}.jsonl", self._held)
            self._held.release()

    def _write(self, line: Line) -> None:
        try:
            self._waiting += sealing.sealed_line(msgspec.json.encode(line), self._folder.parent) + b"\n"
            if self._file is None:
                private.make_folder(self._folder)
                self._held.acquire(timeout=0)
                path = self._folder / f"{self._name}.jsonl"
                self._file = open(path, "ab", buffering=0, opener=_for_this_user)  # noqa: SIM115
            while self._waiting:
                del self._waiting[: self._file.write(self._waiting)]
        except (OSError, Timeout, SealingError):
            if not self._is_told:
                log.warning("what a turn shows cannot be written down", exc_info=True)
            self._is_told = True


def _for_this_user(path: str, flags: int) -> int:
    return os.open(path, flags, private.FILE)


@contextmanager
def left_behind(chats: Path) -> Iterator[list[list[Unfinished]]]:
    """The turns of each process that died, in their order; they are forgotten where the block does not raise.

    Notes that cannot be read now stay as they are.
    """
    found: list[tuple[Path, FileLock]] = []
    read: list[tuple[Path, FileLock]] = []
    deaths: list[list[Unfinished]] = []
    try:
        for path in noted(chats):
            lock = FileLock(path.with_suffix(".lock"), mode=private.FILE)
            with suppress(Timeout, OSError):  # whoever wrote it still lives
                lock.acquire(timeout=0)
                found.append((path, lock))
        for path, lock in found:
            try:
                deaths.append(_read(path))
            except FileNotFoundError:  # another process has just taken it in
                pass
            except (OSError, SealingError):
                log.warning("what a process that died had shown cannot be read now: %s", path.name, exc_info=True)
                continue
            read.append((path, lock))
        # An engine knows more of a question than the window that noted it first, and only the first of a key is stored.
        yield sorted(deaths, key=lambda turns: not any(turn.is_taken_over for turn in turns))
        for path, lock in read:
            _forget(path, lock)
    finally:
        for _, lock in found:
            lock.release()


def noted(chats: Path) -> list[Path]:
    """The notes of all processes, living and dead."""
    return sorted(path for path in chats.with_name(FOLDER).glob("*.jsonl") if path.is_file())


def _read(path: Path) -> list[Unfinished]:
    """Raises `OSError`, and `SealingError` where there is no key for it."""
    turns: dict[int, Unfinished] = {}
    for raw in _opened(path):
        try:
            line = msgspec.json.decode(raw, type=Line)
        except msgspec.DecodeError:  # cut off in the middle of a word
            continue
        turn = turns.setdefault(line.turn, Unfinished(f"{path.stem}-{line.turn}", datetime.now().astimezone()))
        match line.what:
            case "asked":
                turn.typed = line.text
                turn.key, turn.is_taken_over = line.key or turn.key, bool(line.key)
                with suppress(ValueError):
                    turn.began = datetime.fromisoformat(line.name)
            case "chat":
                turn.chat = line.chat
            case "heard":
                turn.heard = line.text
            case "source":
                turn.sources.append(Source(line.name, line.text))
            case "reply":
                turn.reply += line.text
            case "kept":
                turns.pop(line.turn, None)
    return [turn for _, turn in sorted(turns.items()) if turn.question]


def _opened(path: Path) -> list[bytes]:
    """The lines that can be opened; where sealed ones are whole and none can be, they are another key's."""
    lines: list[bytes] = []
    is_known = is_strange = False
    for raw in path.read_bytes().splitlines(keepends=True):
        try:
            lines.append(sealing.opened_line(raw.rstrip(b"\r\n"), path.parent.parent))
            is_known |= sealing.is_sealed_line(raw)
        except ValueError:
            is_strange |= raw.endswith(b"\n")
    if is_strange and not is_known:
        raise SealingError(f"{path} is encrypted and damaged, or was encrypted with another key.")
    return lines


def _forget(path: Path, lock: FileLock) -> None:
    path.unlink(missing_ok=True)
    lock.release()
    with suppress(OSError):  # on Windows the lock is gone with its release
        Path(lock.lock_file).unlink()
