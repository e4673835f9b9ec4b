"""Tokens per second of the language model in the assistant, beside raw llama.cpp in turns."""

import statistics
import time

from assistant.bench import texts
from assistant.bench.process import Beside
from assistant.cancel import CancelToken
from assistant.llm.base import Done, Llm, Message, Role, Sampling, Text

ROUNDS = 5


def generation(llm: Llm) -> float:
    """Tokens per second as the assistant writes them, from the first to the last."""
    first = 0.0
    sampling = Sampling(0.0, 1.0, 0, texts.STORY_TOKENS)
    for delta in llm.stream([Message(Role.USER, texts.STORY)], sampling, CancelToken()):
        if isinstance(delta, Text) and not first:
            first = time.perf_counter()
        if isinstance(delta, Done) and delta.usage.reply > 1:
            return (delta.usage.reply - 1) / (time.perf_counter() - first)
    return 0.0


def speeds(llm: Llm, plain: Beside | None, threads: int) -> dict[str, float]:
    """Medians of ours and of raw llama.cpp, in turns, and ours in multiples of raw.

    Raw is the faster of two: with the assistant's own number of threads, and with the library's default, which on a
    machine without hyper-threading uses half of the processor. Without `plain` there is only ours.
    """
    generation(llm)  # the first time evaluates the prompt and touches all of the model
    ours: list[float] = []
    raw: dict[int, list[float]] = {}
    for _ in range(ROUNDS):
        ours.append(generation(llm))
        if plain is None:
            continue
        for wanted in (threads, 0):
            answer = plain.ask(wanted)
            raw.setdefault(answer["threads"], []).append(answer["tokens_per_second"])
    own = statistics.median(ours)
    if not raw:
        return {"ours": round(own, 2)}
    count, best = max(((n, statistics.median(values)) for n, values in raw.items()), key=lambda pair: pair[1])
    return {"ours": round(own, 2), "raw": round(best, 2), "raw_threads": count, "ratio": round(own / best, 3)}
