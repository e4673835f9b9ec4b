"""The instructions file: free text that every context begins with."""

from dataclasses import dataclass
from pathlib import Path

from assistant import forgetting, paths, sealing
from assistant.errors import MemoryRefused
from assistant.files import keep_aside
from assistant.textfile import MAX_BYTES, TextFile, clean
from assistant.tokens import estimate_tokens

BUDGET = 2048
"""Tokens beyond which the person is told that the instructions are long; they are used whole all the same."""


@dataclass(frozen=True, slots=True)
class InstructionsText:
    text: str
    """For the context; the same bytes for as long as the file is the same."""
    tokens: int
    """An estimate."""
    notices: tuple[str, ...]
    """Sentences on what is wrong with the file."""


class Instructions:
    """The file at `path` (the person's own by default); not there means no instructions."""

    def __init__(self, path: Path | None = None) -> None:
        self._file = TextFile(path or paths.instructions_file(), "instructions")

    @property
    def path(self) -> Path:
        return self._file.path

    def read(self) -> InstructionsText:
        """The file as it is now; never raises, what is wrong is in the notices."""
        content = self._file.read()
        tokens = estimate_tokens(content.text)
        notices = content.notices
        if tokens > BUDGET:
            notices += (
                f"The instructions have about {tokens:,} tokens, more than {BUDGET:,}; "
                f"a long text slows every answer, so shorten {self.path}.",
            )
        return InstructionsText(content.text, tokens, notices)

    def write(self, text: str, *, over: str | None = None) -> bool:
        """Replace the file's text; where `over` is given only if the file still has that text, else False.

        Raises `MemoryRefused` and leaves the file as it was where that fails.
        """
        text = clean(text)
        if len(text.encode("utf-8")) >= MAX_BYTES:
            raise MemoryRefused(f"These instructions are longer than {MAX_BYTES / 1e6:.0f} MB; shorten them.")
        with self._file.changing() as content:
            if over is not None and content.text != over:
                return False
            if text != over:
                if content.broken:
                    keep_aside(self.path)
                sealing.write(self.path, text + "\n" if text else "")
                forgetting.drop_prefixes(self.path.parent)
        return True
