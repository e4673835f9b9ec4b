"""An assistant to measure: the person's models and settings, but nothing of the person's to read or to change."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from assistant import settings as person
from assistant.audio.wav_playback import WavPlayback
from assistant.history import History
from assistant.instructions import Instructions
from assistant.memory import Memory
from assistant.parts import Parts
from assistant.reload import load_parts
from assistant.settings import Settings

REPLY_TOKENS = 80
"""What the peer writes at most, too."""


def measured_settings(tokens: int | None = None) -> Settings:
    """The person's settings, with replies that are the same every time and of `tokens` at most, or the peer's."""
    return msgspec.structs.replace(person.load(), temperature=0.0, max_reply=tokens or REPLY_TOKENS)


def load_apart(settings: Settings, folder: Path, say: Callable[[str], None]) -> Parts:
    """All parts, with memory, instructions, chats and speech in `folder`; see `load_parts`."""
    parts = load_parts(settings, hear=True, playback=WavPlayback(folder / "spoken.wav"), say=say)
    parts.history.close()
    parts.history = History(folder / "chats.sqlite3")
    parts.memory = Memory(folder / "memory.md")
    parts.instructions = Instructions(folder / "instructions.md")
    return parts
