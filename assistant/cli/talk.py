"""`earsight talk`: push-to-talk or hands-free in the terminal, with the real microphone and speaker."""

import sys
import threading
from collections.abc import Iterator
from typing import Annotated

import typer

from assistant import settings as person
from assistant.audio.microphone import Microphone
from assistant.audio.playback import SpeakerPlayback
from assistant.cli.console import is_interactive, say, warn
from assistant.cli.show import Terminal
from assistant.commands import HandsFree, Interrupt, StartListening, StopListening
from assistant.engine import Assistant
from assistant.events import (
    Echo,
    Event,
    HandsFreeChanged,
    ListeningStarted,
    ListeningStopped,
    Outcome,
    TurnFinished,
)
from assistant.reload import load_parts

TALK_KEYS = {" ", "\r", "\n"}
STOP_KEYS = {"\x1b"}
QUIT_KEYS = {"q", "Q", "\x03", "\x04"}
HANDS_FREE = {
    Echo.CANCELLED: "Hands-free: just talk. Talking over the answer stops it.",
    Echo.HALF_DUPLEX: "Hands-free: just talk, but not over the answer (there is no echo canceller).",
    None: "Hands-free is off.",
}


def talk(
    hands_free: Annotated[
        bool | None,
        typer.Option(
            "--hands-free/--push-to-talk",
            help="Listen all the time, or between two presses of the space key; without either, as in the settings.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Talk with the microphone and hear the answer.

    A terminal cannot tell when a key is let go, so it is pressed twice.
    """
    preferences = person.load()
    microphone, playback = Microphone(preferences.microphone), SpeakerPlayback(preferences.speaker)
    microphone.open()
    say("Loading the models …")
    parts = load_parts(preferences, hear=True, playback=playback, microphone=microphone, say=warn)
    conversation = _Conversation()
    assistant = Assistant(parts, conversation.show)
    try:
        say("Space: talk, and again to send. Esc: stop the answer. q: end.")
        if preferences.hands_free if hands_free is None else hands_free:
            assistant.send(HandsFree(on=True))
        for key in _keys():
            if key in QUIT_KEYS:
                break
            if key in TALK_KEYS and conversation.listening:
                conversation.sent()
                assistant.send(StopListening())
            elif key in TALK_KEYS:
                conversation.began(assistant.send(StartListening()))
            elif key in STOP_KEYS:
                assistant.send(Interrupt())
        else:
            assistant.send(StopListening())
            conversation.wait()
    finally:
        assistant.close()


class _Conversation:
    """What is shown of the turns, and whether one is being listened to."""

    def __init__(self) -> None:
        self.listening = False
        self._terminal = Terminal()
        self._is_hands_free = False
        self._latest = 0
        self._idle = threading.Event()
        self._idle.set()

    def began(self, turn: int) -> None:
        self._idle.clear()
        self._latest, self.listening = turn, True

    def sent(self) -> None:
        self.listening = False

    def wait(self) -> None:
        """Until the latest turn has ended."""
        self._idle.wait()

    def show(self, event: Event) -> None:
        match event:
            case HandsFreeChanged(on=on, echo=echo):
                self._is_hands_free = on
                say(HANDS_FREE[echo])
            case ListeningStarted():
                self.began(event.turn)
                if not self._is_hands_free:
                    say("Listening …")
            case ListeningStopped(seconds=seconds):
                self.sent()
                if not self._is_hands_free:
                    say(f"Heard {seconds:.1f} s.")
            case TurnFinished(outcome=Outcome.NO_SPEECH) if self._is_hands_free:
                # A noise began it.
                pass
            case _:
                self._terminal.show(event)
        if isinstance(event, TurnFinished) and event.turn == self._latest:
            self.listening = False
            self._idle.set()


def _keys() -> Iterator[str]:
    """Keys as they are pressed; where no person sits at the terminal, a line of input is a key."""
    while True:
        if is_interactive():
            try:
                yield typer.getchar()
            except (EOFError, KeyboardInterrupt):
                yield "q"
        elif line := sys.stdin.readline():
            yield line[0]
        else:
            return
