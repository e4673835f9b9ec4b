"""One input through one target: what it may end in, and how long it may take."""

import time

from tests.fuzz.targets import OURS, Target

SECONDS = 1.0
"""Of processor time that an input may take."""


def check(target: Target, data: bytes) -> None:
    """Raises what the target raises that is no error of ours, and `AssertionError` where it takes too long."""
    began = time.process_time()
    try:
        target.run(data)
    except OURS as error:
        told = str(error)
        assert told.strip(), "an error without a sentence"
        assert "Traceback" not in told, told
    took = time.process_time() - began
    assert took < SECONDS, f"it took {took:.1f} s"
