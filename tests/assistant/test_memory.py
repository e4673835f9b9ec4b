"""The memory file: what is added, replaced, forgotten and taken back, and how it can be broken."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import MemoryRefused
from assistant.memory import Memory
from assistant.memory_entries import TITLE, Entry
from assistant.tokens import estimate_tokens
from tests.faults.marks import Says
from tests.race import race

UNIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such users, modes or pipes")
DAY = date(2026, 11, 20)
LATER = date(2026, 11, 22)
ADD = """
try:
    Memory(path).add("I like tea")
except MemoryRefused as error:
    print("refused:", error)
"""


@pytest.fixture
def path(own_home: Path) -> Path:
    own_home.mkdir()
    return own_home / "memory.md"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach, unlike pytest's."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def as_other_user(code: str, folder: Path) -> str:
    """What the code prints when run without root's powers."""
    script = (
        "import os, sys\nfrom pathlib import Path\n"
        "from assistant.errors import MemoryRefused\nfrom assistant.memory import Memory\n"
        # Loaded while the interpreter's own folder can still be read.
        "''.encode('cp1252')\n"
        "if os.getuid() == 0:\n    os.setgid(65534)\n    os.setuid(65534)\n"
        "path = Path(sys.argv[1])\n" + code
    )
    command = [sys.executable, "-c", script, str(folder / "memory.md")]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def test_a_fact_becomes_a_dated_list_item_below_the_title(path: Path) -> None:
    added = Memory().add("i am allergic to almonds", DAY)
    assert added.entry == Entry("I am allergic to almonds.", DAY)
    assert path.read_text("utf-8") == f"{TITLE}\n\n- 2026-11-20: I am allergic to almonds.\n"
    assert Memory().read().entries == (added.entry,)


def test_nothing_remembered_is_no_text_at_all(path: Path) -> None:
    memory = Memory()
    assert memory.read().text == ""
    memory.add("I live in Bern", DAY)
    memory.forget("Bern")
    assert memory.read().text == ""
    assert memory.read().entries == ()


def test_what_people_wrote_by_hand_stays_byte_for_byte_and_counts(path: Path) -> None:
    by_hand = (
        "# My notes \r\n\r\nI was born in Genoa\r\nand grew up in Turin.\r\n* my cat is Tom  \r\n"
        "+ [ ] buy milk\r\n1. 22.11.2026 dentist\r\n\r\n---\r\n"
    )
    path.write_bytes(by_hand.encode())
    Memory().add("I like tea", DAY)
    assert path.read_bytes() == by_hand.encode() + b"- 2026-11-20: I like tea.\r\n"
    assert [entry.text for entry in Memory().read().entries] == [
        "I was born in Genoa and grew up in Turin.",
        "my cat is Tom",
        "buy milk",
        "22.11.2026 dentist",
        "I like tea.",
    ]
    Memory().forget("Turin")
    assert b"Genoa" not in path.read_bytes()
    assert b"* my cat is Tom  \r\n" in path.read_bytes()


def test_a_file_that_ends_within_a_line_gets_its_line_end_first(path: Path) -> None:
    path.write_text("- I live in Bern")
    Memory().add("I like tea", DAY)
    assert path.read_text() == "- I live in Bern\n- 2026-11-20: I like tea.\n"


def test_the_text_for_the_context_changes_only_with_the_file(path: Path) -> None:
    memory = Memory()
    path.write_bytes("\ufeff# T\r\n\r\n- one \t\r\n- two\u2028three\r\n\n\n".encode())
    assert memory.read().text == "# T\n\n- one\n- two\nthree"
    assert memory.read().text is memory.read().text
    assert memory.read().notices == ()


def test_an_edit_from_outside_is_seen_at_the_next_reading(path: Path) -> None:
    memory = Memory()
    memory.add("I live in Bern", DAY)
    memory.read()
    path.write_text("- I live in Rome.\n- I like tea.\n")
    assert [entry.text for entry in memory.read().entries] == ["I live in Rome.", "I like tea."]
    path.unlink()
    assert memory.read().entries == ()


def test_reading_again_costs_no_second_look_at_the_content(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory()
    memory.add("I live in Bern", DAY)
    memory.read()
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("was read again"))
    assert "Bern" in memory.read().text


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("I live in Bern", "I live in Zurich"),
        ("I live in Bern", "I moved to Zurich"),
        ("I work at Google", "I work for Apple"),
        ("My name is Max", "Call me Moritz"),
        ("I'm 40 years old", "I am 41"),
        ("My favourite colour is blue", "Green is my favorite colour"),
        ("My car is parked on level 3", "My car's on level 5"),
        ("My sister lives in Bern", "My sister doesn't live in Bern"),
        ("My PIN is 1234", "My PIN is 4321"),
        ("My doctor is Dr. Smith", "My doctor is Dr. Jones"),
        ("My wife's name is Anna", "Bea is my wife"),
        ("My son is 5", "My son is 6 years old"),
        ("I like coffee", "I don't like coffee"),
        ("I really love coffee", "I no longer like coffee"),
        ("I like coffee", "I hate coffee"),
        ("I am allergic to nuts", "I'm not allergic to nuts"),
        ("I eat meat", "I don't eat meat any more"),
        ("I am vegan", "I am vegetarian"),
        ("I have two cats", "I have three cats"),
        ("I drive a Golf", "I drive an Audi"),
        ("I prefer window seats", "I prefer aisle seats"),
        ("I prefer tea", "I prefer coffee"),
        ("Ich wohne in Bern", "Ich wohne in Zürich"),
        ("J'habite à Berne", "J'habite à Genève"),
        ("Vivo en Madrid", "Vivo en Sevilla"),
        ("Mi chiamo Anna", "Mi chiamo Bea"),
    ],
)
def test_a_contradiction_marks_the_older_entry_and_the_newer(path: Path, older: str, newer: str) -> None:
    memory = Memory()
    first = memory.add(older, DAY).entry
    added = memory.add(newer, LATER)
    assert added.replaces == (Entry(first.text, DAY, LATER),)
    assert memory.read().entries == (Entry(first.text, DAY, LATER), added.entry)
    lines = memory.read().text.splitlines()
    assert lines[-2] == f"- 2026-11-20: {first.text} (no longer true since 2026-11-22)"
    assert lines[-1] == f"- 2026-11-22: {added.entry.text} (replaces the entry of 2026-11-20)"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I am allergic to almonds", "I am allergic to milk"),
        ("I like tea", "I like coffee"),
        ("I like tea", "I don't like coffee"),
        ("I speak German", "I speak French"),
        ("My daughter is Anna", "My daughter is Bea"),
        ("My daughter's name is Anna", "My daughter's name is Bea"),
        ("My brother is Tom", "My brother is Jim"),
        ("My dog is black", "My dog is sick"),
        ("My wife is a teacher", "My wife is pregnant"),
        ("I live in Bern and I have two kids", "I live in Zurich"),
        ("I live with my sister", "I live in Bern"),
        ("I live in a flat", "I live in Bern"),
        ("My sister lives in Bern", "I live in Zurich"),
        ("My meeting is in room 3", "My meeting is tomorrow"),
        ("I have two cats", "I have three dogs"),
        ("I prefer tea", "I prefer short answers"),
    ],
)
def test_what_can_both_be_true_is_not_a_contradiction(path: Path, one: str, other: str) -> None:
    memory = Memory()
    memory.add(one, DAY)
    assert memory.add(other, LATER).replaces == ()


def test_what_is_no_longer_true_can_become_true_again(path: Path) -> None:
    memory = Memory()
    for town in ("Bern", "Zurich", "Bern"):
        added = memory.add(f"I live in {town}", DAY)
    assert not added.already
    assert [(entry.text, entry.replaced is None) for entry in memory.read().entries] == [
        ("I live in Bern.", False),
        ("I live in Zurich.", False),
        ("I live in Bern.", True),
    ]


def test_the_same_fact_is_kept_once(path: Path) -> None:
    memory = Memory()
    memory.add("I'm vegan.", DAY)
    before = path.read_bytes()
    assert memory.add("i am vegan!", LATER).already
    assert path.read_bytes() == before


@pytest.mark.parametrize("words", ["almonds", "I am allergic to almonds", "almond allergy", "my Allergies"])
def test_forgetting_finds_the_entry_in_which_all_the_words_are(path: Path, words: str) -> None:
    memory = Memory()
    for fact in ("I am allergic to almonds", "I live in Bern", "Anna likes milk"):
        memory.add(fact, DAY)
    assert [entry.text for entry in memory.forget(words)] == ["I am allergic to almonds."]
    assert [entry.text for entry in memory.read().entries] == ["I live in Bern.", "Anna likes milk."]


@pytest.mark.parametrize(
    "words",
    [
        "I live in Zurich",
        "Bern in winter",
        "I am",
        "",
        "the",
        "I don't live in Rome",
        "I work in Bern",
        "Marian",
        "art",
    ],
)
def test_forgetting_leaves_what_the_words_do_not_mean(path: Path, words: str) -> None:
    memory = Memory()
    for fact in ("My sister Anna lives in Bern", "I live in Rome", "Maria has a party"):
        memory.add(fact, DAY)
    before = path.read_bytes()
    assert memory.forget(words) == ()
    assert path.read_bytes() == before


def test_forgetting_takes_the_entry_that_says_just_that_before_those_that_say_more(path: Path) -> None:
    memory = Memory()
    for fact in ("I live in Bern", "I live in Bern on weekdays with Anna"):
        memory.add(fact, DAY)
    assert [entry.text for entry in memory.forget("I live in Bern")] == ["I live in Bern."]
    assert len(memory.forget("Bern")) == 1


def test_forgetting_all_empties_the_file_and_can_be_taken_back(path: Path) -> None:
    path.write_text("# Mine\nA line of mine.\n- I live in Bern.\n")
    memory = Memory()
    assert len(memory.forget_all()) == 2
    assert memory.read().text == ""
    assert memory.undo()
    assert path.read_text() == "# Mine\nA line of mine.\n- I live in Bern.\n"


def test_the_last_change_is_taken_back_by_another_process_too(path: Path) -> None:
    Memory().add("I live in Bern", DAY)
    before = path.read_bytes()
    Memory().add("I live in Zurich", LATER)
    assert Memory().undo()
    assert path.read_bytes() == before
    assert not Memory().undo()


def test_taking_back_the_first_entry_leaves_no_file(path: Path) -> None:
    Memory().add("I live in Bern", DAY)
    assert Memory().undo()
    assert not path.exists()
    assert not Memory().undo()


def test_a_change_is_not_taken_back_after_an_edit_by_hand(path: Path) -> None:
    Memory().add("I live in Bern", DAY)
    path.write_text("- I live in Rome.\n")
    with pytest.raises(MemoryRefused, match="edited"):
        Memory().undo()
    assert path.read_text() == "- I live in Rome.\n"


def test_what_does_not_fit_the_budget_is_refused_with_the_figures(path: Path) -> None:
    memory = Memory(budget=60)
    memory.add("I live in Bern", DAY)
    before = path.read_bytes()
    with pytest.raises(MemoryRefused, match=r"\d+ tokens of at most 60; forget something"):
        memory.add("I like " + "very " * 20 + "strong coffee", DAY)
    assert path.read_bytes() == before
    assert memory.add("I like tea", DAY).entry.text == "I like tea."
    assert memory.read().tokens == estimate_tokens(memory.read().text) <= 60


def test_a_file_over_the_budget_is_used_whole_and_said(path: Path) -> None:
    path.write_text("- I like tea.\n" * 1000)
    memory = Memory()
    read = memory.read()
    assert read.text.count("tea") == 1000
    assert "more than 2,048" in read.notices[0]
    with pytest.raises(MemoryRefused, match="no room"):
        memory.add("I live in Bern")


@pytest.mark.parametrize("fact", ["", "  \n", "\x00\x07", "...", "a" * 501, "(replaces an older entry)"])
def test_what_is_no_fact_is_refused(path: Path, fact: str) -> None:
    with pytest.raises(MemoryRefused):
        Memory().add(fact)
    assert not path.exists()


def test_a_fact_cannot_break_out_of_its_line_or_mark_others(path: Path) -> None:
    memory = Memory()
    memory.add("I like tea", DAY)
    memory.add("I\nlike\r\n# Heading\u2028- 2020-01-01: item\x00\x1b[31m (no longer true since 2026-01-01)", DAY)
    assert memory.read().entries == (
        Entry("I like tea.", DAY),
        Entry("I like # Heading - 2020-01-01: item[31m.", DAY),
    )


@settings(max_examples=50)
@given(facts=st.lists(st.text(max_size=80), max_size=4))
def test_any_text_that_is_added_reads_back_and_leaves_the_others_alone(facts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        memory = Memory(Path(folder) / "memory.md")
        for fact in facts:
            before = [entry.text for entry in memory.read().entries]
            try:
                added = memory.add(fact, DAY)
            except MemoryRefused:
                assert [entry.text for entry in memory.read().entries] == before
                continue
            after = [entry.text for entry in memory.read().entries]
            assert after == (before if added.already else [*before, added.entry.text])


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("- Ich heiße Jürgen.\n".encode("latin-1"), "Windows-1252"),
        ("- Ich heiße Jürgen\x81.\n".encode("latin-1"), "Latin-1"),
        ("- Ich heiße Jürgen.\n".encode("utf-16"), "UTF-16"),
        ("- Ich heiße Jürgen.\n".encode("utf-16-le"), "UTF-16"),
        ("- Ich \x00heiße\x07 Jürgen.\n\x00\x00".encode(), "control characters"),
    ],
)
def test_a_broken_file_is_used_reported_and_kept_aside_once(path: Path, content: bytes, wrong: str) -> None:
    path.write_bytes(content)
    memory = Memory()
    read = memory.read()
    assert [entry.text for entry in read.entries] == ["Ich heiße Jürgen."]
    (notice,) = read.notices
    assert wrong in notice
    assert memory.read().notices == read.notices
    assert path.read_bytes() == content
    memory.add("Ich mag Tee", DAY)
    assert [entry.text for entry in Memory().read().entries] == ["Ich heiße Jürgen.", "Ich mag Tee."]
    assert "heiße" in path.read_text("utf-8")
    Memory().add("Ich mag Wein", DAY)
    (aside,) = path.parent.glob("memory.broken-*.md")
    assert aside.read_bytes() == content
    assert aside.name in notice


@pytest.mark.parametrize("content", [bytes(range(256)) * 8, b"\xff\xfe\x00", b"\x00" * 5000, b"\xef\xbb\xbf"])
def test_no_bytes_are_too_strange_to_read(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    text = Memory().read().text
    assert not set(text) & {chr(code) for code in range(32) if code not in (9, 10)}


def test_ten_megabytes_are_left_alone_and_said(path: Path) -> None:
    content = b"- I like tea.\n" * 750_000
    path.write_bytes(content)
    memory = Memory()
    read = memory.read()
    assert (read.text, read.entries) == ("", ())
    assert "10.5 MB of at most 1" in read.notices[0]
    for change in (lambda: memory.add("I live in Bern"), lambda: memory.forget("tea"), memory.forget_all):
        with pytest.raises(MemoryRefused, match="too long"):
            change()
    assert path.read_bytes() == content


def test_a_folder_in_its_place_is_said(path: Path) -> None:
    path.mkdir()
    memory = Memory()
    assert "folder stands where the memory file" in memory.read().notices[0]
    with pytest.raises(MemoryRefused, match="folder stands"):
        memory.add("I live in Bern")
    assert path.is_dir()


@UNIX
def test_a_pipe_in_its_place_is_said(path: Path) -> None:
    os.mkfifo(path)
    assert "not a plain file" in Memory().read().notices[0]


def test_a_data_folder_that_is_a_file_is_said(own_home: Path) -> None:
    own_home.write_text("")
    assert Memory().read().text == ""
    with pytest.raises(MemoryRefused, match="cannot be written"):
        Memory().add("I live in Bern")


@UNIX
def test_a_file_that_may_not_be_read_is_said(open_folder: Path) -> None:
    path = open_folder / "memory.md"
    path.write_text("- I live in Bern.\n")
    path.chmod(0)
    open_folder.chmod(0o777)
    printed = as_other_user(
        "print(Memory(path).read().notices[0])\n" + ADD,
        open_folder,
    )
    notice, refused = printed.splitlines()
    assert "cannot be read: Permission denied; check its permissions." in notice
    assert refused == f"refused: {notice}"
    path.chmod(0o644)
    assert path.read_text() == "- I live in Bern.\n"


@pytest.mark.fault(
    "the data folder may not be written (memory)",
    says="refused: The memory cannot be written to …: Permission denied; mend that, or set EARSIGHT_HOME to another "
    "folder.",
    intact="the memory, which is read and used",
)
@UNIX
def test_a_folder_that_may_not_be_written_is_said_and_still_read(open_folder: Path, says: Says) -> None:
    (open_folder / "memory.md").write_bytes("- Ich heiße Jürgen.\n".encode("latin-1"))
    if os.getuid():
        open_folder.chmod(0o555)
    printed = as_other_user(
        "print(Memory(path).read().text)\n" + ADD,
        open_folder,
    )
    text, refused = printed.splitlines()
    assert text == "- Ich heiße Jürgen."
    says(refused)
    open_folder.chmod(0o755)


@pytest.mark.fault("two programs add to the memory at once", says="", intact="every fact of both")
def test_two_processes_adding_at_once_lose_nothing(path: Path) -> None:
    race(
        "from assistant.memory import Memory\nmemory = Memory()\n",
        "for n in range(50):\n    memory.add(f'{sys.argv[1]} number {n}')\n",
        "Apple",
        "Pear",
    )
    texts = [entry.text for entry in Memory().read().entries]
    assert len(texts) == 100
    for name in ("Apple", "Pear"):
        assert [text for text in texts if name in text] == [f"{name} number {n}." for n in range(50)]


@UNIX
def test_only_the_owner_can_read_a_new_file(path: Path) -> None:
    Memory().add("I live in Bern", DAY)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_link_to_a_file_elsewhere_stays_a_link(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "notes.md"
    real.write_text("- I live in Bern.\n")
    path.symlink_to(real)
    Memory().add("I like tea", DAY)
    assert path.is_symlink()
    assert "I like tea." in real.read_text()


def test_the_whole_text_is_replaced_where_nobody_changed_the_file(path: Path) -> None:
    memory = Memory()
    memory.add("I live in Bern", DAY)
    text = memory.read().text
    assert memory.write(text + "\n- I like tea. \n\n", over=text)
    assert path.read_text() == f"{text}\n- I like tea.\n"
    assert memory.read().text == f"{text}\n- I like tea."


def test_a_text_is_not_written_over_one_that_was_not_seen(path: Path) -> None:
    path.write_text("- theirs\n")
    assert not Memory().write("- mine", over="- before")
    assert path.read_text() == "- theirs\n"


def test_a_file_with_its_title_only_is_written_over_as_nothing(path: Path) -> None:
    path.write_text(f"{TITLE}\n")
    assert Memory().write("- I like tea.", over="")
    assert path.read_text() == "- I like tea.\n"


def test_the_same_text_is_not_written_again(path: Path) -> None:
    path.write_bytes(b"- I like tea.  \n\n")
    assert Memory().write("- I like tea.", over="- I like tea.")
    assert path.read_bytes() == b"- I like tea.  \n\n"


def test_the_line_ends_of_a_file_stay_when_its_text_is_replaced(path: Path) -> None:
    path.write_bytes(b"- one\r\n")
    assert Memory().write("- one\n- two", over="- one")
    assert path.read_bytes() == b"- one\r\n- two\r\n"


def test_a_broken_file_is_kept_aside_before_its_text_is_replaced(path: Path) -> None:
    path.write_bytes("- Jürgen".encode("latin-1"))
    assert Memory().write("- Jürgen!", over="- Jürgen")
    (aside,) = path.parent.glob("memory.broken-*.md")
    assert aside.read_bytes() == "- Jürgen".encode("latin-1")
    assert path.read_text("utf-8") == "- Jürgen!\n"


def test_a_text_that_is_too_long_is_refused_unless_it_is_shorter_than_before(path: Path) -> None:
    memory = Memory(budget=10)
    with pytest.raises(MemoryRefused, match="too long by about 30 characters"):
        memory.write("x" * 60, over="")
    assert not path.exists()
    path.write_text("x" * 60)
    assert memory.write("x" * 50, over="x" * 60)
    with pytest.raises(MemoryRefused, match="too long"):
        memory.write("x" * 60, over="x" * 50)


def test_undo_can_be_done_until_the_file_is_edited_or_it_was_done(path: Path) -> None:
    memory = Memory()
    assert not memory.can_undo()
    memory.add("I like tea", DAY)
    assert memory.can_undo()
    text = memory.read().text
    memory.write(text + "!", over=text)
    assert not memory.can_undo()
    memory.write(text, over=text + "!")
    assert memory.can_undo()
    memory.undo()
    assert not memory.can_undo()


def test_a_fact_is_taken_back_whatever_was_added_after_it(path: Path) -> None:
    memory = Memory(path)
    for fact in ("I like tea.", "I live in Bern.", "I like fog."):
        memory.add(fact)
    assert memory.take_back("I live in Bern.")
    assert [entry.text for entry in memory.read().entries] == ["I like tea.", "I like fog."]
    assert not memory.take_back("I live in Bern.")


def test_taking_the_last_fact_back_restores_what_it_replaced(path: Path) -> None:
    memory = Memory(path)
    memory.add("I live in Bern.")
    before = path.read_bytes()
    assert memory.add("I live in Oslo.").replaces
    assert memory.take_back("I live in Oslo.")
    assert path.read_bytes() == before
