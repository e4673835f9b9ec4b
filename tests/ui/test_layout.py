"""Every page at small and large widths and text sizes: nothing is cut, and nothing has to be scrolled sideways."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing import Pipe
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from assistant.events import Change, ContextChanged, DevicesListed, Failed, ImageRead, MemoryChanged, Ready
from assistant.settings import Settings
from assistant.vision.label import parse
from assistant.vision.lines import Line
from assistant.vision.reading import Reading
from tests.mjpeg import scene
from tests.ui.chatting import chat
from tests.ui.cut import cut
from ui import model_jobs
from ui.engine_process import EngineProcess
from ui.first_models import FirstModels
from ui.first_run import GO, MODELS, SOUND
from ui.icons import Icons
from ui.job_host import Report
from ui.main_window import MainWindow
from ui.model_jobs import Pulled, Shelf
from ui.models_page import ModelsPage
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # of the offscreen screen, for every window

WIDTHS = (380, 420, 600, 1100)
SCALES = (1.0, 1.5, 2.0)
HEIGHT = 1000
LABEL = ("Nutrition Facts", "6 servings per container", "Serving size 1 bar (40g)", "Calories 180", "Total Fat 8g 10%")
DEVICES = ("Headset", "HD Pro Webcam C920 Analog Stereo, the second one on the left")
WAYS = (("Start it again", print), ("Models", print), ("Settings", print))


@pytest.fixture
def shelf() -> Shelf:
    """Of the models that there are, those with the longest words, and one in each state."""
    reading, writing = Pipe()
    with reading, writing:
        found = model_jobs.look(Report(writing), None)
    longest = {
        max(found.entries, key=lambda entry: len(entry.title)).id,
        max(found.entries, key=lambda entry: len(entry.licence)).id,
        max(found.entries, key=lambda entry: len(entry.notes)).id,
        max(found.entries, key=lambda entry: len(entry.advice.reason if entry.advice else "")).id,
    }
    chosen = {model.id for choice in found.choices for model in choice.models}
    shown = [entry for entry in found.entries if entry.id in longest | chosen]
    states: tuple[model_jobs.State, ...] = ("ready", "partial", "missing")
    entries = [replace(entry, state=states[at % 3], here=at % 3 * 1000) for at, entry in enumerate(shown)]
    return replace(found, entries=tuple(entries))


@pytest.fixture
def window(
    qtbot: QtBot, theme: Theme, icons: Icons, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """In the middle of a conversation about a label, with everything said that takes room."""
    monkeypatch.setattr(ModelsPage, "refresh", lambda page: page._show_shelf(shelf))
    monkeypatch.setattr(FirstModels, "look", lambda page: page._show_shelf(shelf))
    engine = EngineProcess()
    made = MainWindow(theme, icons, engine)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    label = tmp_path / "label.png"
    Image.fromarray(scene()).save(label)
    made.start(Settings(camera=str(label)))
    made.room.view.load(chat(12))
    lines = [
        Line(text, ((0, 30.0 * at), (300, 30.0 * at), (300, 30.0 * at + 20), (0, 30.0 * at + 20)), 0.9)
        for at, text in enumerate(LABEL)
    ]
    for event in (
        Ready(0),
        MemoryChanged(1, Change.ADDED, "My sister Anna lives in Oslo and drinks her espresso without sugar.", "model"),
        Failed(1, "tts", "The voice cannot be read; get another one on the page of the models."),
        ContextChanged(1, 8000, 8192, 60, 120, 2100, 60, 4),
        ImageRead(0, label, Reading((), parse(lines), ())),
    ):
        made.take(event)
    yield made
    made.finish()
    engine.close()


def talk(window: MainWindow) -> None:
    """The conversation alone."""
    window.show_page("talk")
    window.note.clear()
    window.room.close_card()
    window.room.camera.close()


def with_side(window: MainWindow) -> None:
    talk(window)
    if not window.sidebar.isVisible():
        window._toggle_side()


def with_note(window: MainWindow) -> None:
    talk(window)
    window.say("“How do I make a good espresso?” is deleted.", *WAYS)


def with_camera(window: MainWindow) -> None:
    talk(window)
    window.room.toggle_camera()


def with_card(window: MainWindow) -> None:
    talk(window)
    window.room.check_label()


def page_of(name: str) -> Callable[[MainWindow], None]:
    return lambda window: window.show_page(name)


def first(step: int) -> Callable[[MainWindow], None]:
    def show(window: MainWindow) -> None:
        window.show_page("first")
        window.pages.first.models.note.clear()
        window.pages.first.go(step)
        window.take(DevicesListed(0, DEVICES, DEVICES))

    return show


def without_network(window: MainWindow) -> None:
    first(MODELS)(window)
    models = window.pages.first.models
    assert models.shelf is not None
    wanted, others = models.shelf.choices[0].models, models.shelf.choices[-1].models
    instead = {one.id: other.id for one, other in zip(wanted, others, strict=True)}
    models._pulled([one.id for one in wanted], Pulled((), dict.fromkeys(instead, "It cannot be had."), instead))


STATES: dict[str, Callable[[MainWindow], None]] = {
    "talk": talk,
    "side": with_side,
    "note": with_note,
    "camera": with_camera,
    "card": with_card,
    **{page: page_of(page) for page in ("memory", "models", "settings")},
    "first: models": first(MODELS),
    "first: no network": without_network,
    "first: sound": first(SOUND),
    "first: go": first(GO),
}


def test_nothing_is_cut_at_any_width_and_text_size(theme: Theme, window: MainWindow) -> None:
    found = []
    for scale in SCALES:
        theme.choose("light", contrast=False, scale=scale)
        for width in WIDTHS:
            window.resize(width, HEIGHT)
            for state, show in STATES.items():
                show(window)
                for _ in range(2):  # what is laid out may ask for another layout
                    QApplication.processEvents()
                found += [f"{state} at {width}, {scale:.0%}: {line}" for line in cut(window)]
    assert not found, "\n".join(found)


def test_in_a_narrow_window_the_side_takes_the_place_of_the_page_until_something_is_chosen(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.resize(420, 700)
    window.activateWindow()
    qtbot.waitActive(window)
    talk(window)
    QTest.keySequence(window, "Ctrl+K")
    qtbot.waitUntil(window.sidebar.search.hasFocus)
    assert not window.room.isVisible()
    assert window.sidebar.width() == window.width()
    fold = next(one for one in window.findChildren(QToolButton) if one.accessibleName() == "Show or hide the side")
    assert fold.isVisible()
    fold.click()
    assert window.room.composer.field.hasFocus()
    assert not window.sidebar.isVisible()
    fold.click()
    window.sidebar.page.emit("models")
    assert not window.sidebar.isVisible()
    assert window.pages.models.isVisible()


def test_the_side_stands_beside_the_page_again_where_there_is_room(window: MainWindow) -> None:
    window.resize(420, 700)
    with_side(window)
    window.resize(1100, 700)
    assert (window.sidebar.isVisible(), window.room.isVisible()) == (True, True)
    assert window.sidebar.width() < window.room.width()
    window.resize(420, 700)
    assert (window.sidebar.isVisible(), window.room.isVisible()) == (False, True)


def test_the_camera_s_key_leads_from_the_side_to_the_camera(window: MainWindow) -> None:
    window.resize(420, 700)
    with_side(window)
    QTest.keySequence(window, "Ctrl+E")
    assert window.room.camera.isVisible()
    window.room.camera.close()


def test_where_height_is_scarce_the_button_and_the_card_make_room(theme: Theme, window: MainWindow) -> None:
    theme.choose("light", contrast=False, scale=2.0)
    window.resize(600, 700)
    with_card(window)
    for _ in range(2):
        QApplication.processEvents()
    assert window.room.button.height() < theme.px(100)
    assert not window.room.card.picture.isVisible()
    assert not cut(window.room)


def test_what_cannot_be_fetched_is_told_where_it_is_seen(qtbot: QtBot, theme: Theme, window: MainWindow) -> None:
    theme.choose("light", contrast=False, scale=2.0)
    window.resize(600, 700)
    without_network(window)
    page = window.pages.first
    for _ in range(2):
        QApplication.processEvents()
    assert page.models.note.visibleRegion().isEmpty()
    page.models.look()
    qtbot.waitUntil(lambda: not page.models.note.ways[0].visibleRegion().isEmpty())


def test_searching_models_brings_the_search_into_view_where_it_scrolls_along(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(420, 700)
    window.activateWindow()
    qtbot.waitActive(window)
    window.show_page("models")
    QApplication.processEvents()
    page = window.pages.models
    page.own.setFocus()
    bar = page.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert page.search.visibleRegion().isEmpty()
    page.setFocus()
    assert not page.search.visibleRegion().isEmpty()
