"""How exactly labels are read: 96 that the project draws and photographs, half of them never looked at in building.

usage: python -m benchmarks.vision [--labels N] [--seed N …] [--out FILE] [--pictures FOLDER]
"""

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from assistant.cancel import CancelToken
from assistant.errors import VisionError
from assistant.vision.facts import Facts
from assistant.vision.lines import Line
from assistant.vision.ocr import Ocr, RapidOcr
from assistant.vision.picture import Picture, decode_picture
from assistant.vision.reading import Reading, read
from assistant.vision.tesseract import Tesseract
from benchmarks.labels.arithmetic import right_sums
from benchmarks.labels.fonts import FontsMissing, bench_faces
from benchmarks.labels.labels import Label, make_label
from benchmarks.labels.score import Characters, Score, characters, score

LABELS = 48
"""Of each seed."""
SEEDS = {1: "built with", 2: "held out"}
"""The labels of the second seed were not looked at while the reader was built."""
THREADS = 2
BAD = 0.02
"""Character error rate above which a label's text is kept with the figures."""
WIDTH = 175
"""Characters that the table takes."""
OUT = Path("benchmarks/results/vision-latest.json")


@dataclass(frozen=True, slots=True)
class Taken:
    """One label as one engine read it."""

    seed: int
    label: Label
    x_height: float
    """Pixels of the smallest text."""
    lines: tuple[Line, ...]
    seconds: float
    """Of the reading, codes and facts with it."""
    ocr_seconds: float
    """Of the text alone."""
    characters: Characters
    blankless: Characters
    score: Score
    sums: tuple[int, int]
    failure: str
    """Why the picture could not be read; it counts as one in which nothing was read."""


def main() -> None:
    options = _options()
    try:
        faces = bench_faces()
    except FontsMissing as error:
        sys.exit(str(error))
    console = Console()
    engines = _engines(console)
    taken: dict[str, list[Taken]] = {name: [] for name in engines}
    for seed in options.seed:
        for number in range(options.labels):
            label = make_label(number, seed, faces)
            data, x_height = label.photograph()
            if options.pictures:
                _save(options.pictures, f"{seed}-{number:02}", data, label)
            picture = decode_picture(data, f"{seed}-{number:02}.jpg")
            for name, engine in engines.items():
                taken[name].append(_taken(engine, picture, seed, label, x_height))
            if console.is_terminal:
                console.print(f"{len(taken['RapidOCR'])} of {len(options.seed) * options.labels}", end="\r")
    report = _report(taken)
    _show(console, report)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
    console.print(f"Everything, label by label: {options.out}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.vision", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--labels", type=int, default=LABELS, help="labels of each seed")
    parser.add_argument("--seed", type=int, nargs="+", default=list(SEEDS))
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--pictures", type=Path, help="a folder for the pictures and the truth about them")
    return parser.parse_args()


def _engines(console: Console) -> dict[str, Ocr]:
    """Each loaded; Tesseract where the machine has it."""
    engines: dict[str, Ocr] = {"RapidOCR": RapidOcr(THREADS)}
    engines["RapidOCR"].warm()
    try:
        tesseract = Tesseract()
        tesseract.warm()
        engines["Tesseract"] = tesseract
    except VisionError as error:
        console.print(f"Without Tesseract: {error}")
    return engines


class _Timed:
    """An engine that tells how long its readings took."""

    def __init__(self, engine: Ocr) -> None:
        self._engine = engine
        self.seconds = 0.0

    def warm(self) -> None:
        self._engine.warm()

    def read(self, picture: Picture, cancel: CancelToken) -> list[Line]:
        began = time.perf_counter()
        try:
            return self._engine.read(picture, cancel)
        finally:
            self.seconds += time.perf_counter() - began


def _taken(engine: Ocr, picture: Picture, seed: int, label: Label, x_height: float) -> Taken:
    timed = _Timed(engine)
    began = time.perf_counter()
    try:
        reading = read(picture, timed, CancelToken())
        failure = ""
    except VisionError as error:
        reading, failure = Reading((), None, ()), str(error)
    seconds = time.perf_counter() - began
    pieces = [piece.text for piece in label.pieces]
    texts = [line.text for line in reading.lines]
    facts: Facts | None = reading.facts
    return Taken(
        seed,
        label,
        x_height,
        reading.lines,
        seconds,
        timed.seconds,
        characters(pieces, texts),
        characters(pieces, texts, blanks=False),
        score(label.truth, facts.as_json() if facts else None),
        right_sums(facts) if facts else (0, 0),
        failure,
    )


def _save(folder: Path, name: str, data: bytes, label: Label) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.jpg").write_bytes(data)
    truth = {**label.truth.as_json(), "lines": [piece.text for piece in label.pieces]}
    (folder / f"{name}.json").write_text(json.dumps(truth, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _report(taken: dict[str, list[Taken]]) -> dict[str, Any]:
    engines = {}
    for name, all_taken in taken.items():
        seeds = {seed: [t for t in all_taken if t.seed == seed] for seed in dict.fromkeys(t.seed for t in all_taken)}
        mains = dict.fromkeys(t.label.how.main for t in all_taken)
        layouts = dict.fromkeys(t.label.truth.layout for t in all_taken)
        engines[name] = {
            "all": _figures(all_taken),
            "seeds": {SEEDS.get(seed, f"seed {seed}"): _figures(some) for seed, some in seeds.items()},
            "disturbances": {
                main: _figures([t for t in all_taken if t.label.how.main == main]) for main in sorted(mains)
            },
            "layouts": {
                layout: _figures([t for t in all_taken if t.label.truth.layout == layout]) for layout in sorted(layouts)
            },
            "labels": [_entry(t) for t in all_taken],
        }
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "cores": psutil.cpu_count(),
            "threads": THREADS,
            "load": round(psutil.getloadavg()[0], 1),
        },
        "engines": engines,
    }


def _figures(taken: list[Taken]) -> dict[str, Any]:
    rates = sorted(t.characters.rate for t in taken)
    worst = rates[-max(1, round(len(rates) / 10)) :]
    seconds = [t.ocr_seconds for t in taken]
    return {
        "labels": len(taken),
        "failed": sum(bool(t.failure) for t in taken),
        "cer": float(np.mean(rates)),
        "cer_worst_tenth": float(np.mean(worst)),
        "cer_without_blanks": float(np.mean([t.blankless.rate for t in taken])),
        "values_right": _share(t.score.values for t in taken),
        "daily_values_right": _share(t.score.shares for t in taken),
        "servings_right": _share(t.score.servings for t in taken),
        "allergens_found": _share(t.score.allergens for t in taken),
        "traces_found": _share(t.score.traces for t in taken),
        "ingredients_exact": _share(t.score.ingredients for t in taken),
        "false_free_of": sum(len(t.score.false_free) for t in taken),
        "allergens_invented": sum(t.score.invented for t in taken),
        "sums_right": _share(t.sums for t in taken),
        "seconds_median": float(np.median(seconds)),
        "seconds_p95": float(np.percentile(seconds, 95)),
        "reading_seconds_median": float(np.median([t.seconds for t in taken])),
    }


def _share(counts: Iterable[tuple[int, int]]) -> float | None:
    """Right of all; None where there is nothing to be right about."""
    pairs = list(counts)
    of = sum(every for _, every in pairs)
    return sum(right for right, _ in pairs) / of if of else None


def _entry(taken: Taken) -> dict[str, Any]:
    return {
        "picture": f"{taken.seed}-{taken.label.number:02}",
        "layout": taken.label.truth.layout,
        "language": taken.label.truth.language,
        "face": taken.label.face,
        "disturbance": taken.label.how.main,
        "x_height": round(taken.x_height, 1),
        "cer": round(taken.characters.rate, 4),
        "seconds": round(taken.ocr_seconds, 2),
        **({"failure": taken.failure} if taken.failure else {}),
        "wrong": list(taken.score.wrong),
        **({"lines": [line.text for line in taken.lines]} if taken.score.wrong or taken.characters.rate > BAD else {}),
    }


def _show(console: Console, report: dict[str, Any]) -> None:
    table = Table(title="Labels drawn and photographed, in frames of 1280×960", box=SIMPLE)
    columns: list[tuple[str, Callable[[dict[str, Any]], str]]] = [
        ("labels", lambda f: str(f["labels"])),
        ("CER", lambda f: f"{f['cer']:.4f}"),
        ("worst tenth", lambda f: f"{f['cer_worst_tenth']:.4f}"),
        ("no blanks", lambda f: f"{f['cer_without_blanks']:.4f}"),
        ("values", lambda f: _percent(f["values_right"])),
        ("% DV", lambda f: _percent(f["daily_values_right"])),
        ("serving", lambda f: _percent(f["servings_right"])),
        ("allergens", lambda f: _percent(f["allergens_found"])),
        ("traces", lambda f: _percent(f["traces_found"])),
        ("false free", lambda f: str(f["false_free_of"])),
        ("sums", lambda f: _percent(f["sums_right"])),
        ("s", lambda f: f"{f['seconds_median']:.2f}"),
        ("s, p95", lambda f: f"{f['seconds_p95']:.2f}"),
    ]
    table.add_column("", no_wrap=True)
    for title, _ in columns:
        table.add_column(title, justify="right", no_wrap=True)
    for name, figures in report["engines"].items():
        rows = {name: figures["all"], **{f"  {k}": v for k, v in figures["seeds"].items()}}
        if name == "RapidOCR":
            rows |= {f"  most {main}": each for main, each in figures["disturbances"].items()}
            rows |= {f"  {layout}": each for layout, each in figures["layouts"].items()}
        for title, each in rows.items():
            table.add_row(title, *(shown(each) for _, shown in columns), style="bold" if title == name else "")
        table.add_section()
    Console(width=max(console.width, WIDTH)).print(table)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f} %"


if __name__ == "__main__":
    main()
