"""How near a reading comes to the truth: characters, values, allergens."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.labels.truth import Truth

FAR = 0.6
"""A piece of text counts as not read at all where more than this share of its characters would have to change."""
_SAME = str.maketrans({"–": "-", "—": "-", "‐": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "·": "•", "∙": "•"})


@dataclass(frozen=True, slots=True)
class Characters:
    wrong: int
    all: int

    @property
    def rate(self) -> float:
        return self.wrong / self.all


def characters(pieces: Iterable[str], lines: Iterable[str], blanks: bool = True) -> Characters:
    """Insertions, deletions and substitutions that turn what was read into the pieces of text on the label.

    A table has no one order in which it is read, and one line of it may be read as one or as several. So what was read
    is one string, and every piece, longest first, takes the stretch of it that is nearest (Levenshtein); what is left
    in the end was invented, and every character of it counts. Moving a whole piece is thus free, and nothing else is:
    each character that was read serves one piece at most. Runs of white space are one blank; those between pieces are
    not counted. Without `blanks` white space does not count at all.
    """

    def plain(text: str) -> str:
        return ("" if not blanks else " ").join(unicodedata.normalize("NFKC", text).translate(_SAME).split())

    wanted = sorted((plain(piece) for piece in pieces), key=len, reverse=True)
    rest = [plain(" ".join(lines))]
    wrong = 0
    for piece in wanted:
        found = [nearest(piece, part) for part in rest]
        best = min(range(len(found)), key=lambda i: found[i][0], default=None)
        if best is None or found[best][0] > FAR * len(piece):
            wrong += len(piece)
            continue
        distance, start, end = found[best]
        wrong += distance
        part = rest.pop(best)
        rest += [each for side in (part[:start], part[end:]) if (each := side.strip())]
    return Characters(wrong + sum(len(part) for part in rest), sum(len(piece) for piece in wanted))


def nearest(piece: str, text: str) -> tuple[int, int, int]:
    """The stretch of the text that is nearest to the piece: its distance, where it starts and where it ends."""
    ends = _distances(piece, text)
    end = int(ends.argmin())
    starts = _distances(piece[::-1], text[:end][::-1])
    # Of equally near stretches the one that stands whole between blanks is meant: "0%" is not the end of "10%".
    for at in np.flatnonzero(ends == ends[end]):
        back = _distances(piece[::-1], text[:at][::-1])
        start = int(at) - int(np.flatnonzero(back == back.min())[0])
        if (start == 0 or text[start - 1] == " ") and (at == len(text) or text[at] == " "):
            return int(ends[at]), start, int(at)
    return int(ends[end]), end - int(starts.argmin()), end


def _distances(piece: str, text: str) -> npt.NDArray[np.int64]:
    """For every end in the text: the distance of the piece from the nearest stretch that ends there."""
    codes = np.array([ord(char) for char in text], np.int64)
    places = np.arange(len(text) + 1)
    row = np.zeros(len(text) + 1, np.int64)
    for char in piece:
        changed = row[:-1] + (codes != ord(char))
        row[1:] = np.minimum(changed, row[1:] + 1)
        row[0] += 1
        row = np.minimum.accumulate(row - places) + places
    return row


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of right and of all; the sentences say what is wrong."""

    values: tuple[int, int]
    shares: tuple[int, int]
    """Shares of the daily value."""
    servings: tuple[int, int]
    """Servings and their size."""
    allergens: tuple[int, int]
    traces: tuple[int, int]
    invented: int
    """Allergens that the label does not name."""
    false_free: tuple[str, ...]
    """Allergens of the label that a reading lacks although it has a list of ingredients."""
    ingredients: tuple[int, int]
    wrong: tuple[str, ...]


def score(truth: Truth, facts: Mapping[str, Any] | None) -> Score:
    """The facts as `Facts.as_json` gives them; None where no label was found."""
    facts = facts or {}
    wrong: list[str] = []
    nutrients = facts.get("nutrients") or {}
    values = shares = percents = 0
    for name, value in truth.nutrients.items():
        read = nutrients.get(name) or {}
        right = _same(read.get("amount"), value.amount) and _unit(read.get("unit")) == _unit(value.unit)
        if value.below != bool(read.get("less_than")):
            right = False
        values += right
        if not right:
            wrong.append(f"{name}: {value.text()} read as {dict(read) or 'nothing'}")
        if value.daily_value is not None:
            percents += 1
            if _same(read.get("daily_value"), value.daily_value):
                shares += 1
            else:
                wrong.append(f"{name}: {value.daily_value:g} % read as {read.get('daily_value')} %")
    wrong += [f"{name}: {nutrients[name]} is not on the label" for name in nutrients if name not in truth.nutrients]
    servings = _servings(truth, facts, wrong)
    allergens, traces = set(facts.get("allergens") or ()), set(facts.get("may_contain") or ())
    missing = [name for name in truth.allergens if name not in allergens]
    wrong += [f"allergen {name} is missing" for name in missing]
    missing_traces = [name for name in truth.may_contain if name not in traces]
    wrong += [f"trace of {name} is missing" for name in missing_traces]
    invented = sorted((allergens - set(truth.allergens)) | (traces - set(truth.may_contain)))
    wrong += [f"{name} is invented" for name in invented]
    listed = [_plain(each) for each in facts.get("ingredients") or ()]
    found = sum(_plain(each) in listed for each in truth.ingredients)
    return Score(
        values=(values, len(truth.nutrients)),
        shares=(shares, percents),
        servings=servings,
        allergens=(len(truth.allergens) - len(missing), len(truth.allergens)),
        traces=(len(truth.may_contain) - len(missing_traces), len(truth.may_contain)),
        invented=len(invented),
        false_free=tuple(missing) if listed else (),
        ingredients=(found, len(truth.ingredients)),
        wrong=tuple(wrong),
    )


def _servings(truth: Truth, facts: Mapping[str, Any], wrong: list[str]) -> tuple[int, int]:
    right = of = 0
    if truth.servings is not None:
        of += 1
        right += _same(facts.get("servings"), truth.servings)
        if not _same(facts.get("servings"), truth.servings):
            wrong.append(f"servings: {truth.servings:g} read as {facts.get('servings')}")
    if truth.serving is not None:
        of += 1
        read = facts.get("serving_size") or {}
        same = _same(read.get("amount"), truth.serving[0]) and _unit(read.get("unit")) == _unit(truth.serving[1])
        right += same
        if not same:
            wrong.append(f"serving size: {truth.serving} read as {read or None}")
    return right, of


def _same(read: Any, true: float) -> bool:
    return isinstance(read, int | float) and abs(read - true) < 1e-6


def _unit(text: Any) -> str:
    """A unit as one of its spellings; a capsule by its name in any language."""
    unit = unicodedata.normalize("NFKC", str(text or "")).lower()
    return "capsule" if unit[:3] in {"cap", "cáp", "kap", "gél"} else {"μg": "mcg"}.get(unit, unit)


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
