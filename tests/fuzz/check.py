"""One input through one target: what it may end in, and how long it may take."""

import time

from tests.fuzz.targets import OURS, Target

SECONDS = 1.0
"""Of processor time that an input may take."""
TRIES = 3
"""What is loaded or made once, or a busy machine, may cost as much."""


def check(target: Target, data: bytes) -> None:
    """Raises what the target raises that is no error of ours, and `AssertionError` where it always takes too long."""
    took = 0.0
    for _ in range(TRIES):
        took = _seconds(target, data)
        if took < SECONDS:
            return
    raise AssertionError(f"it took {took:.1f} s")


def _seconds(target: Target, data: bytes) -> float:
    began = time.process_time()
    try:
        target.run(data)
    except OURS as error:
        told = str(error)
        assert told.strip(), "an error without a sentence"
        assert "Traceback" not in told, told
    return time.process_time() - began
