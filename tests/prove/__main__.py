"""Breaks Earsight in every way that is known, and prints one table of what held; exits with 1 where something did not.

usage: python -m tests.prove [PART ...]
"""

import dataclasses
import importlib
import json
import subprocess
import sys
import time

from rich.console import Console
from rich.table import Table

from tests.prove.row import Row

PARTS = ("faults", "soak", "silence", "injections", "fuzz")
"""Modules of this folder, each with a `prove` that returns rows; in processes of their own."""
ONE = "--one"


def main(arguments: list[str]) -> int:
    if arguments[:1] == [ONE]:
        print(json.dumps([dataclasses.asdict(row) for row in _part(arguments[1])]))
        return 0
    if unknown := [name for name in arguments if name not in PARTS]:
        print(f"There is no part {unknown[0]!r}; there are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    rows = [row for name in arguments or PARTS for row in _run(name)]
    table = Table("What", "Shown", "", "Note")
    for row in rows:
        table.add_row(row.what, row.shown, "ok" if row.right else "WRONG", row.note)
    Console().print(table)
    return 0 if all(row.right for row in rows) else 1


def _run(name: str) -> list[Row]:
    """The rows of a part, told on the way; one that says so where it broke."""
    print(f"{name} …", file=sys.stderr, flush=True)
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.prove", ONE, name], check=False, stdout=subprocess.PIPE, text=True
    )
    print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        return [Row(name, "broken", right=False, note=f"exit code {done.returncode}")]
    return [Row(**row) for row in json.loads(lines[-1])]


def _part(name: str) -> list[Row]:
    rows: list[Row] = importlib.import_module(f"tests.prove.{name}").prove()
    return rows


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
