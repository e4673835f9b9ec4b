"""The words on labels, in five languages, from the tables beside this file."""

import csv
from functools import cache
from pathlib import Path


@cache
def rows(table: str) -> dict[str, dict[str, str]]:
    """The table's rows by their names."""
    with (Path(__file__).parent / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def word(table: str, name: str, language: str) -> str:
    return rows(table)[name][language]
