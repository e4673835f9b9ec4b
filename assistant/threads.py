"""How the models share the processor."""

import os

from assistant.settings import Settings

SPINS = "1000"
"""How often an OpenMP thread looks for new work before it sleeps.

Measured with Qwen2.5-Coder-1.5B Q4_K_M on two cores: with 1,000 looks 26 tokens per second alone and 9 beside a busy
program; asleep at once 16 and 15; with the default of some 300,000 looks 25 and 1.5.
"""
MOST = 8
"""Threads at most where nobody set how many; more than two cores were not measured."""


def share_the_cores() -> None:
    """Set how OpenMP waits; it must come before llama.cpp and CTranslate2 are loaded, which read it once."""
    os.environ.setdefault("GOMP_SPINCOUNT", SPINS)


def threads(settings: Settings) -> int:
    """Processor threads for one model: what the person set, else every processor this process may use, up to `MOST`."""
    if settings.threads:
        return settings.threads
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST, usable)
