"""What a run of the bench comes to: the middle, the slow end, and each question."""

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from assistant.bench.run import Measured

STAGES = ("transcript", "first_delta", "first_sentence", "first_sound")

Numbers = dict[str, float]


def percentiles(values: Sequence[float | None]) -> Numbers:
    """p50 and p95 of the values that there are, in their own unit; empty where there are none."""
    there = [value for value in values if value is not None]
    if not there:
        return {}
    return {f"p{p}": round(float(np.percentile(there, p)), 3) for p in (50, 95)}


def summary(measured: Sequence[Measured]) -> dict[str, object]:
    """Seconds from the key's release to each stage, tokens evaluated in a turn, and every question."""
    stages = {stage: percentiles([getattr(one, stage) for one in measured]) for stage in STAGES}
    return {
        **stages,
        "evaluated_tokens": percentiles([one.evaluated for one in measured]),
        "per_question": [asdict(one) for one in measured],
    }


def ratios(ours: Sequence[Measured], theirs: Sequence[dict[str, float]]) -> Numbers:
    """First sound of ours in multiples of the peer's, at p50 and at p95."""
    own = percentiles([one.first_sound for one in ours])
    peer = percentiles([one.get("first_audio") for one in theirs])
    return {name: round(own[name] / peer[name], 3) for name in own if peer.get(name)}
