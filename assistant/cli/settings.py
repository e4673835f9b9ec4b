"""`earsight settings`: what is set, and setting it."""

from typing import Annotated

import msgspec
import typer
from typer._click.exceptions import UsageError

from assistant import paths
from assistant import settings as person
from assistant.cli.console import say
from models.catalogue import KINDS, Kind
from models.errors import ModelsError
from models.store import Store

app = typer.Typer(help="How Earsight works for you.", add_completion=False, rich_markup_mode=None)


@app.command("list")
def show() -> None:
    """Show every setting with its value."""
    for name, value in msgspec.structs.asdict(person.load()).items():
        say(_line(name, value))


@app.command("set")
def change(
    name: Annotated[str, typer.Argument(help="The setting's name, as `list` shows it.")],
    value: Annotated[str, typer.Argument(help="Its new value.")],
) -> None:
    """Change one setting."""
    if name not in person.Settings.__struct_fields__:
        raise UsageError(f"There is no setting {name!r}; `earsight settings list` shows all.")
    try:
        given = msgspec.convert(value, person.Settings.__annotations__[name], strict=False)
    except msgspec.ValidationError as error:
        raise UsageError(f"{value!r} cannot be the value of {name} ({error}).") from error
    person.change(**{name: given})
    say(_line(name, given))
    for kind, thing in KINDS.items():
        if kind == name and given and not _is_here("llm" if kind == "vlm" else kind, given):
            say(f"There is no such {thing} on this machine; `earsight models list` shows what is.")


@app.command()
def path() -> None:
    """Say where the settings file is."""
    say(str(paths.settings_file()))


def _is_here(kind: Kind, wanted: str) -> bool:
    try:
        return Store(paths.models_folder()).find(kind, wanted) is not None
    except ModelsError:
        return False


def _line(name: str, value: object) -> str:
    return f"{name} = {'(set)' if name == 'remote_key' and value else value}"
