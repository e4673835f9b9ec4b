"""`earsight doctor`: what this machine has, and what to do about each thing that is missing."""

import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import psutil
import typer

from assistant import paths, private
from assistant import settings as person
from assistant.cli.console import err, say
from assistant.errors import EarsightError
from assistant.events import Echo
from assistant.recommend import NEEDED
from assistant.threads import threads
from models.catalogue import KINDS
from models.errors import ModelsError
from models.store import Store

GIB = 1 << 30
STARTER = "Run `earsight models pull starter`."


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    state: str
    advice: str = ""
    """What to do; empty where all is well."""
    is_needed: bool = False
    """Earsight cannot answer without it."""


def doctor() -> None:
    """Say what is here and what is missing; exit code 1 where Earsight cannot answer as things stand."""
    with err.status("Looking …"):
        findings = list(examine())
    for finding in findings:
        mark = "ok" if not finding.advice else "missing" if finding.is_needed else "note"
        say(f"{mark:<8} {finding.what:<15} {finding.state}")
        if finding.advice:
            say(f"{'':<24} → {finding.advice}")
    if any(finding.is_needed and finding.advice for finding in findings):
        raise typer.Exit(1)


def examine() -> Iterator[Finding]:
    """Everything that is looked at, in the order it is shown."""
    yield Finding("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    try:
        settings = person.load()
        yield Finding("settings", str(paths.settings_file()))
    except EarsightError as error:
        yield Finding("settings", "not valid", str(error), is_needed=True)
        settings = person.Settings()
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    yield Finding("processor", f"{cores} cores, {threads(settings)} threads for each model")
    yield _memory()
    yield _backends(settings)
    yield from _sound()
    yield _echo()
    yield _tesseract()
    yield from _data_folder()
    try:
        yield from _models(settings)
    except ModelsError as error:
        yield Finding("models", "cannot be looked at", str(error), is_needed=True)


def _memory() -> Finding:
    memory = psutil.virtual_memory()
    advice = "Close other programs, or choose a smaller model." if memory.available < 2 * GIB else ""
    return Finding("memory", f"{memory.total / GIB:.1f} GiB, {memory.available / GIB:.1f} GiB free", advice)


def _backends(settings: person.Settings) -> Finding:
    import llama_cpp

    from assistant.llm import backends

    try:
        found = backends.load(gpu=settings.gpu)
    except EarsightError as error:
        return Finding("llama.cpp", "cannot be used", str(error), is_needed=True)
    processor = f"processor plugin {found.processor}" if found.processor else "processor"
    computes = ", ".join(found.graphics) or f"{processor} only"
    return Finding("llama.cpp", f"{llama_cpp.__version__}, {computes}", found.trouble)


def _sound() -> Iterator[Finding]:
    from assistant.audio.devices import list_devices

    try:
        devices = list_devices()
    except EarsightError as error:
        yield Finding("sound", "not available", str(error))
        return
    for kind, what in (("input", "microphone"), ("output", "speaker")):
        names = [device.name for device in devices if device.kind == kind]
        default = next((device.name for device in devices if device.kind == kind and device.default), None)
        if names:
            yield Finding(what, f"{default or names[0]} ({len(names)} in all)")
        else:
            yield Finding(what, "none", f"Connect a {what}; typed and recorded questions work without.")


def _echo() -> Finding:
    from assistant.audio.echo import echo_remover

    if echo_remover().echo is Echo.CANCELLED:
        return Finding("hands-free", "echo cancelled: can be talked over")
    return Finding(
        "hands-free",
        "half-duplex: does not hear while it speaks",
        "For echo cancellation: `pip install pywebrtc-audio`.",
    )


def _tesseract() -> Finding:
    if path := shutil.which("tesseract"):
        return Finding("Tesseract", path)
    return Finding("Tesseract", "not installed (RapidOCR reads pictures by default)")


def _data_folder() -> Iterator[Finding]:
    home = paths.home()
    try:
        private.make_folder(home)
        is_writable = os.access(home, os.W_OK)
        free = shutil.disk_usage(home).free
    except OSError:
        is_writable, free = False, 0
    if not is_writable:
        yield Finding("data folder", f"{home} cannot be written", "Set EARSIGHT_HOME to a folder of yours.")
        return
    advice = "Free some space: models need 1 to 5 GiB." if free < 2 * GIB else ""
    yield Finding("data folder", f"{home}, {free / GIB:.1f} GiB free", advice)


def _models(settings: person.Settings) -> Iterator[Finding]:
    store = Store(paths.models_folder())
    for kind in NEEDED:
        what = KINDS[kind]
        wanted = getattr(settings, kind)
        here = store.installed(kind)
        if kind == "llm" and settings.remote_url:
            yield Finding(what, f"{settings.remote_model or 'the model'} on {settings.remote_url}")
        elif store.find(kind, wanted):
            yield Finding(what, f"{wanted}, ready")
        elif here:
            yield Finding(what, f"{wanted} is not here; {here[0].id} serves", f"Run `earsight models pull {wanted}`.")
        else:
            yield Finding(what, f"{wanted} is not here", STARTER, is_needed=kind == "llm")
