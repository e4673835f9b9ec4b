"""`earsight doctor` says how hands-free hears on this machine."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.doctor import Finding, examine
from assistant.cli.main import app


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


def test_a_data_folder_that_is_a_file_costs_no_other_line(own_home: Path) -> None:
    own_home.write_text("a file")
    done = CliRunner().invoke(app, ["doctor"])
    lines = done.stdout.splitlines()
    for what in ("Python", "processor", "llama.cpp", "hands-free"):
        assert any(line.split()[1] == what for line in lines), what
    assert any("data folder" in line and "cannot be written" in line for line in lines)
    assert any(line.split()[:2] == ["missing", "models"] for line in lines)
    assert done.exit_code == 1
