"""Writes docs/licences.md: every package that Earsight is shipped with or made with, and its licence.

Run with the Python of an environment that has them. The whole texts lie in `licences` inside the frozen program.

usage: licences.py
"""

import json
import re
import subprocess
import sys

from lock import PYTHON, plain
from project import LOCK, ROOT, run, stop

TOOL = "pip-licenses==5.5.5"
TOLD = {"sqlcipher3": "Zlib"}
"""Licences that stand in a package's text and not in its description."""
ELSEWHERE = "Not in the environment that this was made in, as they belong to other systems or to packaging:"
HEAD = """# Licences

Earsight itself is GPL-3.0-or-later. What it is shipped with or made with, as `python packaging/licences.py` finds it:

| package | version | licence |
|---|---|---|
"""


def main() -> None:
    if not PYTHON.exists():
        stop("Run packaging/lock.py first; it makes the environment for this.")
    run([str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", TOOL])
    names = re.findall(r"(?m)^([A-Za-z0-9._-]+)==", LOCK.read_text("utf-8"))
    command = [str(PYTHON), "-m", "piplicenses", "--python", sys.executable, "--from=mixed", "--format=json"]
    told = subprocess.run(
        [*command, "--with-system", "--packages", *names], capture_output=True, text=True, check=True
    ).stdout
    found = {plain(one["Name"]): (one["Version"], one["License"]) for one in json.loads(told)}
    if unknown := [name for name, (_, kind) in found.items() if kind == "UNKNOWN" and name not in TOLD]:
        stop(f"No licence is known for {', '.join(unknown)}; look it up and name it in licences.py.")
    lines = [f"| {name} | {version} | {TOLD.get(name, kind)} |" for name, (version, kind) in sorted(found.items())]
    elsewhere = sorted({plain(name) for name in names} - set(found))
    tail = f"\n{ELSEWHERE} {', '.join(elsewhere)}.\n" if elsewhere else ""
    (ROOT / "docs" / "licences.md").write_text(HEAD + "\n".join(lines) + "\n" + tail, "utf-8")
    print(f"{len(found)} packages")


if __name__ == "__main__":
    main()
