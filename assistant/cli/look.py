"""`earsight look`: a question about what the camera sees, or about a picture."""

from pathlib import Path
from typing import Annotated

import typer

from assistant import settings as person
from assistant.audio.files import check_place
from assistant.cli.ask import check_pictures, converse
from assistant.cli.console import warn
from assistant.commands import Ask
from assistant.vision.camera import grab
from assistant.vision.taken import keep_picture, pictures_folder

WHAT = "What is this?"
SECONDS = 5.0
"""How long the camera is waited for."""


def look(
    question: Annotated[str, typer.Argument(help="What to ask about it.")] = WHAT,
    camera: Annotated[
        str | None, typer.Option(help="A camera's number or name, its address, or a video; else the first there is.")
    ] = None,
    image: Annotated[list[Path] | None, typer.Option(help="A picture instead; may be given again.")] = None,
    speak: Annotated[Path | None, typer.Option(help="Write the spoken answer to this WAV file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print every event as one line of JSON.")] = False,
) -> None:
    """Ask about what the camera sees, and print the answer."""
    if camera is not None and image:
        raise typer.BadParameter("Give either --camera or --image.")
    if not question.strip():
        raise typer.BadParameter("Give a question, or none at all.")
    settings = person.load()
    images = check_pictures(image)
    if speak is not None:
        check_place(speak)
    if not images:
        taken = grab(settings.camera if camera is None else camera, timeout=SECONDS)
        images = (keep_picture(taken.pixels, pictures_folder()),)
        warn(f"{taken.name}: {images[0]}")
    raise typer.Exit(converse(settings, Ask(question, images=images), None, speak=speak, as_json=as_json))
