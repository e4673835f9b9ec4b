"""The log: where tracebacks go instead of to the person, without what was said, typed or remembered."""

import logging
import logging.handlers
import os
import sys
import traceback
from io import TextIOWrapper
from types import TracebackType

from assistant import paths, private
from assistant import settings as person
from assistant.errors import EarsightError

BYTES = 1_000_000
FILES = 3
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
OURS = ("assistant", "models", "ui")
WITHHELD = "(withheld; the setting log_words shows it)"

_words = False
"""Whether the person lets words into the log."""


def start() -> None:
    """Send what our own modules log to the log file; a folder that cannot be written costs the log, nothing else."""
    global _words  # noqa: PLW0603
    try:
        _words = person.load().log_words
    except EarsightError:
        _words = False
    logging.raiseExceptions = False  # a full disk costs log lines; it is not reported on the screen
    handler: logging.Handler
    try:
        private.make_folder(paths.log_file().parent)
        handler = _PrivateFile(paths.log_file(), maxBytes=BYTES, backupCount=FILES, encoding="utf-8", delay=False)
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter(FORMAT) if _words else _Wordless(FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for ours in OURS:
        logging.getLogger(ours).setLevel(logging.INFO)
    sys.excepthook = lambda kind, error, trace: root.critical("ended by", exc_info=(kind, error, trace))


def stop() -> None:
    """Close the log file: it is about to be deleted."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, _PrivateFile)]:
        root.removeHandler(handler)
        handler.close()


def words(text: object) -> str:
    """For a log line: a text that may hold a person's words, where the person lets them be logged."""
    return str(text) if _words else WITHHELD


class _PrivateFile(logging.handlers.RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        private.make_file(type(paths.log_file())(self.baseFilename))
        return super()._open()


class _Wordless(logging.Formatter):
    """Leaves out what an exception says, and what libraries say: a question may be quoted in it.

    What is left is where it happened and of which kind it was.
    """

    def format(self, record: logging.LogRecord) -> str:
        plain = logging.makeLogRecord({**vars(record), "exc_text": None})  # another handler may have told it whole
        if record.name.split(".")[0] not in (*OURS, "root"):
            plain.msg, plain.args = f"line {record.lineno} {WITHHELD}", None
        return super().format(plain)

    def formatException(  # noqa: N802 - the base class's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        if ei[1] is None:
            return ""
        lines: list[str] = ["Traceback, the latest call last"]
        told: BaseException | None = ei[1]
        while told is not None and len(lines) < 200:
            frames = "".join(traceback.format_tb(told.__traceback__))
            kind = type(told)
            code = f" {os.strerror(told.errno)}" if isinstance(told, OSError) and told.errno else ""
            if len(lines) > 1:
                lines.append("which came from")
            lines.append(f"{frames}{kind.__module__}.{kind.__qualname__}:{code} {WITHHELD}")
            told = told.__cause__ or (None if told.__suppress_context__ else told.__context__)
        return "\n".join(lines)
