"""The instructions file: free text that every context begins with."""

from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from assistant import forgetting, paths, private, sealing
from assistant.errors import MemoryRefused, SealingError
from assistant.files import keep_aside
from assistant.textfile import MAX_BYTES, TextFile, clean
from assistant.tokens import estimate_tokens

BUDGET = 2048
"""Tokens beyond which the person is told that the instructions are long; they are used whole all the same."""

LOCK_SECONDS = 10.0
"""How long one process waits for another to finish its change."""


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
        self._file = TextFile(path or paths.instructions_file(), "instructions file")

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
        try:
            private.make_folder(self.path.parent)
            lock = self.path.with_name(f".{self.path.stem}.lock")
            with FileLock(lock, timeout=LOCK_SECONDS, mode=private.FILE):
                content = TextFile(self.path, self._file.name).read()
                if content.unusable:
                    raise MemoryRefused(content.unusable)
                if over is not None and content.text != over:
                    return False
                if text != over:
                    if content.broken:
                        keep_aside(self.path)
                    sealing.write(self.path, text + "\n" if text else "")
                    forgetting.drop_prefixes(self.path.parent)
        except Timeout as error:
            raise MemoryRefused("The instructions are being changed by another program; try again.") from error
        except SealingError as error:
            raise MemoryRefused(str(error)) from error
        except OSError as error:
            raise MemoryRefused(f"The instructions cannot be written to {self.path}: {error.strerror}.") from error
        return True
