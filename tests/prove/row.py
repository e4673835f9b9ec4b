"""One line of the table that `make prove` prints."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    shown: str
    right: bool
    note: str = ""
