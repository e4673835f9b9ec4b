"""Encryption: on and off again without losing a word, whole at every moment, and nothing without a keyring."""

import contextlib
import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from filelock import FileLock
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import PasswordDeleteError

from assistant import conversion, sealing
from assistant.cli.main import run
from assistant.errors import HistoryError, MemoryRefused, SealingError
from assistant.events import ReplyDelta
from assistant.files import write_whole
from assistant.history import History
from assistant.instructions import Instructions
from assistant.journal import Journal
from assistant.llm.prefix_store import PrefixStore
from assistant.memory import Memory
from tests.faults.test_journal import die
from tests.kept import holding

SECRET = "Quetzalcoatl"
HOLD = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
print(database.execute("SELECT count(*) FROM chats").fetchone()[0], flush=True)
sys.stdin.read()
"""


class Keys(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


@contextlib.contextmanager
def using(backend: KeyringBackend) -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    yield
    keyring.set_keyring(before)


@pytest.fixture
def keys() -> Iterator[Keys]:
    made = Keys()
    with using(made):
        yield made
    forget_keys()


def forget_keys() -> None:
    """As in a process that has just begun."""
    sealing._keys.clear()
    sealing._refused.clear()


@pytest.fixture
def lived_in(own_home: Path) -> Path:
    """A data folder with the secret in all that is sealed."""
    Memory().add(f"My god is {SECRET}.")
    Instructions().write(f"Pray to {SECRET}.")
    write_whole(own_home / "memory.unsaved-1.md", SECRET)
    write_whole(own_home / "memory.broken-1.md", SECRET.encode() + b"\xff")
    history = History()
    history.add_turn(history.new_chat(), f"Who is {SECRET}?", "A god.")
    history.add_turn(history.new_chat("Other"), "Why?", f"{SECRET} wills it.")
    history.close()
    (own_home / "prefix.state").write_bytes(SECRET.encode())
    return own_home


def all_is_there(chats: int = 2) -> None:
    assert [entry.text for entry in Memory().read().entries][:1] == [f"My god is {SECRET}."]
    assert Instructions().read().text == f"Pray to {SECRET}."
    history = History()
    assert len(history.chats()) == chats
    assert {hit.chat for hit in history.search(SECRET[:5])} == {1, 2}
    with history._change() as database:
        database.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    history.close()


def test_encrypting_leaves_no_word_readable_and_everything_goes_on(lived_in: Path, keys: Keys) -> None:
    assert holding(lived_in, SECRET)
    assert run(["data", "encrypt"]) == 0
    assert holding(lived_in, SECRET, "a god", "pray") == []
    assert len(keys.kept) == 1
    forget_keys()
    all_is_there()
    Memory().add("I like amaranth.")
    assert Memory().can_undo()
    history = History()
    history.add_turn(history.new_chat(), "Amaranth?", "Yes.")
    assert holding(lived_in, "amaranth") == []
    assert [hit.chat for hit in history.search("amaranth")] == [3]
    history.close()
    assert holding(lived_in, "amaranth", SECRET) == []
    PrefixStore(lived_in / "prefix.state", lived_in / "memory.md").keep([1], b"state")
    assert not (lived_in / "prefix.state").exists(), "it is made of the memory"


def test_decrypting_brings_everything_back_and_takes_the_key_away(lived_in: Path, keys: Keys) -> None:
    before = {path.name: path.read_bytes() for path in lived_in.glob("*.md")}
    assert run(["data", "encrypt"]) == 0
    Memory().add("I like amaranth.")
    assert run(["data", "decrypt"]) == 0
    assert keys.kept == {}
    assert not (lived_in / sealing.MARK).exists()
    all_is_there()
    assert Memory().undo()
    assert {path.name: path.read_bytes() for path in lived_in.glob("*.md")} == before
    assert run(["data", "decrypt"]) == 1


def test_without_a_keyring_one_sentence_and_nothing_changed(lived_in: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path.name: path.read_bytes() for path in lived_in.iterdir()}
    with using(NoKeyring()):
        assert run(["data", "encrypt"]) == 1
    assert "no keyring" in capsys.readouterr().err
    after = {path.name: path.read_bytes() for path in lived_in.iterdir() if not path.name.endswith("lock")}
    assert {name: before.get(name) for name in after if name != ".chats.sqlite3.opening"} == {
        name: content for name, content in after.items() if name != ".chats.sqlite3.opening"
    }
    all_is_there()


def test_where_the_keyring_does_not_give_the_key_each_part_says_so_and_writes_nothing(
    lived_in: Path, keys: Keys
) -> None:
    assert run(["data", "encrypt"]) == 0
    sealed = {name: (lived_in / name).read_bytes() for name in ("memory.md", "instructions.md", "chats.sqlite3")}
    kept, keys.kept = dict(keys.kept), {}
    forget_keys()
    assert "keyring" in Memory().read().notices[0]
    assert Memory().read().text == ""
    for work in (
        lambda: Memory().add("I like tea."),
        lambda: Memory().write("new", over=""),
        lambda: Instructions().write("new", over=None),
    ):
        with pytest.raises(MemoryRefused, match="keyring"):
            work()
    with pytest.raises(HistoryError, match="keyring"):
        History().chats()
    assert {name: (lived_in / name).read_bytes() for name in sealed} == sealed, "nothing was set aside or begun anew"
    keys.kept = dict.fromkeys(kept, "00" * 32)
    forget_keys()
    with pytest.raises(HistoryError, match="another one"):
        History().chats()
    keys.kept = kept
    forget_keys()
    all_is_there()


def test_a_window_that_is_open_keeps_both_from_being_begun(
    lived_in: Path, keys: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    with FileLock(lived_in / "window.lock"):
        assert run(["data", "encrypt"]) == 1
    assert "Close Earsight's window" in capsys.readouterr().err
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lived_in / "chats.sqlite3")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"2\n"
        assert run(["data", "encrypt"]) == 1
        other.kill()
    all_is_there()
    assert run(["data", "encrypt"]) == 0


class PowerCut(BaseException):
    pass


@pytest.mark.parametrize("way", [conversion.encrypt, conversion.decrypt])
def test_broken_off_anywhere_all_is_still_read_and_a_second_try_ends_it(
    way: Callable[[Path], object], lived_in: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way is conversion.decrypt:
        conversion.encrypt(lived_in)
    whole, replace, unlink = write_whole, Path.replace, Path.unlink
    left = 0

    def counted(work: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **options: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                raise PowerCut
            return work(*arguments, **options)

        return step

    cuts = 0
    for at in itertools.count(1):
        left = at
        with monkeypatch.context() as patch:
            for module in (conversion, sealing):
                patch.setattr(module, "write_whole", counted(whole))
            patch.setattr(Path, "replace", counted(replace))
            patch.setattr(Path, "unlink", counted(unlink))
            try:
                way(lived_in)
            except PowerCut:
                cuts += 1
            else:
                break
        forget_keys()
        all_is_there()
    assert cuts > 5
    all_is_there()
    assert bool(holding(lived_in, SECRET)) == (way is conversion.decrypt)


def test_a_sealed_file_says_so_to_whoever_opens_it_in_an_editor(lived_in: Path, keys: Keys) -> None:
    assert run(["data", "encrypt"]) == 0
    assert (lived_in / "memory.md").read_text("ascii").startswith("Sealed by Earsight")


def test_a_sealed_file_that_was_edited_is_refused_and_kept(lived_in: Path, keys: Keys) -> None:
    assert run(["data", "encrypt"]) == 0
    content = (lived_in / "memory.md").read_bytes()[:-20] + b"edited\n"
    (lived_in / "memory.md").write_bytes(content)
    assert "damaged" in Memory().read().notices[0]
    with pytest.raises(MemoryRefused):
        Memory().add("I like tea.")
    assert (lived_in / "memory.md").read_bytes() == content


def test_what_a_turn_shows_is_sealed_and_known_after_a_death(lived_in: Path, keys: Keys) -> None:
    assert run(["data", "encrypt"]) == 0
    journal = Journal(lived_in / "chats.sqlite3")
    journal.asked(1, "Amaranth?")
    journal.follow(ReplyDelta(1, "It is a grain."))
    assert holding(lived_in, "Amaranth", "grain") == []
    die(journal)
    history = History()
    (question, reply) = history.messages(history.chats()[0].id)
    history.close()
    assert (question.text, reply.text) == ("Amaranth?", "It is a grain.")
    assert holding(lived_in, "Amaranth", "grain") == []


def test_what_was_shown_before_encrypting_is_taken_along(lived_in: Path, keys: Keys) -> None:
    journal = Journal(lived_in / "chats.sqlite3")
    journal.asked(1, "Amaranth?")
    die(journal)
    assert run(["data", "encrypt"]) == 0
    assert holding(lived_in, "Amaranth") == []
    all_is_there(chats=3)


def note(home: Path, question: str) -> Path:
    """What a process that died in the middle of a turn leaves; the file."""
    journal = Journal(home / "chats.sqlite3")
    journal.asked(1, question)
    die(journal)
    return home / "unfinished" / f"{journal._name}.jsonl"


def asked() -> set[str]:
    with contextlib.closing(History()) as history:
        return {message.text for chat in history.chats() for message in history.messages(chat.id)}


def test_the_first_question_of_all_is_sealed_where_the_chats_were_never_opened(own_home: Path, keys: Keys) -> None:
    note(own_home, "Amaranth?")
    assert run(["data", "encrypt"]) == 0
    assert holding(own_home, "Amaranth") == []
    assert asked() == {"Amaranth?", ""}


def test_nothing_is_encrypted_while_words_beside_the_chats_stay_readable(
    lived_in: Path, keys: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = Journal(lived_in / "chats.sqlite3")
    journal.asked(1, "Amaranth?")
    assert run(["data", "encrypt"]) == 1
    assert "close whatever of Earsight runs and try again" in capsys.readouterr().err
    assert (keys.kept, (lived_in / sealing.MARK).exists()) == ({}, False)
    journal.kept(1)
    assert run(["data", "encrypt"]) == 0, "notes of a living program that are empty are in nobody's way"
    journal.close()


def test_what_was_shown_before_decrypting_is_taken_along(lived_in: Path, keys: Keys) -> None:
    assert run(["data", "encrypt"]) == 0
    note(lived_in, "Amaranth?")
    assert run(["data", "decrypt"]) == 0
    assert "Amaranth?" in asked()
    all_is_there(chats=3)


def test_the_key_stays_while_notes_of_a_living_program_are_sealed(
    lived_in: Path, keys: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["data", "encrypt"]) == 0
    journal = Journal(lived_in / "chats.sqlite3")
    journal.asked(1, "Amaranth?")
    assert run(["data", "decrypt"]) == 1
    assert "close whatever of Earsight runs and try again" in capsys.readouterr().err
    assert keys.kept
    all_is_there()
    die(journal)
    assert run(["data", "decrypt"]) == 0
    assert "Amaranth?" in asked()


def test_notes_of_another_key_stay_and_the_others_are_taken_in(lived_in: Path, keys: Keys) -> None:
    assert run(["data", "encrypt"]) == 0
    other = note(lived_in, "Amaranth?")
    content = other.read_bytes()
    other.unlink()
    assert run(["data", "decrypt"]) == 0
    other.write_bytes(content)
    note(lived_in, "Buckwheat?")
    assert "Buckwheat?" in asked(), "where there is no key at all"
    assert run(["data", "encrypt"]) == 0
    note(lived_in, "Millet?")
    assert "Millet?" in asked(), "where there is another one"
    assert other.read_bytes() == content


def test_a_damaged_line_costs_no_other_line_of_its_notes(lived_in: Path, keys: Keys) -> None:
    assert run(["data", "encrypt"]) == 0
    notes = note(lived_in, "Amaranth?")
    line = notes.read_bytes()
    notes.write_bytes(line + line[:30] + b"!" + line[31:] + bytes(20) + b"\n")
    assert "Amaranth?" in asked()
    assert not notes.exists()


def test_encrypted_chats_that_are_damaged_are_mended_with_what_can_be_read(lived_in: Path, keys: Keys) -> None:
    history = History()
    for number in range(200):
        history.add_turn(None, f"Question {number}?", "word " * 100)
    history.close()
    assert run(["data", "encrypt"]) == 0
    file = lived_in / "chats.sqlite3"
    with file.open("r+b") as chats:
        chats.seek(file.stat().st_size // 2)
        chats.write(b"\0" * 4096)
    history = History()
    found = {message.text for chat in history.chats() for message in history.messages(chat.id)}
    assert f"Who is {SECRET}?" in found
    assert len([text for text in found if text.startswith("Question")]) > 100
    history.add_turn(None, "And now?", "Amaranth.")
    history.close()
    assert holding(lived_in, SECRET, "Amaranth") == []
    assert list(lived_in.glob("chats.broken-*"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
@pytest.mark.parametrize("name", [sealing.MARK, "chats.sqlite3"])
def test_a_pipe_in_place_of_a_file_is_said_and_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(SealingError, match=f"{name} (is|are) not a plain file; move"):
        sealing.are_chats_sealed(tmp_path / "chats.sqlite3")
