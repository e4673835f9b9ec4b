"""Hours of use in minutes: text, speech and pictures mixed, interrupted at random moments, on the small real models.

usage: python -m tests.prove.soak [TURNS]
"""

import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import psutil
from PIL import Image, ImageDraw

from assistant import paths
from assistant.audio.clip import Clip, Samples
from assistant.audio.clip_microphone import ClipMicrophone
from assistant.audio.files import read_clip
from assistant.commands import Ask, Command, Interrupt, NewChat, StartListening, StopListening
from assistant.engine import Assistant
from assistant.events import Event, Outcome, Ready, TurnFinished
from assistant.parts import Parts
from assistant.reload import load_parts
from assistant.settings import Settings
from tests.prove.row import Row

TURNS = 1000
ASKED = Path(__file__).parents[2] / "assistant" / "demo" / "question.wav"
TIMES_FASTER = 20
"""Than a person would hear the answers."""
SECONDS = 120.0
"""After which a turn counts as hung."""
SAME = "What is the capital of France?"
"""Asked in a chat of its own every so often: its seconds are what is compared."""
EVERY = 10
SPAN = 0.2
"""Share of the run at its beginning and at its end that are compared; the first tenth is not, while all warms up."""
MOST_GROWTH = 5.0
"""Percent of memory from the one to the other."""
MOST_SLOWER = 1.25
"""Of the median turn; other programs work on the same machine."""
QUESTIONS = (
    "What is espresso?",
    "Remember that the spare key is under the blue pot.",
    "Where is the spare key?",
    "Forget that the spare key is under the blue pot.",
    "Name three colours of the rainbow.",
)


class HastyPlayback:
    """A speaker that plays faster than it would be heard; what was stopped is dropped."""

    def __init__(self) -> None:
        self.first_sample_at: float | None = None
        self._rate = 1
        self._written = 0
        self._stopped = threading.Event()

    def start(self, rate: int) -> None:
        self._rate, self._written, self.first_sample_at = rate, 0, None
        self._stopped.clear()

    def write(self, samples: Samples) -> None:
        if not self._stopped.is_set():
            self.first_sample_at = self.first_sample_at or time.monotonic()
            self._written += len(samples)

    def finish(self) -> None:
        if self.first_sample_at is not None:
            ends = self.first_sample_at + self._written / self._rate / TIMES_FASTER
            self._stopped.wait(max(0.0, ends - time.monotonic()))

    def stop(self) -> None:
        self._stopped.set()

    def played(self) -> int:
        if self.first_sample_at is None:
            return 0
        heard = (time.monotonic() - self.first_sample_at) * self._rate * TIMES_FASTER
        return min(self._written, int(heard))

    def close(self) -> None:
        self.stop()


@dataclass(frozen=True, slots=True)
class Held:
    """What the process holds after a turn."""

    memory: int
    """Bytes."""
    threads: int
    files: int

    @classmethod
    def now(cls) -> "Held":
        process = psutil.Process()
        files = process.num_handles() if sys.platform == "win32" else process.num_fds()
        return cls(process.memory_info().rss, process.num_threads(), files)


@dataclass(slots=True)
class Soak:
    """What a run came to."""

    turns: int = 0
    interrupted: int = 0
    failed: list[str] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    """Of the same question, each time."""

    @property
    def growth(self) -> float:
        """Percent of memory."""
        first, last = self._ends([one.memory for one in self.held])
        return 100 * (last - first) / first

    @property
    def slower(self) -> float:
        first, last = self._ends(self.seconds)
        return last / first

    @property
    def more_threads(self) -> float:
        first, last = self._ends([one.threads for one in self.held])
        return last - first

    @property
    def more_files(self) -> float:
        first, last = self._ends([one.files for one in self.held])
        return last - first

    @staticmethod
    def _ends(values: Sequence[float]) -> tuple[float, float]:
        size = max(1, round(len(values) * SPAN))
        begins = len(values) // 10
        return statistics.median(values[begins : begins + size]), statistics.median(values[-size:])


class Run:
    """Commands go in one after another; which, and which are interrupted, `seed` decides."""

    def __init__(self, parts: Parts, folder: Path, seed: int) -> None:
        self._parts = parts
        self._random = random.Random(seed)
        self._clip = read_clip(ASKED)
        self._pictures = list(_pictures(folder))
        self._changed = threading.Condition()
        self._ended: dict[int, Outcome] = {}
        self._again: list[int] = []
        """Turns that ended twice."""
        self._is_ready = False
        self._assistant = Assistant(parts, self._take)

    def go(self, turns: int, tell: Callable[[str], None]) -> Soak:
        """Take `turns` turns and end the engine."""
        soak = Soak()
        self._wait(lambda: self._is_ready, "the engine was not ready")
        for number in range(1, turns + 1):
            if number % EVERY == 0:
                soak.seconds.append(self._same())
            else:
                self._any(soak)
            soak.turns = number
            soak.held.append(Held.now())
            if number % 50 == 0:
                now = soak.held[-1]
                tell(f"{number:5} turns  {now.memory >> 20:,} MiB  {now.threads} threads  {now.files} files")
        self._assistant.close()
        soak.failed += [f"turn {turn} {outcome}" for turn, outcome in self._ended.items() if outcome is Outcome.FAILED]
        soak.failed += [f"turn {turn} ended twice" for turn in self._again]
        return soak

    def _same(self) -> float:
        self._assistant.send(NewChat())
        began = time.monotonic()
        self._end_of(self._assistant.send(Ask(SAME)))
        return time.monotonic() - began

    def _any(self, soak: Soak) -> None:
        turn = self._assistant.send(self._command())
        if self._random.random() < 0.3:
            soak.interrupted += 1
            self._wait(lambda: turn in self._ended, "", self._random.uniform(0, 1))
            if self._random.random() < 0.5:
                self._assistant.send(Interrupt())
            else:  # a new question, which ends the turn before it
                self._end_of(self._assistant.send(Ask(self._random.choice(QUESTIONS))))
        self._end_of(turn)

    def _command(self) -> Command:
        kind = self._random.random()
        if kind < 0.1:
            return Ask("What does it say?", images=(self._random.choice(self._pictures),))
        if kind < 0.25:
            return Ask(audio=self._clip)
        if kind < 0.35:
            words = Clip(self._clip.samples[: int(self._clip.rate * self._random.uniform(0.4, 2))], self._clip.rate)
            self._parts.microphone = ClipMicrophone(words, lambda: self._assistant.send(StopListening()))
            return StartListening()
        return Ask(self._random.choice(QUESTIONS))

    def _take(self, event: Event) -> None:
        with self._changed:
            if isinstance(event, TurnFinished):
                if event.turn in self._ended:
                    self._again.append(event.turn)
                self._ended[event.turn] = event.outcome
            self._is_ready |= isinstance(event, Ready)
            self._changed.notify_all()

    def _end_of(self, turn: int) -> None:
        self._wait(lambda: turn in self._ended, f"turn {turn} did not end")

    def _wait(self, happened: Callable[[], bool], why: str, seconds: float = SECONDS) -> None:
        """Raises `TimeoutError` with `why`; without it, the time may pass."""
        with self._changed:
            if not self._changed.wait_for(happened, seconds) and why:
                raise TimeoutError(f"{why} within {seconds:.0f} s")


def soak(turns: int, seed: int = 1, tell: Callable[[str], None] = lambda line: None) -> Soak:
    """A run with the small models of the tests, in the data folder that is set."""
    chosen = Settings(llm="smollm2-135m-instruct", stt="faster-whisper-tiny.en", tts="en_US-joe-medium")
    chosen = msgspec.structs.replace(chosen, threads=1, temperature=0.0, max_reply=16, context_size=1024)
    parts = load_parts(chosen, hear=True, playback=HastyPlayback(), say=tell)
    return Run(parts, paths.home(), seed).go(turns, tell)


def prove() -> list[Row]:
    """The whole soak; `EARSIGHT_SOAK` is another number of turns."""
    turns = int(os.environ.get("EARSIGHT_SOAK", TURNS))
    with tempfile.TemporaryDirectory() as home:
        models = paths.models_folder()
        os.environ.update(EARSIGHT_HOME=home, EARSIGHT_MODELS=str(models))
        ran = soak(turns, tell=lambda line: print(line, file=sys.stderr, flush=True))
    note = f"{ran.interrupted} interrupted" + (f"; {'; '.join(ran.failed[:5])}" if ran.failed else "")
    return [
        Row("turns of the soak", f"{ran.turns:,}, {len(ran.failed)} failed", not ran.failed, note),
        Row("its growth of memory", f"{ran.growth:.1f} %", ran.growth < MOST_GROWTH),
        Row(
            "its growth of threads and open files",
            f"{ran.more_threads:+.0f} and {ran.more_files:+.0f}",
            ran.more_threads <= 0 and ran.more_files <= 0,
        ),
        Row("its last turns beside its first", f"{ran.slower:.2f}", ran.slower < MOST_SLOWER),
    ]


def _pictures(folder: Path) -> Iterator[Path]:
    """Small pictures with a few words each."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, words in enumerate(("Exit", "Platform 7", "Sugars 12 g")):
        picture = Image.new("RGB", (320, 120), "white")
        ImageDraw.Draw(picture).text((30, 40), words, "black", font_size=36)
        path = folder / f"soak-{number}.png"
        picture.save(path)
        yield path


if __name__ == "__main__":
    if len(sys.argv) > 1:
        os.environ["EARSIGHT_SOAK"] = sys.argv[1]
    for row in prove():
        print(f"{row.what}: {row.shown}{'' if row.right else '  (wrong)'} {row.note}")
