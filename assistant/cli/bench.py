"""`earsight bench`: from the key's release to the first sound, on this machine and its models."""

import json
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from assistant import settings as person
from assistant.audio.wav_playback import WavPlayback
from assistant.bench.machine import describe, generation, peak_memory
from assistant.bench.peer import Peer
from assistant.bench.questions import Question, questions, recorded
from assistant.bench.report import STAGES, percentiles, ratios, summary
from assistant.bench.run import Measured, ask
from assistant.cli.console import say, warn
from assistant.commands import NewChat
from assistant.errors import EarsightError
from assistant.history import History
from assistant.loading import find_models, load_parts
from assistant.parts import Parts
from assistant.session import Session

REPLY_TOKENS = 80
"""What the peer writes at most, too."""


def bench(
    folder: Annotated[Path | None, typer.Option("--questions", help="A folder of recorded questions.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    peer: Annotated[Path | None, typer.Option(help="A Python that has Pipecat, to measure beside.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the JSON to this file, too.")] = None,
) -> None:
    """Ask spoken questions, as fast as they were spoken, and say how long each step took."""
    if folder is not None:
        recorded(folder)
    if peer is not None and not peer.is_file():
        raise EarsightError(f"There is no Python at {peer}; `make peer` makes one with Pipecat.")
    settings = msgspec.structs.replace(person.load(), temperature=0.0, max_reply=REPLY_TOKENS)
    with tempfile.TemporaryDirectory() as scratch:
        parts = load_parts(settings, hear=True, playback=WavPlayback(Path(scratch) / "spoken.wav"), say=warn)
        parts.history.close()
        parts.history = History(Path(scratch) / "chats.sqlite3")
        assert parts.tts is not None
        asked = questions(folder, parts.tts, Path(scratch))
        speed = round(generation(parts.llm), 1)
        beside = Peer(peer, *find_models(settings)) if peer is not None else None
        try:
            ours, theirs = _run(parts, asked, beside, quiet=as_json)
        finally:
            if beside is not None:
                beside.close()
    figures: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": describe(),
        "models": {"stt": settings.stt, "llm": settings.llm, "tts": settings.tts},
        **summary(ours),
        "tokens_per_second": speed,
        "peak_memory_bytes": peak_memory(),
    }
    if theirs:
        figures["peer"] = {
            "first_sound": percentiles([one.get("first_audio") for one in theirs]),
            "transcript": percentiles([one.get("transcript") for one in theirs]),
            "first_delta": percentiles([one.get("first_delta") for one in theirs]),
            "per_question": theirs,
            "ratio": ratios(ours, theirs),
        }
    text = json.dumps(figures, indent=2, ensure_ascii=False)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text + "\n", "utf-8")
    if as_json:
        typer.echo(text)
    else:
        _print(figures)


def _run(
    parts: Parts, asked: list[Question], beside: Peer | None, *, quiet: bool
) -> tuple[list[Measured], list[dict[str, float]]]:
    """Each question to us, then to the peer: what disturbs the machine disturbs both."""
    ours: list[Measured] = []
    theirs: list[dict[str, float]] = []
    with Session(parts) as session:
        session.wait_until_ready()
        if beside is not None:
            beside.ask(asked[0].path)  # its first answer loads what ours has loaded
        for question in asked:
            session.send(NewChat())
            ours.append(ask(session, parts, question))
            if beside is not None:
                theirs.append(beside.ask(question.path))
            if not quiet:
                say(_line(ours[-1], theirs[-1] if theirs else {}))
    return ours, theirs


def _line(ours: Measured, theirs: dict[str, float]) -> str:
    values = asdict(ours)
    shown = "  ".join(f"{stage} {_seconds(values[stage])}" for stage in STAGES)
    peer = f"  peer's first sound {_seconds(theirs.get('first_audio'))}" if theirs else ""
    return f"{ours.question:>4} {ours.seconds:5.1f} s  {shown}{peer}"


def _print(figures: dict[str, Any]) -> None:
    say("\nSeconds from the key's release, p50 and p95:")
    for stage in STAGES:
        say(f"  {stage:<15} {_seconds(figures[stage].get('p50'))}  {_seconds(figures[stage].get('p95'))}")
    evaluated = figures["evaluated_tokens"]
    say(f"Tokens evaluated in a turn: {evaluated['p50']:.0f} and {evaluated['p95']:.0f}.")
    say(f"Tokens written per second: {figures['tokens_per_second']}.")
    say(f"Memory at most: {figures['peak_memory_bytes'] / (1 << 20):,.0f} MiB.")
    if beside := figures.get("peer"):
        first, ratio = beside["first_sound"], beside["ratio"]
        say(f"The peer's first sound: {_seconds(first.get('p50'))}  {_seconds(first.get('p95'))};")
        say(f"ours in multiples of it: {ratio.get('p50')} and {ratio.get('p95')}.")


def _seconds(value: float | None) -> str:
    return f"{value:6.3f}" if value is not None else "   -  "
