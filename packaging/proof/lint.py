"""Looks at what other systems read: property lists, desktop file, metainfo, workflows; no network is used."""

import os
import plistlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from project import BUILD, ROOT

WORKFLOWS = ROOT / ".github" / "workflows"


def lint() -> Iterator[tuple[str, str]]:
    """Each thing with what was found good; raises `AssertionError` where something is not."""
    yield "property lists", plists()
    yield "workflows", workflows()
    yield "desktop file", checked("desktop-file-validate", str(ROOT / "packaging/linux/earsight.desktop"))
    yield "metainfo", metainfo()


def plists() -> str:
    """They parse, and say why microphone and camera are used."""
    folder = ROOT / "packaging" / "macos"
    information = plistlib.loads((folder / "Info.plist").read_bytes())
    for name in ("NSMicrophoneUsageDescription", "NSCameraUsageDescription"):
        assert information[name].endswith(".")
    rights = plistlib.loads((folder / "entitlements.plist").read_bytes())
    for name in ("device.audio-input", "device.camera", "cs.allow-unsigned-executable-memory"):
        assert rights[f"com.apple.security.{name}"] is True
    return f"{len(information)} and {len(rights)} keys"


def workflows() -> str:
    """Both linters are content."""
    files = sorted(map(str, WORKFLOWS.glob("*.yml")))
    assert files
    checked(beside("actionlint"), "-no-color", *files)
    checked(beside("zizmor"), "--offline", "--pedantic", "--no-progress", "--color", "never", *files)
    return f"{len(files)} files, actionlint and zizmor content"


def metainfo() -> str:
    from installer import filled

    path = BUILD / "package" / "earsight.metainfo.xml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(filled(ROOT / "packaging" / "linux" / path.name), "utf-8")
    return checked("appstreamcli", "validate", "--no-net", str(path))


def beside(name: str) -> str:
    """A program of the environment that runs this, or of the project's."""
    places = (Path(sys.executable).parent, ROOT / ".venv" / "bin", ROOT / ".venv" / "Scripts")
    return shutil.which(name, path=os.pathsep.join(map(str, places))) or name


def checked(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return "valid"
