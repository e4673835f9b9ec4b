"""`earsight talk`: push-to-talk in the terminal, with the real microphone and speaker."""

import sys
import threading
from collections.abc import Iterator

import typer

from assistant import settings as person
from assistant.audio.microphone import Microphone
from assistant.audio.playback import SpeakerPlayback
from assistant.cli.console import is_interactive, say, warn
from assistant.cli.show import print_plain
from assistant.commands import Interrupt, StartListening, StopListening
from assistant.engine import Assistant
from assistant.events import Event, ListeningStarted, ListeningStopped, TurnFinished
from assistant.loading import load_parts

TALK_KEYS = {" ", "\r", "\n"}
STOP_KEYS = {"\x1b"}
QUIT_KEYS = {"q", "Q", "\x03", "\x04"}


def talk() -> None:
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
            case ListeningStarted():
                say("Listening …")
            case ListeningStopped(seconds=seconds):
                say(f"Heard {seconds:.1f} s.")
            case _:
                print_plain(event)
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
