"""Whatever comes in, every surface ends in a value or in a sentence, and soon."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from tests.fuzz.check import check
from tests.fuzz.inputs import inputs, slug
from tests.fuzz.targets import TARGETS, Target, room

CASES = Path(__file__).with_name("cases")
"""Inputs that once broke something: `target.what.bin`."""
EACH = {"command line": 20, "label parser": 40, "memory file": 30, "chat template": 40}


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    """With the window tests' application, before a target makes a lesser one that would stay."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    room.cache_clear()


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_anything_ends_in_a_value_or_a_sentence(target: Target) -> None:
    quiet = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    few = settings(max_examples=EACH.get(target.name, 80), suppress_health_check=quiet)

    @few
    @given(data=st.just(b"") | inputs(target))
    def tried(data: bytes) -> None:
        check(target, data)

    tried()


def test_of_a_million_each_surface_gets_ten_thousand() -> None:
    shares = [target.share for target in TARGETS]
    assert sum(shares) == 1000
    assert min(shares) >= 10


@pytest.mark.parametrize("case", sorted(CASES.glob("*.bin")), ids=lambda case: case.stem)
def test_what_once_broke_it(case: Path) -> None:
    (target,) = [target for target in TARGETS if slug(target.name) == case.name.split(".", 1)[0]]
    check(target, case.read_bytes())
