"""`earsight memory`, as typed: plain lines out, one line and an exit code for what goes wrong."""

from pathlib import Path

import pytest

from assistant.cli.main import run
from assistant.memory import Memory


def test_add_list_forget_undo(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["memory", "add", "I am allergic to almonds"]) == 0
    assert capsys.readouterr().out == "Remembered: I am allergic to almonds.\n"
    assert run(["memory", "add", "I", "live", "in", "Bern"]) == 0
    assert run(["memory", "add", "I live in Zurich"]) == 0
    assert capsys.readouterr().out.endswith("Remembered: I live in Zurich.\nReplaces: I live in Bern.\n")
    assert run(["memory", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[10:26] for line in lines] == ["  I am allergic ", "  I live in Bern", "  I live in Zuri"]
    assert "(no longer true since " in lines[1]
    assert run(["memory", "forget", "almonds"]) == 0
    assert capsys.readouterr().out == "Forgotten: I am allergic to almonds.\n"
    assert run(["memory", "undo"]) == 0
    assert "almonds" in Memory().read().text


def test_an_empty_memory_is_no_lines_and_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["memory", "list"]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("Nothing is remembered; `earsight memory add`")
    assert len(captured.err.splitlines()) == 1


def test_the_same_fact_again(capsys: pytest.CaptureFixture[str]) -> None:
    run(["memory", "add", "I live in Bern"])
    assert run(["memory", "add", "i live in bern!"]) == 0
    assert capsys.readouterr().out.endswith("Remembered already: I live in Bern.\n")


def test_path(capsys: pytest.CaptureFixture[str], own_home: Path) -> None:
    assert run(["memory", "path"]) == 0
    assert capsys.readouterr().out == f"{own_home / 'memory.md'}\n"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["add", "x" * 501], "earsight: That is too long (502 characters of at most 500); say it shorter."),
        (["forget", "almonds"], "earsight: Nothing in the memory matches: almonds (`earsight memory list` shows all)"),
        (["undo"], "earsight: There is no change of the memory to take back."),
    ],
)
def test_what_cannot_be_done_is_one_line(capsys: pytest.CaptureFixture[str], arguments: list[str], line: str) -> None:
    assert run(["memory", *arguments]) == 1
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", f"{line}\n")


def test_a_file_that_cannot_be_used_is_said_once(capsys: pytest.CaptureFixture[str], own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "memory.md").write_bytes(b"- a fact\n" * 200_000)
    for arguments in (["add", "I like tea"], ["forget", "tea"]):
        assert run(["memory", *arguments]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert "too long to be used" in line


def test_a_call_without_its_argument_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["memory", "add"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_list_says_what_is_wrong_with_the_file_beside_the_entries(
    capsys: pytest.CaptureFixture[str], own_home: Path
) -> None:
    own_home.mkdir()
    (own_home / "memory.md").write_bytes("- Ich heiße Jürgen [b]\n".encode("latin-1"))
    assert run(["memory", "list"]) == 0
    captured = capsys.readouterr()
    assert captured.out == "-           Ich heiße Jürgen [b]\n"
    assert captured.err.startswith("earsight: The memory file is not UTF-8")
