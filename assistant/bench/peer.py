"""The same questions through a Pipecat pipeline of the same models, as a process beside ours."""

from pathlib import Path

from assistant.bench.process import Beside
from assistant.errors import EarsightError


def start_peer(python: Path, whisper: Path, gguf: Path, voice: Path, threads: int) -> Beside:
    """Run `benchmarks/pipecat_peer.py` with `python`, which has Pipecat; it answers one WAV's path after another.

    Its language model has as many threads as ours; the server's own default is half of the processors. Its answers are
    seconds from the end of speech to each stage. Raises `EarsightError` where it cannot be started.
    """
    script = Path(__file__).parents[2] / "benchmarks" / "pipecat_peer.py"
    if not script.is_file():
        raise EarsightError("The peer is measured from a checkout of Earsight only; run `make bench PEER=1` there.")
    return Beside(
        [str(python), str(script), str(whisper), str(gguf), str(voice.parent), voice.stem, str(threads)],
        cannot_start=f"The peer's Python {python} cannot be run",
        gone="The peer has ended; see that its environment has Pipecat and its models.",
    )
