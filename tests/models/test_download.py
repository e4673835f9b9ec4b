"""One file over a network that misbehaves in every way we know."""

import random
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from models import space
from models.download import Download, part_of
from models.errors import BadProxy, CannotWrite, NoSpace, OutOfReach, PullCancelled, Refused, Stalled, WrongBytes
from models.stream import Limits
from tests import silence

DATA = random.Random(4).randbytes(700_000)
PATIENT = Limits(reach=20.0, stall=20.0, retries=1)
"""Where the server answers, however busy the machine is."""
STALLS = Limits(reach=20.0, stall=0.5, retries=1)
SILENT = Limits(reach=0.3, stall=0.3)
IN_TIME = 10.0
"""Seconds: what a limit was to prevent takes longer."""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "model.bin"


@pytest.fixture
def begun(target: Path) -> Path:
    """A part with the first 300,000 bytes."""
    target.parent.mkdir()
    part_of(target).write_bytes(DATA[:300_000])
    return part_of(target)


@pytest.fixture
def fetch(target: Path, file_of: Callable[..., Any]) -> Callable[..., list[int]]:
    """Fetch DATA from an address; what the progress was told."""

    def run(
        url: str, *, limits: Limits = PATIENT, cancelled: Callable[[], bool] = lambda: False, **fields: object
    ) -> list[int]:
        told: list[int] = []
        file = file_of("model.bin", DATA, **fields)
        Download(url, target, file, progress=told.append, cancelled=cancelled, limits=limits).run()
        return told

    return run


def test_a_new_file_is_fetched_whole_and_leaves_no_part(server, fetch, target):
    told = fetch(server.serve("/f", DATA))
    assert target.read_bytes() == DATA
    assert not part_of(target).exists()
    assert told[0] == 0
    assert told[-1] == len(DATA)
    assert told == sorted(told)


@pytest.mark.fault(
    "a download that was broken off is answered 206", says="", intact="the part; only what is missing is fetched"
)
def test_a_part_is_resumed_from_its_end(server, fetch, target, begun):
    told = fetch(server.serve("/f", DATA))
    assert target.read_bytes() == DATA
    assert server.seen == [("/f", "bytes=300000-")]
    assert told[0] == 300_000


@pytest.mark.fault("a download is answered 200 instead of 206", says="", intact="the file, fetched from its beginning")
def test_a_server_that_ignores_the_range_makes_it_start_over(server, fetch, target, begun, replies):
    fetch(server.serve("/f", DATA, replies.whole))
    assert target.read_bytes() == DATA


@pytest.mark.fault(
    "a download is answered 206 from a wrong place", says="", intact="the file, fetched from its beginning"
)
def test_an_answer_from_a_wrong_place_makes_it_start_over(server, fetch, target, begun, replies):
    fetch(server.serve("/f", DATA, replies.from_a_wrong_place, replies.ranges))
    assert target.read_bytes() == DATA
    assert server.seen[-1] == ("/f", "")


def test_a_resume_goes_on_across_a_redirect(server, fetch, target, begun, replies):
    server.serve("/real", DATA)
    fetch(server.serve("/f", b"", replies.elsewhere("/real")))
    assert target.read_bytes() == DATA
    assert server.seen == [("/f", "bytes=300000-"), ("/real", "bytes=300000-")]


def test_a_whole_part_of_known_size_needs_no_request(server, fetch, target, begun):
    begun.write_bytes(DATA)
    fetch(server.serve("/f", DATA))
    assert target.read_bytes() == DATA
    assert server.seen == []


def test_a_whole_part_of_unknown_size_is_known_by_416(server, fetch, target, begun):
    begun.write_bytes(DATA)
    fetch(server.serve("/f", DATA), size=None)
    assert target.read_bytes() == DATA
    assert server.seen == [("/f", f"bytes={len(DATA)}-")]


@pytest.mark.fault("a download is answered 416", says="", intact="the file, fetched from its beginning")
def test_a_416_for_an_unfinished_part_makes_it_start_over(server, fetch, target, begun, replies):
    fetch(server.serve("/f", DATA, replies.refuses_range, replies.whole))
    assert target.read_bytes() == DATA
    assert [wanted for _, wanted in server.seen] == ["bytes=300000-", ""]


def test_a_part_longer_than_the_file_is_dropped(server, fetch, target, begun):
    begun.write_bytes(DATA + b"more")
    fetch(server.serve("/f", DATA))
    assert target.read_bytes() == DATA
    assert server.seen == [("/f", "")]


@pytest.mark.fault(
    "a download is answered 404", says="127.0.0.1 answered 404 for model.bin.", intact="the part that came before"
)
def test_an_answer_404_names_host_and_status_and_keeps_the_part(server, fetch, begun, replies, says):
    with pytest.raises(Refused) as told:
        fetch(server.serve("/f", DATA, replies.missing))
    says(told.value)
    assert [path.name for path in begun.parent.iterdir()] == [begun.name]
    assert begun.stat().st_size == 300_000


@pytest.mark.fault(
    "a download is answered 500", says="127.0.0.1 answered 500 for model.bin.", intact="the part that came before"
)
def test_an_answer_500_names_host_and_status_and_keeps_the_part(server, fetch, begun, replies, says):
    with pytest.raises(Refused) as told:
        fetch(server.serve("/f", DATA, replies.broken))
    says(told.value)
    assert [path.name for path in begun.parent.iterdir()] == [begun.name]
    assert begun.stat().st_size == 300_000


@pytest.mark.fault(
    "a download gives wrong bytes",
    says="What 127.0.0.1 gave for model.bin is not the file the catalogue names; nothing was kept.",
    intact="nothing wrong is kept under any name",
)
def test_wrong_bytes_are_not_kept(server, fetch, target, says):
    with pytest.raises(WrongBytes) as told:
        fetch(server.serve("/f", DATA[:-1] + b"x"))
    says(told.value)
    assert list(target.parent.iterdir()) == []


def test_a_part_that_was_wrong_from_the_start_is_not_kept(server, fetch, target, begun):
    begun.write_bytes(b"x" + DATA[1:300_000])
    with pytest.raises(WrongBytes):
        fetch(server.serve("/f", DATA))
    assert list(target.parent.iterdir()) == []


@pytest.mark.fault(
    "a download is too long",
    says="127.0.0.1 gave more bytes for model.bin than it has; nothing was kept.",
    intact="the disk; nothing is kept",
)
def test_a_server_that_never_stops_sending_is_left_at_the_files_end(server, fetch, target, replies, says):
    with pytest.raises(WrongBytes) as told:
        fetch(server.serve("/f", DATA, replies.too_long))
    says(told.value)
    assert list(target.parent.iterdir()) == []


@pytest.mark.fault(
    "a download is too short",
    says="What 127.0.0.1 gave for model.bin is not the file the catalogue names; nothing was kept.",
    intact="nothing wrong gets the file's name",
)
def test_a_file_that_is_shorter_at_its_source_is_wrong(server, fetch, target, replies, says):
    with pytest.raises(WrongBytes) as told:
        fetch(server.serve("/f", DATA, replies.too_short))
    says(told.value)
    assert not target.exists()


def test_an_answer_without_a_length_is_taken(server, fetch, target, replies):
    fetch(server.serve("/f", DATA, replies.without_length))
    assert target.read_bytes() == DATA


@pytest.mark.fault("a download's connection breaks", says="", intact="what came; it goes on from there by itself")
def test_a_broken_connection_is_resumed_at_once(server, fetch, target, replies):
    fetch(server.serve("/f", DATA, replies.cut(400_000), replies.ranges))
    assert target.read_bytes() == DATA
    assert server.seen == [("/f", ""), ("/f", "bytes=400000-")]


def test_connections_that_break_again_and_again_go_on_while_each_brings_something(server, fetch, target, replies):
    fetch(server.serve("/f", DATA, replies.cut(100_000)))
    assert target.read_bytes() == DATA
    assert len(server.seen) == 7


def test_a_stall_is_resumed(server, fetch, target, replies):
    fetch(server.serve("/f", DATA, replies.stalled(400_000), replies.ranges), limits=STALLS)
    assert target.read_bytes() == DATA


@pytest.mark.fault(
    "a download stalls and stays stalled",
    says="The download of model.bin stopped at 400.0 kB; pull again to go on from there.",
    intact="the part that came",
)
def test_a_stall_that_stays_ends_with_the_part_kept(server, fetch, target, replies, says):
    with pytest.raises(Stalled) as told:
        fetch(server.serve("/f", DATA, replies.stalled_at(400_000)), limits=STALLS)
    says(told.value)
    assert part_of(target).read_bytes() == DATA[:400_000]


@pytest.mark.fault(
    "a download's server says nothing", says="127.0.0.1 cannot be reached.", intact="everything; the wait ends in time"
)
def test_a_server_that_takes_the_connection_and_says_nothing_is_out_of_reach_in_time(server, fetch, replies, says):
    began = time.monotonic()
    with pytest.raises(OutOfReach) as told:
        fetch(server.serve("/f", DATA, replies.silent), limits=SILENT)
    says(told.value)
    assert time.monotonic() - began < IN_TIME


@pytest.mark.fault("a download's connection is refused", says="127.0.0.1 cannot be reached.", intact="everything")
def test_a_refused_connection_is_out_of_reach(fetch, says):
    with pytest.raises(OutOfReach) as told:
        fetch("http://127.0.0.1:1/f")
    says(told.value)


@pytest.mark.fault(
    "a download's server has no address", says="no-such-host.invalid cannot be reached.", intact="everything"
)
def test_a_name_that_no_one_resolves_is_out_of_reach(fetch, says):
    with pytest.raises(OutOfReach) as told:
        fetch("http://no-such-host.invalid/f")
    says(told.value)
    assert silence.taken() == ["socket.getaddrinfo 'no-such-host.invalid'"]


def test_a_name_look_up_that_hangs_is_left_in_time(fetch, monkeypatch):
    answer = threading.Event()

    def hangs(*args: object, **kwargs: object) -> None:
        answer.wait()
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", hangs)
    began = time.monotonic()
    with pytest.raises(OutOfReach):
        fetch("http://slow-names.invalid/f", limits=SILENT)
    assert time.monotonic() - began < IN_TIME
    answer.set()


def test_what_is_no_address_is_out_of_reach_and_no_crash(fetch):
    with pytest.raises(OutOfReach):
        fetch("http://[::bad/f")


@pytest.mark.fault("a download is cancelled", says="", intact="the part that came")
def test_cancelling_in_the_middle_keeps_the_part(server, fetch, target, replies):
    def some_is_here() -> bool:
        return part_of(target).exists() and part_of(target).stat().st_size > 0

    with pytest.raises(PullCancelled):
        fetch(server.serve("/f", DATA, replies.stalled_at(400_000)), cancelled=some_is_here)
    assert not target.exists()
    assert DATA.startswith(part_of(target).read_bytes())


def test_cancelling_while_connecting_does_not_wait_for_the_network(server, fetch, replies):
    began = time.monotonic()
    with pytest.raises(PullCancelled):
        fetch(server.serve("/f", DATA, replies.silent), cancelled=lambda: bool(server.seen))
    assert time.monotonic() - began < IN_TIME


@pytest.mark.fault(
    "a download does not fit on the disk",
    says="The disk has 1.0 MB free and 64.7 MB are needed in …; make room, or set EARSIGHT_MODELS to a folder on "
    "another disk.",
    intact="the disk; nothing is written",
)
def test_a_disk_without_room_is_said_before_anything_is_written(server, fetch, target, monkeypatch, says):
    usage = shutil.disk_usage(".")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    with pytest.raises(NoSpace) as told:
        fetch(server.serve("/f", DATA))
    says(told.value)
    assert list(target.parent.iterdir()) == []


def test_bytes_already_here_need_no_room(server, fetch, target, begun, monkeypatch):
    usage = shutil.disk_usage(".")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=space.MARGIN + 400_000))
    fetch(server.serve("/f", DATA))
    assert target.read_bytes() == DATA


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 512 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root on Linux can mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.fault(
    "the disk becomes full in the middle of a download",
    says="The disk became full while writing to …; make room and pull again: what is already there is kept.",
    intact="the part; it goes on where there is room",
)
def test_a_disk_that_becomes_full_keeps_the_part_which_goes_on_when_there_is_room(
    server, file_of, small_disk, tmp_path, monkeypatch, says
):
    monkeypatch.setattr(space, "MARGIN", -10_000_000)  # another program takes the room after the check
    target = small_disk / "model.bin"
    file = file_of("model.bin", DATA)
    url = server.serve("/f", DATA)

    def fetch_to(where: Path) -> None:
        Download(url, where, file, lambda _: None, lambda: False, PATIENT).run()

    with pytest.raises(NoSpace) as told:
        fetch_to(target)
    says(told.value)
    kept = part_of(target).read_bytes()
    assert 0 < len(kept) < len(DATA)
    roomy = tmp_path / "roomy" / "model.bin"
    roomy.parent.mkdir()
    shutil.copyfile(part_of(target), part_of(roomy))
    fetch_to(roomy)
    assert roomy.read_bytes() == DATA
    assert server.seen[-1] == ("/f", f"bytes={len(kept)}-")


@pytest.mark.fault("the models folder cannot be written", says="… cannot be written: …", intact="everything")
def test_a_folder_that_cannot_be_written_is_one_sentence(server, file_of, tmp_path, says):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    url, file = server.serve("/f", DATA), file_of("model.bin", DATA)
    with pytest.raises(CannotWrite) as told:
        Download(url, blocked / "x", file, lambda _: None, lambda: False, PATIENT).run()
    says(told.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("HTTPS_PROXY", "socks5://me:secret@h:1"), ("ALL_PROXY", "socks://"), ("http_proxy", "secret://h")],
)
def test_a_proxy_that_cannot_be_used_is_said_by_its_name_alone(fetch, monkeypatch, name, value):
    for other in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(other, raising=False)
        monkeypatch.delenv(other.upper(), raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv(name, value)
    with pytest.raises(BadProxy, match=f"The proxy in {name} cannot be used") as raised:
        fetch("http://127.0.0.1:1/f")
    assert "secret" not in str(raised.value)
