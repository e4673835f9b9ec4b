"""`earsight memory`: what the assistant remembers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from assistant.cli.console import fail, say, warn
from assistant.errors import EarsightError
from assistant.memory import Memory
from assistant.memory_entries import Entry
from assistant.unseen import whole

app = typer.Typer(help="What Earsight remembers about you.", add_completion=False, rich_markup_mode=None)


@app.command("list")
def list_entries() -> None:
    """Print every entry, oldest first."""
    with _reported() as memory:
        found = memory.read()
    for entry in found.entries:
        say(_line(entry))
    if not found.entries and not found.notices:
        warn("Nothing is remembered; `earsight memory add` and a fact changes that, or say “remember that …”.")


@app.command()
def add(
    text: Annotated[list[str], typer.Argument(help="What to remember, such as: I am allergic to almonds")],
) -> None:
    """Remember a fact."""
    with _reported() as memory:
        added = memory.add(whole(" ".join(text)))
    say(f"{'Remembered already' if added.already else 'Remembered'}: {added.entry.text}")
    for entry in added.replaces:
        say(f"Replaces: {entry.text}")


@app.command()
def forget(
    words: Annotated[list[str], typer.Argument(help="Words that are in the entry.")],
    for_good: Annotated[bool, typer.Option("--for-good", help="Leave no way to take it back.")] = False,
) -> None:
    """Remove the entries in which all these words are found."""
    phrase = whole(" ".join(words))
    with _reported() as memory:
        gone = memory.forget(phrase, for_good=for_good)
    if not gone:
        fail(f"Nothing in the memory matches: {phrase} (`earsight memory list` shows all)")
    for entry in gone:
        say(f"Forgotten: {entry.text}")


@app.command()
def undo() -> None:
    """Take back the last change."""
    undone = Memory().undo()
    if not undone:
        fail("There is no change of the memory to take back.")
    say("The last change of the memory is taken back.")


@app.command()
def path() -> None:
    """Print where the file is; edit it in any editor."""
    say(str(Memory().path))


@contextmanager
def _reported() -> Iterator[Memory]:
    """The memory; what is wrong with its file is said, once where it is also why the command fails."""
    memory = Memory()
    notices, failure = memory.read().notices, ""
    try:
        yield memory
    except EarsightError as error:
        failure = str(error)
        raise
    finally:
        for notice in notices:
            if notice != failure:
                warn(f"earsight: {notice}")


def _line(entry: Entry) -> str:
    ending = f"  (no longer true since {entry.replaced})" if entry.replaced else ""
    return f"{entry.day or '-'!s:<10}  {entry.text}{ending}"
