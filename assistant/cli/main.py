"""The command `earsight`: one line for every error, 2 for a wrong call, 1 for a failure, never a traceback."""

import importlib
import importlib.metadata
import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from typer._click import Command, Context
from typer._click.exceptions import UsageError
from typer.core import TyperGroup
from typer.main import get_command

from assistant import forgetting, log, private
from assistant.cli.console import say, warn
from assistant.cli.streams import guard_output, use_utf8
from assistant.errors import EarsightError
from assistant.paths import home, log_file, models_folder
from models.errors import ModelsError, UnknownModel

COMMANDS = (
    *("ask", "look", "read", "talk", "talk-toggle", "demo", "bench", "doctor"),
    *("models", "memory", "chats", "settings", "data"),
)
"""Each is a module of this package, with a function of its name or an `app` of several."""


class Commands(TyperGroup):
    """Imports a command's module when it is called: half a second less for those that load nothing."""

    def list_commands(self, ctx: Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        module = importlib.import_module(f"assistant.cli.{name}")
        group = getattr(module, "app", None)
        if group is None:
            group = typer.Typer(add_completion=False, rich_markup_mode=None)
            group.command(cmd_name)(getattr(module, name))
        command = get_command(group)
        command.name = cmd_name
        return command


app = typer.Typer(
    name="earsight",
    cls=Commands,
    help="An assistant that hears, sees and speaks, with every model on this machine.",
    add_completion=False,
    rich_markup_mode=None,
)


def _version(*, wanted: bool) -> None:
    if wanted:
        say(f"earsight {importlib.metadata.version('earsight')}")
        raise typer.Exit


def _selftest(context: typer.Context, *, wanted: bool) -> None:
    if not wanted:
        return
    from assistant import selftest

    failed = 0
    for result in selftest.run(context.params["models_here"] or models_folder(), context.params["only"] or ()):
        say(f"{result.state:<8} {result.name:<12} {result.seconds:6.1f} s  {result.what}")
        failed += result.state != "ok"
    raise typer.Exit(1 if failed else 0)


@app.callback()
def _root(
    models_here: Annotated[
        Path | None,
        typer.Option("--models", help="For --selftest: the models to check with.", is_eager=True),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="For --selftest: one check; may be given again.", is_eager=True)
    ] = None,
    selftest: Annotated[
        bool,
        typer.Option("--selftest", help="Let every library do real work, and say how it went.", callback=_selftest),
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line and end the process with its exit code."""
    use_utf8()
    guard_output()
    code = run(sys.argv[1:], logged=True)
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, EarsightError):
        # Whoever read our output has gone, or its disk is full: it must not fail once more at the interpreter's end.
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115
        code = code or 1
    sys.exit(code)


def run(arguments: list[str], *, logged: bool = False) -> int:
    """Run one command, where wanted with the log begun first; the exit code."""
    try:
        if logged:
            private.tighten(home())
            forgetting.sweep(home())
            log.start()
        code = app(arguments, prog_name="earsight", standalone_mode=False)
    except UsageError as error:
        command = error.ctx.command_path if error.ctx is not None else "earsight"
        what = " ".join(error.format_message().split()).removesuffix(".")
        warn(f"earsight: {what}. See `{command} --help`.")
        return 2
    except (typer.Abort, KeyboardInterrupt):
        warn("earsight: stopped.")
        return 130
    except (EarsightError, ModelsError) as error:
        logging.getLogger(__name__).info("failed", exc_info=True)
        warn(f"earsight: {error}")
        return 2 if isinstance(error, UnknownModel) else 1
    except BrokenPipeError:
        return 1
    except Exception:
        logging.getLogger(__name__).exception("failed")
        warn(f"earsight: something went wrong; the log {log_file()} says what.")
        return 1
    return code if isinstance(code, int) else 0
