"""The table of faults is that of the tests, and every sentence in it is one that a test compares."""

import pytest

from tests.faults.marks import Fault, faults
from tests.prove import faults as proof


def test_the_page_is_made_of_the_tests() -> None:
    written = proof.TABLE.read_text("utf-8")
    assert written == proof.table(), "write it anew: python -m tests.prove.faults --write"


@pytest.mark.parametrize("fault", faults(), ids=lambda fault: fault.test)
def test_what_a_fault_says_is_compared(fault: Fault) -> None:
    assert fault.what
    assert fault.intact
    assert fault.is_checked == bool(fault.says), "a test with a sentence takes the fixture `says`, and no other"
