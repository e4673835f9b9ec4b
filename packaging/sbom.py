"""Writes what the frozen program is made of, as CycloneDX, beside the installers.

usage: sbom.py
"""

import sys

from freeze import PYTHON
from project import DIST, MACHINE, NAME, ROOT, VERSION, run

if __name__ == "__main__":
    system = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")
    out = DIST / f"{NAME}-{VERSION}-{system}-{MACHINE}.cdx.json"
    how = ["--pyproject", str(ROOT / "pyproject.toml"), "--output-format", "JSON", "--output-file", str(out)]
    run([str(PYTHON), "-m", "cyclonedx_py", "environment", *how, str(PYTHON)])
    print(out.name)
