"""`earsight chats`, as typed: plain lines out, one line and an exit code for what goes wrong."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.cli import chats
from assistant.cli.main import run
from assistant.history import History
from assistant.unseen import plain


@pytest.fixture
def history() -> Iterator[History]:
    """Two chats: 1 about almonds, 2 about Bern."""
    history = History()
    for question, reply in (("What are almonds?", "Seeds of a tree."), ("Where is Bern?", "In Switzerland.")):
        history.add_turn(history.new_chat(), question, reply)
    yield history
    history.close()


def test_list_is_one_line_a_chat_last_used_first(capsys: pytest.CaptureFixture[str], history: History) -> None:
    assert run(["chats", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [(line.split()[0], line.split("  ")[-1]) for line in lines] == [
        ("2", "Where is Bern?"),
        ("1", "What are almonds?"),
    ]
    assert run(["chats", "list", "--limit", "1"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_no_chats_are_no_lines_and_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["chats", "list"]) == 0
    assert capsys.readouterr() == ("", "There are no chats; `earsight ask` and a question begins one.\n")


def test_search(capsys: pytest.CaptureFixture[str], history: History) -> None:
    assert run(["chats", "search", "seeds", "tree"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.split()[0] == "1"
    assert line.endswith("Seeds of a tree.")


def test_show(capsys: pytest.CaptureFixture[str], history: History) -> None:
    history.add_turn(1, "Sure?", "\x1b[31mYes [b]")
    assert run(["chats", "show", "1"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("You: What are almonds?\nEarsight: Seeds of a tree.\n")
    assert "\x1b" not in out
    assert "Yes [b]" in out


def test_export(capsys: pytest.CaptureFixture[str], history: History, tmp_path: Path) -> None:
    assert run(["chats", "export", "1"]) == 0
    assert capsys.readouterr().out == history.export_markdown(1)
    out = tmp_path / "chat.json"
    assert run(["chats", "export", "1", "--format", "json", "--out", str(out)]) == 0
    assert json.loads(out.read_text())["chat"]["title"] == "What are almonds?"
    assert capsys.readouterr().out == f"Written: {out}\n"


STEERING = "\x1b]0;OWNED\x07 \u202eevil \x9b2J"


def test_json_hides_nothing_and_loses_nothing(capsys: pytest.CaptureFixture[str], history: History) -> None:
    history.rename(1, f"Grüße 你好 {STEERING}")
    history.add_turn(1, "Sure?", STEERING)
    assert run(["chats", "export", "1", "--format", "json"]) == 0
    out = capsys.readouterr().out
    assert not set(out) & set(STEERING) - set("]0;OWNED evil2J")
    assert "Grüße 你好" in out
    exported = json.loads(out)
    assert exported["chat"]["title"] == history.chat(1).title
    assert exported["messages"][-1]["text"] == STEERING


def test_a_title_cannot_steer_the_terminal_that_asks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], history: History
) -> None:
    history.rename(1, STEERING)
    monkeypatch.setattr(chats, "is_interactive", lambda: True)
    asked: list[str] = []
    monkeypatch.setattr("typer.confirm", lambda question: bool(asked.append(question)))
    assert run(["chats", "delete", "1"]) == 1
    assert asked == [f"Delete chat 1 ({plain(STEERING)}) for good?"]


def test_rename(history: History) -> None:
    assert run(["chats", "rename", "1", "About", "seeds"]) == 0
    assert history.chat(1).title == "About seeds"
    assert run(["chats", "rename", "1", " "]) == 1
    assert history.chat(1).title == "About seeds"


def test_delete_one_and_all(capsys: pytest.CaptureFixture[str], history: History) -> None:
    assert run(["chats", "delete", "1", "--yes"]) == 0
    assert capsys.readouterr().out == "Deleted: chat 1 (What are almonds?)\n"
    assert [chat.id for chat in history.chats()] == [2]
    assert run(["chats", "delete", "--all", "--yes"]) == 0
    assert capsys.readouterr().out == "Deleted: 1 chats\n"
    assert history.chats() == []


@pytest.mark.parametrize(("answer", "left"), [(True, 1), (False, 2)])
def test_at_a_terminal_deleting_is_asked_first(
    monkeypatch: pytest.MonkeyPatch, history: History, answer: bool, left: int
) -> None:
    monkeypatch.setattr(chats, "is_interactive", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda question: answer)
    assert run(["chats", "delete", "1"]) == (0 if answer else 1)
    assert len(history.chats()) == left


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["delete", "--all"],
            "earsight: Nothing was deleted: add --yes to delete all chats without being asked.",
        ),
        (["show", "9"], "earsight: There is no chat 9; `earsight chats list` shows those there are."),
        (
            ["delete", "9", "--yes"],
            "earsight: There is no chat 9; `earsight chats list` shows those there are.",
        ),
        (["search", "nothing"], "earsight: No chat has: nothing (`earsight chats list` shows all)"),
        pytest.param(
            ["export", "1", "--out", "/proc/none/x"],
            "earsight: The folder /proc/none does not exist; make it first.",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="Windows has no /proc"),
        ),
    ],
)
def test_what_cannot_be_done_is_one_line(
    capsys: pytest.CaptureFixture[str], history: History, arguments: list[str], line: str
) -> None:
    assert run(["chats", *arguments]) == 1
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", f"{line}\n")
    assert len(history.chats()) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
def test_an_export_goes_through_a_link_and_never_in_place_of_a_pipe(
    capsys: pytest.CaptureFixture[str], history: History, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert run(["chats", "export", "1", "--out", str(tmp_path / "pipe")]) == 1
    assert (
        capsys.readouterr().err
        == f"earsight: {tmp_path / 'pipe'} cannot be written: It is not a plain file; choose another place.\n"
    )
    assert (tmp_path / "pipe").is_fifo()
    (tmp_path / "link.md").symlink_to(tmp_path / "chat.md")
    assert run(["chats", "export", "1", "--out", str(tmp_path / "link.md")]) == 0
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "chat.md").read_text("utf-8") == history.export_markdown(1)


@pytest.mark.parametrize(
    "arguments",
    [
        ["delete"],
        ["delete", "1", "--all"],
        ["show", "x"],
        ["show"],
        ["show", "0"],
        ["show", "9" * 23],
        ["export", "9" * 23],
        ["rename", "9" * 23, "x"],
        ["delete", "9" * 23, "--yes"],
        ["list", "--limit", "9" * 23],
    ],
)
def test_a_wrong_call_is_a_usage_error(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert run(["chats", *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_damaged_file_is_said_and_kept(capsys: pytest.CaptureFixture[str], own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "chats.sqlite3").write_bytes(b"no database " * 100)
    assert run(["chats", "list"]) == 0
    assert "damaged; it is kept as chats.broken-" in capsys.readouterr().err
