"""`earsight talk-toggle`: for a shortcut of the desktop, where no program may listen for keys by itself."""

from typing import Annotated

import typer

from assistant.cli.console import fail
from assistant.toggle import tell


def talk_toggle(
    stop: Annotated[bool, typer.Option("--stop", help="Interrupt the answer instead.")] = False,
) -> None:
    """Make the open window listen; called again, send what was said.

    Give it to a shortcut in your desktop's settings.
    """
    if not tell("stop" if stop else "talk"):
        fail("Earsight's window is not open; start Earsight first.")
