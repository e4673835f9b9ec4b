"""`earsight --selftest`: every library does real work, each in a process of its own, so that one that dies is named."""

import multiprocessing
import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from assistant import selftest_checks as checks
from assistant.errors import EarsightError
from assistant.selftest_checks import NotHere

Check = Callable[[Path], str]
"""Given the models folder; says in a few words what worked. Raises `NotHere` where it lacks a model to work with."""
SECONDS = 600.0
"""That a check may take; emulated processors are slow."""

CHECKS: dict[str, Check] = {
    "llama.cpp": checks.language_model,
    "pictures": checks.picture_model,
    "whisper": checks.transcription,
    "voice": checks.synthesis,
    "detector": checks.voice_detector,
    "echo": checks.echo_canceller,
    "sound files": checks.sound_files,
    "devices": checks.device_list,
    "text reader": checks.text_reader,
    "opencv": checks.opencv,
    "chats": checks.chats,
    "memory": checks.memory,
    "words": checks.words,
    "network": checks.network,
    "packages": checks.package_index,
}
"""By the name that is shown; who has more to check adds to it before `run`."""


@dataclass(frozen=True, slots=True)
class Result:
    name: str
    state: str
    """`ok`, `failed`, or `left out` where there is no model to check with."""
    what: str
    seconds: float


def run(models: Path, only: Sequence[str] = ()) -> Iterator[Result]:
    """Each check's result as it comes; with `only` the checks of these names. Raises `EarsightError` for another.

    A check that is the only one is done in this process.
    """
    if strangers := [name for name in only if name not in CHECKS]:
        raise EarsightError(f"There is no check {strangers[0]!r}; there are: {', '.join(CHECKS)}.")
    with tempfile.TemporaryDirectory(prefix="earsight-") as folder:
        before = os.environ.get("EARSIGHT_HOME")
        os.environ["EARSIGHT_HOME"] = folder
        try:
            for name, check in CHECKS.items():
                if not only or name in only:
                    yield _here(name, check, models) if len(only) == 1 else _apart(name, check, models)
        finally:
            if before is None:
                del os.environ["EARSIGHT_HOME"]
            else:
                os.environ["EARSIGHT_HOME"] = before


def _apart(name: str, check: Check, models: Path) -> Result:
    """The result of a check that has a process to itself."""
    context = multiprocessing.get_context("spawn")
    pipe, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_host, args=(theirs, check, models), name=f"earsight-{name}", daemon=True)
    began = time.monotonic()
    process.start()
    theirs.close()
    state, what = "failed", f"took more than {SECONDS:.0f} s"
    if pipe.poll(SECONDS):
        try:
            state, what = pipe.recv()
            process.join(5)
        except EOFError:
            process.join()
            state, what = "failed", _death(process.exitcode or 0)
    seconds = time.monotonic() - began
    process.kill()
    process.join()
    pipe.close()
    return Result(name, state, " ".join(what.split()), seconds)


def _here(name: str, check: Check, models: Path) -> Result:
    """The result of a check in this process."""
    began = time.monotonic()
    state, what = _checked(check, models)
    return Result(name, state, " ".join(what.split()), time.monotonic() - began)


def _host(pipe: Connection, check: Check, models: Path) -> None:
    """In the process: check, and say how it went."""
    pipe.send(_checked(check, models))
    pipe.close()


def _checked(check: Check, models: Path) -> tuple[str, str]:
    try:
        return "ok", check(models)
    except NotHere as error:
        return "left out", str(error)
    except BaseException as error:  # noqa: BLE001 - whatever a library throws is the check's result
        return "failed", f"{type(error).__name__}: {error}"


def _death(code: int) -> str:
    """How a process ended that said nothing."""
    if code < 0:
        try:
            return f"the library ended the program ({signal.Signals(-code).name})"
        except ValueError:
            pass
    return f"the library ended the program (exit code {code})"
