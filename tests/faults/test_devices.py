"""Microphone and speaker that go away and come back: before, while and after something is said."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.marks import Says
from tests.virtual_sound import VirtualSound, missing

ROOT = Path(__file__).parents[2]

Do = Callable[..., list[object]]
LONG = "This is a sentence that is spoken for a good while. " * 40 + "..."


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> Iterator[VirtualSound]:
    """Devices of this test alone, that can be unplugged."""
    if reason := missing():
        pytest.skip(reason)
    virtual = VirtualSound()
    for name, value in virtual.environment.items():
        monkeypatch.setenv(name, value)
    yield virtual
    virtual.close()


@pytest.fixture
def do(sound: VirtualSound) -> Iterator[Do]:
    """Tell the conversation what to do; what it answers. A second call without words reads the next answer."""
    command = [sys.executable, "-m", "tests.faults.unplugged"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None

        def told(line: str = "") -> list[object]:
            if line:
                child.stdin.write(f"{line}\n")  # type: ignore[union-attr]
                child.stdin.flush()  # type: ignore[union-attr]
            return list(json.loads(child.stdout.readline()))  # type: ignore[union-attr]

        yield told
        child.stdin.close()
        assert child.wait(20) == 0


@pytest.mark.fault(
    "the speaker and the microphone are unplugged while an answer is spoken, and come back",
    says="The speaker is gone; plug it in again or choose another.",
    intact="the answer, in text, and the chat; with the devices back it speaks and listens again",
)
def test_devices_that_go_while_it_speaks_and_come_back(sound: VirtualSound, do: Do, says: Says) -> None:
    assert do(f"say {LONG}") == ["speaking"]
    sound.lose()
    outcome, told, _ = do()
    assert outcome == "completed", told
    says(*told)  # type: ignore[misc]
    outcome, told, spoken = do("say Without a speaker this is read.")
    assert (outcome, spoken) == ("completed", 0)
    outcome, told, _ = do("listen")
    assert outcome == "failed"
    sound.come_back()
    assert do("say Here again.")[::2] == ["completed", 1]
    assert do("listen") == ["no_speech", [], 0]


@pytest.mark.fault(
    "the machine sleeps for ten hours; microphone and speaker are gone and come back with it",
    says="",
    intact="the chat; it speaks and listens as before",
)
def test_after_a_sleep_it_goes_on(sound: VirtualSound, do: Do) -> None:
    assert do("say Good night.") == ["completed", [], 1]
    assert do("listen")[0] == "no_speech"
    sound.lose()
    do("sleep")
    sound.come_back()
    assert do("listen") == ["no_speech", [], 0]
    assert do("say Good morning.") == ["completed", [], 1]
