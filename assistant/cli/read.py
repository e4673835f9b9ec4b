"""`earsight read`: what a picture says, and the facts of a label."""

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from assistant import settings
from assistant.cancel import CancelToken
from assistant.cli.console import say
from assistant.threads import share_the_cores
from assistant.unseen import escaped
from assistant.vision.facts import Facts, number, said
from assistant.vision.picture import open_picture
from assistant.vision.readers import reader
from assistant.vision.reading import Reading
from assistant.vision.reading import read as read_picture


def read(
    image: Annotated[Path, typer.Argument(metavar="IMAGE", help="A picture: JPEG, PNG, WebP, TIFF and others.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """Print the text of a picture, the facts of a label in it, and its codes."""
    share_the_cores()
    picture = open_picture(image)
    reading = read_picture(picture, reader(settings.load()), CancelToken())
    if as_json:
        sys.stdout.write(escaped(msgspec.json.encode(reading.as_json()).decode()) + "\n")
    else:
        _print_plain(reading)


def _print_plain(reading: Reading) -> None:
    for text in reading.texts:
        say(text)
    if not reading.lines:
        say("No text was found.")
    if reading.facts is not None:
        say()
        for line in _fact_lines(reading.facts):
            say(line)
    if reading.codes:
        say()
    for code in reading.codes:
        say(f"{code.kind}: {code.text}")


def _fact_lines(facts: Facts) -> list[str]:
    """The facts as a person reads them, what is doubtful last."""
    lines = []
    if facts.serving_size is not None:
        lines.append(f"Serving size: {number(facts.serving_size.amount)} {facts.serving_size.unit}")
    if facts.servings is not None:
        lines.append(f"Servings: {number(facts.servings.amount)}")
    if facts.nutrients:
        lines.append(f"Per {facts.per_what}:")
        lines += [f"  {said(nutrient)}" for nutrient in facts.nutrients]
    if facts.ingredients:
        lines.append(f"Ingredients: {', '.join(facts.ingredients)}")
    data = facts.as_json()
    for key, title in (("allergens", "Allergens"), ("may_contain", "May contain")):
        names = data[key]
        if isinstance(names, list) and names:
            lines.append(f"{title}: {', '.join(names)}")
    return lines + [f"Doubtful: {doubt.text}" for doubt in facts.doubts]
