"""What Earsight is made of: every version pinned with its hashes, and nothing that runs code out of a data file."""

import ast
import importlib
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("assistant", "models", "ui")
LOADERS = frozenset({"pickle", "_pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "torch"})
RUNNERS = frozenset({"eval", "exec", "compile", "__import__"})


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))


def dangers(tree: ast.Module) -> Iterator[str]:
    """What in this module would load or run code that a data file holds."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (one.name for one in names if one.name.split(".")[0] in LOADERS)
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] in LOADERS:
                yield module
            case ast.Call(func=ast.Name(id=name)) if name in RUNNERS:
                yield name
            case ast.Call(func=ast.Attribute(attr="load", value=ast.Name(id="np" | "numpy")), keywords=options):
                safe = any(
                    one.arg == "allow_pickle" and isinstance(one.value, ast.Constant) and one.value.value is False
                    for one in options
                )
                yield from () if safe else ("numpy.load",)
            case ast.keyword(arg="allow_pickle", value=ast.Constant(value=True)):
                yield "allow_pickle"


def test_no_module_loads_a_pickle_or_runs_what_a_file_says() -> None:
    found = {path.as_posix(): sorted(set(dangers(tree))) for path, tree in trees()}
    assert {path: what for path, what in found.items() if what} == {"ui/pipe.py": ["pickle"]}, (
        "which takes values alone"
    )
    assert len(found) > 200


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "def f():\n    from marshal import loads",
        "import numpy as np\nnp.load(path)",
        "np.load(path, allow_pickle=flag)",
        "torch = __import__('torch')",
        "import torch.nn",
        "f(allow_pickle=True)",
        "eval(text)",
    ],
)
def test_such_code_would_be_found(code: str) -> None:
    assert list(dangers(ast.parse(code)))


def locked(lock: str = "lock.txt") -> dict[str, tuple[str, list[str]]]:
    """Each name in the lock with its version and its hashes."""
    text = (ROOT / "packaging" / lock).read_text("utf-8")
    found = re.findall(r"(?m)^([A-Za-z0-9._-]+)==(\S+)((?:.*\\\n)(?: +--hash=sha256:[0-9a-f]{64}.*\n)+)", text)
    return {plain(name): (version, re.findall(r"sha256:[0-9a-f]{64}", rest)) for name, version, rest in found}


def constraints() -> dict[str, str]:
    lines = (ROOT / "packaging" / "constraints.txt").read_text("utf-8").splitlines()
    return {plain(name): version for name, _, version in (line.partition("==") for line in lines if "==" in line)}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_lock_has_every_version_that_is_pinned_each_with_a_hash() -> None:
    lock = locked()
    assert {name: version for name, (version, _) in lock.items() if name in constraints()} == {
        name: version for name, version in constraints().items() if name in lock
    }
    assert len(lock) > 100
    text = (ROOT / "packaging" / "lock.txt").read_text("utf-8")
    assert len(re.findall(r"(?m)^[A-Za-z0-9].*==", text)) == len(lock), "each has hashes"
    assert "://" not in text, "where it comes from is for whoever installs it to say"


def test_the_lock_has_all_that_the_project_and_its_packaging_ask_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {plain(re.split(r"[^A-Za-z0-9._-]", one)[0]) for one in project["dependencies"]}
    tools = {"pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "nfpm", "cyclonedx-bom", "setuptools"}
    assert asked | tools <= set(locked())
    assert tools <= set(constraints())


@pytest.mark.parametrize(("name", "extra"), [("lock-run.txt", ""), ("lock-dev.txt", "dev")])
def test_a_checkout_gets_all_that_it_asks_for_by_hashes(name: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *(project["optional-dependencies"][extra] if extra else ())]
    lock = locked(name)
    assert {plain(re.split(r"[^A-Za-z0-9._-]", one)[0]) for one in asked} <= set(lock)
    assert {name: version for name, (version, _) in lock.items()}.items() <= constraints().items()
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    setup = importlib.import_module("setup")
    first = setup.locked(ROOT / "packaging" / name, setup.INSTALLERS)
    assert re.findall(r"(?m)^(\w+)==\S+ \\\n +--hash=sha256:", first) == ["pip", "setuptools"]
    sys.modules.pop("setup")


def test_the_licences_of_all_that_is_shipped_are_listed() -> None:
    text = (ROOT / "docs" / "licences.md").read_text("utf-8")
    listed = dict(re.findall(r"(?m)^\| (\S+) \| \S+ \| (.+) \|$", text))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {plain(re.split(r"[^A-Za-z0-9._-]", one)[0]) for one in project["dependencies"]}
    assert asked <= set(listed)
    assert "UNKNOWN" not in listed.values()


def test_what_is_built_apart_is_asked_for_with_its_hashes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    project = importlib.import_module("project")
    for name in ("pip", "llama-cpp-python"):
        asked = project.locked(name).read_text("utf-8")
        assert re.fullmatch(rf"{name}==\S+ \\\n(?: +--hash=sha256:[0-9a-f]{{64}}(?: \\)?\n)+", asked), asked
    sys.modules.pop("project")
