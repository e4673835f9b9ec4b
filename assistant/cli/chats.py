"""`earsight chats`: the conversations that are stored."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.console import fail, is_interactive, say, warn
from assistant.files import write_whole
from assistant.history import History
from assistant.unseen import plain, whole
from assistant.vision import taken

app = typer.Typer(help="What was said before.", add_completion=False, rich_markup_mode=None)
LARGEST = 2**63 - 1
"""The largest number that SQLite keeps."""
Id = Annotated[int, typer.Argument(min=1, max=LARGEST, help="The chat's number.")]
TIME = "%Y-%m-%d %H:%M"


class Format(StrEnum):
    MD = "md"
    JSON = "json"


@contextmanager
def _history() -> Iterator[History]:
    history = History()
    try:
        yield history
    finally:
        for notice in history.notices:
            warn(f"earsight: {notice}")
        history.close()


@app.command("list")
def list_chats(limit: Annotated[int, typer.Option(min=1, max=LARGEST, help="How many at most.")] = 50) -> None:
    """Print the chats, the one used last first: number, time, title."""
    with _history() as history:
        chats = history.chats(limit)
    for chat in chats:
        say(f"{chat.id:>5}  {chat.updated.astimezone():{TIME}}  {chat.title}")
    if not chats:
        warn("There are no chats; `earsight ask` and a question begins one.")


@app.command()
def search(words: Annotated[list[str], typer.Argument(help="All of them must be there.")]) -> None:
    """Print where the words were said: number, time, text."""
    phrase = whole(" ".join(words))
    with _history() as history:
        hits = history.search(phrase)
    if not hits:
        fail(f"No chat has: {phrase} (`earsight chats list` shows all)")
    for hit in hits:
        say(f"{hit.chat:>5}  {hit.at.astimezone():{TIME}}  {hit.snippet}")


@app.command()
def show(chat: Id) -> None:
    """Print a chat."""
    with _history() as history:
        messages = history.messages(chat)
    names = {"user": "You", "assistant": "Earsight"}
    for message in messages:
        say(f"{names[message.role]}: {message.text}")


@app.command()
def export(
    chat: Id,
    form: Annotated[Format, typer.Option("--format", help="Markdown or JSON.")] = Format.MD,
    out: Annotated[Path | None, typer.Option(help="The file to write; without it, the document is printed.")] = None,
) -> None:
    """Write a chat as a document."""
    with _history() as history:
        text = history.export_markdown(chat) if form is Format.MD else history.export_json(chat)
    if out is None:
        sys.stdout.write(text)
        return
    if not out.parent.is_dir():
        fail(f"The folder {out.parent} does not exist; make it first.")
    try:
        write_whole(out, text)
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}; choose another place.")
    say(f"Written: {out}")


@app.command()
def rename(chat: Id, title: Annotated[list[str], typer.Argument(help="The new title.")]) -> None:
    """Give a chat another title."""
    new = whole(" ".join(title))
    if not new.strip():
        fail("A chat cannot be without a title; give it a word or more.")
    with _history() as history:
        history.rename(chat, new)


@app.command()
def delete(
    chat: Annotated[int | None, typer.Argument(min=1, max=LARGEST, help="The chat's number.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Delete every chat.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete one chat, or all of them, for good."""
    if (chat is None) != everything:
        raise typer.BadParameter("Give the number of one chat, or --all.")
    with _history() as history:
        what = "all chats" if chat is None else f"chat {chat} ({history.chat(chat).title})"
        if not yes and not is_interactive():
            fail(f"Nothing was deleted: add --yes to delete {what} without being asked.")
        if not yes and not typer.confirm(plain(f"Delete {what} for good?")):
            fail("Nothing was deleted.")
        images = taken.in_chats(history) if chat is None else taken.of_chat(history.messages(chat))
        if chat is None:
            say(f"Deleted: {history.delete_all()} chats")
        else:
            history.delete(chat)
            say(f"Deleted: {what}")
        if history.keeps_deleted:
            warn("Another program reads the chats; the deleted words leave the file when it is done.")
        taken.drop(images, taken.pictures_folder(), history)
