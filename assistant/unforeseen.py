"""What a person is told of an error that nobody foresaw."""

from assistant import paths
from assistant.events import Failed


def unforeseen(turn: int) -> Failed:
    """Of the turn with this number; the error itself is in the log."""
    return Failed(turn, "internal", f"Something went wrong in Earsight; the log {paths.log_file()} says what.")
