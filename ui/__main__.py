"""`python -m ui`: opens Earsight on this machine, or says why it cannot and holds the demo conversation."""

import sys

from assistant import log
from assistant.audio.devices import has_microphone, has_speaker
from assistant.cli.console import say
from assistant.cli.main import run


def main() -> int:
    """The exit code."""
    log.start()
    say(f"Earsight has no window yet{_and_what_is_missing()}; here is the demo conversation instead.")
    return run(["demo"])


def _and_what_is_missing() -> str:
    missing = [what for what, is_here in (("microphone", has_microphone()), ("speaker", has_speaker())) if not is_here]
    return f", and this machine has no {' and no '.join(missing)}" if missing else ""


if __name__ == "__main__":
    sys.exit(main())
