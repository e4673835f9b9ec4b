"""The page of the models, with real helper processes, a tiny catalogue and a scripted hub."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from assistant.settings import Settings
from tests.models.server import Replies
from tests.ui.shop import EAR, EYE, MIND, SIZE, SMALL, VOICE, Shop, data_of, open_shop
from ui.icons import Icons
from ui.model_jobs import Meter, Progress
from ui.model_list import Show
from ui.model_words import duration, going, languages
from ui.models_page import ModelsPage
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # of the offscreen screen, for every window


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with open_shop(tmp_path, monkeypatch) as one:
        yield one


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, icons: Icons, shop: Shop) -> Iterator[ModelsPage]:
    """A page that nobody has looked at yet."""
    made = ModelsPage(theme, icons, shop.catalogue)
    qtbot.addWidget(made)
    yield made
    made.close_jobs()


def look(qtbot: QtBot, page: ModelsPage) -> None:
    """Show the page and wait until all jobs have ended."""
    page.show()
    settle(qtbot, page)


def settle(qtbot: QtBot, page: ModelsPage) -> None:
    qtbot.waitUntil(lambda: bool(page.list.cards) and not page.jobs.busy)


def shown(page: ModelsPage, name: str) -> list[str]:
    """The actions that a card offers."""
    card = page.list.cards[name]
    offered = [key for key, one in card._actions.items() if not one.isHidden()]
    marks = (("verify", card._verify), ("remove", card._remove))
    return offered + [key for key, one in marks if not one.isHidden()]


def text_of(page: ModelsPage, name: str) -> str:
    return page.list.cards[name]._state.text()


def visible(page: ModelsPage) -> set[str]:
    return {name for name, card in page.list.cards.items() if not card.isHidden()}


def test_every_state_has_its_words_and_its_actions(qtbot: QtBot, page: ModelsPage, shop: Shop) -> None:
    shop.put(EAR)
    begun = shop.put(VOICE, data_of(VOICE)[: SIZE // 2])
    begun.rename(begun.with_suffix(".bin.part"))
    page.load(Settings(stt=EAR))
    look(qtbot, page)
    assert shown(page, EAR) == ["verify", "remove"]
    assert page.list.cards[EAR]._marks.text() == "recommended · in use"
    assert shown(page, VOICE) == ["resume", "remove"]
    assert text_of(page, VOICE) == "Broken off at 50 %; Resume goes on from there."
    assert (shown(page, MIND), text_of(page, MIND)) == (["download"], "Not on this machine.")
    assert "GB of memory" in page.about.text()
    assert "free in" in page.about.text()
    assert page.list.cards[MIND]._reason.text().startswith("Fits this machine: needs 0.1 GB of your ")


def test_a_download_is_shown_cancelled_resumed_and_told(qtbot: QtBot, page: ModelsPage, shop: Shop) -> None:
    held = Replies.held(SIZE // 2)
    shop.has(MIND, held, Replies.ranges)
    look(qtbot, page)
    card = page.list.cards[MIND]
    card._actions["download"].click()
    qtbot.waitUntil(lambda: text_of(page, MIND).startswith("Downloading "))
    assert shown(page, MIND) == ["cancel"]
    card._actions["cancel"].click()
    settle(qtbot, page)
    held.release()
    assert shown(page, MIND) == ["resume", "remove"]
    assert text_of(page, MIND).startswith("Broken off at ")
    with qtbot.waitSignal(page.models_changed):
        card._actions["resume"].click()
    settle(qtbot, page)
    assert shown(page, MIND) == ["use", "verify", "remove"]
    first, second = shop.asked(MIND)
    assert first == ""
    assert int(second.removeprefix("bytes=").removesuffix("-")) > 0


def test_a_chosen_model_is_told_as_a_setting(qtbot: QtBot, page: ModelsPage, shop: Shop) -> None:
    shop.put(MIND)
    look(qtbot, page)
    with qtbot.waitSignal(page.changed) as seen:
        page.list.cards[MIND]._actions["use"].click()
    assert seen.args == [{"llm": MIND}]
    assert "in use" in page.list.cards[MIND]._marks.text()
    assert "use" not in shown(page, MIND)


def test_what_cannot_be_had_is_a_sentence_with_ways_on(
    qtbot: QtBot, page: ModelsPage, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.put(SMALL)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    look(qtbot, page)
    page.pull(MIND)
    settle(qtbot, page)
    assert page.note.text.text().startswith(f"The {MIND} cannot be had now")
    assert [way.text() for way in page.note.ways] == ["Try again", "Take that instead"]
    assert page.note.text.text().endswith(f" The {SMALL} can stand in for it.")
    with qtbot.waitSignal(page.changed) as seen:
        page.note.ways[1].click()
    assert seen.args == [{"llm": SMALL}]
    assert page.note.isHidden()


def test_verifying_finds_damage_and_fetching_anew_mends_it(qtbot: QtBot, page: ModelsPage, shop: Shop) -> None:
    path = shop.put(MIND, b"x" + data_of(MIND)[1:])
    shop.has(MIND)
    look(qtbot, page)
    page.list.cards[MIND]._verify.click()
    settle(qtbot, page)
    assert text_of(page, MIND) == f"Damaged: wrong bytes in {MIND}.bin; fetch it anew."
    assert shown(page, MIND) == ["mend", "verify", "remove"]
    page.list.cards[MIND]._actions["mend"].click()
    settle(qtbot, page)
    assert path.read_bytes() == data_of(MIND)
    page.verify(MIND)
    settle(qtbot, page)
    assert page.note.text.text() == f"The {MIND} is right, byte for byte."
    assert text_of(page, MIND) == "Ready."


def press(box: QMessageBox, text: str) -> None:
    next(one for one in box.buttons() if one.text().replace("&", "") == text).click()


def test_removing_asks_says_what_is_in_use_and_frees_the_disk(qtbot: QtBot, page: ModelsPage, shop: Shop) -> None:
    path = shop.put(EAR)
    page.load(Settings(stt=EAR))
    look(qtbot, page)
    page.list.cards[EAR]._remove.click()
    assert "is in use" in page.question.informativeText()
    assert "600.0 kB become free" in page.question.informativeText()
    press(page.question, "Cancel")
    settle(qtbot, page)
    assert path.exists()
    page.list.cards[EAR]._remove.click()
    with qtbot.waitSignal(page.models_changed):
        press(page.question, "Remove")
    settle(qtbot, page)
    assert not path.exists()
    assert shown(page, EAR) == ["download"]


def test_the_whole_address_of_a_licence_is_shown_before_it_opens(qtbot: QtBot, page: ModelsPage, shop: Shop) -> None:
    look(qtbot, page)
    page.list.cards[EAR]._licence.click()
    address = page.question.informativeText()
    assert address == f"{shop.server.url}/someone/{EAR}"
    with qtbot.waitSignal(page.open_link) as seen:
        press(page.question, "Open in the browser")
    assert seen.args == [address]


def test_a_file_of_ones_own_is_dropped_used_and_forgotten(
    qtbot: QtBot, page: ModelsPage, tmp_path: Path, model: object
) -> None:
    own = tmp_path / "mine.gguf"
    assert callable(model)
    own.symlink_to(model("smollm2-135m-instruct"))
    look(qtbot, page)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(own))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    with qtbot.waitSignal(page.models_changed):
        page.dropEvent(QDropEvent(QPointF(1, 1), copy, data, left, Qt.KeyboardModifier.NoModifier))
    settle(qtbot, page)
    assert page.note.text.text() == "Earsight can use mine as a language model."
    with qtbot.waitSignal(page.changed) as seen:
        page.note.ways[0].click()
    assert seen.args == [{"llm": "mine"}]
    assert shown(page, "mine") == ["verify", "remove"]
    page.remove("mine")
    assert "your file stays" in page.question.informativeText()
    press(page.question, "Remove")
    settle(qtbot, page)
    assert own.exists()
    assert "mine" not in page.list.cards


def test_what_is_no_model_is_refused_in_a_sentence(qtbot: QtBot, page: ModelsPage, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("no")
    look(qtbot, page)
    page.add([str(tmp_path / "x.txt")])
    settle(qtbot, page)
    assert "is not a model" in page.note.text.text()


def test_words_and_filters_narrow_the_list_and_an_empty_one_says_what_to_do(
    qtbot: QtBot, page: ModelsPage, shop: Shop
) -> None:
    look(qtbot, page)
    assert visible(page) == {EAR, MIND, SMALL, VOICE, EYE}
    page.filters[Show.RECOMMENDED].click()
    assert visible(page) == {EAR, MIND, VOICE, EYE}
    page.filters[Show.INSTALLED].click()
    assert visible(page) == set()
    assert page.list.nothing.text().startswith("No model is on this machine yet")
    page.filters[Show.ALL].click()
    qtbot.keyClicks(page.search, "english joe")
    assert visible(page) == {VOICE}
    qtbot.keyClicks(page.search, "xyz")
    assert "No model matches" in page.list.nothing.text()
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert visible(page) == {EAR, MIND, SMALL, VOICE, EYE}


def test_a_catalogue_that_cannot_be_read_is_a_sentence_and_another_try(
    qtbot: QtBot, theme: Theme, icons: Icons, tmp_path: Path
) -> None:
    page = ModelsPage(theme, icons, tmp_path / "none.toml")
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: not page.note.isHidden())
    assert "cannot be read" in page.note.text.text()
    assert [way.text() for way in page.note.ways] == ["Try again"]
    page.close_jobs()


def test_every_control_of_a_card_has_a_name_of_its_own(qtbot: QtBot, page: ModelsPage, shop: Shop) -> None:
    look(qtbot, page)
    card = page.list.cards[EAR]
    for one in (*card._actions.values(), card._verify, card._remove, card._licence, card._bar):
        assert f"The {EAR}" in one.accessibleName()


@pytest.mark.parametrize(
    ("progress", "line"),
    [
        (Progress("x", 0, 100), "Beginning …"),
        (Progress("x", 0, 100, note="The hub cannot be reached."), "The hub cannot be reached."),
        (Progress("x", 430_000_000, 1_000_000_000, 12_000_000), "Downloading 43 % · 12.0 MB/s · 50 s left"),
        (Progress("x", 430, None), "Downloading 430 bytes"),
        (Progress("x", 100, 100, 5), "Checking that every byte is right …"),
    ],
)
def test_a_download_in_words(progress: Progress, line: str) -> None:
    assert going(progress) == line


def test_durations_and_languages_in_words() -> None:
    assert [duration(s) for s in (0, 42, 60, 600, 7200)] == ["5 s", "40 s", "1 min", "10 min", "2.0 h"]
    assert (languages(("multi",)), languages(("de", "uk"))) == ("many languages", "German, Ukrainian")


def test_the_speed_is_of_the_last_seconds_and_begins_anew_with_another_source() -> None:
    meter = Meter()
    assert meter.speed(0.0, 0) == 0.0
    assert [meter.speed(float(second), 10 * second) for second in range(1, 9)] == [10.0] * 8
    assert meter.speed(9.0, 5) == 0.0
    assert meter.speed(10.0, 9) == 4.0
