"""One file from one web address: resumed where it stopped, checked, and only then given its name."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from models.catalogue import File
from models.errors import BadProxy, OutOfReach, Refused, Stalled, WrongBytes
from models.hashing import sha256_of
from models.space import check_room, human, writing
from models.stream import Answer, Limits, opened

OK, PARTIAL, RANGE_PAST_END = 200, 206, 416


def part_of(target: Path) -> Path:
    """Where a file grows until it is whole and checked."""
    return target.with_name(f"{target.name}.part")


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way from `url` to `target`."""

    url: str
    target: Path
    file: File
    progress: Callable[[int], None]
    """Told how many bytes of the file are here."""
    cancelled: Callable[[], bool]
    limits: Limits

    def run(self) -> None:
        """Fetch, check and name the file.

        Raises `OutOfReach`, `Refused`, `Stalled`, `WrongBytes`, `NoSpace`, `CannotWrite` or `PullCancelled`;
        the part is kept for resuming, except where its bytes are wrong.
        """
        part = part_of(self.target)
        with writing(part.parent):
            part.parent.mkdir(parents=True, exist_ok=True)
        most, tries = _size(part), 0
        while not self._is_whole(part):
            try:
                if self._attempt(part):
                    break
            except Stalled as error:
                tries = 0 if _size(part) > most else tries + 1
                most = max(most, _size(part))
                if tries > self.limits.retries:
                    raise Stalled(
                        f"The download of {self.file.name} stopped at {human(_size(part))}; "
                        "pull again to go on from there."
                    ) from error
        self._check_and_name(part)

    def _is_whole(self, part: Path) -> bool:
        have, size = _size(part), self.file.size
        if size is not None and have > size:
            part.unlink()
        return have == size

    def _attempt(self, part: Path) -> bool:
        """Read one response into the part; True if it ended where the source says the file ends."""
        have = _size(part)
        headers = {"Range": f"bytes={have}-"} if have else {}
        try:
            with opened(self.url, headers, limits=self.limits, cancelled=self.cancelled) as (answer, body):
                if answer.status == RANGE_PAST_END and have:
                    return self._past_end(part, answer)
                if answer.status not in (OK, PARTIAL):
                    raise Refused(f"{self._host} answered {answer.status} for {self.file.name}.")
                start = _start(answer)
                if start != have:
                    with writing(part.parent):
                        part.unlink(missing_ok=True)
                    if start:
                        raise Stalled("the answer began in the wrong place")
                whole = _whole_size(answer, start)
                self._write(part, body, start=start, whole=whole)
        except BadProxy:
            raise
        except OutOfReach as error:
            raise OutOfReach(f"{self._host} cannot be reached.") from error
        if _size(part) < (self.file.size or 0 if whole is None else whole):
            raise Stalled("the answer was cut short")
        return True

    def _write(self, part: Path, body: Iterator[bytes], *, start: int, whole: int | None) -> None:
        size = self.file.size
        with writing(part.parent):
            check_room(part.parent, max(0, (size or whole or 0) - start))
            with part.open("ab") as out:
                have = start
                self.progress(have)
                for piece in body:
                    have += len(piece)
                    if size is not None and have > size:
                        break
                    out.write(piece)
                    self.progress(have)
        if size is not None and have > size:
            part.unlink()
            raise WrongBytes(f"{self._host} gave more bytes for {self.file.name} than it has; nothing was kept.")

    def _past_end(self, part: Path, answer: Answer) -> bool:
        """The source says that the part is as long as the file, or longer: check it, or start over."""
        if _whole_size(answer, 0) == _size(part):
            return True
        with writing(part.parent):
            part.unlink()
        return False

    def _check_and_name(self, part: Path) -> None:
        with writing(part.parent):
            if sha256_of(part, cancelled=self.cancelled) != self.file.sha256:
                part.unlink()
                raise WrongBytes(
                    f"What {self._host} gave for {self.file.name} is not the file the catalogue names; "
                    "nothing was kept."
                )
            part.replace(self.target)

    @property
    def _host(self) -> str:
        try:
            return urlsplit(self.url).hostname or self.url
        except ValueError:
            return self.url


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _start(answer: Answer) -> int:
    """The first byte's place in the file."""
    if answer.status != PARTIAL:
        return 0
    match = re.match(r"bytes (\d+)-", answer.headers.get("content-range", ""))
    return int(match[1]) if match else 0


def _whole_size(answer: Answer, start: int) -> int | None:
    """Bytes of the whole file as the source states it."""
    if match := re.search(r"/(\d+)$", answer.headers.get("content-range", "")):
        return int(match[1])
    length = answer.headers.get("content-length", "")
    return start + int(length) if answer.status in (OK, PARTIAL) and length.isdigit() else None
