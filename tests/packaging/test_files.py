"""What other systems read of the package: property lists, workflows, names, and the recipe itself."""

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch):
    """`script("linux/installer.py")`: a package script as a module."""
    for folder in (PACKAGING / "linux", PACKAGING):
        monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)

    def load(path: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(path.replace("/", "_").removesuffix(".py"), PACKAGING / path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    yield load
    for name in set(sys.modules) - before:
        if str(PACKAGING) in str(getattr(sys.modules[name], "__file__", "") or ""):
            del sys.modules[name]


def test_workflows_and_property_lists_are_clean(script) -> None:
    lint = script("proof/lint.py")
    assert "content" in lint.workflows()
    assert "keys" in lint.plists()


def test_actions_are_pinned_by_commit_and_jobs_ask_for_what_they_need_alone() -> None:
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        text = path.read_text("utf-8")
        used = re.findall(r"uses: (\S+)(.*)", text)
        assert used
        for action, comment in used:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action), action
            assert re.fullmatch(r" # v[\d.]+", comment), action
        assert "\npermissions: {}\n" in text


def test_name_and_version_come_from_one_place(script) -> None:
    project = script("project.py")
    assert (PROJECT["name"], PROJECT["version"]) == (project.NAME, project.VERSION)
    for path in PACKAGING.rglob("*"):
        if path.is_file() and path.suffix not in {".txt", ".pyc"}:
            assert f'"{PROJECT["version"]}"' not in path.read_text("utf-8"), path


def test_desktop_file_and_metainfo_name_what_is_installed(script) -> None:
    installer = script("linux/installer.py")
    desktop = (PACKAGING / "linux" / "earsight.desktop").read_text("utf-8")
    assert "\nExec=earsight\n" in desktop
    assert "\nIcon=earsight\n" in desktop
    tree = ET.fromstring(installer.filled(PACKAGING / "linux" / "earsight.metainfo.xml"))
    assert tree.findtext("launchable") == "earsight.desktop"
    release = tree.find("releases/release")
    assert release is not None
    assert release.get("version") == PROJECT["version"]


def test_dependencies_are_read_from_the_libraries(script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installer = script("linux/installer.py")
    for name in ("earsight", "libown.so.1"):
        (tmp_path / name).write_bytes(b"\x7fELF")
    said = {
        "earsight": "  NEEDED   libown.so.1\n  NEEDED   libz.so.1\n  NEEDED   libc.so.6\n 0x1 0x00 05 GLIBC_2.36\n",
        "libown.so.1": "  NEEDED   libEGL.so.1\n  NEEDED   ld-linux-x86-64.so.2\n 0x1 0x00 05 GLIBC_2.4\n",
    }

    def objdump(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 0, said[Path(command[-1]).name], "")

    monkeypatch.setattr(installer.subprocess, "run", objdump)
    monkeypatch.setattr(installer, "BUNDLE", tmp_path)
    assert installer.deb_needs() == ["libc6 (>= 2.36)", "ca-certificates", "libegl1", "libportaudio2", "zlib1g"]
    assert installer.rpm_needs()[:3] == ["glibc >= 2.36", "ca-certificates", "libEGL.so.1()(64bit)"]
    said["earsight"] += "  NEEDED   libstrange.so.9\n"
    with pytest.raises(SystemExit):
        installer.deb_needs()


def test_a_package_holds_the_program_its_menu_entry_and_icons_in_all_sizes(script, tmp_path: Path, monkeypatch) -> None:
    installer = script("linux/installer.py")
    monkeypatch.setattr(installer, "DRAWN", tmp_path)
    recipe = json.loads(json.dumps(installer._recipe(["libc6 (>= 2.36)"], "1.2.3")))
    places = {entry["dst"] for entry in recipe["contents"]}
    assert {"/usr/lib/earsight", "/usr/bin/earsight", "/usr/share/applications/earsight.desktop"} <= places
    assert sum("/icons/hicolor/" in place for place in places) == len(installer.SIZES) + 1
    assert (recipe["version"], recipe["depends"]) == ("1.2.3", ["libc6 (>= 2.36)"])


def test_llama_is_built_for_all_processors(script) -> None:
    flags = script("llama.py").flags(vulkan=False)
    assert {"-DGGML_NATIVE=OFF", "-DGGML_BACKEND_DL=ON", "-DGGML_CPU_ALL_VARIANTS=ON"} <= set(flags)
