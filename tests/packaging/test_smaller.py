"""What makes the bundle smaller leaves what is used as it was."""

import ctypes
import importlib
import struct
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

PACKAGING = Path(__file__).parents[2] / "packaging"


@pytest.fixture
def smaller(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for folder in (PACKAGING / "linux", PACKAGING):
        monkeypatch.syspath_prepend(str(folder))
    for name in ("smaller", "project"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return importlib.import_module("smaller")


def icu(items: dict[str, bytes]) -> bytes:
    """A package of ICU's data, as its tool writes one."""
    head = struct.pack("<HHHHBBBB4s", 32, 0x27DA, 20, 0, 0, 0, 2, 0, b"CmnD").ljust(32, b"\0")
    names, blocks, entries = b"", b"", []
    at = 4 + 8 * len(items)
    begin = at + sum(len(name) + 1 for name in items)
    begin += -begin % 16
    for name, block in items.items():
        entries += [at + len(names), begin + len(blocks)]
        names += name.encode() + b"\0"
        blocks += block.ljust(len(block) + -len(block) % 16, b"\0")
    table = struct.pack(f"<{1 + len(entries)}I", len(items), *entries)
    return head + (table + names).ljust(begin, b"\0") + blocks


def test_unused_data_of_icu_goes_and_the_rest_stays_byte_for_byte(smaller: ModuleType) -> None:
    kept = {"icudt73l/coll/de.res": b"sorted", "icudt73l/root.res": b"r" * 40, "icudt73l/zone/de.res": b"Zeit"}
    whole = dict(sorted({**kept, "icudt73l/curr/de.res": b"Euro", "icudt73l/euc-tw.cnv": b"cnv"}.items()))
    assert smaller.without(icu(whole), ()) == icu(whole)
    assert smaller.without(icu(whole), ("/curr/", ".cnv\0")) == icu(kept)
    with pytest.raises(ValueError, match="no package"):
        smaller.without(b"\x7fELF" + bytes(60), ("/curr/",))


def test_numpys_blas_solves_under_the_name_of_opencvs(
    smaller: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = sorted(Path(np.__file__).parents[1].glob("numpy.libs/libscipy_openblas64_*.so*"))
    if not found:
        pytest.skip("numpy is linked with another library for linear algebra here")
    monkeypatch.setattr(smaller, "BUILD", tmp_path)
    made = tmp_path / "libopenblas-opencv.so.3"
    smaller.blas(made, found[0])
    number = np.random.default_rng(7)
    a, b = number.normal(size=(150, 150)), number.normal(size=(150, 3))
    work, pivots, solved = np.asfortranarray(a.copy()), np.zeros(152, np.int32), np.asfortranarray(b.copy())
    size, columns, info = (ctypes.byref(ctypes.c_int(number)) for number in (150, 3, -1))
    at = [ctypes.c_void_p(array.ctypes.data) for array in (work, pivots, solved)]
    ctypes.CDLL(str(made)).dgesv_(size, columns, at[0], size, at[1], at[2], size, info)
    assert np.allclose(solved, np.linalg.solve(a, b))
    assert pivots[:150].min() >= 1
    assert not pivots[150:].any(), "a pivot was written with 64 bits"
