"""Looks at pictures on a thread of its own as soon as they are shown, and so before they are asked about."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.cancel import CancelToken
from assistant.commands import CorrectFact, CorrectText
from assistant.errors import Cancelled, EarsightError, VisionError
from assistant.events import Event, Failed, ImageRead
from assistant.llm.base import Llm
from assistant.parts import Parts
from assistant.vision.label_corrected import corrected_text
from assistant.vision.picture import Picture, open_picture, scaled
from assistant.vision.reading import Reading, read

log = logging.getLogger(__name__)

KEPT = 16
"""Pictures whose reading is remembered."""
WAIT_SECONDS = 0.02
"""How often somebody who waits looks whether the turn was interrupted."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture as a turn works with it."""

    path: Path
    shown: Picture
    """As small as the vision model is shown it."""
    reading: Reading


@dataclass(slots=True)
class _Look:
    cancel: CancelToken = field(default_factory=CancelToken)
    read: "Future[Seen]" = field(default_factory=Future)


class Looker:
    """`show` and `correct` from any thread; what is no longer shown is not looked at any further."""

    def __init__(self, parts: Parts, emit: Callable[[Event], None]) -> None:
        self._parts, self._emit = parts, emit
        self._loading = threading.Lock()
        self._lock = threading.Lock()
        self._looks: dict[tuple[Path, int], _Look] = {}
        """By path and time of change, the last shown last."""
        self._is_ready = False
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="earsight-looker")

    def show(self, images: Sequence[Path], *, tell: bool = True) -> None:
        """Look at these pictures, and at no others; `tell` of what is read as soon as it is, as turn 0."""
        wanted = [_key(path) for path in images]
        with self._lock:
            for key, look in list(self._looks.items()):
                if key not in wanted and not look.read.done():
                    look.cancel.cancel()
                    del self._looks[key]
            for key in wanted:
                if key not in self._looks:
                    self._looks[key] = look = _Look()
                    self._pool.submit(self._look, key[0], look, tell=tell)
            for key in list(self._looks)[: -max(KEPT, len(wanted))]:
                del self._looks[key]

    def get_ready(self) -> None:
        """Pictures are to be expected: load beforehand what the first would wait for."""
        with self._lock:
            if not self._is_ready:
                self._is_ready = True
                self._pool.submit(self._load)

    def seen(self, path: Path, cancel: CancelToken) -> Seen:
        """What is in a picture, waited for. Raises `VisionError`, and `Cancelled` where `cancel` is set meanwhile."""
        with self._lock:
            look = self._looks.get(_key(path))
        if look is None:
            self.show([path], tell=False)
            return self.seen(path, cancel)
        while True:
            cancel.check()
            try:
                return look.read.result(timeout=WAIT_SECONDS)
            except NotYet:
                continue
            except CancelledError as error:
                raise Cancelled from error

    def ready(self, images: Sequence[Path]) -> list[Seen] | None:
        """What is in all of these pictures; None while one is not read yet, or cannot be."""
        with self._lock:
            looks = [self._looks.get(_key(path)) for path in images]
        if any(
            look is None or not look.read.done() or look.read.cancelled() or look.read.exception() for look in looks
        ):
            return None
        return [look.read.result() for look in looks if look is not None]

    def correct(self, said: CorrectFact | CorrectText) -> Reading | None:
        """A value or a list of a label as the person reads it; the reading from now on, None where there is no label.

        Raises `VisionError` for an allergen that is none.
        """
        with self._lock:
            look = self._looks.get(_key(said.image))
            if look is None or not look.read.done() or look.read.exception() is not None:
                return None
            seen = look.read.result()
            if seen.reading.facts is None:
                return None
            facts = seen.reading.facts
            if isinstance(said, CorrectFact):
                facts = facts.corrected(said.name, said.amount, said.unit)
            else:
                facts = corrected_text(facts, said.name, said.text)
            reading = replace(seen.reading, facts=facts)
            look.read = Future()
            look.read.set_result(replace(seen, reading=reading))
            return reading

    def model(self) -> Llm | None:
        """The model that looks at pictures, loaded at its first use; None where none is there. Raises `LlmError`."""
        parts = self._parts
        with self._loading:
            if parts.vlm is None and parts.load_vlm is not None:
                parts.vlm = parts.load_vlm()
                parts.load_vlm = None
        return parts.vlm or (parts.llm if parts.llm.can_see else None)

    def close(self) -> None:
        with self._lock:
            for look in self._looks.values():
                look.cancel.cancel()
        self._pool.shutdown(cancel_futures=True)

    def _load(self) -> None:
        with suppress(EarsightError):  # which the first picture meets again
            self._parts.ocr.warm()
            self.model()

    def _look(self, path: Path, look: _Look, *, tell: bool) -> None:
        try:
            look.cancel.check()
            picture = open_picture(path)
            reading = read(picture, self._parts.ocr, look.cancel)
            seen = Seen(path, Picture(picture.name, scaled(picture.pixels, self._parts.settings.picture_side)), reading)
            look.read.set_result(seen)
        except Cancelled:
            look.read.cancel()
            return
        except EarsightError as error:
            look.read.set_exception(error)
            if tell:
                self._emit(Failed(0, error.code, str(error)))
            return
        except Exception:
            log.exception("a picture could not be looked at")
            look.read.set_exception(VisionError(f"{path.name} could not be read; try another picture."))
            return
        if tell:
            self._emit(ImageRead(0, path, reading))
        with suppress(Cancelled, EarsightError):  # which the turn meets again
            if (model := self.model()) is not None:
                model.see(seen.shown, look.cancel)


def _key(path: Path) -> tuple[Path, int]:
    try:
        return path, path.stat().st_mtime_ns
    except OSError:
        return path, 0
