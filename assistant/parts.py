"""What one turn begins with, and the parts it works with."""

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from assistant.audio.clip import Clip
from assistant.audio.microphone import VoiceInput, VoiceStream
from assistant.audio.playback import Playback
from assistant.cancel import CancelToken
from assistant.history import History
from assistant.instructions import Instructions
from assistant.llm.base import Llm
from assistant.memory import Memory
from assistant.settings import Settings
from assistant.speech.stt import Stt
from assistant.speech.tts import Tts
from assistant.vision.ocr import Ocr


@dataclass(slots=True)
class Turn:
    """What one turn begins with."""

    number: int
    text: str = ""
    audio: Clip | None = None
    images: tuple[Path, ...] = ()
    listen: bool = False
    """Hear the microphone until `released`."""
    voice: VoiceStream | None = None
    """What is said, where it is already being heard; else the microphone's."""
    aloud: bool = False
    """Speak `text`; nothing is asked."""
    began: datetime = field(default_factory=lambda: datetime.now().astimezone())
    released: threading.Event = field(default_factory=threading.Event)
    released_at: float | None = None
    """`time.monotonic()` of the key's release."""
    cancel: CancelToken = field(default_factory=CancelToken)
    key: str = ""
    """Its name among all turns of all processes."""
    heard: str = ""
    """What of the speech was understood, so far."""

    @property
    def question(self) -> str:
        """What was said and what was typed; empty where neither is known."""
        return f"{self.heard}\n{self.text}".strip()

    def release(self) -> None:
        """The talk key went up: what was said until now is the question."""
        if not self.released.is_set():
            self.released_at = time.monotonic()
            self.released.set()


@dataclass(slots=True)
class Parts:
    """What a turn works with; all are owned by the turn thread, voice and playback by the speaker's while it speaks."""

    settings: Settings
    llm: Llm
    memory: Memory
    instructions: Instructions
    history: History
    ocr: Ocr
    vlm: Llm | None = None
    """Looks at pictures in the chat model's place."""
    load_vlm: Callable[[], Llm | None] | None = None
    """Makes `vlm` when the first picture comes; None where that was done."""
    stt: Stt | None = None
    tts: Tts | None = None
    playback: Playback | None = None
    microphone: VoiceInput | None = None
    is_mute: bool = False
    """The latest reply could not be heard."""

    def close(self) -> None:
        """Give back what the parts hold; each is closed even where another fails to."""
        with ExitStack() as stack:
            for part in (self.history, self.llm, self.vlm, self.stt, self.playback, self.microphone):
                if part is not None:
                    stack.callback(part.close)
