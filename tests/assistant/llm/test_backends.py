"""llama.cpp's plugins: the best for the processor, and graphics only where their driver survives a trial."""

import ctypes
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import LlmError
from assistant.llm import backends


class Registry:
    """ggml's functions as far as they are used."""

    def __init__(self, *, built_in: int = 0) -> None:
        self.loaded: list[str] = []
        self._built_in = built_in

    def ggml_backend_reg_count(self) -> int:
        return self._built_in + len(self.loaded)

    def ggml_backend_load(self, path: bytes) -> int:
        self.loaded.append(Path(path.decode()).name)
        return 1

    def ggml_backend_dev_count(self) -> int:
        return len(self.loaded)

    def ggml_backend_dev_get(self, number: int) -> int:
        return number

    def ggml_backend_dev_type(self, device: int) -> int:
        return 1 if "vulkan" in self.loaded[device] else 0

    def ggml_backend_dev_description(self, device: int) -> bytes:
        return self.loaded[device].encode()


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Registry]:
    """A folder of plugins of which `haswell` suits best, and one for graphics."""
    (tmp_path / "gpu").mkdir()
    for name in ("libggml-cpu-x64.so", "libggml-cpu-haswell.so", "libggml-cpu-zen4.so", "gpu/libggml-vulkan.so"):
        (tmp_path / name).touch()
    one = Registry()
    scores = {"libggml-cpu-x64.so": 1, "libggml-cpu-haswell.so": 64, "libggml-cpu-zen4.so": 0}
    monkeypatch.setattr(backends, "_folder", lambda: tmp_path)
    monkeypatch.setattr(backends, "_registry", lambda: one)
    monkeypatch.setattr(backends, "_score", lambda path: scores[path.name])
    backends._processor.cache_clear()
    backends._graphics.cache_clear()
    yield one
    backends._processor.cache_clear()
    backends._graphics.cache_clear()


def test_the_best_plugin_that_can_run_is_loaded_once(registry: Registry) -> None:
    assert backends.load(gpu=False) == backends.Backends("haswell", (), "")
    assert backends.load(gpu=False).processor == "haswell"
    assert registry.loaded == ["libggml-cpu-haswell.so"]


def test_graphics_are_loaded_after_their_driver_survived_a_trial(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backends, "probe", lambda: True)
    assert backends.load(gpu=True) == backends.Backends("haswell", ("libggml-vulkan.so",), "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no programs that only fail")
def test_a_broken_driver_is_a_sentence_and_the_processor_computes(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails = shutil.which("false")
    assert fails is not None
    monkeypatch.setattr(sys, "executable", fails)
    assert backends.load(gpu=True) == backends.Backends("haswell", (), backends.BROKEN)
    assert registry.loaded == ["libggml-cpu-haswell.so"]


def test_a_driver_that_hangs_counts_as_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(command: list[str], **_: object) -> None:
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(backends.subprocess, "run", hangs)
    assert not backends.probe()


def test_no_plugin_that_runs_is_a_sentence(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "_score", lambda _path: 0)
    with pytest.raises(LlmError, match="install Earsight again"):
        backends.load(gpu=False)


def test_a_damaged_plugin_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "libggml-cpu-x.so").write_bytes(b"no library")
    assert backends._score(tmp_path / "libggml-cpu-x.so") == 0


def test_a_build_for_this_machine_needs_nothing_loaded() -> None:
    backends._processor.cache_clear()
    assert backends.load(gpu=False).processor == ""
    assert backends._registry().ggml_backend_reg_count() > 0
    assert isinstance(backends._registry().ggml_backend_dev_count(), int)
    assert ctypes.sizeof(ctypes.c_void_p) == 8


def test_the_trial_comes_back_here() -> None:
    assert backends.probe()
