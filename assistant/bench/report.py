"""What a run of the bench comes to: the middle, the slow end, each question, and the same as lines to read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from assistant.bench.run import Measured
from assistant.events import Outcome

STAGES = ("transcript", "first_delta", "first_sentence", "first_sound")
PEER_STAGES = ("transcript", "first_delta", "first_sound")

Numbers = dict[str, float | None]


def percentiles(values: Sequence[float | None]) -> Numbers:
    """p50 and p95 of the values that there are, in their own unit; None where there are none."""
    there = [value for value in values if value is not None]
    return {f"p{p}": round(float(np.percentile(there, p)), 3) if there else None for p in (50, 95)}


def summary(measured: Sequence[Measured]) -> dict[str, Any]:
    """Seconds from the key's release to each stage and tokens evaluated in a turn, and every question.

    The percentiles are of the questions that were answered; `left_out` are the others.
    """
    answered = [one for one in measured if _is_answered(one)]
    stages = {stage: percentiles([getattr(one, stage) for one in answered]) for stage in STAGES}
    return {
        **stages,
        "evaluated_tokens": percentiles([one.evaluated for one in answered]),
        "left_out": len(measured) - len(answered),
        "per_question": [asdict(one) for one in measured],
    }


def beside(ours: Sequence[Measured], theirs: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """The peer's seconds to each stage and for every question, and our first sound in multiples of its.

    The percentiles are of the questions that we answered.
    """
    answered = [(one, their) for one, their in zip(ours, theirs, strict=True) if _is_answered(one)]
    stages = {stage: percentiles([their.get(stage) for _, their in answered]) for stage in PEER_STAGES}
    own, peer = percentiles([one.first_sound for one, _ in answered]), stages["first_sound"]
    return {
        **stages,
        "per_question": [{"question": one.question, **their} for one, their in zip(ours, theirs, strict=True)],
        "ratio": {name: _ratio(own[name], peer[name]) for name in own},
    }


def line(ours: Measured, theirs: Mapping[str, float] | None = None) -> str:
    """One question as it was just measured."""
    shown = "  ".join(f"{stage} {_seconds(getattr(ours, stage))}" for stage in STAGES)
    peer = f"  peer's first sound {_seconds(theirs.get('first_sound'))}" if theirs is not None else ""
    failed = "" if _is_answered(ours) else f"  {ours.outcome}"
    return f"{shortened(ours.question, 24):<24} {ours.seconds:5.1f} s  {shown}{peer}{failed}"


def lines(figures: Mapping[str, Any]) -> Iterator[str]:
    """All figures of a run; what was not measured is left out."""
    yield "Seconds from the key's release, p50 and p95:"
    yield from _stages(figures)
    if talk := figures.get("conversation"):
        turns = len(talk["per_question"])
        yield f"The same in a conversation of {turns} turns, with {talk['memory_tokens']:,} tokens of memory:"
        yield from _stages(talk)
    if peer := figures.get("peer"):
        first, ratio = peer["first_sound"], peer["ratio"]
        yield f"The peer's first sound: {_seconds(first['p50'])}  {_seconds(first['p95'])};"
        yield f"ours in multiples of it: {_plain(ratio['p50'])} and {_plain(ratio['p95'])}."
    speed = figures["tokens_per_second"]
    yield f"Tokens written per second: {speed['ours']}" + (
        f", raw llama.cpp {speed['raw']}; ours in multiples of it: {speed['ratio']}." if "raw" in speed else "."
    )
    kept = figures["memory"]
    yield f"Memory at most: {_mib(kept['peak'])}." + (
        f" After one turn {_mib(kept['ours'])}, the models alone {_mib(kept['models'])}: "
        f"the engine takes {_mib(kept['overhead'])}."
        if "ours" in kept
        else ""
    )
    if long := figures.get("long"):
        seconds, tokens, held = long["seconds"], long["context_tokens"], long["memory"]
        yield (
            f"In a conversation of {long['turns']} turns, the first {long['span']} and the last: "
            f"{seconds['first']} and {seconds['last']} s a turn, ratio {seconds['ratio']}, "
            f"with {tokens['first']:.0f} and {tokens['last']:.0f} tokens of context; "
            f"the slowest {seconds['slowest']} s; "
            f"{_mib(held['first'])} and {_mib(held['last'])}, growth {held['growth_percent']} %."
        )


def shortened(text: str, longest: int) -> str:
    """The text's beginning where all of it is more than that many characters."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _stages(figures: Mapping[str, Any]) -> Iterator[str]:
    for stage in STAGES:
        yield f"  {stage:<15} {_seconds(figures[stage]['p50'])}  {_seconds(figures[stage]['p95'])}"
    evaluated = figures["evaluated_tokens"]
    yield f"  tokens evaluated in a turn: {_plain(evaluated['p50'], '.0f')} and {_plain(evaluated['p95'], '.0f')}"
    if left_out := figures["left_out"]:
        yield f"  without {left_out} of {len(figures['per_question'])}, which got no answer"


def _ratio(ours: float | None, theirs: float | None) -> float | None:
    return round(ours / theirs, 3) if ours is not None and theirs else None


def _is_answered(one: Measured) -> bool:
    return one.outcome == Outcome.COMPLETED


def _plain(value: float | None, how: str = "") -> str:
    return f"{value:{how}}" if value is not None else "-"


def _seconds(value: float | None) -> str:
    return f"{value:6.3f}" if value is not None else "   -  "


def _mib(size: int) -> str:
    return f"{size / (1 << 20):,.0f} MiB"
