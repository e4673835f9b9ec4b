"""Whether a model fits into the memory that is free: judged before it is loaded, because afterwards is too late."""

from collections.abc import Iterator
from pathlib import Path

import psutil

from assistant.errors import LlmError
from models.gguf import Head
from models.space import human
from models.store import Installed, Store

WORKING = 200_000_000
"""Bytes beside the weights and the cache: the results of each layer, and llama.cpp itself."""
SMALLEST_WINDOW = 2048
"""Tokens of the smallest window that is worth proposing."""
CGROUPS = Path("/sys/fs/cgroup")
OWN_CGROUP = Path("/proc/self/cgroup")
LIMITS = (
    # version 2, version 1: the limit, what is used, and of that what can be given up at once
    ("memory.max", "memory.current", ("active_file", "inactive_file")),
    ("memory.limit_in_bytes", "memory.usage_in_bytes", ("total_active_file", "total_inactive_file")),
)


def needed(file: Path, head: Head, window: int, mmproj: Path | None = None) -> int:
    """Bytes of memory for a GGUF with a window of so many tokens: weights, cache, and what it works in."""
    weights = file.stat().st_size + (mmproj.stat().st_size if mmproj is not None else 0)
    return weights + min(window, head.context_length or window) * head.cache_per_token + WORKING


def available() -> int:
    """Bytes that this process can still have: what the system has to give, or less where it is held to a limit."""
    return min([psutil.virtual_memory().available, *_limits(CGROUPS, OWN_CGROUP)])


def check(found: Installed, head: Head, window: int, mmproj: Path | None, store: Store) -> None:
    """Raise `LlmError` where the model does not fit; the sentence says how much it needs and what would fit."""
    need, free = needed(found.path, head, window, mmproj), available()
    if need <= free:
        return
    raise LlmError(
        f"{found.id} needs about {human(need)} of memory and {human(free)} are free; "
        f"{_way_on(found, head, window, mmproj, store, free)}."
    )


def _way_on(found: Installed, head: Head, window: int, mmproj: Path | None, store: Store, free: int) -> str:
    """What would fit: this one with a smaller window, else another one, those that are here first."""
    if window > SMALLEST_WINDOW and needed(found.path, head, SMALLEST_WINDOW, mmproj) <= free:
        return f"set context_size to {SMALLEST_WINDOW}, with which it fits"
    known = [one for one in store.catalogue.models if one.kind == found.kind and one.id != found.id and one.ram_gb]
    fitting = [one for one in known if (one.ram_gb or 0) * 1e9 <= free]
    here = [one for one in fitting if store.state(one) == "ready"]
    best = max(here or fitting, key=lambda one: one.ram_gb or 0, default=None)
    if best is None:
        return "close other programs and try again"
    return f"choose {best.id}, which needs {human(round((best.ram_gb or 0) * 1e9))} and fits"


def _limits(root: Path, own: Path) -> Iterator[int]:
    """What each control group that this process is in still allows."""
    try:
        lines = own.read_text().splitlines()
    except OSError:  # not Linux
        return
    for line in lines:
        _, kinds, path = line.split(":", maxsplit=2)
        if kinds and "memory" not in kinds.split(","):
            continue
        top = root / "memory" if kinds else root
        group = top / path.strip("/")
        # A container often shows its own group as the top, under another name than inside.
        for folder in (group, *group.parents) if group.is_relative_to(top) else (top,):
            if folder == top.parent:
                break
            yield from _left(folder)


def _left(folder: Path) -> Iterator[int]:
    for limit, used, reclaimable in LIMITS:
        try:
            most = int((folder / limit).read_text())
            now = int((folder / used).read_text())
            stat = dict(line.split() for line in (folder / "memory.stat").read_text().splitlines())
        except (OSError, ValueError):  # no such file, or "max"
            continue
        yield max(0, most - now + sum(int(stat.get(name, 0)) for name in reclaimable))
