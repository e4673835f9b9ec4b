"""What is done with weights away from the window, each job in a process of its own; see `ui.job`. No Qt here."""

import functools
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from assistant import paths
from assistant.recommend import Advice, Choice, Machine, advise, choices, this_machine
from models.added import Added
from models.bring import bring
from models.catalogue import Kind, Model, load_catalogue
from models.errors import NotAModel, OutOfReach
from models.identify import identify
from models.pull import alternatives
from models.pull import pull as pull_model
from models.sources import Source, default_sources
from models.store import Store
from ui.job_host import Report

State = Literal["missing", "partial", "ready", "gone"]
"""`gone` is one of the person's own that is no longer where it was."""
REPORT_SECONDS = 0.2
"""Between two reports of how far a download is."""
SPEED_SECONDS = 5.0
"""Of the recent past from which the speed is taken."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One model as the window shows it."""

    id: str
    kind: Kind
    title: str
    state: State
    size: int | None = None
    """Bytes of all files."""
    here: int = 0
    """Bytes of those that are on the disk, whole or in part."""
    ram_gb: float | None = None
    licence: str = ""
    commercial: bool | None = None
    languages: tuple[str, ...] = ()
    notes: str = ""
    link: str = ""
    """Where its licence can be read."""
    advice: Advice | None = None
    own: str = ""
    """Where it lies, if it is one of the person's own."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that is on this machine or could be."""

    entries: tuple[Entry, ...]
    choices: tuple[Choice, ...]
    machine: Machine
    folder: str
    free: int
    """Bytes on the disk of the models folder."""

    def ready(self, kind: Kind) -> list[Entry]:
        """What can serve as that kind."""
        kinds = ("llm", "vlm") if kind == "llm" else (kind,)
        return [entry for entry in self.entries if entry.kind in kinds and entry.state == "ready"]

    def get(self, name: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.id == name), None)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a download is."""

    id: str
    done: int
    """Bytes."""
    total: int | None
    speed: float = 0.0
    """Bytes in a second; 0 where it is not known yet."""
    note: str = ""
    """One sentence of a source that did not serve."""

    @property
    def left(self) -> float | None:
        """Seconds, or None where nobody knows."""
        return (self.total - self.done) / self.speed if self.total and self.speed else None


@dataclass(frozen=True, slots=True)
class Pulled:
    got: tuple[str, ...]
    missing: dict[str, str]
    """What could not be had, with one sentence for each."""
    instead: dict[str, str]
    """What may be had in place of it."""


@dataclass(frozen=True, slots=True)
class Verified:
    id: str
    trouble: str
    """What is wrong, or empty."""
    mendable: bool
    """Fetching it anew helps."""


@dataclass(frozen=True, slots=True)
class Brought:
    ids: dict[str, Kind]
    """What can be used now."""


@dataclass(slots=True)
class Meter:
    """The speed of a download, from what came in the last seconds."""

    seen: deque[tuple[float, int]] = field(default_factory=deque)

    def speed(self, now: float, done: int) -> float:
        """Bytes in a second."""
        if self.seen and done < self.seen[-1][1]:  # another source begins from its own start
            self.seen.clear()
        self.seen.append((now, done))
        while len(self.seen) > 2 and now - self.seen[0][0] > SPEED_SECONDS:
            self.seen.popleft()
        seconds = now - self.seen[0][0]
        return (done - self.seen[0][1]) / seconds if seconds > REPORT_SECONDS else 0.0


def look(_report: Report, catalogue: Path | None, machine: Machine | None = None, language: str = "en") -> Shelf:
    """What there is; `machine` saves looking at it a second time."""
    store, machine = _store(catalogue), machine or this_machine()
    models = store.catalogue.models
    advice = advise(models, machine, language)
    known = [_entry(model, store, advice[model.id]) for model in models]
    own = [
        Entry(one.id, one.kind, one.id, "ready" if one.there else "gone", own=one.path, here=_size(Path(one.path)))
        for one in store.added()
    ]
    found = tuple(choices(store.catalogue, machine, language))
    return Shelf(tuple(known + own), found, machine, str(store.folder), _free(store.folder))


def pull(report: Report, catalogue: Path | None, names: Sequence[str], again: bool = False) -> Pulled:
    """Bring these models here, one after the other; `again` first deletes what is wrong of them."""
    store, sources = _store(catalogue), default_sources()
    got, missing, instead = [], {}, {}
    for model in store.catalogue.resolve(list(names)):
        if again:
            store.discard_wrong(model)
        tell = _Teller(report, model)
        try:
            pull_model(model, store, progress=tell.progress, cancelled=report.cancelled, say=tell.say, sources=sources)
        except OutOfReach:
            missing[model.id] = (
                f"{model.title} cannot be had now, no source gave it: check the network and try again, "
                "or add a file of your own."
            )
            if other := _instead(model, store, sources):
                instead[model.id] = other
        else:
            got.append(model.id)
    return Pulled(tuple(got), missing, instead)


def verify(report: Report, catalogue: Path | None, name: str) -> Verified:
    """Read every byte of one model."""
    store = _store(catalogue)
    own: dict[str, Added] = {entry.id: entry for entry in store.added()}
    if name in own:
        try:
            identify(Path(own[name].path))
        except NotAModel as error:
            return Verified(name, str(error), mendable=False)
        return Verified(name, "", mendable=False)
    (model,) = store.catalogue.resolve([name])
    bad = store.verify(model, cancelled=report.cancelled)
    return Verified(name, f"wrong bytes in {', '.join(bad)}; fetch it anew." if bad else "", bool(bad))


def remove(_report: Report, catalogue: Path | None, name: str) -> str:
    """Delete a model, or forget one of the person's own."""
    _store(catalogue).remove(name)
    return name


def add(report: Report, catalogue: Path | None, given: Sequence[str]) -> Brought:
    """Take files and folders of the person's own."""
    store, ids = _store(catalogue), {}
    for path in given:
        tell = functools.partial(_copying, report, Meter())
        brought = bring(path, store, progress=tell, cancelled=report.cancelled)
        ids.update({model.id: model.kind for model in store.catalogue.resolve(list(brought.copied))})
        ids.update({own.id: own.kind for own in brought.added})
    return Brought(ids)


def _store(catalogue: Path | None) -> Store:
    return Store(paths.models_folder(), load_catalogue(catalogue))


class _Teller:
    """Reports a pull often enough to be lively and seldom enough to cost nothing."""

    def __init__(self, report: Report, model: Model) -> None:
        self._report, self._meter, self._last = report, Meter(), 0.0
        self._now = Progress(model.id, 0, model.size)
        report(self._now)

    def progress(self, done: int, total: int | None) -> None:
        now = time.monotonic()
        if now - self._last >= REPORT_SECONDS or done == total or not self._now.done:
            self._last = now
            self._now = replace(self._now, done=done, total=total, speed=self._meter.speed(now, done))
            self._report(self._now)

    def say(self, sentence: str) -> None:
        self._now = replace(self._now, note=sentence)
        self._report(self._now)


def _copying(report: Report, meter: Meter, name: str, done: int, total: int) -> None:
    report(Progress(name, done, total, meter.speed(time.monotonic(), done)))


def _instead(model: Model, store: Store, sources: Sequence[Source]) -> str:
    """A model that may stand in: the starter set's own where it can be had, else the nearest."""
    others = alternatives(model, store, sources)
    first = [one for one in others if one.id in store.catalogue.sets.get("starter", ())]
    return next((one.id for one in (*first, *others) if set(one.languages) & {*model.languages, "multi"}), "")


def _entry(model: Model, store: Store, advice: Advice) -> Entry:
    from huggingface_hub import constants

    folder = store.folder_of(model)
    return Entry(
        id=model.id,
        kind=model.kind,
        title=model.title,
        state=store.state(model),
        size=model.size,
        here=sum(_size(path) for path in folder.glob("*")) if folder.is_dir() else 0,
        ram_gb=model.ram_gb,
        licence=model.licence,
        commercial=model.commercial,
        languages=model.languages,
        notes=model.notes,
        link=f"{constants.ENDPOINT}/{model.repo}",
        advice=advice,
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


def _free(folder: Path) -> int:
    """Bytes on the disk where the folder is or will be."""
    import shutil

    there = next((one for one in (folder, *folder.parents) if one.exists()), Path.cwd())
    return shutil.disk_usage(there).free
