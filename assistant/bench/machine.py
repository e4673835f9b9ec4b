"""The machine that was measured, and the most memory this process took of it."""

import platform
import sys

import psutil


def describe() -> dict[str, object]:
    return {
        "system": platform.system(),
        "processor": platform.processor() or platform.machine(),
        "cores": psutil.cpu_count(logical=False),
        "load": round(psutil.getloadavg()[0], 2),
    }


def peak_memory() -> int:
    """Bytes this process held at most."""
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
