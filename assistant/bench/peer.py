"""The same questions through a Pipecat pipeline of the same models, as a process beside ours."""

import json
import subprocess
from pathlib import Path

from assistant.errors import EarsightError

ANSWER_SECONDS = 90


class Peer:
    """Runs `benchmarks/pipecat_peer.py` in an environment that has Pipecat; answers one WAV after another."""

    def __init__(self, python: Path, whisper: Path, gguf: Path, voice: Path) -> None:
        """`python` is that environment's interpreter. Raises `EarsightError` where it cannot be started."""
        script = Path(__file__).parents[2] / "benchmarks" / "pipecat_peer.py"
        if not script.is_file():
            raise EarsightError("The peer is measured from a checkout of Earsight only; run `make bench PEER=1` there.")
        command = [str(python), str(script), str(whisper), str(gguf), str(voice.parent), voice.stem]
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
        except OSError as error:
            raise EarsightError(f"The peer's Python {python} cannot be run: {error.strerror}.") from error

    def ask(self, wav: Path) -> dict[str, float]:
        """Seconds from the end of speech to each stage. Raises `EarsightError` where the peer has gone."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(f"{wav}\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise EarsightError("The peer has ended; see that its environment has Pipecat and its models.") from error
        line = self._process.stdout.readline()
        if not line:
            raise EarsightError("The peer has ended; see that its environment has Pipecat and its models.")
        answer: dict[str, float] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the peer and its model server."""
        with self._process as process:
            if process.stdin is not None:
                process.stdin.close()
            try:
                process.wait(ANSWER_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
