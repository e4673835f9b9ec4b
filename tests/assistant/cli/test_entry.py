"""What surrounds every command: its output's encoding, its data folder, its log, Ctrl-C while it begins."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import settings
from assistant.history import History
from tests.earsight import SECONDS, earsight, here, is_one_line

COMMAND = str(Path(sys.executable).with_name("earsight"))
POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such users, mounts or signals")


SEVERAL = """
import json, sys
from contextlib import suppress
from assistant.cli.main import main
for line in json.loads(sys.argv[1]):
    sys.argv[1:] = line
    with suppress(SystemExit):
        main()
    print("\f", end="")
"""
"""Commands of one process, each as if it were the only one; a form feed comes after each."""


@pytest.mark.parametrize("group", [[], ["memory"], ["chats"], ["models"], ["settings"]])
def test_without_a_command_the_line_is_short_and_names_help(
    group: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    done = here(capsys, *group) if group else earsight()
    assert is_one_line(done, 2)
    assert done.stderr == f"earsight: Missing command. See `{' '.join(['earsight', *group])} --help`.\n"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_no_encoding_of_the_output_ends_a_command(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)

    def said(*command: str) -> str:
        done = subprocess.run(command, check=False, capture_output=True, timeout=SECONDS)
        assert b"Traceback" not in done.stderr
        assert b"something went wrong" not in done.stderr
        return done.stdout.decode("utf-8")

    said(COMMAND, "memory", "add", "I live in Zürich → 東京")
    history = History()
    history.add_turn(history.new_chat(), "Grüezi", "→ 東京")
    history.close()
    lines = [["memory", "list"], ["chats", "export", "1"], ["chats", "show", "1"], ["doctor"]]
    kept, exported, shown, doctor, _ = said(sys.executable, "-c", SEVERAL, json.dumps(lines)).split("\f")
    assert "Zürich → 東京" in kept
    assert "→ 東京" in exported
    assert "→ 東京" in shown
    assert "data folder" in doctor


def test_a_question_on_standard_input_is_utf8(monkeypatch: pytest.MonkeyPatch, real_models: None) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    command = [COMMAND, "ask", "-", "--json"]
    settings.change(llm="smollm2-135m-instruct", threads=1, max_reply=16)
    question = "Remember that I live in Zürich \xff."
    done = subprocess.run(command, check=False, input=question.encode(), capture_output=True, timeout=SECONDS)
    assert done.returncode == 0, done.stderr
    assert "Zürich" in json.dumps([json.loads(line) for line in done.stdout.splitlines()], ensure_ascii=False)


@pytest.mark.parametrize("variable", ["EARSIGHT_HOME", "EARSIGHT_MODELS"])
def test_a_folder_of_nobody_is_one_line(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "~nobodyxyz/x")
    done = earsight("models", "list")
    assert is_one_line(done, 1)
    assert variable in done.stderr


@POSIX_ONLY
def test_a_user_without_a_home_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can run a command as a user whom the system does not know")
    for name in ("HOME", "EARSIGHT_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    script = "import os; from assistant.cli.main import main; os.setuid(54321); main()"
    command = [sys.executable, "-c", script, "memory", "list"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=SECONDS)
    assert is_one_line(done, 1)
    assert "EARSIGHT_HOME" in done.stderr


@pytest.fixture
def full_home(own_home: Path) -> Iterator[Path]:
    """The data folder on a disk of its own that has no room left."""
    own_home.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", own_home]
    mounted = subprocess.run(command, check=False, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"no small file system can be mounted here: {mounted.stderr}")
    try:
        (own_home / "logs").mkdir()
        (own_home / "logs" / "earsight.log").touch()
        with (own_home / "filler").open("wb", buffering=0) as filler:
            while _takes(filler.fileno()):
                pass
        yield own_home
    finally:
        subprocess.run(["umount", own_home], check=True)


def _takes(file: int) -> bool:
    try:
        return os.write(file, b"x" * 4096) > 0
    except OSError:
        return False


@POSIX_ONLY
def test_a_full_disk_costs_the_log_and_one_line(full_home: Path) -> None:
    assert is_one_line(earsight("memory", "add", "I live in Bern."), 1)
    assert is_one_line(earsight("settings", "set", "threads", "1"), 1)


@POSIX_ONLY
def test_ctrl_c_while_modules_are_loaded_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt\n")
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run([COMMAND], check=False, capture_output=True, text=True, env=environment, timeout=SECONDS)
    assert (done.returncode, done.stderr) == (130, "earsight: stopped.\n")


def test_the_module_is_the_command() -> None:
    command = [sys.executable, "-m", "assistant.cli", "--version"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=SECONDS)
    assert done.stdout == earsight("--version").stdout
