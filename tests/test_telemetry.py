"""No library that Earsight uses reports to its maker."""

import os
import subprocess
import sys
from pathlib import Path

import onnxruntime
import pytest

LOAD = "from faster_whisper.vad import get_vad_model; get_vad_model()"


def left_by(program: str, home: Path) -> set[str]:
    """What a program that has this home, and no such switch of a person's, leaves there."""
    home.mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    environment |= {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "TMPDIR": str(home)}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=60)
    return {path.name for path in home.rglob("*") if "microsoft" in str(path).lower() or "onnx" in path.name.lower()}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="where it keeps its name for this machine is Linux's")
def test_onnx_runtime_makes_no_name_for_this_machine_and_keeps_no_report(tmp_path: Path) -> None:
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1", "set by whoever imports `assistant`"
    assert left_by(f"import assistant; {LOAD}", tmp_path / "ours") == set()
    version = tuple(map(int, onnxruntime.__version__.split(".")[:2]))
    if version == (1, 31):  # which is known to report, and so shows that it would be seen
        assert left_by(LOAD, tmp_path / "bare")
