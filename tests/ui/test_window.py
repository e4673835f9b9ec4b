"""The window as a whole: what the person does becomes a command, and what the engine says is shown."""

import time
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMessageBox, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from assistant.chats import ChatInfo, Removed
from assistant.commands import (
    Ask,
    CorrectFact,
    Interrupt,
    NewChat,
    OpenChat,
    Rewind,
    Say,
    Show,
    StartListening,
    StopListening,
)
from assistant.events import (
    Change,
    ContextChanged,
    Echo,
    Event,
    Failed,
    HandsFreeChanged,
    ImageRead,
    InputLevel,
    ListeningStarted,
    ListeningStopped,
    MemoryChanged,
    Noticed,
    Outcome,
    Ready,
    ReplyDelta,
    ReplyStarted,
    SpeechStarted,
    Timings,
    Transcribed,
    TranscriptChanged,
    TurnFinished,
)
from assistant.history import History
from assistant.memory import Memory
from assistant.settings import Settings
from assistant.vision import taken
from assistant.vision.label import parse
from assistant.vision.lines import Line
from assistant.vision.reading import Reading
from tests.mjpeg import scene
from tests.ui.contrast import contrast
from tests.ui.quiet_engine import QuietEngine
from ui.camera_panel import State
from ui.chat_list import Row, by_day
from ui.chat_model import ChatModel
from ui.icons import Icons
from ui.main_window import MainWindow
from ui.message_text import MessageText
from ui.phase import Phase, after
from ui.push_to_talk import SHORTEST, Source
from ui.sidebar import Sidebar
from ui.theme import CONTRAST_DARK, CONTRAST_LIGHT, DARK, LIGHT, Colors, Theme

TIMINGS = Timings(0.1, 0.2, 0.3, 0.4, 1.0)


def texts(window: MainWindow) -> list[str]:
    model = window.room.view.model
    assert isinstance(model, ChatModel)
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def choose(qtbot: QtBot, window: MainWindow, chat: int) -> None:
    """As the person does with the arrow keys."""
    window.activateWindow()
    qtbot.waitActive(window)
    window.sidebar.chats.setFocus()
    window.sidebar.chats.setCurrentIndex(window.sidebar.model.index_of(chat))


def ask(window: MainWindow, question: str) -> None:
    """As the person does who types."""
    QTest.keyClicks(window.room.composer.field, question)
    QTest.keyClick(window.room.composer.field, Qt.Key.Key_Return)


def tell(window: MainWindow, *events: Event) -> None:
    for event in events:
        window.take(event)


@pytest.mark.parametrize(
    ("before", "event", "expected"),
    [
        (Phase.STARTING, Ready(0), Phase.READY),
        (Phase.READY, ListeningStarted(1), Phase.LISTENING),
        (Phase.LISTENING, InputLevel(1, 0.1), Phase.LISTENING),
        (Phase.LISTENING, ListeningStopped(1, 1.0), Phase.TRANSCRIBING),
        (Phase.TRANSCRIBING, Transcribed(1, "Hi", "en", 1.0), Phase.THINKING),
        (Phase.THINKING, SpeechStarted(1), Phase.SPEAKING),
        (Phase.SPEAKING, ReplyStarted(1), Phase.SPEAKING),
        (Phase.SPEAKING, TurnFinished(1, Outcome.COMPLETED, TIMINGS, 1, "Hi"), Phase.READY),
        (Phase.STARTING, TurnFinished(1, Outcome.FAILED, TIMINGS, 1, ""), Phase.STARTING),
    ],
)
def test_the_phase_follows_the_events(before: Phase, event: Event, expected: Phase) -> None:
    assert after(before, event) is expected


def test_holding_space_listens_and_letting_go_sends(
    qtbot: QtBot, window: MainWindow, engine: QuietEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.activateWindow()
    qtbot.waitActive(window)
    QTest.keyPress(window.room.composer.field, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: engine.sent[-1:] == [StartListening()])
    tell(window, ListeningStarted(1))
    assert window.phase is Phase.LISTENING
    monkeypatch.setattr(window.talk_key, "_clock", lambda: time.monotonic() + SHORTEST)
    QTest.keyRelease(window.room.composer.field, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: engine.sent[-1] == StopListening())
    assert window.room.composer.field.toPlainText() == ""


def test_while_the_key_is_held_the_camera_chooses(
    qtbot: QtBot, window: MainWindow, engine: QuietEngine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    picture = tmp_path_factory.mktemp("pictures") / "page.png"
    Image.fromarray(scene()).save(picture)
    chosen = window.room.camera.chosen
    window.room.camera.open(str(picture))
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.room.camera.state is State.STILL)
    with qtbot.waitSignal(chosen):
        window.talk_key.press(Source.BUTTON)
    tell(window, ListeningStarted(1))
    window.talk_key.release(Source.BUTTON)
    assert len(window.room.composer.pictures) == 1
    with qtbot.waitSignal(chosen):
        QTest.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    window.show_page("memory")
    assert not window.room.camera.is_on
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert (window.page, window.room.camera.is_on) == ("talk", True)
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert not window.room.camera.is_on


def test_the_chosen_camera_is_remembered(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.changed) as told:
        window.room.camera.sources.chosen.emit("Desk")
    assert told.args == [{"camera": "Desk"}]
    window.load(Settings(camera="http://10.0.0.9/video"))
    assert window.room.camera.source == "http://10.0.0.9/video"
    assert window.room.camera.sources.currentText() == "10.0.0.9"
    assert not window.room.camera.is_on


def test_a_space_in_a_text_is_typed(window: MainWindow, engine: QuietEngine) -> None:
    QTest.keyClicks(window.room.composer.field, "Hello you")
    assert window.room.composer.field.toPlainText() == "Hello you"
    assert StartListening() not in engine.sent


def test_a_tap_explains_itself(
    qtbot: QtBot, window: MainWindow, engine: QuietEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window.talk_key, "_clock", lambda: 1.0)
    QTest.mouseClick(window.room.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window.note.isVisible)
    assert "Hold the button" in window.note.text.text()
    assert Interrupt() in engine.sent


def test_a_typed_question_is_shown_at_once_and_asked(window: MainWindow, engine: QuietEngine) -> None:
    ask(window, "Why is the sky blue?")
    assert engine.sent[-1] == Ask("Why is the sky blue?")
    assert texts(window) == ["Why is the sky blue?"]
    assert window.phase is Phase.THINKING
    tell(window, ReplyStarted(1), ReplyDelta(1, "Because."))
    tell(window, TurnFinished(1, Outcome.COMPLETED, TIMINGS, 2, "Because."))
    assert texts(window) == ["Why is the sky blue?", "Because."]
    assert window.phase is Phase.READY


def test_escape_interrupts(qtbot: QtBot, window: MainWindow, engine: QuietEngine) -> None:
    tell(window, ReplyStarted(1), SpeechStarted(1))
    window.activateWindow()
    qtbot.waitActive(window)
    QTest.keyClick(window.room.composer.field, Qt.Key.Key_Escape)
    assert engine.sent[-1] == Interrupt()


def test_escape_interrupts_a_typed_question_that_waits_for_the_models(
    qtbot: QtBot, window: MainWindow, engine: QuietEngine
) -> None:
    window.activateWindow()
    qtbot.waitActive(window)
    for waits in ((), (Ready(0),), (Failed(0, "engine", "The engine stopped."), Ready(0))):
        ask(window, "Why is the sky blue?")
        tell(window, *waits)
        assert window.phase is Phase.THINKING
        QTest.keyClick(window.room.composer.field, Qt.Key.Key_Escape)
        assert engine.sent[-1] == Interrupt()
    tell(window, *(TurnFinished(turn, Outcome.INTERRUPTED, TIMINGS, 1, "") for turn in (1, 2, 3)))
    assert window.phase is Phase.READY
    QTest.keyClick(window.room.composer.field, Qt.Key.Key_Escape)
    assert engine.sent.count(Interrupt()) == 3, "nothing is left to interrupt"


def test_a_question_typed_while_another_model_loads_is_seen_to_wait(window: MainWindow) -> None:
    tell(window, Transcribed(1, "Hi", "en", 1.0), ReplyStarted(1), SpeechStarted(1))
    ask(window, "Why is the sky blue?")
    for event in (TurnFinished(1, Outcome.INTERRUPTED, TIMINGS, 1, ""), Ready(0)):
        tell(window, event)
        assert window.phase is Phase.THINKING
    tell(window, ReplyStarted(2), SpeechStarted(2))
    assert window.phase is Phase.SPEAKING
    tell(window, TurnFinished(2, Outcome.COMPLETED, TIMINGS, 1, "So."))
    assert window.phase is Phase.READY


def test_what_an_older_turn_still_says_does_not_change_the_phase(window: MainWindow) -> None:
    tell(window, ListeningStarted(2), TurnFinished(1, Outcome.INTERRUPTED, TIMINGS, 1, ""))
    assert window.phase is Phase.LISTENING


def test_a_stored_chat_is_opened_searched_and_left(qtbot: QtBot, window: MainWindow, engine: QuietEngine) -> None:
    window.sidebar.search.setText("oats")
    qtbot.waitUntil(lambda: window.sidebar.model.rowCount() == 1)
    index = window.sidebar.model.index(0)
    window.sidebar.chats.activated.emit(index)
    qtbot.waitUntil(lambda: len(texts(window)) == 2)
    assert engine.sent[-1] == OpenChat(1)
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: engine.sent[-1] == NewChat())
    assert texts(window) == []


def test_what_was_remembered_is_shown_whichever_chat_is_opened_meanwhile(
    qtbot: QtBot, window: MainWindow, history: History
) -> None:
    remember, fact = "Remember that my car is red", "My car is red."
    Memory().add(fact)
    kept = history.add_turn(None, remember, "Noted.", meta={"memory": [{"change": "added", "entry": fact}]})
    ask(window, remember)
    window.new_chat()
    tell(window, MemoryChanged(1, Change.ADDED, fact, "person"))
    assert texts(window) == [fact]
    ask(window, remember)
    window.open_chat(1)
    tell(window, MemoryChanged(2, Change.ADDED, fact, "person"))
    qtbot.waitUntil(lambda: texts(window) == ["How much sugar is in oats?", "Much.", fact])
    window.open_chat(kept)
    qtbot.waitUntil(lambda: texts(window) == [remember, fact, "Noted."])
    assert window.room.view.model.message(1).undoable, "it is in the memory"


def test_the_cross_of_the_search_has_a_name(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(window.sidebar.search.isClearButtonEnabled)
    assert [one.accessibleName() for one in window.sidebar.search.findChildren(QToolButton)] == ["Clear the search"]


def test_a_search_without_a_hit_says_so(qtbot: QtBot, window: MainWindow) -> None:
    window.sidebar.search.setText("nowhere to be found")
    qtbot.waitUntil(window.sidebar.empty.isVisible)
    assert window.sidebar.empty.text() == "No chat has these words."


def test_a_deleted_chat_comes_back_with_undo(qtbot: QtBot, window: MainWindow, history: History) -> None:
    choose(qtbot, window, 1)
    QTest.keyClick(window.sidebar.chats, Qt.Key.Key_Delete)
    qtbot.waitUntil(window.note.isVisible)
    assert not history.exists(1)
    (undo,) = window.note.ways
    undo.click()
    qtbot.waitUntil(lambda: history.exists(1))
    qtbot.waitUntil(lambda: window.sidebar.model.rowCount() == 3)


def test_a_chat_is_renamed_and_exported(
    qtbot: QtBot, window: MainWindow, history: History, tmp_path_factory: pytest.TempPathFactory
) -> None:
    choose(qtbot, window, 1)
    QTest.keyClick(window.sidebar.chats, Qt.Key.Key_F2)
    dialog = window.sidebar.findChild(QWidget, "rename")
    assert dialog is not None
    field = dialog.findChild(QLineEdit)
    assert field is not None
    field.setText("Oats")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: history.chat(1).title == "Oats")
    folder = tmp_path_factory.mktemp("exports")
    window.sidebar.export(1, folder / "oats.md")
    qtbot.waitUntil((folder / "oats.md").exists)
    window.sidebar.export(1, folder / "oats.json")
    qtbot.waitUntil((folder / "oats.json").exists)
    assert "# Oats" in (folder / "oats.md").read_text("utf-8")
    window.sidebar.export(1, folder / "nowhere" / "oats.md")
    qtbot.waitUntil(window.note.isVisible)
    assert "cannot be written" in window.note.text.text()


def test_a_question_asked_again_takes_the_rest_back(window: MainWindow, engine: QuietEngine) -> None:
    window.room.view.ask_again.emit(1, "And now?", ())
    assert engine.sent[-2:] == [Rewind(1), Ask("And now?")]
    window.room.view.speak.emit("Again.")
    assert engine.sent[-1] == Say("Again.")


def test_the_death_of_the_engine_is_a_sentence_and_the_chat_stays(window: MainWindow) -> None:
    tell(window, Transcribed(1, "Hello?", "en", 1.0), ReplyStarted(1), ReplyDelta(1, "Half an"))
    tell(window, Failed(0, "engine", "The engine stopped."), TurnFinished(1, Outcome.FAILED, TIMINGS, 1, "Half an"))
    assert "The engine stopped." in window.note.text.text()
    assert texts(window)[:2] == ["Hello?", "Half an"]
    tell(window, Failed(0, "engine", "The engine keeps stopping."))
    assert window.phase is Phase.STARTING
    assert [way.text() for way in window.note.ways] == ["Start it again", "Models"]


def test_notices_and_failures_outside_a_turn_are_said_beside_the_chat(window: MainWindow) -> None:
    tell(window, Noticed(0, "Another voice serves."))
    assert window.note.text.text() == "Another voice serves."
    assert texts(window) == []


def test_hands_free_shows_on_the_button_and_silence_is_no_message(window: MainWindow) -> None:
    tell(window, HandsFreeChanged(0, on=True, echo=Echo.CANCELLED))
    assert window.is_hands_free
    tell(window, ListeningStarted(1), TranscriptChanged(1, "uh the"), ListeningStopped(1, 1.0))
    tell(window, TurnFinished(1, Outcome.NO_SPEECH, TIMINGS, None, ""))
    assert texts(window) == [], "half a sentence stays for ever"
    assert not window.note.isVisible()
    assert window.phase is Phase.READY


def test_a_hold_in_which_nobody_was_heard_says_so_and_leads_to_the_settings(window: MainWindow) -> None:
    tell(window, ListeningStarted(1), ListeningStopped(1, 2.0))
    tell(window, TurnFinished(1, Outcome.NO_SPEECH, TIMINGS, None, ""))
    assert "Nothing was heard" in window.note.text.text()
    [way] = window.note.ways
    way.click()
    assert window.page == "settings"
    tell(window, ListeningStarted(3), TurnFinished(2, Outcome.NO_SPEECH, TIMINGS, None, ""))
    assert not window.note.isVisible(), "the person is speaking again"


def test_the_meter_follows_the_context(window: MainWindow) -> None:
    tell(window, ContextChanged(1, 4096, 8192, 10, 100, 3000, 50, 0))
    assert window.sidebar.meter.percent == "50 %"
    window.open_chat(1)
    assert window.sidebar.meter.percent == "–", "a stored chat is claimed to be empty"
    window.new_chat()
    assert window.sidebar.meter.percent == "0 %"


@pytest.mark.parametrize(("key", "page"), [("2", "memory"), ("3", "models"), (",", "settings")])
def test_every_page_is_one_key_away(qtbot: QtBot, window: MainWindow, key: str, page: str) -> None:
    QTest.keySequence(window, f"Ctrl+{key}")
    qtbot.waitUntil(lambda: window.page == page)
    QTest.keySequence(window, "Ctrl+1")
    qtbot.waitUntil(lambda: window.page == "talk")


def test_ctrl_f_finds_models_on_their_page_and_chats_elsewhere(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitActive(window)
    window.show_page("models")
    models = window.pages.models
    for focus in (models.own, window.sidebar.chats):
        focus.setFocus()
        assert focus.hasFocus()
        QTest.keySequence(focus, "Ctrl+F")
        qtbot.waitUntil(models.search.hasFocus)
    window.show_talk()
    QTest.keySequence(window, "Ctrl+F")
    qtbot.waitUntil(window.sidebar.search.hasFocus)


def test_esc_clears_the_search(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitActive(window)
    QTest.keySequence(window, "Ctrl+K")
    qtbot.waitUntil(window.sidebar.search.hasFocus)
    QTest.keyClicks(window.sidebar.search, "oats")
    QTest.keyClick(window.sidebar.search, Qt.Key.Key_Escape)
    assert window.sidebar.search.text() == ""


def test_that_it_gets_ready_is_not_said_once_it_is(window: MainWindow) -> None:
    tell(window, Failed(0, "engine", "The engine stopped."))
    window.talk_key.press(Source.BUTTON)
    assert "getting ready" in window.note.text.text()
    tell(window, Ready(0))
    assert not window.note.isVisible()
    tell(window, Noticed(0, "Another voice serves."), Ready(0))
    assert window.note.isVisible(), "what is true stays"


def test_under_700_pixels_only_the_conversation_and_the_button_are_shown(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(640, 700)
    qtbot.waitUntil(lambda: not window.sidebar.isVisible())
    assert window.room.button.isVisible()
    QTest.keySequence(window, "Ctrl+B")
    qtbot.waitUntil(window.sidebar.isVisible)
    window.resize(1000, 700)
    assert window.sidebar.isVisible()


def test_a_link_is_shown_whole_before_it_is_opened(qtbot: QtBot, window: MainWindow) -> None:
    window.room.view.open_link.emit("https://example.org/a?b=c")
    box = window.findChild(QMessageBox)
    assert box is not None
    assert box.informativeText() == "https://example.org/a?b=c"
    box.reject()
    window.room.view.open_link.emit("file:///etc/passwd")
    assert "does not open it" in window.note.text.text()
    window.room.view.open_link.emit("https://example.org/" + "a" * 3000)
    assert "too long" in window.note.text.text()


def test_a_long_address_is_broken_into_lines_that_fit(qtbot: QtBot, window: MainWindow) -> None:
    long = "https://example.org/" + "a-b" * 500
    window.room.view.open_link.emit(long)
    box = window.findChild(QMessageBox)
    assert box is not None
    assert box.informativeText().replace("\n", "") == long
    assert box.sizeHint().width() < 1000
    box.reject()


@pytest.mark.parametrize("page", ["talk", "memory", "models", "settings", "first"])
def test_every_control_has_a_name(qtbot: QtBot, window: MainWindow, page: str) -> None:
    tell(window, Transcribed(1, "Where?", "en", 1.0), ReplyDelta(1, "[There](https://example.org)."))
    tell(window, TurnFinished(1, Outcome.COMPLETED, TIMINGS, 1, "[There](https://example.org)."))
    qtbot.waitUntil(lambda: any(text.has_links() for text in window.findChildren(MessageText)))
    window.show_page(page)
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton | QPushButton) and widget.text())
    ]
    assert not nameless


@pytest.mark.parametrize("colors", [LIGHT, DARK, CONTRAST_LIGHT, CONTRAST_DARK])
def test_text_stands_out_from_what_is_behind_it(colors: Colors) -> None:
    pairs = [
        (text, behind)
        for text in (colors.text, colors.muted, colors.accent, colors.warning)
        for behind in (colors.page, colors.surface)
    ]
    pairs += [(colors.text, colors.tint), (colors.muted, colors.tint), (colors.text, colors.hover)]
    pairs += [(colors.muted, colors.hover), (colors.on_accent, colors.accent)]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


def test_days_are_called_as_people_call_them() -> None:
    today = date(2026, 11, 22)
    days = [date(2026, 11, 22), date(2026, 11, 22), date(2026, 11, 21), date(2026, 11, 18), date(2026, 9, 1)]
    whens = [datetime(day.year, day.month, day.day, 12).astimezone() for day in days]
    rows = by_day([ChatInfo(number, f"Chat {number}", when, when, 2) for number, when in enumerate(whens)], today)
    assert [row.text for row in rows if row.chat is None] == ["Today", "Yesterday", "Wednesday", "September 2026"]
    assert [row.chat for row in rows if row.chat is not None] == [0, 1, 2, 3, 4]


LABEL = parse(
    [
        Line(text, ((0, 30.0 * at), (300, 30.0 * at), (300, 30.0 * at + 20), (0, 30.0 * at + 20)), 1.0)
        for at, text in enumerate(("Nutrition Facts", "Serving size 1 bar (40g)", "Calories 180", "Total Fat 8g 10%"))
    ]
)
READING = Reading((), LABEL, ())


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    Image.fromarray(scene()).save(tmp_path / "label.png")
    return tmp_path / "label.png"


def test_pictures_of_the_coming_question_are_shown_to_the_engine_and_leave_with_a_spoken_one(
    window: MainWindow, engine: QuietEngine, picture: Path
) -> None:
    window.room.composer.tray.add([picture])
    assert engine.sent[-1] == Show((picture,))
    tell(window, ListeningStarted(1), Transcribed(1, "What is it?", "en", 1.0), ImageRead(1, picture, READING))
    assert window.room.composer.tray.pictures == ()
    assert engine.sent[-1] == Show(())
    assert window.room.view.model.message(0).images == (picture,)


def test_a_label_that_was_read_is_shown_corrected_and_gone_with_the_chat(
    qtbot: QtBot, window: MainWindow, engine: QuietEngine, picture: Path
) -> None:
    card = window.room.card
    tell(window, ImageRead(0, picture, Reading((), None, ())))
    assert card.isHidden(), "nothing to check in a text"
    tell(window, ImageRead(0, picture, READING))
    assert card.isVisible()
    correction = CorrectFact(picture, "fat", Decimal(9), "g")
    card.corrected.emit(correction)
    assert engine.sent[-1] == correction
    card.closed.emit()
    assert card.isHidden()
    qtbot.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert card.isVisible()
    window.new_chat()
    assert card.isHidden()
    assert card.is_empty
    qtbot.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert card.isHidden()
    assert "No label was read yet" in window.note.text.text()


def test_where_there_is_no_room_the_card_takes_the_camera_s_place_once_the_key_is_up(
    window: MainWindow, picture: Path
) -> None:
    window.resize(900, 700)
    window.room.toggle_camera()
    tell(window, ImageRead(0, picture, READING))
    assert window.room.card.isHidden()
    assert window.room.camera.isVisible()
    tell(window, ImageRead(1, picture, READING))
    assert window.room.card.isVisible()
    assert window.room.camera.isHidden()
    window.room.toggle_camera()
    assert window.room.card.isHidden()


def test_the_pictures_of_a_deleted_chat_go_when_the_window_does(
    qtbot: QtBot, theme: Theme, icons: Icons, own_home: Path
) -> None:
    history = History()
    pictures = [taken.new_file(taken.pictures_folder(), "camera", "jpg") for _ in range(2)]
    for picture in pictures:
        history.add_turn(history.new_chat(), "What?", "That.", meta={"images": [str(picture)]})
    sidebar = Sidebar(theme, icons)
    qtbot.addWidget(sidebar)
    removed: list[Removed] = []
    sidebar.deleted.connect(removed.append)
    for chat in history.chats():
        sidebar._delete(Row(chat.title, chat.id))
    qtbot.waitUntil(lambda: len(removed) == 2)
    assert all(picture.exists() for picture in pictures), "both may be put back"
    sidebar.put_back([next(one for one in removed if one.chat.id == 1)])
    qtbot.waitUntil(lambda: history.exists(1))
    sidebar.finish()
    assert [picture.exists() for picture in pictures] == [True, False]
    history.close()


def test_whoever_asks_or_taps_starts_an_engine_that_had_stopped_for_good(
    window: MainWindow, engine: QuietEngine
) -> None:
    window.room.asked.emit("Are you there?", ())
    assert engine.starts == 1
    window.take(Failed(0, "engine", "The engine keeps stopping."))
    window.talk_key.press(Source.BUTTON)
    assert engine.starts == 2


def test_the_first_run_is_not_told_that_models_are_missing(window: MainWindow) -> None:
    window.take(Failed(0, "tts", "No voice is here; get one."))
    assert window.note.isVisible()
    window.show_page("first")
    assert not window.note.isVisible()
    window.take(Failed(0, "llm", "No language model is here; get one."))
    assert not window.note.isVisible()
    window.take(Failed(0, "engine", "The engine stopped unexpectedly and is started again; your chat is kept."))
    assert window.note.isVisible()
