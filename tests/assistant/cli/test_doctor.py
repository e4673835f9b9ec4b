"""`earsight doctor` says how hands-free hears on this machine."""

import sys

import pytest

from assistant.cli.doctor import Finding, examine


def hands_free() -> Finding:
    return next(finding for finding in examine() if finding.what == "hands-free")


def test_echo_cancellation_is_well_and_its_absence_is_a_note_with_the_line_to_type(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert hands_free() == Finding("hands-free", "echo cancelled: can be talked over")
    monkeypatch.setitem(sys.modules, "pywebrtc_audio", None)
    found = hands_free()
    assert "half-duplex" in found.state
    assert "pip install pywebrtc-audio" in found.advice
    assert not found.is_needed
