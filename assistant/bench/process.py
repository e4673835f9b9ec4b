"""A process to measure beside: a line in, a line of JSON out."""

import json
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from assistant.errors import EarsightError

END_SECONDS = 90


class Beside:
    """Runs a command for as long as the `with` block lasts."""

    def __init__(self, command: Sequence[str], *, cannot_start: str, gone: str) -> None:
        """`cannot_start` and `gone` are the sentences of the `EarsightError` for each."""
        self._gone = gone
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
        except OSError as error:
            raise EarsightError(f"{cannot_start} ({error.strerror}).") from error

    def ask(self, line: object) -> dict[str, Any]:
        """The answer to a line. Raises `EarsightError` where the process has ended."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()
        except OSError as error:
            raise EarsightError(self._gone) from error
        return self.answer()

    def answer(self) -> dict[str, Any]:
        """The next line it writes. Raises `EarsightError` where the process has ended."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise EarsightError(self._gone)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End its input, at which it ends."""
        with self._process as process:
            if process.stdin is not None:
                with suppress(OSError):  # what it did not read any more
                    process.stdin.close()
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
