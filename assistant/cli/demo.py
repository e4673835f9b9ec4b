"""`earsight demo`: a recorded question, heard, answered and spoken, with its timings."""

import tempfile
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from assistant import settings as person
from assistant.audio.files import read_clip
from assistant.audio.wav_playback import WavPlayback
from assistant.cli.console import say, warn
from assistant.cli.show import EXIT_CODES
from assistant.commands import Ask
from assistant.events import Event, Failed, ReplyFinished, Timings, Transcribed, TurnFinished
from assistant.history import History
from assistant.reload import load_parts
from assistant.session import Session

STAGES = {
    "transcript": "words understood",
    "first_delta": "first word of the answer",
    "first_sentence": "first words to the voice",
    "first_audio": "first sound",
    "done": "the whole answer spoken to the file",
}


def demo(
    speak: Annotated[Path, typer.Option(help="Where the spoken answer goes.")] = Path("reply.wav"),
) -> None:
    """Hold the demo conversation."""
    with as_file(files("assistant") / "demo" / "question.wav") as path:
        question = read_clip(path)
    say(f"A recorded question of {question.seconds:.1f} s goes in; loading the models …")
    with tempfile.TemporaryDirectory() as folder:
        parts = load_parts(person.load(), hear=True, playback=WavPlayback(speak), say=warn)
        parts.history.close()
        parts.history = History(Path(folder) / "chats.sqlite3")
        with Session(parts) as session:
            session.wait_until_ready()
            for _, event in session.turn(Ask(audio=question)):
                show(event)
    if isinstance(event, TurnFinished):
        for line in summary(event.timings, speak):
            say(line)
        raise typer.Exit(EXIT_CODES[event.outcome])


def show(event: Event) -> None:
    """The two sides of the conversation."""
    match event:
        case Transcribed(text=text):
            say(f"\nYou:       {text}")
        case ReplyFinished(text=text):
            say(f"Earsight:  {text}\n")
        case Failed(message=message):
            warn(f"earsight: {message}")


def summary(timings: Timings, spoken: Path) -> Iterator[str]:
    """The timings, a line each, and where the spoken answer is."""
    yield "Seconds from the end of the question:"
    for name, title in STAGES.items():
        if (seconds := getattr(timings, name)) is not None:
            yield f"{seconds:7.2f}  {title}"
    if timings.first_audio is not None:
        yield f"\nThe spoken answer is in {spoken} ({read_clip(spoken).seconds:.1f} s)."
