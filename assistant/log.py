"""The log: where tracebacks go instead of to the person."""

import logging
import logging.handlers
import sys

from assistant import paths

BYTES = 1_000_000
FILES = 3
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start() -> None:
    """Send what our own modules log to the log file; a folder that cannot be written costs the log, nothing else."""
    logging.raiseExceptions = False  # a full disk costs log lines; it is not reported on the screen
    handler: logging.Handler
    try:
        paths.log_file().parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            paths.log_file(), maxBytes=BYTES, backupCount=FILES, encoding="utf-8", delay=False
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for ours in ("assistant", "models", "ui"):
        logging.getLogger(ours).setLevel(logging.INFO)
    sys.excepthook = lambda kind, error, trace: root.critical("ended by", exc_info=(kind, error, trace))
