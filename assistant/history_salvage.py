"""The messages that can still be read in a damaged chats file, page by page, whatever SQLite itself says of it."""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from assistant.history_rows import TITLE_LENGTH

LEAF = 13
"""The kind of page that holds a table's rows."""
PAGE = 4096
"""Bytes of a page where the file's head does not tell."""
HEAD = 100
"""Bytes at the file's beginning that belong to no page's tree."""
WAL_HEAD, FRAME_HEAD = 32, 24
LOST = "…"
"""Stands for a question of which only the reply could be read."""

Value = None | int | float | bytes | str
Row = tuple[int, int, str, str, str, str, str]
"""A message as the table has it: id, chat, role, text, given, at, meta."""


@dataclass(frozen=True, slots=True)
class Saved:
    chats: dict[int, tuple[str, str, str]]
    """Title, created and updated, by the chat's number."""
    messages: list[Row]
    """By id; each question is followed by its reply."""
    count: int
    """Messages that could be read."""


def salvage(path: Path) -> Saved:
    """What can be read of the chats in a damaged file and the log beside it. Raises `OSError`."""
    file = path.read_bytes()
    log = path.with_name(f"{path.name}-wal")
    pages = _Pages(file, log.read_bytes() if log.exists() else b"")
    chats: dict[int, tuple[str, str, str]] = {}
    messages: dict[int, Row] = {}
    for number, row in pages.rows():
        match row:
            case (None, int(chat), "user" | "assistant" as role, str(text), str(given), str(at), str(meta)) if _is_time(
                at
            ) and _is_json(meta):
                messages[number] = (number, chat, role, text.replace("\0", ""), given.replace("\0", ""), at, meta)
            case (None, str(title), str(created), str(updated)) if _is_time(created) and _is_time(updated):
                chats[number] = title.replace("\0", ""), created, updated
    return whole(chats, messages)


def whole(chats: dict[int, tuple[str, str, str]], messages: dict[int, Row]) -> Saved:
    """Exchanges of two messages each, and a chat for every one, from what could be read."""
    rows = _paired(messages)
    for _, chat, _, text, _, at, _ in rows:
        chats.setdefault(chat, (text[:TITLE_LENGTH], at, at))
    return Saved(chats, rows, len(messages))


def _paired(messages: dict[int, Row]) -> list[Row]:
    """The messages in their order, and beside each that is alone a stand-in for the other half of its exchange."""
    whole: dict[int, Row] = {}
    for number, row in sorted(messages.items()):
        _, chat, role, _, _, at, _ = row
        if role == "user":
            whole[number] = row
            whole[number + 1] = (number + 1, chat, "assistant", "", "", at, "{}")
        else:
            # A question and its reply are stored as one, and so have numbers that follow each other.
            asked = messages.get(number - 1)
            if asked is None or asked[2] != "user" or asked[1] != chat:
                whole[number - 1] = (number - 1, chat, "user", LOST, LOST, at, "{}")
            whole[number] = row
    return [whole[number] for number in sorted(whole)]


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


class _Pages:
    """A database's pages as the log beside it has them at last."""

    def __init__(self, file: bytes, log: bytes) -> None:
        told = int.from_bytes(file[16:18], "big")
        size = 65536 if told == 1 else told
        self._size = size if size >= 512 and size & (size - 1) == 0 else PAGE
        self._pages = {
            at // self._size + 1: file[at : at + self._size] for at in range(0, len(file), self._size)
        }  # numbered from 1
        self._pages |= dict(self._logged(log))

    def rows(self) -> Iterator[tuple[int, tuple[Value, ...]]]:
        """Every row that makes sense, with its number."""
        for number, page in self._pages.items():
            head = HEAD if number == 1 else 0
            if len(page) < self._size or page[head] != LEAF:
                continue
            (cells,) = struct.unpack_from(">H", page, head + 3)
            for cell in range(min(cells, self._size // 2)):
                try:
                    (at,) = struct.unpack_from(">H", page, head + 8 + 2 * cell)
                    yield self._row(page, at)
                except (struct.error, IndexError, ValueError, KeyError):  # this one cannot be read
                    continue

    def _logged(self, log: bytes) -> Iterator[tuple[int, bytes]]:
        """The pages of the log's whole transactions, later ones last."""
        salt, waiting = log[16:24], []
        for at in range(WAL_HEAD, len(log) - FRAME_HEAD - self._size + 1, FRAME_HEAD + self._size):
            number, commit = struct.unpack_from(">II", log, at)
            if log[at + 8 : at + 16] != salt:
                return  # left from an earlier round of the log
            waiting.append((number, log[at + FRAME_HEAD : at + FRAME_HEAD + self._size]))
            if commit:
                yield from waiting
                waiting.clear()

    def _row(self, page: bytes, at: int) -> tuple[int, tuple[Value, ...]]:
        length, at = _varint(page, at)
        number, at = _varint(page, at)
        data = self._payload(page, at, length)
        head, at = _varint(data, 0)
        kinds = []
        while at < head:
            kind, at = _varint(data, at)
            kinds.append(kind)
        ends = [head]
        for kind in kinds:
            ends.append(ends[-1] + _width(kind))
        if ends[-1] != len(data):
            raise ValueError("a row of another length")
        return number, tuple(_value(kind, data[a:b]) for kind, (a, b) in zip(kinds, pairwise(ends), strict=True))

    def _payload(self, page: bytes, at: int, length: int) -> bytes:
        """A row's bytes, with those that did not fit on its page."""
        most, least = self._size - 35, (self._size - 12) * 32 // 255 - 23
        if length <= most:
            return page[at : at + length]
        here = least + (length - least) % (self._size - 4)
        here = here if here <= most else least
        if length > self._size * len(self._pages):
            raise ValueError("a row longer than the file")
        data = bytearray(page[at : at + here])
        following = int.from_bytes(page[at + here : at + here + 4], "big")
        while len(data) < length:
            page = self._pages[following]
            following = int.from_bytes(page[:4], "big")
            data += page[4 : 4 + length - len(data)]
            if len(page) <= 4:
                raise ValueError("a page without content")
        return bytes(data)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number as SQLite packs it, and where the next begins."""
    number = 0
    for step in range(8):
        number = number << 7 | data[at + step] & 0x7F
        if data[at + step] < 0x80:
            return number, at + step + 1
    return number << 8 | data[at + 8], at + 9


def _width(kind: int) -> int:
    return (kind - 12) // 2 if kind >= 12 else (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)[kind]


def _value(kind: int, data: bytes) -> Value:
    if kind >= 12:
        return data.decode("utf-8") if kind % 2 else data
    if kind == 7:
        return float(struct.unpack(">d", data)[0])
    return (None, 0, 1)[(0, 8, 9).index(kind)] if kind in (0, 8, 9) else int.from_bytes(data, "big", signed=True)
