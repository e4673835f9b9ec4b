"""Whether what a label says is known when the key goes up: the picture is shown as the key goes down, then one speaks.

usage: python -m benchmarks.vision_ready [--out FILE]
"""

import argparse
import json
import queue
import statistics
import sys
import tempfile
import time
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from assistant import settings as person
from assistant.audio.clip_microphone import ClipMicrophone
from assistant.audio.wav_playback import WavPlayback
from assistant.bench.questions import spoken
from assistant.bench.texts import QUESTIONS
from assistant.commands import Interrupt, Show, StartListening, StopListening
from assistant.engine import Assistant
from assistant.events import Event, ImageRead, ListeningStopped, Ready, TurnFinished
from assistant.reload import load_parts
from benchmarks.labels.fonts import FontsMissing, bench_faces
from benchmarks.labels.labels import make_label

SHORTEST = 2.5
"""Seconds of a question; in less, nobody reads a label."""
SEED = 3
OUT = Path("benchmarks/results/vision-ready-latest.json")

Heard = queue.SimpleQueue[tuple[float, Event]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    try:
        faces = bench_faces()
    except FontsMissing as error:
        sys.exit(str(error))
    with tempfile.TemporaryDirectory() as folder:
        early = measure(Path(folder), faces)
    ready = sum(seconds >= 0 for _, seconds in early) / len(early)
    table = Table(box=SIMPLE, title="A 1280 x 960 frame, shown as the key goes down")
    for name in ("question", "read before the release"):
        table.add_column(name, justify="right")
    for length, seconds in early:
        table.add_row(f"{length:.1f} s", f"{seconds:+.2f} s")
    Console().print(table)
    median = statistics.median(seconds for _, seconds in early)
    print(f"Ready at the release: {ready:.0%} of {len(early)} questions; median {median:+.2f} s before it.")
    figures = {"ready": ready, "questions": [{"seconds": length, "early": seconds} for length, seconds in early]}
    options.out.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def measure(folder: Path, faces: object) -> list[tuple[float, float]]:
    """Each question's seconds, and by how many its label was read before the key went up."""
    happened: Heard = queue.SimpleQueue()
    parts = load_parts(person.load(), hear=True, playback=WavPlayback(folder / "said.wav"), say=print)
    assert parts.tts is not None
    clips = [clip for _, clip in spoken(QUESTIONS, parts.tts) if clip.seconds > SHORTEST]
    parts.ocr.warm()
    assistant = Assistant(parts, lambda event: happened.put((time.monotonic(), event)))
    _wait_for(happened, Ready)
    early = []
    try:
        for number, clip in enumerate(clips):
            path = folder / f"label-{number}.jpg"
            path.write_bytes(make_label(number, SEED, faces).photograph()[0])
            parts.microphone = ClipMicrophone(clip, lambda: assistant.send(StopListening()))
            assistant.send(Show((path,)))
            assistant.send(StartListening())
            times: dict[type[Event], float] = {}
            while len(times) < 2:
                at, event = happened.get(timeout=60)
                if isinstance(event, ImageRead | ListeningStopped):
                    times.setdefault(type(event), at)
            assistant.send(Interrupt())
            _wait_for(happened, TurnFinished)
            early.append((clip.seconds, times[ListeningStopped] - times[ImageRead]))
    finally:
        assistant.close()
    return early


def _wait_for(happened: Heard, kind: type[Event]) -> None:
    while not isinstance(happened.get(timeout=60)[1], kind):
        pass


if __name__ == "__main__":
    main()
