"""The settings page: every control tells its setting, shows what holds, and refuses what cannot be."""

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot

from assistant import commands as orders
from assistant.commands import ListDevices, Say
from assistant.events import (
    DevicesListed,
    Echo,
    Failed,
    HandsFreeChanged,
    InputLevel,
    Outcome,
    SpeechStarted,
    Timings,
    TurnFinished,
)
from assistant.settings import Settings
from assistant.update import NO_RELEASES
from ui import settings_look, settings_shelf
from ui.icons import Icons
from ui.settings_controls import ChoiceBox
from ui.settings_fields import Choice, Field, Switch
from ui.settings_keys import NEEDS, OTHER, combination, words
from ui.settings_numbers import Number
from ui.settings_page import KEPT, SettingsPage
from ui.settings_server import LEAVES, NO_ADDRESS, OFF
from ui.settings_shelf import Offer, Shelf
from ui.settings_voice import MUTED
from ui.settings_words import ENGLISH, LANGUAGES, PHRASES
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

SHELF = Shelf(
    llm=(Offer("plain", "Plain", "", thinks=False), Offer("deep", "Deep", "", thinks=True)),
    stt=(Offer("ears.en", "Ears, English", "en", None), Offer("ears", "Ears", "", None)),
    tts=(Offer("joe", "Joe, American English", "en", None), Offer("thorsten", "Thorsten, German", "de", None)),
)
HOLDS = Settings(llm="plain", stt="ears.en", tts="joe")
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
NONE = Qt.KeyboardModifier.NoModifier


class Heard(list[object]):
    """What a signal told."""

    @property
    def last(self) -> object:
        return self[-1]


@pytest.fixture
def page(theme: Theme, icons: Icons, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[SettingsPage]:
    monkeypatch.setattr(settings_shelf, "look", lambda: SHELF)
    made = SettingsPage(theme, icons)
    qtbot.addWidget(made)
    made.load(HOLDS)
    made.resize(820, 700)
    made.show()
    qtbot.waitUntil(lambda: made.voice.voice.control.count() == 2)
    yield made
    made.finish()


@pytest.fixture
def changes(page: SettingsPage) -> Heard:
    heard = Heard()
    page.changed.connect(heard.append)
    return heard


@pytest.fixture
def commands(page: SettingsPage) -> Heard:
    heard = Heard()
    page.command.connect(heard.append)
    return heard


def pick(box: ChoiceBox, value: object) -> None:
    """As the person picks it in the list."""
    at = box.findData(value)
    assert at >= 0
    box.setCurrentIndex(at)
    box.activated.emit(at)


def type_in(qtbot: QtBot, edit: QLineEdit, text: str) -> None:
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def texts(box: QComboBox) -> list[str]:
    return [box.itemText(at) for at in range(box.count())]


def right(widget: QWidget, page: QWidget) -> int:
    return widget.mapTo(page, QPoint(widget.width(), 0)).x()


def fields(page: SettingsPage) -> dict[str, Field]:
    return {field.setting: field for card in page.cards for field in card.fields if field.setting}


def test_every_setting_of_the_person_has_a_field(page: SettingsPage) -> None:
    assert fields(page).keys() | {"talk_key"} == set(Settings.__struct_fields__)


def test_every_control_has_a_name_and_takes_the_keyboard(page: SettingsPage) -> None:
    kinds = (QAbstractButton, QComboBox, QLineEdit, QSlider)
    controls = [one for one in page.findChildren(QWidget) if isinstance(one, kinds)]
    assert len(controls) > 25
    for control in controls:
        assert control.accessibleName(), control
        assert control.toolTip(), control.accessibleName()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control.accessibleName()


def test_loading_shows_what_holds_and_tells_nothing(page: SettingsPage, changes: Heard) -> None:
    page.load(
        Settings(
            llm="deep",
            voice_speed=1.5,
            temperature=0.75,
            threads=3,
            thinking=True,
            text_size=1.5,
            theme="dark",
            top_k=7,
        )
    )
    assert page.answer.model.control.currentText() == "Deep"
    assert page.voice.speed.told.text() == "1.50 ×"
    assert page.sampling.temperature.control.text() == "0.75"
    assert page.sampling.top_k.control.text() == "7"
    assert page.answer.threads.control.text() == "3"
    assert page.answer.thinking.control.isChecked()
    assert page.look.text_size.control.currentText() == "150%"
    assert page.look.colors.control.currentText() == "Dark"
    assert changes == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("tts", "thorsten"),
        ("stt", "ears"),
        ("llm", "deep"),
        ("language", "de"),
        ("context_size", 16384),
        ("theme", "dark"),
        ("text_size", 1.5),
    ],
)
def test_a_choice_tells_its_setting_once(page: SettingsPage, changes: Heard, setting: str, value: object) -> None:
    field = fields(page)[setting]
    assert isinstance(field, Choice)
    pick(field.control, value)
    pick(field.control, value)
    assert changes == [{setting: value}]
    assert msgspec.convert({setting: value}, Settings)


@pytest.mark.parametrize(
    "setting", ["thinking", "think_ahead", "hands_free", "memory_tool", "gpu", "muted", "high_contrast"]
)
def test_a_box_tells_its_setting(page: SettingsPage, changes: Heard, qtbot: QtBot, setting: str) -> None:
    page.load(msgspec.structs.replace(HOLDS, llm="deep"))
    field = fields(page)[setting]
    assert isinstance(field, Switch)
    before = field.control.isChecked()
    qtbot.keyClick(field.control, Qt.Key.Key_Space)
    assert changes == [{setting: not before}]


@pytest.mark.parametrize(
    ("setting", "typed", "value"),
    [
        ("temperature", "0.8", 0.8),
        ("temperature", "0,8", 0.8),
        ("top_p", "1", 1.0),
        ("top_k", "0", 0),
        ("max_reply", "2048", 2048),
        ("threads", "4", 4),
    ],
)
def test_a_number_tells_its_setting(
    page: SettingsPage, changes: Heard, qtbot: QtBot, setting: str, typed: str, value: float
) -> None:
    field = fields(page)[setting]
    assert isinstance(field, Number)
    type_in(qtbot, field.control, typed)
    assert changes == [{setting: value}]
    assert msgspec.convert({setting: value}, Settings)


@pytest.mark.parametrize(
    ("setting", "typed", "sentence"),
    [
        ("temperature", "2.5", "Type a number from 0 to 2."),
        ("temperature", "warm", "Type a number from 0 to 2."),
        ("temperature", "nan", "Type a number from 0 to 2."),
        ("top_p", "1.1", "Type a number from 0 to 1."),
        ("top_k", "4.5", "Type a whole number from 0 to 1000."),
        ("max_reply", "3", "Type a whole number from 16 to 65536."),
        ("threads", "-1", "Type a whole number from 0 to 1024."),
    ],
)
def test_a_wrong_number_is_refused_at_its_field(
    page: SettingsPage, changes: Heard, qtbot: QtBot, setting: str, typed: str, sentence: str
) -> None:
    field = fields(page)[setting]
    assert isinstance(field, Number)
    type_in(qtbot, field.control, typed)
    assert (field.wrong.text(), field.wrong.isVisible()) == (sentence, True)
    assert changes == []
    type_in(qtbot, field.control, "1" if setting != "max_reply" else "16")
    assert field.wrong.isHidden()
    assert len(changes) == 1


def test_the_arrow_keys_step_a_number_and_what_is_still_holds(page: SettingsPage, qtbot: QtBot) -> None:
    temperature = page.sampling.temperature.control
    with qtbot.waitSignal(page.changed) as told:
        qtbot.keyClick(temperature, Qt.Key.Key_Up)
        qtbot.keyClick(temperature, Qt.Key.Key_Up)
    assert told.args == [{"temperature": 0.4}]


def test_a_number_that_is_being_typed_outlives_a_load(page: SettingsPage, qtbot: QtBot) -> None:
    temperature = page.sampling.temperature.control
    temperature.clear()
    qtbot.keyClicks(temperature, "1.")
    page.load(HOLDS)
    assert temperature.text() == "1."


def test_the_speed_is_told_when_the_slider_rests(page: SettingsPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.changed) as told:
        qtbot.keyClick(page.voice.speed.slider, Qt.Key.Key_Right)
        qtbot.keyClick(page.voice.speed.slider, Qt.Key.Key_Right)
    assert told.args == [{"voice_speed": 1.1}]
    assert page.voice.speed.told.text() == "1.10 ×"


def test_what_was_begun_holds_when_the_page_is_left(page: SettingsPage, changes: Heard, qtbot: QtBot) -> None:
    qtbot.keyClick(page.voice.speed.slider, Qt.Key.Key_Left)
    assert changes == []
    page.hide()
    assert changes == [{"voice_speed": 0.95}]


def test_the_wheel_changes_nothing_without_the_focus(page: SettingsPage, changes: Heard) -> None:
    page.voice.try_it.setFocus()
    for control in (page.look.colors.control, page.voice.speed.slider):
        at = QPointF(5, 5)
        turned = QWheelEvent(
            at,
            at,
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            NONE,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(control, turned)
        assert not turned.isAccepted()
        assert not control.focusPolicy() & Qt.FocusPolicy.WheelFocus & ~Qt.FocusPolicy.StrongFocus
    assert page.look.colors.control.currentData() == "system"
    assert page.voice.speed.number == 1.0
    assert changes == []


def test_devices_are_asked_for_while_the_page_is_seen(page: SettingsPage, commands: Heard, qtbot: QtBot) -> None:
    page.hide()
    assert not page.sound._look.isActive()
    page.show()
    assert commands == [ListDevices()]
    assert page.sound._look.isActive()
    page.sound._look.setInterval(1)
    qtbot.waitUntil(lambda: len(commands) > 2)


def test_devices_come_and_go_and_the_chosen_one_stays(page: SettingsPage, changes: Heard) -> None:
    box = page.sound.microphone.control
    page.take(DevicesListed(0, ("Built in", "Yeti"), ("HDMI",)))
    assert texts(box) == ["System default", "Built in", "Yeti"]
    assert texts(page.sound.speaker.control) == ["System default", "HDMI"]
    pick(box, "Yeti")
    assert changes == [{"microphone": "Yeti"}]
    page.take(DevicesListed(0, ("Built in",), ()))
    assert (box.currentText(), box.currentData()) == ("Yeti (not connected)", "Yeti")
    page.take(DevicesListed(0, ("Built in", "Yeti"), ()))
    assert box.currentText() == "Yeti"
    assert len(changes) == 1


def test_the_microphone_test_shows_the_level_and_ends_with_the_page(page: SettingsPage, commands: Heard) -> None:
    page.take(InputLevel(0, 0.1))
    assert page.sound.level.value() == 0
    page.sound.test.click()
    page.take(InputLevel(0, 0.1))
    assert commands == [orders.TestMicrophone(on=True)]
    assert page.sound.level.value() > 50
    level = page.sound.level.value()
    page.take(InputLevel(3, 1.0))
    assert page.sound.level.value() == level
    page.hide()
    assert commands.last == orders.TestMicrophone(on=False)
    assert page.sound.level.value() == 0
    assert page.sound.test.accessibleName() == "Test the microphone"


def test_the_microphone_test_goes_on_with_new_settings(page: SettingsPage, commands: Heard) -> None:
    page.sound.test.click()
    page.load(msgspec.structs.replace(HOLDS, microphone="Yeti"))
    assert commands == [orders.TestMicrophone(on=True)] * 2
    page.sound.test.click()
    page.load(HOLDS)
    assert commands[2:] == [orders.TestMicrophone(on=False)]


def test_a_microphone_that_cannot_be_tested_says_why(page: SettingsPage) -> None:
    page.sound.test.click()
    page.take(Failed(0, "audio", "No microphone was found."))
    assert page.sound.trial.wrong.text() == "No microphone was found."
    assert not page.sound.is_testing


@pytest.mark.parametrize(("voice", "phrase"), [("joe", ENGLISH), ("thorsten", PHRASES["de"]), ("unknown", ENGLISH)])
def test_the_phrase_is_in_the_voices_language(page: SettingsPage, commands: Heard, voice: str, phrase: str) -> None:
    page.load(msgspec.structs.replace(HOLDS, tts=voice))
    page.voice.try_it.click()
    page.sound.play.click()
    assert commands == [Say(phrase)] * 2


def test_the_phrase_waits_until_a_new_voice_is_in_force(page: SettingsPage, commands: Heard) -> None:
    pick(page.voice.voice.control, "thorsten")
    page.voice.try_it.click()
    assert commands == []
    page.load(msgspec.structs.replace(HOLDS, tts="thorsten"))
    assert commands == [Say(PHRASES["de"])]
    page.load(msgspec.structs.replace(HOLDS, tts="thorsten"))
    assert len(commands) == 1


def test_the_phrase_says_that_it_is_spoken_or_why_it_is_not(page: SettingsPage) -> None:
    page.take(SpeechStarted(1))
    assert page.voice.trial.about.text() == ""
    page.voice.try_it.click()
    page.take(SpeechStarted(2))
    assert page.voice.trial.about.text() == "Speaking …"
    page.take(Failed(2, "tts", "No voice is here."))
    page.take(TurnFinished(2, Outcome.FAILED, Timings(), None, ""))
    assert page.voice.trial.about.text() == ""
    assert page.voice.trial.wrong.text() == "No voice is here."


def test_muted_answers_cannot_be_tried_and_it_says_why(page: SettingsPage) -> None:
    page.load(msgspec.structs.replace(HOLDS, muted=True))
    assert not page.voice.try_it.isEnabled()
    assert not page.sound.play.isEnabled()
    assert page.voice.trial.about.text() == MUTED


def test_more_models_are_a_press_away(page: SettingsPage, qtbot: QtBot) -> None:
    for more in (page.voice.more, page.answer.more):
        with qtbot.waitSignal(page.show_models):
            more.click()


def test_a_model_that_is_not_here_stays_chosen_and_is_marked(page: SettingsPage) -> None:
    page.load(msgspec.structs.replace(HOLDS, llm="gone"))
    assert page.answer.model.control.currentText() == "gone (not here)"
    assert page.answer.model.is_missing


def test_thinking_is_closed_with_a_reason_where_the_model_cannot(page: SettingsPage) -> None:
    thinking = page.answer.thinking
    assert not thinking.control.isEnabled()
    assert "Plain answers straight away" in thinking.about.text()
    pick(page.answer.model.control, "deep")
    assert thinking.control.isEnabled()
    assert "thinks before" in thinking.about.text()


def test_a_speech_model_of_one_language_says_so(page: SettingsPage) -> None:
    pick(page.hearing.language.control, "de")
    assert "knows English only" in page.hearing.language.wrong.text()
    pick(page.hearing.model.control, "ears")
    assert page.hearing.language.wrong.isHidden()


def test_languages_stand_by_their_own_names(page: SettingsPage) -> None:
    names = texts(page.hearing.language.control)
    assert names[0] == "Automatic"
    assert {"Deutsch", "Français", "日本語"} <= set(names)
    assert len({code for code, _ in LANGUAGES}) == len(LANGUAGES)


def test_hands_free_follows_the_engine(page: SettingsPage, changes: Heard) -> None:
    page.take(HandsFreeChanged(0, True, Echo.HALF_DUPLEX))
    assert page.hearing.hands_free.control.isChecked()
    assert "does not hear you while it speaks" in page.hearing.hands_free.about.text()
    page.take(HandsFreeChanged(0, False, None))
    assert not page.hearing.hands_free.control.isChecked()
    assert changes == []


def test_the_server_is_off_and_says_what_would_leave(page: SettingsPage, changes: Heard, qtbot: QtBot) -> None:
    server = page.server
    assert not server.on.isChecked()
    assert server.use.about.text() == OFF
    assert server.url.isHidden()
    server.on.click()
    assert (server.use.about.text(), server.url.isVisible(), changes) == (LEAVES, True, [])
    page.load(HOLDS)
    assert server.on.isChecked()
    type_in(qtbot, server.url.control, "my server")
    assert (server.url.wrong.text(), changes) == (NO_ADDRESS, [])
    type_in(qtbot, server.url.control, "http://127.0.0.1:8080/v1")
    assert changes == [{"remote_url": "http://127.0.0.1:8080/v1"}]
    page.load(msgspec.structs.replace(HOLDS, remote_url="http://127.0.0.1:8080/v1"))
    type_in(qtbot, server.model.control, "big")
    type_in(qtbot, server.key.control, "secret")
    assert changes[1:] == [{"remote_model": "big"}, {"remote_key": "secret"}]
    assert server.key.control.echoMode() is QLineEdit.EchoMode.Password
    server.on.click()
    assert changes.last == {"remote_url": ""}
    page.load(HOLDS)
    assert not server.on.isChecked()
    server.on.click()
    assert changes.last == {"remote_url": "http://127.0.0.1:8080/v1"}


def test_a_key_from_the_environment_is_not_set_here(page: SettingsPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSIGHT_REMOTE_KEY", "outside")
    page.load(msgspec.structs.replace(HOLDS, remote_key="outside"))
    assert not page.server.key.control.isEnabled()
    assert "EARSIGHT_REMOTE_KEY" in page.server.key.about.text()


@pytest.mark.parametrize(
    ("key", "modifiers", "keys"),
    [
        (Qt.Key.Key_Space, CTRL | ALT, "<ctrl>+<alt>+space"),
        (Qt.Key.Key_J, CTRL | SHIFT, "<ctrl>+<shift>+j"),
        (Qt.Key.Key_F8, NONE, "<f8>"),
        (Qt.Key.Key_PageUp, ALT, "<alt>+<page_up>"),
    ],
)
def test_the_talk_key_is_taken_as_it_is_pressed(
    page: SettingsPage, changes: Heard, qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier, keys: str
) -> None:
    page.keys.load(msgspec.structs.replace(HOLDS, talk_key=""))
    button = page.keys.keys
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert button.is_waiting
    qtbot.keyClick(button, Qt.Key.Key_Control, CTRL)
    qtbot.keyClick(button, key, modifiers)
    assert changes == [{"talk_key": keys}]
    assert button.text() == words(keys)
    assert button.accessibleName() == f"Talk key: {words(keys)}"


def test_keys_that_cannot_be_the_talk_key_are_refused(page: SettingsPage, changes: Heard, qtbot: QtBot) -> None:
    button = page.keys.keys
    button.click()
    qtbot.keyClick(button, Qt.Key.Key_A, SHIFT)
    assert page.keys.field.wrong.text() == NEEDS
    qtbot.keyClick(button, Qt.Key.Key_Plus, CTRL)
    assert page.keys.field.wrong.text() == OTHER
    qtbot.keyClick(button, Qt.Key.Key_Escape)
    assert page.keys.field.wrong.isHidden()
    assert (button.text(), changes) == ("Ctrl + Alt + Space", [])
    assert combination(Qt.Key.Key_Return, CTRL) == ""


def test_the_talk_key_can_be_cleared(page: SettingsPage, changes: Heard) -> None:
    page.keys.clear.click()
    assert changes == [{"talk_key": ""}]
    assert page.keys.keys.text() == "No key is set"
    assert not page.keys.clear.isEnabled()


@pytest.mark.parametrize(
    ("name", "says"), [("keyboard", "by itself"), ("desktop", "global shortcuts"), ("none", "None")]
)
def test_it_says_which_way_to_the_talk_key_is_active_and_why(page: SettingsPage, name: str, says: str) -> None:
    page.set_hotkey(name, "Because of this.")
    assert says in page.keys.way.text()
    assert page.keys.active.about.text() == "Because of this."
    assert page.keys.active.about.isVisible()


def test_the_reset_asks_and_leaves_the_models(page: SettingsPage, changes: Heard, qtbot: QtBot) -> None:
    page.reset.click()
    assert page.question is not None
    assert changes == []
    next(one for one in page.question.buttons() if one.text() == "Reset").click()
    (values,) = changes
    assert isinstance(values, dict)
    assert values.keys() == set(Settings.__struct_fields__) - KEPT
    assert msgspec.convert(values, Settings) == Settings()


def test_names_stand_above_the_controls_where_it_is_narrow(page: SettingsPage, qtbot: QtBot) -> None:
    field = page.answer.context
    assert field.name.geometry().right() < field.control.geometry().left()
    page.resize(380, 700)
    qtbot.waitUntil(lambda: field.name.geometry().bottom() <= field.control.geometry().top())
    seen = [one for one in fields(page).values() if one.isVisible()]
    qtbot.waitUntil(lambda: all(right(one, page) < page.width() - 16 for one in seen))


def test_the_fields_stand_in_one_column(page: SettingsPage) -> None:
    lefts = {field.control.mapTo(page, QPoint()).x() for field in fields(page).values() if field.isVisible()}
    assert len(lefts) == 1


@pytest.mark.parametrize("colors", ["light", "dark"])
def test_arrows_and_boxes_are_seen(page: SettingsPage, theme: Theme, colors: str) -> None:
    theme.choose(colors, contrast=False, scale=1.0)
    page.answer.ahead.load(True)
    for widget, width in ((page.look.colors.control, 28), (page.answer.ahead.control, 20)):
        image = widget.grab().toImage()
        left = image.width() - width if isinstance(widget, QComboBox) else 0
        middle = range(image.height() // 3, 2 * image.height() // 3)
        seen = {image.pixelColor(x, y).lightness() // 8 for x in range(left + 4, left + width - 4) for y in middle}
        assert max(seen) - min(seen) > 8


def test_the_disk_is_read_for_what_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = tmp_path / "own.onnx"
    voice.write_bytes(b"\x08")
    voice.with_name("own.onnx.json").write_text(json.dumps({"language": {"code": "nl_NL"}}))
    models = tmp_path / "models"
    models.mkdir()
    entry = {"id": "own", "kind": "tts", "path": str(voice)}
    (models / "added.json").write_text(json.dumps([entry]))
    monkeypatch.setenv("EARSIGHT_MODELS", str(models))
    assert settings_shelf.look() == Shelf(tts=(Offer("own", "own", "nl", None),))


def test_a_disk_that_cannot_be_read_is_said(page: SettingsPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings_shelf, "look", lambda: Shelf(trouble="The disk is away."))
    page.hide()
    page.show()
    qtbot.waitUntil(page.note.isVisible)
    assert page.note.text.text() == "The disk is away."
    assert page.voice.voice.control.count() == 2


@pytest.mark.parametrize("address", ["https://code.invalid/me/it/releases", ""])
def test_new_versions_are_offered_where_the_build_knows_where_they_are(
    theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(settings_look, "releases", lambda: address)
    card = settings_look.LookCard(theme)
    qtbot.addWidget(card)
    assert card.news.control.isEnabled() is bool(address)
    assert card.news.about.text() == (settings_look.NEWS if address else NO_RELEASES)
    assert (card.news.control.toolTip() == NO_RELEASES) is not bool(address)
