"""The machine a figure was measured on, and the speed of its language model."""

import platform
import sys
import time

from assistant.cancel import CancelToken
from assistant.llm.base import Done, Llm, Message, Role, Sampling, Text

STORY = [Message(Role.USER, "Tell me a long story about a lighthouse keeper and a storm.")]
TOKENS = 96


def describe() -> dict[str, object]:
    import psutil

    return {
        "system": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "cores": psutil.cpu_count(logical=False),
        "load": round(psutil.getloadavg()[0], 2),
    }


def peak_memory() -> int:
    """Bytes this process held at most."""
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def generation(llm: Llm) -> float:
    """Tokens per second as the assistant writes them, from the first to the last."""
    times: list[float] = []
    for delta in llm.stream(STORY, Sampling(0.0, 1.0, 0, TOKENS), CancelToken()):
        if isinstance(delta, Text):
            times.append(time.perf_counter())
        if isinstance(delta, Done):
            return (delta.usage.reply - 1) / (time.perf_counter() - times[0])
    return 0.0
