"""No library that Earsight uses reports to its maker."""

import os
import subprocess
import sys
from pathlib import Path

import onnxruntime
import pytest

from tests.prove.silence import can_unshare

LOAD = "from faster_whisper.vad import get_vad_model; get_vad_model()"


def left_by(program: str, home: Path, *before: str) -> set[str]:
    """What a program that has this home leaves there, in an environment as bare as a person's.

    Nothing is passed on that the library may take as a reason to be silent: its own switch, and the variables by which
    it knows a build server (`CI`, `GITHUB_ACTIONS` and others).
    """
    home.mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home)}
    environment |= {"XDG_CACHE_HOME": str(home / "cache"), "PYTHONPATH": str(Path(__file__).parents[1])}
    subprocess.run([*before, sys.executable, "-c", program], env=environment, check=True, timeout=60)
    return {path.name for path in home.rglob("*") if "microsoft" in str(path).lower() or "onnx" in path.name.lower()}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="where it keeps its name for this machine is Linux's")
def test_onnx_runtime_makes_no_name_for_this_machine_and_keeps_no_report(tmp_path: Path) -> None:
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1", "set by whoever imports `assistant`"
    assert left_by(f"import assistant; {LOAD}", tmp_path / "ours") == set()
    version = tuple(map(int, onnxruntime.__version__.split(".")[:2]))
    if version == (1, 31) and can_unshare():  # known to report: shows that it would be seen, where it can reach nobody
        assert left_by(LOAD, tmp_path / "bare", "unshare", "-rn")
