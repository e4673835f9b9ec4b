"""The instructions file: free text, read whole, whatever somebody made of it."""

from pathlib import Path

import pytest

from assistant.errors import MemoryRefused
from assistant.instructions import Instructions


@pytest.fixture
def path(own_home: Path) -> Path:
    own_home.mkdir()
    return own_home / "instructions.md"


def test_no_file_means_no_instructions(path: Path) -> None:
    read = Instructions().read()
    assert (read.text, read.tokens, read.notices) == ("", 0, ())


def test_what_is_written_is_read_and_stays_the_same_bytes(path: Path) -> None:
    instructions = Instructions()
    instructions.write("Answer in French. \r\n\r\n* Be brief.\n\n")
    assert path.read_bytes() == b"Answer in French.\n\n* Be brief.\n"
    assert instructions.read().text == "Answer in French.\n\n* Be brief."
    assert instructions.read().text is instructions.read().text


def test_an_edit_from_outside_is_seen(path: Path) -> None:
    instructions = Instructions()
    instructions.write("Be brief.")
    assert instructions.read().text == "Be brief."
    path.write_text("Be thorough.\n")
    assert instructions.read().text == "Be thorough."


def test_latin_1_is_used_and_kept_aside_before_it_is_written_over(path: Path) -> None:
    path.write_bytes("Sei höflich.".encode("latin-1"))
    Instructions().write("Be brief.")
    (aside,) = path.parent.glob("instructions.broken-*.md")
    assert aside.read_bytes() == "Sei höflich.".encode("latin-1")
    assert path.read_text() == "Be brief.\n"


def test_ten_megabytes_are_left_alone_and_said(path: Path) -> None:
    path.write_bytes(b"x" * 10_000_000)
    instructions = Instructions()
    read = instructions.read()
    assert read.text == ""
    assert "too long to be used (10.0 MB of at most 1)" in read.notices[0]
    with pytest.raises(MemoryRefused, match="too long"):
        instructions.write("Be brief.")
    assert path.stat().st_size == 10_000_000


def test_a_long_text_is_used_whole_and_said_once(path: Path) -> None:
    instructions = Instructions()
    instructions.write("Be brief. " * 1000)
    read = instructions.read()
    assert read.text.count("brief") == 1000
    assert "more than 2,048" in read.notices[0]
    assert instructions.read().notices == read.notices


def test_more_than_a_megabyte_is_refused(path: Path) -> None:
    with pytest.raises(MemoryRefused, match="longer than 1 MB"):
        Instructions().write("x" * 1_000_000)
    assert not path.exists()


def test_a_folder_in_its_place_is_said(path: Path) -> None:
    path.mkdir()
    assert "folder stands where the instructions file" in Instructions().read().notices[0]
    with pytest.raises(MemoryRefused, match="folder stands"):
        Instructions().write("Be brief.")


@pytest.mark.fault("the instructions were changed by another program", says="", intact="what the other wrote")
def test_a_text_is_not_written_over_one_that_was_not_seen(path: Path) -> None:
    path.write_text("Be kind.\n")
    instructions = Instructions()
    assert not instructions.write("Be brief.", over="Be loud.")
    assert path.read_text() == "Be kind.\n"
    assert instructions.write("Be brief.", over="Be kind.")
    assert path.read_text() == "Be brief.\n"


def test_the_same_text_is_not_written_again(path: Path) -> None:
    path.write_bytes(b"Be brief.  \n\n")
    assert Instructions().write("Be brief.", over="Be brief.")
    assert path.read_bytes() == b"Be brief.  \n\n"
