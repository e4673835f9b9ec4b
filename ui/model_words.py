"""What the window says about models: plain words for sizes, languages, purposes and states."""

from PySide6.QtCore import QLocale

from models.catalogue import Kind
from models.space import human
from ui.model_jobs import Entry, Progress, Shelf

SECTIONS: tuple[tuple[Kind, str, str], ...] = (
    ("stt", "Hears you", "Turns what you say into text."),
    ("llm", "Answers you", "Reads your question and writes the answer."),
    ("tts", "Speaks to you", "Reads the answer aloud."),
    ("vlm", "Sees", "Answers you, and can look at pictures too."),
)
LINE = 50_000_000 / 8
"""Bytes in a second of an ordinary line, 50 Mbit/s."""


def size(count: int | None) -> str:
    return human(count) if count else "size unknown"


def languages(codes: tuple[str, ...]) -> str:
    """Two-letter codes as people name the languages, in English."""
    if codes == ("multi",):
        return "many languages"
    return ", ".join(QLocale.languageToString(QLocale(code).language()) for code in codes)


def facts(entry: Entry) -> str:
    """Size, languages, licence and what it keeps back; the memory need stands in the advice."""
    if entry.own:
        return f"Your own · {entry.own}"
    commercial = {True: (), False: ("not for commercial use",), None: ("commercial use unclear",)}
    licences = entry.licence.split(", ") if entry.licence else []
    return " · ".join((size(entry.size), languages(entry.languages), *licences, *commercial[entry.commercial]))


def licence(entry: Entry) -> str:
    """Its name only."""
    return f"Licence: {entry.licence.split(', ')[0]}"


def purpose(entry: Entry) -> str:
    """What it is good for, in a few words; empty where nothing more is known than its kind."""
    words = [entry.notes] if entry.notes else []
    if entry.kind == "stt" and not entry.notes and not entry.own:
        ears = {"tiny": "The quickest.", "base": "Quick, and errs less.", "small": "Careful with names and accents."}
        words += [text for name, text in ears.items() if name in entry.id]
    return " ".join(words)


def state(entry: Entry) -> str:
    if entry.state == "partial":
        share = f" at {100 * min(entry.here, entry.size) // entry.size} %" if entry.size and entry.here else ""
        return f"Broken off{share}; Resume goes on from there."
    return {
        "missing": "Not on this machine.",
        "ready": "Ready.",
        "gone": f"It is no longer at {entry.own}; connect its disk again, or remove it here.",
    }[entry.state]


def going(progress: Progress) -> str:
    """A download's line: 43 % · 12 MB/s · 1 min left."""
    if progress.total and progress.done >= progress.total:
        return "Checking that every byte is right …"
    if not progress.done:
        return progress.note or "Beginning …"
    share = f"{100 * progress.done // progress.total} %" if progress.total else human(progress.done)
    told = [f"Downloading {share}"]
    if progress.speed:
        told.append(f"{human(round(progress.speed))}/s")
    if (left := progress.left) is not None:
        told.append(f"{duration(left)} left")
    return " · ".join(told)


def copying(progress: Progress) -> str:
    """A copy's line."""
    share = f"{100 * progress.done // progress.total} %" if progress.total else human(progress.done)
    return f"copying {share}"


def duration(seconds: float) -> str:
    if seconds < 55:
        return f"{max(5, 5 * round(seconds / 5))} s"
    if seconds < 3570:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"


def fetching(count: int) -> str:
    """Size of a download that has not begun."""
    return human(count) if count else "nothing to download"


def lasting(count: int) -> str:
    """Its time, in a sentence; none where there is nothing to download."""
    return f"About {duration(count / LINE)} on a line of 50 Mbit/s." if count else ""


def machine(shelf: Shelf) -> str:
    cores = "1 core" if shelf.machine.cores == 1 else f"{shelf.machine.cores} cores"
    graphics = ", a graphics processor" if shelf.machine.gpu else ""
    here = f"This machine: {shelf.machine.gib} GB of memory, {cores}{graphics}."
    return f"{here} {human(shelf.free)} free in {shelf.folder}."


def listed(names: list[str]) -> str:
    """a, b and c"""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""
