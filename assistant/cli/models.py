"""`earsight models`: the weights on this machine, and those it could have."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from assistant import paths, settings
from assistant.cli.console import err, is_interactive, out, say, warn
from assistant.unseen import plain
from models.added import Added
from models.bring import bring
from models.catalogue import KINDS, STARTER, Kind, Model
from models.errors import NotAModel, OutOfReach
from models.identify import identify
from models.pull import alternatives
from models.pull import pull as pull_model
from models.sources import Progress, Source, default_sources
from models.space import human
from models.store import Store

COMMERCIAL = {True: "", False: " (not for commercial use)", None: " (commercial use unclear)"}
PIPE_WIDTH = 240
"""Columns of the list where it goes into a file or a pipe, so that a row is one line."""

app = typer.Typer(help="The weights: what there is, and what is here.", add_completion=False, rich_markup_mode=None)


@app.command("list")
def show(kind: Annotated[Kind | None, typer.Option(help="Only models of this kind.")] = None) -> None:
    """Show every model with its size, memory need, licence and whether it is here."""
    from rich.table import Table

    store = Store(paths.models_folder())
    table = Table(box=None, pad_edge=False)
    table.add_column("model", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("memory", justify="right", no_wrap=True)
    table.add_column("state", no_wrap=True)
    table.add_column("licence")
    for model in store.catalogue.models:
        if kind in (None, model.kind):
            memory = f"{model.ram_gb:g} GB" if model.ram_gb else ""
            state = store.state(model)
            shown = "" if state == "missing" else state
            licence = model.licence + COMMERCIAL[model.commercial]
            table.add_row(model.id, model.kind, _size(model), memory, shown, licence)
    for entry in store.added():
        if kind in (None, entry.kind):
            table.add_row(entry.id, entry.kind, "", "", "ready" if entry.there else "gone", "your own")
    console = out if out.is_terminal else Console(width=PIPE_WIDTH, highlight=False)
    console.print(table, soft_wrap=False)


@app.command()
def pull(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Models or sets of them.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take what is offered without asking.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Check what is here; fetch anew what is wrong.")] = False,
) -> None:
    """Fetch models: what is here costs nothing, what was begun goes on. To begin with: starter."""
    store, sources, failed = Store(paths.models_folder()), default_sources(), False
    for model in store.catalogue.resolve(names):
        for name in store.discard_wrong(model) if again else ():
            say(f"{model.id}: {name} is wrong and is fetched anew.")
        if store.state(model) == "ready":
            say(f"{model.id} is already here.")
            continue
        if STARTER in names and (chosen := _chosen(model.kind, store)):
            say(f"{chosen} serves instead of {model.id}.")
            continue
        try:
            _fetch(model, store, sources)
        except OutOfReach as error:
            warn(f"earsight: {error}")
            replaced = STARTER in names and _take_another(model, store, sources, yes=yes)
            failed = failed or not replaced
    if failed:
        raise typer.Exit(1)


def _chosen(kind: Kind, store: Store) -> str:
    """The model that the settings name for this kind, if it is here; else nothing."""
    named = str(getattr(settings.load(), kind, ""))
    return named if named and store.find(kind, named) else ""


def _fetch(model: Model, store: Store, sources: list[Source]) -> None:
    began = time.monotonic()
    say(f"Fetching {model.title} ({_size(model)}, licence: {model.licence}). {model.notes}".rstrip())
    try:
        with _bar(model.id) as progress:
            pull_model(model, store, progress=progress, say=warn, sources=sources)
    except KeyboardInterrupt:
        warn("earsight: stopped; what was fetched is kept, and the same command goes on from there.")
        raise typer.Exit(130) from None
    say(f"{model.id} is ready after {time.monotonic() - began:.1f} s.")


@contextlib.contextmanager
def _bar(name: str) -> Iterator[Progress]:
    """A progress bar where a person looks at the terminal, else nothing."""
    if not err.is_terminal:
        yield lambda _done, _total: None
        return
    from rich import progress as rich

    columns = (
        rich.BarColumn(),
        rich.DownloadColumn(),
        rich.TransferSpeedColumn(),
        rich.TimeRemainingColumn(),
    )
    with rich.Progress(rich.TextColumn("{task.description}"), *columns, console=err, transient=True) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _take_another(model: Model, store: Store, sources: list[Source], *, yes: bool) -> bool:
    """Offer what can stand in for a starter model; True once one is here and the settings name it."""
    for other in alternatives(model, store, sources):
        here = store.state(other) == "ready"
        offer = f"{other.id} ({'already here' if here else _size(other)})"
        if not yes and not is_interactive():
            warn(f"{offer} can stand in for it; to take it: earsight models pull {STARTER} --yes")
            return False
        if not yes and not typer.confirm(plain(f"Use {offer} in place of {model.id}?")):
            return False
        try:
            if not here:
                _fetch(other, store, sources)
        except OutOfReach as error:
            warn(f"earsight: {error}")
            continue
        settings.change(None, **{model.kind: other.id})
        say(f"Earsight now uses {other.id}.")
        return True
    return False


@app.command()
def verify(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME...]", help="Default: all that are here.")] = None,
) -> None:
    """Read every byte of the models that are here and compare with the catalogue."""
    store = Store(paths.models_folder())
    own = {entry.id: entry for entry in store.added()}
    if names:
        chosen = [own[name] for name in names if name in own]
        models = store.catalogue.resolve([name for name in names if name not in own])
    else:
        chosen = list(own.values())
        models = [model for model in store.catalogue.models if store.state(model) != "missing"]
    if not chosen and not models:
        say(f"No models are here yet; fetch some with: earsight models pull {STARTER}")
    troubles = {model.id: _trouble(model, store) for model in models}
    troubles |= {entry.id: _own_trouble(entry) for entry in chosen}
    for name, trouble in troubles.items():
        say(f"{name}: {trouble or 'right'}")
    if any(troubles.values()):
        raise typer.Exit(1)


def _trouble(model: Model, store: Store) -> str:
    """What is wrong with a catalogue's model and how to mend it; empty if nothing is."""
    state = store.state(model)
    if state == "missing":
        return f"not here; fetch it with: earsight models pull {model.id}"
    if state == "partial":
        return f"not whole; complete it with: earsight models pull {model.id}"
    if bad := store.verify(model):
        return f"wrong bytes in {', '.join(bad)}; mend it with: earsight models pull {model.id} --again"
    return ""


def _own_trouble(entry: Added) -> str:
    """What is wrong with an added model; empty if nothing is."""
    try:
        identify(Path(entry.path))
    except NotAModel as error:
        return str(error)
    return ""


@app.command()
def remove(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Delete a model from this machine; of one you added, only the record goes and the file stays."""
    removed = Store(paths.models_folder()).remove(name)
    say(f"{name} is removed." if removed else f"{name} was not here.")


@app.command()
def add(path: Annotated[str, typer.Argument(metavar="PATH")]) -> None:
    """Use models that you bring: a file, or a folder of several, as on a stick.

    Models that Earsight knows are copied, so that the stick may go. A GGUF file, a faster-whisper folder or a Piper
    .onnx voice of your own is used where it lies.
    """
    store = Store(paths.models_folder())
    with _bar("copying") as progress:
        brought = bring(path, store, progress=lambda _name, done, total: progress(done, total))
    for name in brought.copied:
        say(f"{name} is here and ready.")
    for own in brought.added:
        say(f"{own.id} is added as a {KINDS[own.kind]}; to use it: earsight settings set {own.kind} {own.id}")


def _size(model: Model) -> str:
    return human(model.size) if model.size else "unknown"
