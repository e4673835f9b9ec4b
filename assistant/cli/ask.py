"""`earsight ask`: one question, typed or recorded, and its answer."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant import settings as person
from assistant.audio.files import check_place, read_clip
from assistant.audio.wav_playback import WavPlayback
from assistant.cli.chats import LARGEST
from assistant.cli.console import libraries_are_silent, warn
from assistant.cli.show import EXIT_CODES, Terminal, print_json
from assistant.commands import Ask, OpenChat
from assistant.errors import EarsightError, HistoryError
from assistant.events import Outcome, TurnFinished
from assistant.history import History
from assistant.reload import load_parts
from assistant.session import Session
from assistant.settings import Settings
from assistant.unseen import whole


def ask(
    text: Annotated[str, typer.Argument(help="The question; `-` reads it from standard input.")] = "",
    audio: Annotated[Path | None, typer.Option(help="A recorded question: WAV, FLAC, OGG or MP3.")] = None,
    image: Annotated[list[Path] | None, typer.Option(help="A picture to read; may be given again.")] = None,
    speak: Annotated[Path | None, typer.Option(help="Write the spoken answer to this WAV file.")] = None,
    chat: Annotated[int | None, typer.Option(min=1, max=LARGEST, help="Go on with the chat of this number.")] = None,
    last: Annotated[bool, typer.Option("--continue", help="Go on with the latest chat.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print every event as one line of JSON.")] = False,
) -> None:
    """Ask one question and print the answer."""
    question = sys.stdin.read() if text == "-" else whole(text)
    if not question.strip() and audio is None:
        raise typer.BadParameter("Give a question, or --audio FILE.")
    if chat is not None and last:
        raise typer.BadParameter("Give either --chat or --continue.")
    clip = None
    if audio is not None:
        with libraries_are_silent():
            clip = read_clip(audio)
    images = check_pictures(image)
    if speak is not None:
        if speak.suffix.lower() not in {".wav", ""}:
            raise typer.BadParameter(f"{speak.name} is not named as a WAV file; give --speak a name such as reply.wav.")
        check_place(speak)
    goes_on = _chat_to_open(chat, latest=last)
    raise typer.Exit(converse(person.load(), Ask(question, clip, images), goes_on, speak=speak, as_json=as_json))


def check_pictures(images: list[Path] | None) -> tuple[Path, ...]:
    """The pictures as they were given; raises `EarsightError` for one that is not there."""
    for picture in images or []:
        if not picture.is_file():
            raise EarsightError(f"There is no file {picture}; check the name.")
    return tuple(images or ())


def converse(settings: Settings, question: Ask, chat: int | None, *, speak: Path | None, as_json: bool) -> int:
    """Load what it takes, ask, print what happens, and return the exit code."""
    playback = WavPlayback(speak) if speak is not None else None
    parts = load_parts(settings, hear=question.audio is not None, playback=playback, say=warn)
    outcome = Outcome.FAILED
    terminal = Terminal()
    with Session(parts) as session:
        if chat is not None:
            session.send(OpenChat(chat))
        for at, event in session.turn(question):
            if as_json:
                print_json(at, event)
            else:
                terminal.show(event)
            if isinstance(event, TurnFinished):
                outcome = event.outcome
    if playback is not None and outcome is Outcome.COMPLETED and not playback.played():
        warn(f"earsight: There was nothing to speak in the answer, so {speak} was not written.")
    return EXIT_CODES[outcome]


def _chat_to_open(chat: int | None, *, latest: bool) -> int | None:
    """The chat's number if it is there; raises `HistoryError` if it is not."""
    if chat is None and not latest:
        return None
    history = History()
    try:
        wanted = history.latest() if latest else chat
        if wanted is None:
            raise HistoryError("There is no chat to continue yet; ask without --continue.")
        history.exchanges(wanted)
        return wanted
    finally:
        history.close()
