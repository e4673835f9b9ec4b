"""`earsight bench`: from the key's release to the first sound, on this machine and its models."""

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from assistant.bench import picture
from assistant.bench.apart import measured_settings
from assistant.bench.conversation import SPAN
from assistant.bench.measure import measure
from assistant.bench.questions import recorded
from assistant.bench.report import lines
from assistant.cli.console import say, warn
from assistant.errors import EarsightError
from assistant.files import target_of, write_whole


def bench(
    folder: Annotated[Path | None, typer.Option("--questions", help="A folder of recorded questions.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    peer: Annotated[Path | None, typer.Option(help="A Python that has Pipecat, to measure beside.")] = None,
    turns: Annotated[
        int | None, typer.Option(min=2 * SPAN, help="A long conversation, too: whether it gets slower or larger.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the JSON to this file, too.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Draw where the time goes into this .svg or .png.")] = None,
) -> None:
    """Ask spoken questions, as fast as they were spoken, and say how long each step took."""
    recordings = recorded(folder) if folder is not None else []
    if peer is not None and not peer.is_file():
        raise EarsightError(f"There is no Python at {peer}; `make peer` makes one with Pipecat.")
    if plot is not None:
        picture.check(plot)
    for file in (out, plot):
        if file is not None:
            _check_place(file)
    tell = (lambda _line: None) if as_json else say
    with tempfile.TemporaryDirectory() as scratch:
        figures = measure(measured_settings(), recordings, Path(scratch), peer=peer, turns=turns, tell=tell, warn=warn)
    text = json.dumps(figures, indent=2, ensure_ascii=False)
    if out is not None:
        _write(out, text + "\n")
    if plot is not None:
        _write(plot, picture.draw(figures, plot.suffix.lower()))
    if as_json:
        typer.echo(text)
    else:
        say()
        for line in lines(figures):
            say(line)


def _check_place(file: Path) -> None:
    """Make the file's folder; raises `EarsightError` where no file can be made in it."""
    try:
        folder = target_of(file).parent
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except (OSError, ValueError) as error:
        raise _unwritable(file, error) from error


def _write(file: Path, content: str | bytes) -> None:
    try:
        write_whole(file, content)
    except OSError as error:
        raise _unwritable(file, error) from error


def _unwritable(file: Path, error: Exception) -> EarsightError:
    reason = error.strerror if isinstance(error, OSError) else error
    return EarsightError(f"{file} cannot be written ({reason}); choose another place.")
