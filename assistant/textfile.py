"""Reading Markdown files that people edit in any editor: one clean text comes out, whatever is in them."""

import codecs
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant import sealing
from assistant.errors import MemoryRefused, SealingError
from assistant.files import keep_aside
from assistant.held import held

MAX_BYTES = 1_000_000
"""Bytes beyond which a file is not read at all."""

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""What has no place in a text: control characters, marks that turn the direction, halves of characters."""
BROKEN = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
"""Of these, the ones that no editor leaves behind, so that the file must have been damaged."""
LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Content:
    """A file as it was found."""

    text: str = ""
    """For the context: line ends `\\n`, no control characters, no blanks at the ends of lines."""
    raw: str = ""
    """The file as decoded, without what `BROKEN` names and otherwise untouched, to be written back."""
    notices: tuple[str, ...] = ()
    """A sentence for each thing about the file that the person should know."""
    unusable: str = ""
    """Why nothing can be read from the file or written over it; empty where it can."""
    broken: bool = False
    """The bytes were not clean UTF-8; they must be kept aside before anything is written over them."""


def clean(text: str) -> str:
    """The text as a model and a terminal may have it; the same text always gives the same bytes."""
    lines = CONTROLS.sub("", LINE_END.sub("\n", text)).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


class TextFile:
    """One file, read again only when its time or size changed: else a read costs one look at its metadata."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.name = name
        """What the sentences call it, such as `memory`."""
        self._seen: tuple[int, int, int] | None = None
        self._content = Content()

    def read(self) -> Content:  # noqa: PLR0911 - one return for each thing that can be in its place
        """The content; never raises for what is in the file or in its place."""
        try:
            status = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            self._seen, self._content = None, Content()
            return self._content
        except OSError as error:
            return self._unreadable(error)
        if stat.S_ISDIR(status.st_mode):
            return self._unusable(f"A folder stands where the {self.name} file should be ({self.path}); move it away.")
        if not stat.S_ISREG(status.st_mode):
            return self._unusable(f"The {self.name} file {self.path} is not a plain file; move it away.")
        seen = (status.st_mtime_ns, status.st_size, status.st_ino)
        if seen != self._seen:
            if status.st_size > MAX_BYTES:
                return self._too_long(status.st_size)
            try:
                self._content = self._decoded(sealing.read(self.path))
            except OSError as error:
                return self._unreadable(error)
            except SealingError as error:
                return self._unusable(str(error))
            self._seen = seen
        return self._content

    @contextmanager
    def changing(self) -> Iterator[Content]:
        """The content to change, held against other programs; what fails becomes a `MemoryRefused`."""
        try:
            with held(self.path, self.name, MemoryRefused):
                content = TextFile(self.path, self.name).read()
                if content.unusable:
                    raise MemoryRefused(content.unusable)
                yield content
        except SealingError as error:
            raise MemoryRefused(str(error)) from error

    def _decoded(self, content: bytes) -> Content:
        raw, encoding = decode(content)
        wrong = [f"is not UTF-8 but {encoding}"] if encoding else []
        if BROKEN.search(raw):
            wrong.append("contains control characters, which are left out")
        notices = (self._kept_aside(" and ".join(wrong)),) if wrong else ()
        return Content(clean(raw), BROKEN.sub("", raw), notices, broken=bool(wrong))

    def _kept_aside(self, wrong: str) -> str:
        sentence = f"The {self.name} file {wrong}; please save it as plain UTF-8 text."
        try:
            return f"{sentence} Its original is kept as {keep_aside(self.path).name}."
        except OSError:
            return sentence

    def _too_long(self, size: int) -> Content:
        return self._unusable(
            f"The {self.name} file is too long to be used ({size / 1e6:.1f} MB of at most {MAX_BYTES / 1e6:.0f}); "
            f"shorten {self.path}."
        )

    def _unreadable(self, error: OSError) -> Content:
        return self._unusable(
            f"The {self.name} file {self.path} cannot be read: {error.strerror}; check its permissions."
        )

    def _unusable(self, sentence: str) -> Content:
        self._seen = None
        return Content(notices=(sentence,), unusable=sentence)


def decode(content: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding where that is not UTF-8; any bytes give a text."""
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if content.startswith(mark):
            return content.decode("utf-16", "replace"), "UTF-16"
    # Every second byte of Latin text in UTF-16 is 0; damaged UTF-8 has few of them, or whole blocks.
    half = len(content) // 2
    if half and content[1::2].count(0) > 0.7 * half and content[::2].count(0) < 0.2 * half:
        return content.decode("utf-16-le", "replace"), "UTF-16"
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "Latin-1"
