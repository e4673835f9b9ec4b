"""The memory file: what the person asked to remember, in a Markdown file that they may edit at any time."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import msgspec

from assistant import forgetting, paths, sealing
from assistant.errors import MemoryRefused, SealingError
from assistant.files import keep_aside
from assistant.memory_conflicts import contradicted
from assistant.memory_entries import (
    MAX_FACT,
    TITLE,
    Entry,
    Placed,
    as_fact,
    as_line,
    entries_in,
    outdated,
    split_lines,
)
from assistant.memory_match import matching, same
from assistant.textfile import Content, TextFile, clean, decode
from assistant.tokens import estimate_tokens

BUDGET = 2048
"""Tokens the whole file may have."""


@dataclass(frozen=True, slots=True)
class MemoryText:
    text: str
    """The whole file for the context; the same bytes for as long as the file is the same."""
    entries: tuple[Entry, ...]
    tokens: int
    """An estimate."""
    notices: tuple[str, ...]
    """Sentences on what is wrong with the file."""


@dataclass(frozen=True, slots=True)
class Added:
    entry: Entry
    replaces: tuple[Entry, ...] = ()
    """Older entries that are now marked as no longer true."""
    already: bool = False
    """The same fact was there before; nothing was written."""


class _Undo(msgspec.Struct, frozen=True):
    """What the last change made of what: enough to take it back, unless somebody edited the file since."""

    after: str
    """SHA-256 of the file as the change left it."""
    before: bytes | None
    """The file's bytes before; None where there was no file."""


class Memory:
    """The file at `path` (the person's own by default); not there means nothing is remembered.

    Every change is made under a lock, so that processes sharing the file lose nothing of each other's.
    """

    def __init__(self, path: Path | None = None, *, budget: int = BUDGET) -> None:
        self._file = TextFile(path or paths.memory_file(), "memory")
        self._budget = budget
        self._seen: Content | None = None
        self._text = MemoryText("", (), 0, ())

    @property
    def path(self) -> Path:
        return self._file.path

    def read(self) -> MemoryText:
        """The file as it is now; never raises, what is wrong is in the notices."""
        content = self._file.read()
        if content is not self._seen:
            self._seen, self._text = content, self._understood(content)
        return self._text

    def add(self, fact: str, today: date | None = None) -> Added:
        """Append a fact and mark the entries that it contradicts; raises `MemoryRefused` with the reason."""
        today = today or datetime.now().astimezone().date()
        fact = as_fact(fact)
        if not fact:
            raise MemoryRefused("There is nothing to remember in that; say what it is.")
        if len(fact) > MAX_FACT:
            raise MemoryRefused(f"That is too long ({len(fact):,} characters of at most {MAX_FACT}); say it shorter.")
        with self._file.changing() as content:
            lines = split_lines(content.raw)
            placed = entries_in(lines)
            for known in placed:
                if not known.entry.replaced and same(known.entry.text, fact):
                    return Added(known.entry, already=True)
            added = Added(Entry(fact, today), contradicted(fact, tuple(known.entry for known in placed)))
            text = _with(lines, placed, added)
            tokens = estimate_tokens(clean(text))
            if tokens > self._budget:
                raise MemoryRefused(
                    f"There is no room for that in the memory: it would have {tokens:,} tokens of at most "
                    f"{self._budget:,}; forget something first, or shorten {self.path.name}."
                )
            self._write(content, text)
        marked = tuple(replace(entry, replaced=today) for entry in added.replaces)
        return replace(added, replaces=marked)

    def forget(self, *phrases: str, for_good: bool = False) -> tuple[Entry, ...]:
        """Remove the entries that any of the phrases means, in one change, and return them; none where nothing matches.

        `for_good` leaves no way back.
        """
        with self._file.changing() as content:
            lines = split_lines(content.raw)
            placed = entries_in(lines)
            texts = [known.entry.text for known in placed]
            meant = [
                placed[place] for place in sorted({place for words in phrases for place in matching(words, texts)})
            ]
            if meant:
                gone = {number for known in meant for number in range(known.start, known.end)}
                self._write(content, "".join(line for number, line in enumerate(lines) if number not in gone))
            if for_good:
                self._undo_file.unlink(missing_ok=True)
        return tuple(known.entry for known in meant)

    def forget_all(self) -> tuple[Entry, ...]:
        """Remove everything that is in the file, and return the entries."""
        with self._file.changing() as content:
            known = tuple(placed.entry for placed in entries_in(split_lines(content.raw)))
            if content.text:
                self._write(content, f"{TITLE}\n")
        return known

    def write(self, text: str, *, over: str) -> bool:
        """Replace the whole text, where the file still has the text `over` (as `read` gives it); else False.

        It is no change that `undo` takes back. Raises `MemoryRefused`, also for a text that is too long, unless it
        is shorter than what it replaces.
        """
        text = clean(text)
        with self._file.changing() as content:
            if _without_title(content.text) != over:
                return False
            tokens = estimate_tokens(text)
            if tokens > max(self._budget, estimate_tokens(content.text)):
                raise MemoryRefused(
                    f"The memory is too long by about {3 * (tokens - self._budget):,} characters; shorten it."
                )
            if text != over:
                if content.broken:
                    keep_aside(self.path)
                newline = "\r\n" if "\r\n" in content.raw else "\n"
                sealing.write(self.path, (text + "\n").replace("\n", newline) if text else "")
                self._drop_what_was_made_of_it()
        return True

    def can_undo(self) -> bool:
        """Whether `undo` would take back a change now."""
        try:
            undo = self._last_change()
            now = sealing.read(self.path) if self.path.exists() else b""
        except (OSError, msgspec.DecodeError, SealingError):
            return False
        return hashlib.sha256(now).hexdigest() == undo.after

    def undo(self) -> bool:
        """Take back the last change made here or in another process; False where there is none, or it is too old.

        Raises `MemoryRefused` where somebody edited the file since.
        """
        with self._file.changing():
            try:
                undo = self._last_change()
                now = sealing.read(self.path) if self.path.exists() else b""
            except (FileNotFoundError, msgspec.DecodeError):
                return False
            if hashlib.sha256(now).hexdigest() != undo.after:
                raise MemoryRefused(f"The memory file was edited since its last change; edit {self.path} yourself.")
            if undo.before is None:
                self.path.unlink(missing_ok=True)
            else:
                sealing.write(self.path, undo.before)
            self._undo_file.unlink()
            self._drop_what_was_made_of_it()
        return True

    def take_back(self, fact: str) -> bool:
        """Undo the adding of this fact, whatever changed since; False where it is not there any more.

        What it had marked as replaced is unmarked only where its adding was the last change.
        """
        if self.can_undo() and fact not in self._before_last():
            return self.undo()
        with self._file.changing() as content:
            lines = split_lines(content.raw)
            meant = next((known for known in reversed(entries_in(lines)) if known.entry.text == fact), None)
            if meant is not None:
                self._write(content, "".join(lines[: meant.start] + lines[meant.end :]))
        return meant is not None

    def _before_last(self) -> tuple[str, ...]:
        """The facts as they were before the last change."""
        undo = self._last_change()
        return tuple(known.entry.text for known in entries_in(split_lines(decode(undo.before or b"")[0])))

    def sweep(self) -> None:
        """Delete the way back where it is too old to be taken."""
        forgetting.drop_old_undo(self._undo_file)

    def _last_change(self) -> _Undo:
        """Raises `FileNotFoundError` where it is not there any more, `OSError` or `DecodeError` where it is no use."""
        if not forgetting.can_be_taken_back(self._undo_file):
            raise FileNotFoundError
        return msgspec.json.decode(sealing.read(self._undo_file), type=_Undo)

    def _drop_what_was_made_of_it(self) -> None:
        forgetting.drop_prefixes(self.path.parent)

    @property
    def _undo_file(self) -> Path:
        return self.path.with_name(f".{self.path.stem}.undo")

    def _write(self, content: Content, text: str) -> None:
        if content.broken:
            keep_aside(self.path)
        before = sealing.read(self.path) if self.path.exists() else None
        after = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        sealing.write(self._undo_file, msgspec.json.encode(_Undo(after, before)))
        sealing.write(self.path, text.encode("utf-8", "replace"))
        self._drop_what_was_made_of_it()

    def _understood(self, content: Content) -> MemoryText:
        tokens = estimate_tokens(content.text)
        notices = content.notices
        if tokens > self._budget:
            notices += (
                f"The memory has about {tokens:,} tokens, more than {self._budget:,}: nothing can be added, "
                f"and answers come slower; shorten {self.path}.",
            )
        entries = tuple(placed.entry for placed in entries_in(split_lines(content.raw)))
        return MemoryText(_without_title(content.text), entries, tokens, notices)


def _without_title(text: str) -> str:
    """Nothing for a file in which only the title is left."""
    return "" if text == TITLE else text


def _with(lines: list[str], placed: list[Placed], added: Added) -> str:
    """The file's lines with the new entry last and the ones it replaces marked; all others byte for byte."""
    lines = list(lines)
    for known in placed:
        if known.entry in added.replaces:
            lines[known.end - 1] = outdated(lines[known.end - 1], added.entry.day or date.min)
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    if not any(line.strip() for line in lines):
        lines = [*lines, TITLE + newline, newline]
    elif not lines[-1].endswith(("\n", "\r")):
        lines[-1] += newline
    if not placed and lines[-1].strip():
        lines.append(newline)
    return "".join(lines) + as_line(added.entry, added.replaces) + newline
