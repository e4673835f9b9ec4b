"""`earsight data`: all that is kept of a person, to take along, to erase, to encrypt."""

from pathlib import Path
from typing import Annotated

import typer

from assistant import paths
from assistant.cli.console import fail, is_interactive, say
from assistant.unseen import plain

app = typer.Typer(help="All that Earsight keeps of you.", add_completion=False, rich_markup_mode=None)


@app.command()
def path() -> None:
    """Print where it is."""
    say(str(paths.home()))


@app.command()
def export(
    target: Annotated[Path, typer.Argument(help="A new folder, or a new file that ends in .zip.")],
) -> None:
    """Write everything in forms that any program reads: chats, memory, instructions, settings, pictures."""
    from assistant.data_export import export as write

    count = write(target)
    say(f"Written: {target} ({count} chats)")


@app.command()
def erase(
    models: Annotated[bool, typer.Option("--models", help="The models, too.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete everything for good; the models stay unless you say otherwise."""
    from assistant.data_erase import erase as delete

    what = f"all chats, memory, instructions, settings and pictures in {paths.home()}"
    what += ", and the models" if models else ""
    if not yes and not is_interactive():
        fail(f"Nothing was erased: add --yes to erase {what} without being asked.")
    question = plain(f"This erases {what}. Type yes to do it")
    if not yes and typer.prompt(question, default="", show_default=False) != "yes":
        fail("Nothing was erased.")
    left = delete(models=models)
    say(f"Erased: {what}")
    if left:
        say(f"Not Earsight's, and still there: {', '.join(sorted(entry.name for entry in left))}")


@app.command()
def encrypt() -> None:
    """Encrypt chats, memory and instructions with a key in the system's keyring."""
    from assistant.conversion import encrypt as seal

    seal(paths.home())
    say("Chats, memory and instructions are encrypted; the key is in the system's keyring.")
    say("Whoever loses the keyring loses them: `earsight data export` makes a copy that anybody can read.")


@app.command()
def decrypt() -> None:
    """Make chats, memory and instructions readable again, and delete the key."""
    from assistant.conversion import decrypt as unseal

    if not unseal(paths.home()):
        fail("Nothing is encrypted.")
    say("Chats, memory and instructions are no longer encrypted.")
