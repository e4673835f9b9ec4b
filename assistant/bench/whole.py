"""The whole assistant as a process of its own: what it needs once each of its models was used in a spoken turn.

usage: python -m assistant.bench.whole QUESTION_WAV REPLY_TOKENS
Prints a JSON object with its `memory` in bytes.
"""

import json
import logging
import sys
import tempfile
from pathlib import Path

import psutil

from assistant.audio.clip_microphone import ClipMicrophone
from assistant.audio.files import read_clip
from assistant.bench.apart import load_apart, measured_settings
from assistant.commands import StartListening, StopListening
from assistant.session import Session


def main(question: Path, tokens: int) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        parts = load_apart(measured_settings(tokens), Path(scratch), logging.getLogger(__name__).info)
        with Session(parts) as session:
            session.wait_until_ready()
            parts.microphone = ClipMicrophone(read_clip(question), lambda: session.send(StopListening()))
            for _ in session.turn(StartListening()):
                pass
            print(json.dumps({"memory": psutil.Process().memory_info().rss}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
