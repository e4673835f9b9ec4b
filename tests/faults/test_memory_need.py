"""A model that is too big for the memory is refused before it is loaded, with an honest reckoning."""

import struct
from pathlib import Path

import psutil
import pytest

from assistant.errors import LlmError
from assistant.llm import memory_need
from assistant.llm.llama import LlamaLlm
from assistant.loading import load_llm
from assistant.settings import Settings
from models.gguf import read_head
from models.store import Store
from tests.faults.marks import Says
from tests.models.test_identify import entry, text

GB = 10**9


def model(path: Path, gigabytes: int) -> Path:
    """A model whose weights are one hole of that size on the disk; it has 28 layers with 2 heads of 128 each."""
    numbers = {
        "block_count": 28, "context_length": 32768, "embedding_length": 1536, "attention.head_count": 12,
        "attention.head_count_kv": 2,
    }  # fmt: skip
    entries = [entry("general.architecture", 8, text("qwen2"))]
    entries += [entry(f"qwen2.{key}", 4, struct.pack("<I", value)) for key, value in numbers.items()]
    head = struct.pack("<4sIQQ", b"GGUF", 3, 1, len(entries)) + b"".join(entries)
    head += text("weights") + struct.pack("<IQIQ", 1, gigabytes * GB // 4, 0, 0)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(gigabytes * GB + 4096)
    return path


def free(monkeypatch: pytest.MonkeyPatch, gigabytes: float) -> None:
    monkeypatch.setattr(memory_need, "available", lambda: round(gigabytes * GB))


@pytest.mark.fault(
    "a model is too big for the memory",
    says="big.gguf needs about 900.4 GB of memory and … GB are free; choose …, which needs … and fits.",
    intact="the program and the machine: nothing is loaded",
)
def test_a_model_that_is_too_big_is_refused_beforehand(tmp_path: Path, says: Says) -> None:
    big = model(tmp_path / "big.gguf", 900)
    store = Store(tmp_path / "models")
    before = psutil.Process().memory_info().rss
    with pytest.raises(LlmError) as told:
        load_llm(Settings(llm=str(big)), store, store.catalogue, lambda _: None)
    says(told.value)
    assert psutil.Process().memory_info().rss - before < GB


def test_the_cache_is_reckoned_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = read_head(model(tmp_path / "own.gguf", 2))
    assert head.cache_per_token == 28 * 2 * (128 + 128) * 2
    small, large = (memory_need.needed(tmp_path / "own.gguf", head, window, None) for window in (2048, 32768))
    assert large - small == 30720 * head.cache_per_token
    assert memory_need.needed(tmp_path / "own.gguf", head, 10**6, None) == large, "no more than it was trained on"
    free(monkeypatch, 2.5)
    store = Store(tmp_path / "models")
    with pytest.raises(LlmError, match=r"needs about 3\.1 GB .* 2\.5 GB are free; set context_size to 2048"):
        load_llm(Settings(llm=str(tmp_path / "own.gguf"), context_size=32768), store, store.catalogue, lambda _: None)


def test_where_nothing_fits_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 0.1)
    store = Store(tmp_path / "models")
    with pytest.raises(LlmError, match=r"100\.0 MB are free; close other programs and try again\."):
        load_llm(Settings(llm=str(model(tmp_path / "own.gguf", 2))), store, store.catalogue, lambda _: None)


def test_the_reckoning_is_honest_for_a_real_model(model: object, tmp_path: Path) -> None:
    """It is what the process takes in the end, or up to a quarter of a gigabyte more."""
    path = model("smollm2-135m-instruct")  # type: ignore[operator]
    before = psutil.Process().memory_info().rss
    llm = LlamaLlm(path, window=8192, threads=1, gpu=False)
    taken = psutil.Process().memory_info().rss - before
    llm.close()
    assert taken <= memory_need.needed(path, read_head(path), 8192) <= taken + GB // 4


@pytest.mark.parametrize(
    ("group", "files"),
    [
        ("0::/user/app\n", {"user/app/memory.max": "3000", "user/app/memory.current": "1000"}),
        ("0::/user/app\n", {"user/memory.max": "3000", "user/memory.current": "1000", "user/app/memory.max": "max"}),
        (
            "4:memory:/app\n0::/\n",
            {"memory/app/memory.limit_in_bytes": "3000", "memory/app/memory.usage_in_bytes": "1000"},
        ),
        ("4:memory:/outside\n", {"memory/memory.limit_in_bytes": "3000", "memory/memory.usage_in_bytes": "1000"}),
    ],
)
def test_the_limit_of_a_container_counts(tmp_path: Path, group: str, files: dict[str, str]) -> None:
    (tmp_path / "own").write_text(group)
    for name, content in files.items():
        path = tmp_path / "groups" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content + "\n")
        path.with_name("memory.stat").write_text("active_file 5\ninactive_file 20\ntotal_inactive_file 25\n")
    assert list(memory_need._limits(tmp_path / "groups", tmp_path / "own")) == [2025]


def test_without_a_limit_it_is_what_the_machine_has(tmp_path: Path) -> None:
    assert list(memory_need._limits(tmp_path, tmp_path / "none")) == []
    assert 0 < memory_need.available() <= psutil.virtual_memory().total
