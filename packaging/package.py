"""`make package`: the frozen program and the installers that this system can make, in dist.

usage: package.py [--vulkan | --no-vulkan] [--freeze-only]
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux"))]

import freeze  # noqa: E402
import llama  # noqa: E402
from project import BUILD, BUNDLE, DIST, VERSION, size_of  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the installers of this system.")
    parser.add_argument("--vulkan", action=argparse.BooleanOptionalAction, default=llama.can_vulkan())
    parser.add_argument("--freeze-only", action="store_true")
    options = parser.parse_args()
    DIST.mkdir(exist_ok=True)
    seconds = freeze.freeze(vulkan=options.vulkan)
    made = {}
    if not options.freeze_only:
        import installer

        made = installer.package()
    figures = {
        "version": VERSION,
        "freeze_seconds": round(seconds, 1),
        "bundle_bytes": size_of(BUNDLE),
        "installers": {path.name: path.stat().st_size for path in made.values()},
    }
    (BUILD / "package" / "figures.json").write_text(json.dumps(figures, indent=2), "utf-8")
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made.values())
    if sums:
        (DIST / "SHA256SUMS").write_text(sums, "utf-8")
        print(sums, end="")


if __name__ == "__main__":
    main()
