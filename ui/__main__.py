"""`python -m ui`: opens Earsight on this machine, or says why it cannot and holds the demo conversation."""

import sys

from assistant.audio.devices import has_microphone, has_speaker
from assistant.cli.console import say, use_utf8
from assistant.cli.main import run


def main() -> int:
    """The exit code."""
    use_utf8()
    say(f"Earsight has no window yet{what_is_missing()}; here is the demo conversation instead.")
    return run(["demo"], logged=True)


def what_is_missing() -> str:
    """What a window would need besides and this machine has not, as the end of a sentence."""
    here = {"microphone": has_microphone(), "speaker": has_speaker()}
    missing = [what for what, is_here in here.items() if not is_here]
    return f", and this machine has no {' and no '.join(missing)}" if missing else ""


if __name__ == "__main__":
    sys.exit(main())
