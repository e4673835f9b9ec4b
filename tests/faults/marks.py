"""The mark of a test that injects a fault, and the check that the person gets the sentence that the mark names."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

Says = Callable[[object], None]


@pytest.fixture
def says(request: pytest.FixtureRequest) -> Iterator[Says]:
    """`says(text)`: the person gets the sentence that the test's mark `fault` names; `…` in it stands for any words.

    A test that takes this fixture and does not check the sentence fails.
    """
    mark = request.node.get_closest_marker("fault")
    assert mark is not None, "only a test of a fault has a sentence to check"
    sentence = str(mark.kwargs["says"])
    pattern = ".+".join(re.escape(part) for part in sentence.split("…"))
    checked: list[str] = []

    def check(text: object) -> None:
        assert re.fullmatch(pattern, str(text), re.DOTALL), f"{text!s}\nis not: {sentence}"
        checked.append(sentence)

    failures = request.session.testsfailed
    yield check
    if request.session.testsfailed == failures:
        assert checked, f"this was never checked: {sentence}"


@dataclass(frozen=True, slots=True)
class Fault:
    what: str
    says: str
    intact: str
    file: Path
    test: str
    is_checked: bool
    """The test takes the fixture that compares the sentence."""


def faults() -> list[Fault]:
    """Every fault that a test is marked with, in the order of the files; nothing is imported."""
    return [fault for file in sorted(TESTS.rglob("test_*.py")) for fault in _faults_in(file)]


def _faults_in(file: Path) -> Iterator[Fault]:
    source = file.read_text("utf-8")
    if "mark.fault(" not in source:
        return
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            for mark in (call for decorator in node.decorator_list for call in ast.walk(decorator) if _is_mark(call)):
                assert isinstance(mark, ast.Call)
                named = {keyword.arg: ast.literal_eval(keyword.value) for keyword in mark.keywords}
                takes = {argument.arg for argument in node.args.args}
                what = ast.literal_eval(mark.args[0])
                yield Fault(what, named["says"], named["intact"], file, node.name, "says" in takes)


def _is_mark(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.fault"
