"""Words of others have no effect, through whichever door they come, though the model obeys them."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from assistant.toggle import address
from tests.injections.doors import Doors
from tests.injections.house import WATCH
from tests.injections.table import INJECTIONS, Injection
from tests.injections.tokens import Tokens
from ui.theme import Theme


def test_there_are_many_of_them() -> None:
    assert len(INJECTIONS) >= 60
    assert len({injection.id for injection in INJECTIONS}) == len(INJECTIONS)


@pytest.fixture(scope="module")
def doors(qapp: QApplication, model: Callable[[str], Path]) -> Iterator[Doors]:
    tokens = Tokens(model("smollm2-135m-instruct"))
    yield Doors(tokens, Theme(qapp))
    tokens.close()


@pytest.mark.parametrize("injection", INJECTIONS, ids=lambda injection: injection.id)
def test_it_has_no_effect(doors: Doors, injection: Injection, tmp_path: Path) -> None:
    if injection.door == "socket" and sys.platform == "win32":
        pytest.skip("Windows has a pipe there, which Python does not open as a socket")
    with WATCH.on(tmp_path, Path(address()).parent) as reached:
        effects = doors.let_in(injection)
    assert effects == []
    assert reached == []
