"""What other systems read of the package: property lists, workflows, names, and the recipe itself."""

import importlib.util
import json
import os
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


@pytest.mark.parametrize("given", ["", "minimal"])
def test_tests_need_no_display_whatever_a_runner_sets(given: str) -> None:
    told = "import os, tests.conftest; print(os.environ['QT_QPA_PLATFORM'])"
    environment = {**os.environ, "QT_QPA_PLATFORM": given}
    command = [sys.executable, "-c", told]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == [given or "offscreen"], done.stderr


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


def test_licences_and_the_page_of_releases_are_in_all_that_a_person_may_be_given(
    script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze = script("freeze.py")
    app = tmp_path / "Earsight.app" / "Contents" / "Resources"
    monkeypatch.setattr(freeze, "BUNDLE", tmp_path / "earsight")
    monkeypatch.setattr(freeze, "DIST", tmp_path)
    monkeypatch.setattr(freeze, "BUILD", tmp_path)
    monkeypatch.setattr(freeze, "PYTHON", sys.executable)
    monkeypatch.setattr(freeze.sys, "platform", "darwin")
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://code.invalid")
    monkeypatch.setenv("GITHUB_REPOSITORY", "me/it")
    for name in ("environment", "draw_icons", "check_whole"):
        monkeypatch.setattr(freeze, name, lambda *_, **__: None)

    def pyinstaller(*_: object, **__: object) -> None:
        for inside in (tmp_path / "earsight" / "_internal", app):
            (inside / "earsight-0.1.0.dist-info").mkdir(parents=True)
            (inside / "earsight-0.1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.4\nName: earsight\n")

    monkeypatch.setattr(freeze, "run", pyinstaller)
    monkeypatch.setattr(freeze, "ROOT", tmp_path)
    (tmp_path / "LICENSE").write_text("free")
    freeze.freeze(vulkan=False)
    assert (app / "licences" / "earsight.txt").read_text() == "free"
    told = "Project-URL: Releases, https://code.invalid/me/it/releases"
    assert told in (app / "earsight-0.1.0.dist-info" / "METADATA").read_text()
    monkeypatch.setenv("GITHUB_REPOSITORY", "me/other")
    with pytest.raises(SystemExit):
        freeze.check_told(app)
    (app / "licences" / "earsight.txt").unlink()
    with pytest.raises(SystemExit):
        freeze.check_told(app)


def test_what_is_said_of_graphics_on_linux_is_what_releases_are_built_with(script) -> None:
    workflow = (ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8")
    is_built = re.search(r"\bglslc?\b|libvulkan", workflow) is not None
    assert is_built is not any(what == "Linux: the Vulkan plugin" for what, _ in script("prove.py").NOT_SHOWN)
