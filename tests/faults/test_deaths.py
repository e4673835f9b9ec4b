"""Processes that are killed in the middle of writing, and what they leave."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.models.conftest import file_of, replies, server

__all__ = ["file_of", "replies", "server"]

ROOT = Path(__file__).parents[2]
MOMENTS = int(os.environ.get("EARSIGHT_MOMENTS", "12"))
"""Deaths; the proof asks for 200."""


@pytest.mark.fault(
    "everything is killed (signal 9) at random moments of writing memory, instructions, settings and chats",
    says="",
    intact="each file whole, with its old or its new content; every question and every word of a reply that was shown",
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork a process")
def test_a_storm_of_deaths_leaves_everything_whole(own_home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.storm", str(MOMENTS), str(seed)],
        cwd=ROOT,
        check=False,
        timeout=10 * MOMENTS,
    )
    printed = capfd.readouterr()
    assert done.returncode == 0, f"seed {seed}: {printed.out}{printed.err}"


PULL = """
import sys
from pathlib import Path
from models.catalogue import File
from models.download import Download
from models.stream import Limits
url, target, size, sha256 = sys.argv[1:]
file = File(name="model.bin", size=int(size), sha256=sha256)
Download(url, Path(target), file, lambda here: print(here, flush=True), lambda: False, Limits()).run()
"""


@pytest.mark.fault("a download is killed in the middle", says="", intact="the part; the next pull goes on from there")
def test_a_download_that_was_killed_goes_on(server, file_of, replies, tmp_path) -> None:  # type: ignore[no-untyped-def]
    data = random.Random(7).randbytes(900_000)
    held = replies.held(500_000)
    url, target = server.serve("/f", data, held, replies.ranges), tmp_path / "model.bin"
    file = file_of("model.bin", data)
    command = [sys.executable, "-c", PULL, url, str(target), str(file.size), file.sha256]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        while int(child.stdout.readline()) < 400_000:
            pass
        child.kill()
    held.release()
    assert not target.exists()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True, timeout=60)
    assert target.read_bytes() == data
    first, second = server.seen
    assert first == ("/f", "")
    assert int(second[1].removeprefix("bytes=").rstrip("-")) > 0
