"""The command `earsight`: one line for every error, 2 for a wrong call, 1 for a failure, never a traceback."""

import importlib.metadata
import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from typer._click.exceptions import UsageError

from assistant import log
from assistant.cli import ask, bench, chats, demo, doctor, look, memory, models, read, settings, talk, talk_toggle
from assistant.cli.console import say, use_utf8, warn
from assistant.errors import EarsightError
from assistant.paths import log_file, models_folder
from models.errors import ModelsError

app = typer.Typer(
    name="earsight",
    help="An assistant that hears, sees and speaks, with every model on this machine.",
    add_completion=False,
    rich_markup_mode=None,
)
app.command("ask")(ask.ask)
app.command("read")(read.read)
app.command("look")(look.look)
app.command("talk")(talk.talk)
app.command("talk-toggle")(talk_toggle.talk_toggle)
app.command("demo")(demo.demo)
app.command("bench")(bench.bench)
app.command("doctor")(doctor.doctor)
app.add_typer(models.app, name="models", help="The weights: what there is, and what is on this machine.")
app.add_typer(memory.app, name="memory", help="What Earsight remembers about you.")
app.add_typer(chats.app, name="chats", help="What was said before.")
app.add_typer(settings.app, name="settings", help="How Earsight works for you.")


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
    code = run(sys.argv[1:], logged=True)
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        # Whoever read our output has gone, or its disk is full: it must not fail once more at the interpreter's end.
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115
        code = code or 1
    sys.exit(code)


def run(arguments: list[str], *, logged: bool = False) -> int:
    """Run one command, where wanted with the log begun first; the exit code."""
    try:
        if logged:
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
        return 1
    except BrokenPipeError:
        return 1
    except Exception:
        logging.getLogger(__name__).exception("failed")
        warn(f"earsight: something went wrong; the log {log_file()} says what.")
        return 1
    return code if isinstance(code, int) else 0
