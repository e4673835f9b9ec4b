"""A command's output that nobody takes: its disk is full, or its reader has gone."""

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from tests.earsight import SECONDS
from tests.faults.marks import Says

WORDS = pytest.mark.parametrize("words", [["--version"], ["models", "list"], ["settings", "--help"]], ids=" ".join)


def earsight_into(output: IO[str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("earsight")), *words]
    return subprocess.run(
        command, check=False, stdout=output, stderr=subprocess.PIPE, text=True, encoding="utf-8", timeout=SECONDS
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.fault(
    "the disk that a command writes its output to is full",
    says="earsight: The output cannot be written: no space left on device.\n",
    intact="everything else",
)
@WORDS
def test_output_to_a_full_disk_is_one_plain_line(words: list[str], says: Says) -> None:
    with Path("/dev/full").open("w") as full:
        done = earsight_into(full, *words)
    says(done.stderr)
    assert done.returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says otherwise that a pipe's reader has gone")
@pytest.mark.fault("the program that reads a command's output has gone", says="", intact="everything")
@WORDS
def test_without_a_reader_of_its_output_a_command_ends_quietly(words: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as gone:
        done = earsight_into(gone, *words)
    assert (done.returncode, done.stderr) == (1, "")
