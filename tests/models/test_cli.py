"""`earsight models` as a person types it."""

import io
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from assistant import paths, settings
from assistant.cli import models as commands
from models.errors import NoSpace, NotAModel, UnknownModel

EAR, MIND, SMALL, VOICE = (random.Random(seed).randbytes(40_000 - 1000 * seed) for seed in range(4))


@pytest.fixture
def earsight() -> Callable[..., Result]:
    """`earsight(*words)`: the result of `earsight models` with these words; `typed` goes to its input."""

    def run(*words: str) -> Result:
        return CliRunner().invoke(commands.app, words)

    return run


@pytest.fixture
def hub_has(hub) -> Callable[[str, bytes], None]:
    return lambda name, data: hub.serve(f"/someone/{name}/resolve/abc123/{name}.bin", data) and None


@pytest.fixture(autouse=True)
def catalogue(catalogue_file, model_of, hub, wheels) -> None:
    """Four models, and a starter set of three; the hub has none of them yet."""
    names = {"ear": (EAR, "stt"), "mind": (MIND, "llm"), "small": (SMALL, "llm"), "voice": (VOICE, "tts")}
    models = {
        name: model_of(name, {f"{name}.bin": data}, kind=kind, repo=f"someone/{name}", title=f"The {name}")
        for name, (data, kind) in names.items()
    }
    catalogue_file(*models.values(), starter=("ear", "mind", "voice"))


@pytest.fixture
def put() -> Callable[[str, bytes], Path]:
    def write(name: str, data: bytes) -> Path:
        path = paths.models_folder() / name / f"{name}.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def own(tmp_path: Path, model) -> Path:
    path = tmp_path / "mine.gguf"
    path.symlink_to(model("smollm2-135m-instruct"))
    return path


def test_list_shows_every_model_on_one_line_with_its_state(earsight, put, own):
    put("ear", EAR)
    put("voice", VOICE[:-1])
    earsight("add", str(own))
    rows = [line.split() for line in earsight("list").stdout.splitlines()]
    assert rows[0] == ["model", "kind", "size", "memory", "state", "licence"]
    assert rows[1] == ["ear", "stt", "40.0", "kB", "ready", "MIT"]
    assert rows[2] == ["mind", "llm", "39.0", "kB", "MIT"]
    assert rows[-1] == ["mine", "llm", "ready", "your", "own"]
    own.unlink()
    assert "gone" in earsight("list").stdout


def test_list_can_show_one_kind(earsight):
    rows = earsight("list", "--kind", "llm").stdout.splitlines()
    assert [row.split()[0] for row in rows] == ["model", "mind", "small"]


def test_pull_fetches_a_set_and_says_what_and_how_long(earsight, hub_has):
    for name, data in [("ear", EAR), ("mind", MIND), ("voice", VOICE)]:
        hub_has(name, data)
    result = earsight("pull", "starter")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "Fetching The ear (40.0 kB, licence: MIT)."
    assert lines[1].startswith("ear is ready after ")
    assert (paths.models_folder() / "mind" / "mind.bin").read_bytes() == MIND


def test_pull_of_what_is_here_costs_nothing(earsight, put, hub):
    put("ear", EAR)
    result = earsight("pull", "ear")
    assert (result.exit_code, result.stdout) == (0, "ear is already here.\n")
    assert hub.seen == []


def test_pull_shows_a_bar_where_a_person_looks(earsight, hub_has, monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(commands, "err", Console(file=screen, force_terminal=True, width=100))
    hub_has("ear", EAR)
    assert earsight("pull", "ear").exit_code == 0
    assert "40.0/40.0 kB" in screen.getvalue()


def test_an_unknown_name_ends_with_the_nearest_before_anything_is_fetched(earsight, hub):
    result = earsight("pull", "ear", "voise")
    assert isinstance(result.exception, UnknownModel)
    assert str(result.exception) == "There is no model named voise; did you mean voice?"
    assert hub.seen == []


def test_pull_of_a_named_model_that_cannot_be_had_fails_and_the_others_come(earsight, hub_has):
    hub_has("voice", VOICE)
    result = earsight("pull", "mind", "voice")
    assert result.exit_code == 1
    assert "earsight: mind cannot be had now" in result.stderr
    assert "voice is ready" in result.stdout
    assert "stand in" not in result.stderr


@pytest.fixture
def starter_without_mind(put, hub_has) -> None:
    """Of the starter, only the language model is lacking, and only another one can be had."""
    put("ear", EAR)
    put("voice", VOICE)
    hub_has("small", SMALL)


@pytest.mark.usefixtures("starter_without_mind")
def test_without_a_terminal_the_command_that_takes_the_offer_is_said(earsight):
    result = earsight("pull", "starter")
    assert result.exit_code == 1
    offer = "small (38.0 kB) can stand in for it; to take it: earsight models pull starter --yes\n"
    assert result.stderr.endswith(offer)
    assert settings.load().llm != "small"


@pytest.mark.usefixtures("starter_without_mind")
def test_yes_takes_the_offer_and_the_setting_names_it(earsight):
    result = earsight("pull", "starter", "--yes")
    assert result.exit_code == 0
    assert "small is ready" in result.stdout
    assert "Earsight now uses small." in result.stdout
    assert settings.load().llm == "small"


@pytest.mark.usefixtures("starter_without_mind")
@pytest.mark.parametrize(("answer", "code", "chosen"), [(True, 0, True), (False, 1, False)])
def test_a_person_is_asked(earsight, monkeypatch, answer, code, chosen):
    asked: list[str] = []
    monkeypatch.setattr(commands, "is_interactive", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda question: asked.append(question) or answer)
    assert earsight("pull", "starter").exit_code == code
    assert asked == ["Use small (38.0 kB) in place of mind?"]
    assert (settings.load().llm == "small") is chosen


@pytest.mark.usefixtures("starter_without_mind")
def test_a_catalogue_cannot_steer_the_terminal_that_asks(earsight, monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(commands, "is_interactive", lambda: True)
    monkeypatch.setattr(commands, "_size", lambda _: "\x1b[2J\u202e")
    monkeypatch.setattr("typer.confirm", asked.append)
    assert earsight("pull", "starter").exit_code == 1
    assert asked == ["Use small (\ufffd[2J\ufffd) in place of mind?"]


def test_a_stand_in_that_is_here_is_taken_without_fetching(earsight, put, hub):
    for name, data in [("ear", EAR), ("voice", VOICE), ("small", SMALL)]:
        put(name, data)
    assert earsight("pull", "starter", "--yes").exit_code == 0
    assert settings.load().llm == "small"
    assert not any("small" in path for path, _ in hub.seen)


def test_a_starter_of_which_nothing_can_be_had_fails_in_plain_lines(earsight):
    result = earsight("pull", "starter", "--yes")
    assert result.exit_code == 1
    assert result.stderr.count("cannot be had now") == 4
    assert "Traceback" not in result.output


def test_no_space_ends_the_command(earsight, hub_has, monkeypatch):
    monkeypatch.setattr("models.space.MARGIN", 1 << 60)
    hub_has("ear", EAR)
    assert isinstance(earsight("pull", "ear").exception, NoSpace)


@pytest.mark.fault(
    "a model's file was exchanged for one of the same size",
    says="mind: wrong bytes in mind.bin; mend it with: earsight models pull mind --again",
    intact="the other models",
)
def test_verify_says_right_wrong_and_not_whole_and_how_to_mend_each(earsight, put, says):
    put("ear", EAR)
    put("mind", b"x" + MIND[1:])
    put("small", SMALL[:-1])
    put("voice", VOICE).rename(paths.models_folder() / "voice" / "voice.bin.part")
    result = earsight("verify")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "ear: right",
        result.stdout.splitlines()[1],
        "voice: not whole; complete it with: earsight models pull voice",
    ]
    says(result.stdout.splitlines()[1])
    result = earsight("verify", "small", "ear")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == "small: not here; fetch it with: earsight models pull small"


def test_verify_is_content_where_all_is_right(earsight, put, own):
    put("ear", EAR)
    earsight("add", str(own))
    result = earsight("verify")
    assert (result.exit_code, result.stdout) == (0, "ear: right\nmine: right\n")


def test_verify_of_an_empty_folder_says_how_to_begin(earsight):
    result = earsight("verify")
    assert (result.exit_code, result.stdout.count("earsight models pull starter")) == (0, 1)


def test_pull_again_mends_what_verify_found(earsight, put, hub_has):
    put("mind", b"x" + MIND[1:])
    hub_has("mind", MIND)
    result = earsight("pull", "mind", "--again")
    assert result.exit_code == 0
    assert result.stdout.startswith("mind: mind.bin is wrong and is fetched anew.\n")
    assert earsight("verify", "mind").stdout == "mind: right\n"


def test_remove_and_add_say_what_they_did(earsight, put, own):
    path = put("ear", EAR)
    assert earsight("remove", "ear").stdout == "ear is removed.\n"
    assert not path.exists()
    assert earsight("remove", "ear").stdout == "ear was not here.\n"
    added = "mine is added as a language model; to use it: earsight settings set llm mine\n"
    assert earsight("add", str(own)).stdout == added
    assert earsight("remove", "mine").stdout == "mine is removed.\n"
    assert own.exists()


def test_add_takes_a_folder_of_several_and_copies_what_earsight_knows(earsight, own, tmp_path):
    stick = tmp_path / "stick"
    for name, data in (("ear", EAR), ("small", SMALL)):
        (stick / name).mkdir(parents=True)
        (stick / name / f"{name}.bin").write_bytes(data)
    (stick / "mine.gguf").write_bytes(own.read_bytes())
    result = earsight("add", str(stick))
    assert (result.exit_code, result.stdout.splitlines()) == (
        0,
        [
            "ear is here and ready.",
            "small is here and ready.",
            "mine is added as a language model; to use it: earsight settings set llm mine",
        ],
    )
    assert (paths.models_folder() / "ear" / "ear.bin").read_bytes() == EAR


def test_add_of_what_is_no_model_is_refused(earsight, tmp_path):
    (tmp_path / "x.gguf").write_bytes(b"GGUF")
    assert isinstance(earsight("add", str(tmp_path / "x.gguf")).exception, NotAModel)


@pytest.mark.skipif(os.name == "nt", reason="a test cannot send Ctrl-C to one process there")
def test_ctrl_c_ends_in_a_line_and_keeps_what_came(hub, replies, tmp_path):
    hub.serve("/someone/ear/resolve/abc123/ear.bin", EAR, held := replies.held(10_000))
    script = f"""
import models.catalogue, signal
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background begins with it ignored
models.catalogue.CATALOGUE_FILE = Path({str(tmp_path / "catalogue.toml")!r})
from assistant.cli.models import app
app(["pull", "ear"])
"""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", script]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment) as process:
        assert held.begun.wait(20)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
        held.release()
    assert process.returncode == 130
    assert said == "earsight: stopped; what was fetched is kept, and the same command goes on from there.\n"
    assert not (paths.models_folder() / "ear" / "ear.bin").exists()
