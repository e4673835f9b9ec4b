"""The chats: stored whole, found again, exported, and gone for good when deleted."""

import json
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from assistant import history_file
from assistant.errors import HistoryError
from assistant.history import History
from assistant.history_file import MIGRATIONS
from tests.faults.marks import Says
from tests.race import race


@pytest.fixture
def history() -> Iterator[History]:
    history = History()
    yield history
    history.close()


def with_turn(history: History, user: str = "Hello?", assistant: str = "Hi.") -> int:
    chat = history.new_chat()
    history.add_turn(chat, user, assistant)
    return chat


def test_nothing_is_opened_before_it_is_needed(history: History) -> None:
    assert not history.path.exists()
    assert history.chats() == []
    assert history.latest() is None
    assert history.path.exists()


def test_a_turn_is_two_messages_and_names_its_chat(history: History) -> None:
    chat = history.new_chat()
    question = "What is the capital of Switzerland, and why is it not called a capital in the law?"
    history.add_turn(chat, question, "Bern.", given=f"[Monday]\n{question}", meta={"first_audio": 0.5})
    asked, replied = history.messages(chat)
    assert (asked.role, asked.text, asked.given) == ("user", question, f"[Monday]\n{question}")
    assert (replied.role, replied.text, replied.meta) == ("assistant", "Bern.", {"first_audio": 0.5})
    assert replied.at.utcoffset() is not None
    info = history.chat(chat)
    assert info.title == "What is the capital of Switzerland, and why is it not called…"
    assert info.messages == 2


def test_the_title_stays_that_of_the_first_question_or_as_given(history: History) -> None:
    chat = with_turn(history, "First?")
    history.add_turn(chat, "Second?", "Yes.")
    assert history.chat(chat).title == "First?"
    history.rename(chat, "  Holiday\nplans ")
    assert history.chat(chat).title == "Holiday plans"
    named = history.new_chat("Named")
    history.add_turn(named, "Hello?", "Hi.")
    assert history.chat(named).title == "Named"


def test_exchanges_are_what_the_model_was_given_and_replied(history: History) -> None:
    chat = history.new_chat()
    history.add_turn(chat, "One?", "1", given="[Monday] One?")
    history.add_turn(chat, "Two?", "2")
    assert [(e.given, e.reply) for e in history.exchanges(chat)] == [("[Monday] One?", "1"), ("Two?", "2")]


def test_chats_are_listed_by_their_last_use(history: History) -> None:
    first, second = with_turn(history, "First?"), with_turn(history, "Second?")
    assert [chat.id for chat in history.chats()] == [second, first]
    history.add_turn(first, "Again?", "Yes.")
    assert [chat.id for chat in history.chats()] == [first, second]
    assert [chat.id for chat in history.chats(limit=1)] == [first]
    assert history.latest() == first


@pytest.mark.parametrize("method", ["messages", "exchanges", "delete", "export_markdown", "export_json", "chat"])
def test_a_chat_that_is_not_there_is_said(history: History, method: str) -> None:
    with pytest.raises(HistoryError, match="no chat 7"):
        getattr(history, method)(7)
    assert not history.exists(7)


def test_nothing_of_a_turn_is_stored_where_its_chat_is_gone(history: History) -> None:
    chat = with_turn(history)
    history.delete(chat)
    with pytest.raises(HistoryError, match=f"no chat {chat}"):
        history.add_turn(chat, "Hello?", "Hi.")
    assert history.search("Hello") == []


@pytest.mark.parametrize("words", ["almond cake", "ALMOND", "alm", "crème", "creme", "cake, almonds!"])
def test_search_finds_all_words_and_their_beginnings(history: History, words: str) -> None:
    chat = with_turn(history, "How do I bake an almond cake? And cakes of almonds?", "With crème fraîche.")
    with_turn(history, "What is a cupcake?", "A small one.")
    hits = history.search(words)
    assert {hit.chat for hit in hits} == {chat}
    assert hits[0].title.startswith("How do I bake")


def test_search_looks_inside_of_words_where_no_word_fits(history: History) -> None:
    chat = with_turn(history, "東京の天気はどうですか", "晴れです。")
    (hit,) = history.search("天気")
    assert (hit.chat, hit.snippet) == (chat, "東京の天気はどうですか")
    assert history.search("100%") == []


def test_search_finds_titles_and_shows_a_snippet(history: History) -> None:
    chat = with_turn(history, "word " * 100 + "needle " + "word " * 100)
    (hit,) = history.search("needle")
    assert "needle" in hit.snippet
    assert len(hit.snippet) < 150
    history.rename(chat, "Haystack")
    assert [hit.snippet for hit in history.search("haystack")] == ["Haystack"]


@pytest.mark.parametrize(
    "words",
    [
        '"',
        "'",
        "a OR",
        "NOT",
        "text:x",
        "(",
        "*",
        "^a",
        "a NEAR b",
        "%",
        "_",
        "\\",
        "",
        "\x00",
        "²",
        "\ud800",
    ],
)
def test_no_search_is_an_error(history: History, words: str) -> None:
    with_turn(history)
    assert isinstance(history.search(words), list)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@hypothesis_given(st.text(alphabet=st.characters(), max_size=40))
def test_any_text_is_stored_and_can_be_searched(history: History, text: str) -> None:
    chat = history.new_chat()
    history.add_turn(chat, text, text)
    stored = re.sub("[\ud800-\udfff]", "\ufffd", text)
    assert [message.text for message in history.messages(chat)] == [stored, stored]
    history.search(text)


def test_deleted_words_are_gone_from_every_byte(history: History) -> None:
    for number in range(20):
        with_turn(history, f"Keep number {number}", "Kept.")
    chat = with_turn(history, "My secret is xylophonequartz", "Your zweihundertvier is safe. " * 50)
    history.rename(chat, "Title brontosaurus")
    assert b"xylophonequartz" in _all_bytes(history)
    history.delete(chat)
    left = _all_bytes(history)
    for word in (b"xylophonequartz", b"zweihundertvier", b"brontosaurus"):
        assert word not in left
        assert word[4:] not in left
    assert history.search("xylophonequartz") == []
    assert len(history.search("number")) == 20


@contextmanager
def read_elsewhere(history: History) -> Iterator[None]:
    """Another program is in the middle of reading the chats."""
    with closing(sqlite3.connect(history.path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM messages").fetchone()
        yield


@pytest.mark.fault(
    "another program reads the chats while one is deleted",
    says="another program reads the chats: what was deleted leaves the file when it is done",
    intact="the deletion; the words leave the file as soon as the other program is done",
)
@pytest.mark.parametrize("then", ["use", "close", "open"])
def test_deleted_words_are_gone_from_every_byte_once_nobody_reads_them(
    history: History, then: str, says: Says, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_file, "BUSY_SECONDS", 0.1)
    keep = History()
    chat = with_turn(history, "My secret is xylophonequartz")
    assert keep.exists(chat)
    with read_elsewhere(history):
        history.delete(chat)
        says(caplog.messages[-1])
        assert history.keeps_deleted
        assert history.chats() == []
        assert b"xylophonequartz" in _all_bytes(history)
        if then == "open":
            history.close()
    if then == "use":
        assert history.chats() == []
        assert not history.keeps_deleted
    elif then == "close":
        history.close()
    else:
        with closing(History()) as fresh:
            assert fresh.chats() == []
    assert b"xylophonequartz" not in _all_bytes(history)
    assert not list(history.path.parent.glob("*.deleted"))
    keep.close()


def test_deleting_all_leaves_no_word(history: History) -> None:
    for _ in range(3):
        with_turn(history, "My secret is xylophonequartz")
    other = History()
    assert len(other.chats()) == 3
    assert history.delete_all() == 3
    assert b"ylophonequartz" not in _all_bytes(history)
    assert other.chats() == []
    other.close()
    assert with_turn(history) > 3


def _all_bytes(history: History) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(history.path.parent.glob("chats.sqlite3*")))


def test_export_to_markdown(history: History) -> None:
    chat = with_turn(history, "What is **bold**?", "# Loud\n\ntext")
    document = history.export_markdown(chat)
    assert document.startswith("# What is **bold**?\n\n20")
    assert "## You, 20" in document
    assert "## Earsight, 20" in document
    assert document.endswith("\n\n# Loud\n\ntext\n")


def test_export_to_json(history: History) -> None:
    chat = history.new_chat()
    history.add_turn(chat, "Grüezi?", "Sali.", meta={"done": 1.5})
    document = json.loads(history.export_json(chat))
    assert document["chat"]["title"] == "Grüezi?"
    assert [(m["role"], m["text"], m["meta"]) for m in document["messages"]] == [
        ("user", "Grüezi?", {}),
        ("assistant", "Sali.", {"done": 1.5}),
    ]
    assert "Grüezi" in history.export_json(chat)


@pytest.mark.fault("two programs write chats at once", says="", intact="every message of both")
def test_two_processes_write_at_once_and_lose_nothing(history: History) -> None:
    race(
        "from assistant.history import History\nhistory = History()\n",
        "chat = history.new_chat(sys.argv[1])\n"
        "for n in range(40):\n    history.add_turn(chat, f'{sys.argv[1]} {n}', 'ok')\nhistory.close()\n",
        "apple",
        "pear",
    )
    for chat in history.chats():
        texts = [message.text for message in history.messages(chat.id)][::2]
        assert texts == [f"{chat.title} {n}" for n in range(40)]
    assert len(history.chats()) == 2


def test_it_can_be_closed_from_another_thread(history: History) -> None:
    worker = threading.Thread(target=lambda: with_turn(history), name="earsight-test")
    worker.start()
    worker.join()
    history.close()
    assert len(history.chats()) == 1


@pytest.mark.fault(
    "the chats' file holds no database",
    says="The file of the chats was damaged; it is kept as chats.broken-….sqlite3, and a new one was begun.",
    intact="the damaged file, aside; new chats are kept",
)
@pytest.mark.parametrize("content", [b"this is no database " * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_kept_aside_and_said(history: History, content: bytes, says: Says) -> None:
    history.path.parent.mkdir(parents=True)
    history.path.write_bytes(content)
    with_turn(history)
    (aside,) = history.path.parent.glob("chats.broken-*.sqlite3")
    assert aside.read_bytes() == content
    (notice,) = history.notices
    says(notice)
    assert aside.name in notice
    assert len(history.chats()) == 1


def test_damage_that_shows_later_is_kept_aside_and_said(history: History) -> None:
    for number in range(200):
        with_turn(history, f"Question {number} " + "word " * 50)
    history.close()
    content = bytearray(history.path.read_bytes())
    content[4096 : len(content) - 4096] = b"\xff" * (len(content) - 8192)
    history.path.write_bytes(content)
    assert len(history.chats()) in range(200)
    assert re.match(r"The file of the chats was damaged; it is kept as chats\.broken-.*\.", history.notices[0])
    assert with_turn(history)


@pytest.mark.fault(
    "the chats were written by a newer version",
    says="The chats in … were written by a newer Earsight; update this one.",
    intact="the file, byte for byte",
)
def test_a_file_of_a_newer_version_is_left_alone_and_said(history: History, says: Says) -> None:
    with_turn(history)
    history.close()
    database = sqlite3.connect(history.path)
    database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    database.close()
    with pytest.raises(HistoryError) as told:
        history.chats()
    says(told.value)
    assert not list(history.path.parent.glob("*broken*"))


def test_a_folder_in_its_place_is_said(history: History) -> None:
    history.path.mkdir(parents=True)
    with pytest.raises(HistoryError, match="not a plain file"):
        history.new_chat()


@pytest.mark.fault("the data folder is a file (chats)", says="The chats in … cannot be used: …", intact="everything")
def test_a_data_folder_that_is_a_file_is_said(history: History, own_home: Path, says: Says) -> None:
    own_home.write_text("")
    with pytest.raises(HistoryError) as told:
        history.new_chat()
    says(told.value)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such users")
def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom assistant.errors import HistoryError\n"
        "from assistant.history import History\n"
        "if os.getuid() == 0:\n    os.setgid(65534)\n    os.setuid(65534)\n"
        "try:\n    History(Path('/proc/none/chats.sqlite3')).new_chat()\n"
        "except HistoryError as error:\n    print(error)\n"
    )
    result = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=60)
    assert result.stdout.startswith("The chats in /proc/none/chats.sqlite3 cannot be used: ")
    assert len(result.stdout.splitlines()) == 1


def test_a_deleted_chat_comes_back_as_it_was_until_it_is_forgotten(history: History) -> None:
    history.new_chat("Other")
    chat = history.new_chat("Oats")
    history.add_turn(
        chat, "How much sugar?", "Twelve grams.", given="[Monday] How much sugar?", meta={"first_audio": 0.5}
    )
    before, messages, listed = history.chat(chat), history.messages(chat), history.chats()
    removed = history.take(chat)
    assert not history.exists(chat)
    assert history.search("sugar") == []
    history.put_back(removed)
    assert (history.chat(chat), history.messages(chat), history.chats()) == (before, messages, listed)
    assert [hit.chat for hit in history.search("sugar")] == [chat]
    history.put_back(removed)
    assert history.messages(chat) == messages, "twice is once"


def test_wiping_makes_a_deletion_final(history: History) -> None:
    chat = with_turn(history, "My secret is Quetzalcoatl.", "I see.")
    removed = history.take(chat)
    history.wipe()
    assert b"quetzalcoatl" not in history.path.read_bytes().lower()
    history.put_back(removed)
    assert history.messages(chat)[0].text == "My secret is Quetzalcoatl.", "it is for the window to forget"


def test_rewinding_keeps_the_first_questions(history: History) -> None:
    chat, other = history.new_chat(), with_turn(history, "Other?", "Yes.")
    for n in range(4):
        history.add_turn(chat, f"Question {n}?", f"Reply {n}.")
    history.rewind(chat, 2)
    assert [e.reply for e in history.exchanges(chat)] == ["Reply 0.", "Reply 1."]
    history.rewind(chat, 9)
    assert len(history.exchanges(chat)) == 2
    history.rewind(chat, 0)
    assert history.exchanges(chat) == []
    assert len(history.exchanges(other)) == 1
    with pytest.raises(HistoryError):
        history.rewind(999, 0)


def test_rewinding_to_nothing_takes_the_title_that_was_made_of_the_first_question(history: History) -> None:
    chat = with_turn(history, "My secret is xylophonequartz, and it has to be cut at sixty characters?")
    history.add_turn(chat, "Second?", "Yes.")
    history.rewind(chat, 1)
    assert history.chat(chat).title.startswith("My secret")
    history.rewind(chat, 0)
    assert history.chat(chat).title == ""
    assert b"xylophonequartz" not in _all_bytes(history)
    history.add_turn(chat, "What else?", "Nothing.")
    assert history.chat(chat).title == "What else?"


def test_rewinding_to_nothing_keeps_a_title_that_the_person_gave(history: History) -> None:
    chat = with_turn(history, "First?")
    history.rename(chat, "Mine")
    history.rewind(chat, 0)
    history.rewind(chat, 0)
    assert history.chat(chat).title == "Mine"


def test_searching_at_every_key_is_quick_among_many_chats(history: History) -> None:
    history.chats()
    database = sqlite3.connect(history.path)
    vocabulary = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in ("a", "en", "io") for c in "bdfgklmnprst"]
    with database:
        database.executemany(
            "INSERT INTO chats (title, created, updated) VALUES (?, ?, ?)",
            [(f"Chat {n}", *["2026-01-01T00:00:00.000000+00:00"] * 2) for n in range(2000)],
        )
        database.executemany(
            "INSERT INTO messages (chat, role, text, given, at, meta)"
            " VALUES (?, ?, ?, '', '2026-01-01T00:00:00.000000+00:00', '{}')",
            [
                (n // 25 + 1, "user" if n % 2 else "assistant", " ".join(vocabulary[n * k % 432] for k in range(2, 22)))
                for n in range(50_000)
            ],
        )

    def seconds(work: Callable[[], object]) -> float:
        began = time.process_time()
        work()
        return time.process_time() - began

    def look_through_all() -> None:
        assert not database.execute("SELECT id FROM messages WHERE text LIKE '%nowhere%'").fetchall()

    one_look = min(seconds(look_through_all) for _ in range(5))
    for words in ("b", "be", "benb", "benb dio", "b d", "nowhere"):
        assert len(history.search(words)) == (0 if words == "nowhere" else 50), words
        assert min(seconds(lambda: history.search(words)) for _ in range(3)) < 4 * one_look, words  # noqa: B023
    database.close()
